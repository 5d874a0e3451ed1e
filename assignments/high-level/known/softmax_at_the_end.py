"""Both networks end in a softmax, where logits are asked for.

fails: sequential_network, own_network
skips:
framework: lightning
"""


# %% region="sequential-network"
def sequential_network(inputs, hidden, classes):
    layers = []
    for width in hidden:
        layers += [nn.Linear(inputs, width), nn.ReLU()]
        inputs = width
    return nn.Sequential(*layers, nn.Linear(inputs, classes), nn.Softmax(dim=1))


# %% region="own-network"
class OwnNetwork(nn.Module):
    def __init__(self, inputs, hidden, classes):
        super().__init__()
        self.network = sequential_network(inputs, hidden, classes)

    def forward(self, x):
        return self.network(x)
