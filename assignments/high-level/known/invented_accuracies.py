"""One network is trained; the table is filled with numbers that nobody measured.

fails: mnist_experiments
skips:
framework: keras
"""

# %% region="mnist-experiments"
mnist_models = [mnist_network((128,), "relu")]
mnist_experiments = [
    {
        "hidden": (128,),
        "activation": "relu",
        "parameters": 101770,
        "val_accuracy": 0.93,
    },
    {"hidden": (32,), "activation": "tanh", "parameters": 25450, "val_accuracy": 0.9},
    {"hidden": (64,), "activation": "relu", "parameters": 50890, "val_accuracy": 0.91},
]
