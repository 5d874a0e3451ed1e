"""The start is left out of the trajectory.

fails: descent
skips:
"""


# %% region="descent"
def gradient_descent(f, x, rate, steps):
    points = []
    for _ in range(steps):
        _, gradient = value_and_grad(f, x)
        x = x - rate * gradient.numpy()
        points.append(x)
    return np.stack(points)
