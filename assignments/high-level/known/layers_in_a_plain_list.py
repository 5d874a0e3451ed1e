"""Layers in a plain list are unknown to PyTorch: their weights are no parameters.

fails: own_network
skips:
framework: lightning
"""


# %% region="own-network"
class OwnNetwork(nn.Module):
    def __init__(self, inputs, hidden, classes):
        super().__init__()
        sizes = (inputs, *hidden)
        self.hidden = [nn.Linear(*pair) for pair in zip(sizes, hidden)]
        self.logits = nn.Linear(sizes[-1], classes)

    def forward(self, x):
        for layer in self.hidden:
            x = torch.relu(layer(x))
        return self.logits(x)
