"""Training in the scope of torch.no_grad: nothing learns, and the message says why.

item: training under `torch.no_grad` mistakes reported as such
framework: torch
earns all of: iris_split
fails: runs, iris_accuracy, iris_history, overfit_observed
says: does not require grad
"""

# %%
import numpy as np
import torch
from sklearn.datasets import load_iris
from torch import nn

torch.manual_seed(0)
x, y = load_iris(return_X_y=True)
order = np.random.default_rng(0).permutation(150)
train, val = order[:110], order[110:]
iris_split = {"x_train": x[train], "y_train": y[train],
              "x_val": x[val], "y_val": y[val]}
iris_model = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Linear(16, 3))


# %%
@torch.no_grad()
def train_network(model, x, y, epochs):
    optimizer = torch.optim.Adam(model.parameters())
    for epoch in range(epochs):
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(torch.Tensor(x)), torch.tensor(y))
        loss.backward()
        optimizer.step()


train_network(iris_model, x[train], y[train], 50)


# %%
def iris_predict(x):
    return iris_model(torch.Tensor(x)).detach()


def iris_overfit(x, y, seed):
    model = nn.Sequential(nn.Linear(4, 64), nn.ReLU(), nn.Linear(64, 3))
    train_network(model, x, y, 50)
    return lambda x: model(torch.Tensor(x))
