"""Row 46: messages with the right signature and nonsense in them.

expect: protocol died output
"""

# %%
import time

kernel = get_ipython().kernel
session, socket = kernel.session, kernel.iopub_socket


def send(*parts):
    signed = [session.sign(list(parts)), *parts]
    socket.send_multipart([b"stream", b"<IDS|MSG>", *signed])


# %% send
send(b"[]", b"{}", b"{}", b"[1]")
send(b"{}", b"{}", b"{}", b"[" * 100_000)
send(b'{"msg_type": 7}', b"{}", b"{}", b'{"text": NaN}')
time.sleep(20)
