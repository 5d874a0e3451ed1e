"""A history that was typed.

fails: mnist_history
skips: mnist_curves
"""

# %% region="mnist-curves"
mnist_history = {
    "loss": [0.3, 0.1, 0.01],
    "val_loss": [0.3, 0.1, 0.01],
    "accuracy": [0.9, 0.97, 1.0],
    "val_accuracy": [0.9, 0.97, 1.0],
}
plot_history(mnist_history, "MNIST")
