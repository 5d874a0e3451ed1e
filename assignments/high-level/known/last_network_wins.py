"""mnist_predict uses whichever network was trained last, a tiny one.

fails: mnist_accuracy
skips: mnist_experiments
framework: keras
"""

# %% region="mnist-experiments"
CHOICES = [((128,), "relu"), ((3,), "sigmoid"), ((4,), "tanh")]

mnist_experiments = []
for hidden, activation in CHOICES:
    model = mnist_network(hidden, activation)
    row = {
        "hidden": hidden,
        "activation": activation,
        "parameters": model.count_params(),
        "val_accuracy": share_right(model, mnist_x_val, mnist_y_val),
    }
    mnist_experiments.append(row)


# %% region="mnist-predict"
def mnist_predict(images):
    return model(images)
