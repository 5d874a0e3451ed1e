"""Row 19: the same in the part of a message that every reader needs.

expect: protocol
"""

# %%
import time

kernel = get_ipython().kernel
session = kernel.session
parent = session.pack(kernel.get_parent("shell")["header"])
parts = [b"[" + b"[]," * 1_000_000 + b"1]", parent, b"{}", b"{}"]

# %% send
kernel.iopub_socket.send_multipart([b"x", b"<IDS|MSG>", session.sign(parts), *parts])
time.sleep(1)
