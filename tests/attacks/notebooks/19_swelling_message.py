"""Row 19: fifteen megabytes of empty lists, thirty times as large when decoded.

expect: nothing
"""

# %%
import time

kernel = get_ipython().kernel
session = kernel.session
head = session.pack(session.msg_header("stream"))
parent = session.pack(kernel.get_parent("shell")["header"])
parts = [head, parent, b"{}", b"[" + b"[]," * 5_000_000 + b"1]"]

# %% send
kernel.iopub_socket.send_multipart([b"x", b"<IDS|MSG>", session.sign(parts), *parts])
time.sleep(1)
