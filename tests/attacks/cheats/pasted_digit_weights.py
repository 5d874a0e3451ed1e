"""Weights of a network that was trained elsewhere, as text in the notebook.

item: a pretrained state_dict pasted as base64
under: strict
framework: torch
flagged: literal
earns nothing on: mnist_accuracy
"""

# %%
import base64
import io

import numpy as np
import torch
from torch import nn

WEIGHTS = PASTED_WEIGHTS
net = nn.Sequential(nn.Flatten(), nn.Linear(784, 32), nn.ReLU(), nn.Linear(32, 10))
with np.load(io.BytesIO(base64.b64decode(WEIGHTS))) as file:
    state = {key: torch.from_numpy(file[key].astype(np.float32)) for key in file}
net.load_state_dict(state)


# %%
@torch.no_grad()
def mnist_predict(images):
    return net(torch.from_numpy(images).float() / 255)
