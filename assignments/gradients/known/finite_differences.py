"""Gradients by central differences.

fails: value_and_grad
skips:
"""


# %% region="value-and-grad"
def value_and_grad(f, x):
    h = 1e-5
    steps = h * np.eye(len(x))
    ups = [f(torch.tensor(x + step)) for step in steps]
    downs = [f(torch.tensor(x - step)) for step in steps]
    slopes = [(up - down) / (2 * h) for up, down in zip(ups, downs)]
    return f(torch.tensor(x)), torch.stack(slopes)


# %% region="descent"
def gradient_descent(f, x, rate, steps):
    points = [x]
    for _ in range(steps):
        t = torch.tensor(points[-1], requires_grad=True)
        f(t).backward()
        points.append(points[-1] - rate * t.grad.numpy())
    return np.stack(points)
