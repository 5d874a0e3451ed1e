"""The class is a function that makes a Sequential model.

fails: own_network
skips:
framework: keras
"""


# %% region="own-network"
def OwnNetwork(inputs, hidden, classes):
    return sequential_network(inputs, hidden, classes)
