"""The gradient of the sum, whatever the vector.

fails: vjp
skips:
"""


# %% region="vjp"
def vjp(f, x, v):
    t = torch.tensor(x, requires_grad=True)
    f(t).sum().backward()
    return t.grad
