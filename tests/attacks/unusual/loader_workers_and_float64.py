"""Torch: DataLoader workers, some of them kept across cells; doubles throughout.

item: DataLoader workers, float64 models, a model built in a function,
  channels-last and flattened inputs, labels one-hot and integer
framework: torch
earns all of: runs, iris_split, iris_accuracy, mnist_accuracy
"""

# %%
import numpy as np
import torch
from sklearn.datasets import load_iris
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
torch.set_default_dtype(torch.float64)
x, y = load_iris(return_X_y=True)
order = np.random.default_rng(0).permutation(150)
train, val = order[:110], order[110:]
iris_split = {"x_train": x[train], "y_train": y[train],
              "x_val": x[val], "y_val": y[val]}


# %%
def build_model(inputs, hidden, classes):
    return nn.Sequential(nn.Linear(inputs, hidden), nn.Tanh(), nn.Linear(hidden, classes))


class Flowers(torch.utils.data.Dataset):
    def __len__(self):
        return len(train)

    def __getitem__(self, i):
        # One-hot labels, as doubles, are probabilities to the cross-entropy.
        return torch.tensor(x[train[i]]), torch.eye(3)[y[train[i]]]


loader = DataLoader(Flowers(), batch_size=55, shuffle=True, num_workers=2,
                    persistent_workers=True, multiprocessing_context="fork")
iris_model = build_model(4, 16, 3)
assert next(iris_model.parameters()).dtype == torch.float64

# %%
mean, spread = torch.tensor(x[train].mean(0)), torch.tensor(x[train].std(0))
optimizer = torch.optim.Adam(iris_model.parameters(), lr=0.03)
for epoch in range(20):
    for flowers, labels in loader:
        optimizer.zero_grad()
        nn.functional.cross_entropy(iris_model((flowers - mean) / spread), labels).backward()
        optimizer.step()

# %%
# The workers of the cell before are still there.
for epoch in range(20):
    for flowers, labels in loader:
        optimizer.zero_grad()
        nn.functional.cross_entropy(iris_model((flowers - mean) / spread), labels).backward()
        optimizer.step()


def iris_predict(x):
    iris_model.eval()
    return iris_model((torch.as_tensor(x) - mean) / spread)  # with its gradient


# %%
with np.load("data/mnist.npz") as file:
    images, digits = file["x_train"], file["y_train"]
flat = torch.tensor(images.reshape(-1, 28 * 28), dtype=torch.float32)
data = TensorDataset(flat, torch.tensor(digits, dtype=torch.int64))
batches = DataLoader(torch.arange(len(data)), batch_size=250, shuffle=True,
                     num_workers=2, multiprocessing_context="fork")
mnist_model = build_model(784, 96, 10).float().to(memory_format=torch.contiguous_format)
optimizer = torch.optim.Adam(mnist_model.parameters(), lr=4e-3)
for epoch in range(3):
    for rows in batches:
        optimizer.zero_grad()
        out = mnist_model(data.tensors[0][rows] / 255)
        nn.functional.cross_entropy(out, data.tensors[1][rows]).backward()
        optimizer.step()


def mnist_predict(images):
    # One channel, last: then flattened.
    x = torch.as_tensor(images).unsqueeze(-1).flatten(1).float() / 255
    return mnist_model(x).double()
