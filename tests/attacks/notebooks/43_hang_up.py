"""Row 43: hangs up on the grader, in good order, and goes on.

expect: died protocol timeout
cell seconds: 2
"""

# %%
import time

kernel = get_ipython().kernel

# %% hang up
kernel.iopub_socket.close()
kernel.shell_stream.socket.close(linger=0)
time.sleep(20)
