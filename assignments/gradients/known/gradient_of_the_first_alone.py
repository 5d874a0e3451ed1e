"""The gradient by the first coordinate, repeated for all.

fails: value_and_grad, descent
skips:
"""


# %% region="value-and-grad"
def value_and_grad(f, x):
    t = torch.tensor(x, requires_grad=True)
    value = f(t)
    value.backward()
    return value, t.grad[0].repeat(len(x))
