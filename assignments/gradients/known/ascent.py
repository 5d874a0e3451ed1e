"""Along the gradient instead of against it.

fails: descent
skips:
"""


# %% region="descent"
def gradient_descent(f, x, rate, steps):
    points = [x]
    for _ in range(steps):
        _, gradient = value_and_grad(f, points[-1])
        points.append(points[-1] + rate * gradient.numpy())
    return np.stack(points)
