"""Row 19: one message of two million parts with nothing in them.

expect: output
"""

# %%
import time

socket = get_ipython().kernel.iopub_socket

# %% send
socket.send_multipart([b"x"] * 2_000_000)
time.sleep(20)
