"""The number of neurons is reported as the number of parameters.

fails: mnist_experiments
skips:
framework: keras
"""

# %% region="mnist-experiments"
CHOICES = [((128,), "relu"), ((16,), "tanh"), ((8, 8), "relu")]

mnist_models = [mnist_network(*choice) for choice in CHOICES]
mnist_experiments = [
    {
        "hidden": hidden,
        "activation": activation,
        "parameters": sum(hidden) + 10,
        "val_accuracy": share_right(model, mnist_x_val, mnist_y_val),
    }
    for (hidden, activation), model in zip(CHOICES, mnist_models, strict=True)
]
