"""Row 46: messages with a signature that is not the kernel's.

expect: protocol
"""

# %%
import time

# %% send
parts = [b"x", b"<IDS|MSG>", b"0" * 64, *[b"{}"] * 4]
get_ipython().kernel.iopub_socket.send_multipart(parts)
time.sleep(20)
