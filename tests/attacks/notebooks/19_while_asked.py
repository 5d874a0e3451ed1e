"""Row 19: three hundred megabytes on the channel of replies, while it is asked.

expect: nothing
solution: none
score: 1
"""

# %%
import time

kernel = get_ipython().kernel
socket = kernel.shell_stream.socket
client = kernel.get_parent("shell") and kernel._parent_ident["shell"]
part = b"x" * 1_000_000


# %% answer
def double(x):
    for _ in range(30):
        socket.send_multipart([*client, *[part] * 10], copy=False)
    time.sleep(3)
    return 2 * x
