"""Dense layers without an activation: however many, they are one linear map.

fails: sequential_network, own_network
skips:
framework: keras
"""


# %% region="sequential-network"
def sequential_network(inputs, hidden, classes):
    return keras.Sequential(
        [
            keras.Input((inputs,)),
            *(keras.layers.Dense(width) for width in hidden),
            keras.layers.Dense(classes),
        ]
    )


# %% region="own-network"
class OwnNetwork(keras.Model):
    def __init__(self, inputs, hidden, classes):
        super().__init__()
        self.hidden = [keras.layers.Dense(width) for width in hidden]
        self.logits = keras.layers.Dense(classes)

    def call(self, x):
        for layer in self.hidden:
            x = layer(x)
        return self.logits(x)
