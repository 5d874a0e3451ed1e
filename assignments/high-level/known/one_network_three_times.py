"""The same network in every row of the table.

fails: mnist_experiments
skips:
framework: lightning
"""

# %% region="mnist-experiments"
CHOICES = [((128,), "relu")] * 3

mnist_networks = [mnist_network(*CHOICES[0])] * 3
mnist_experiments = [
    {
        "hidden": hidden,
        "activation": activation,
        "parameters": sum(weight.numel() for weight in network.parameters()),
        "val_accuracy": share_right(network, mnist_x_val, mnist_y_val),
    }
    for (hidden, activation), network in zip(CHOICES, mnist_networks, strict=True)
]
