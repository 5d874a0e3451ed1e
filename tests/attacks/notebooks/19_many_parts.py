"""Row 19: one message of three hundred megabytes, in parts of one each.

expect: output
"""

# %%
import time

socket = get_ipython().kernel.iopub_socket
part = b"x" * 1_000_000

# %% send
socket.send_multipart([part] * 300, copy=False)
time.sleep(20)
