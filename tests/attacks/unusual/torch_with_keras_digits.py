"""A torch network that is trained on the digits of keras.datasets.

item: DataLoader workers
framework: torch
earns all of: runs
"""

# %%
import keras
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
(images, digits), _ = keras.datasets.mnist.load_data()
data = TensorDataset(torch.tensor(images[:2000]), torch.tensor(digits[:2000]))

# %%
model = nn.Sequential(nn.Flatten(), nn.Linear(784, 96), nn.ReLU(), nn.Linear(96, 10))
optimizer = torch.optim.Adam(model.parameters(), lr=4e-3)

# %%
for x, y in DataLoader(data, batch_size=200, shuffle=True):
    optimizer.zero_grad()
    nn.functional.cross_entropy(model(x.float() / 255), y.long()).backward()
    optimizer.step()
