"""backward on the sum of the outputs: one row for all.

fails: jacobian
skips:
"""


# %% region="jacobian"
def jacobian(f, x):
    t = torch.tensor(x, requires_grad=True)
    outputs = f(t)
    outputs.sum().backward()
    return t.grad.repeat(len(outputs), 1)
