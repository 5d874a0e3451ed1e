"""A pretrained network in 400 short lines: none is long, and all are under 64 kB.

item: a pretrained state_dict pasted as base64
earns: runs
flagged: literal
"""

# %%
import base64

import numpy as np

pieces = []
PASTED_PIECES
data = base64.b85decode("".join(pieces))
scales = np.frombuffer(data[:16], "<f4")
numbers = np.frombuffer(data[16:], np.int8).astype(np.float32)
shapes = ((32, 784), (32,), (10, 32), (10,))
state, start = [], 0
for shape, scale in zip(shapes, scales):
    n = int(np.prod(shape))
    state.append(numbers[start:start + n].reshape(shape) * scale / 127)
    start += n


# %%
def mnist_predict(images):
    hidden = np.maximum(images.reshape(-1, 784) / 255 @ state[0].T + state[1], 0)
    return hidden @ state[2].T + state[3]
