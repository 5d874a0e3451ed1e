"""The curve is trained by gradient descent, and not for long enough.

fails: models
skips:
"""


# %% region="models"
def polynomial(x, y, degree):
    powers = torch.arange(degree + 1)
    columns = torch.tensor(x)[:, None] ** powers
    parameters = torch.linalg.lstsq(columns, torch.tensor(y)[:, None]).solution[:, 0]
    return lambda new: torch.tensor(new)[:, None] ** powers @ parameters


def line(x, y):
    return polynomial(x, y, 1)


def curve(x, y):
    powers = torch.arange(7)
    columns, parameters = torch.tensor(x)[:, None] ** powers, torch.zeros(7).double()
    for _ in range(100):
        errors = columns @ parameters - torch.tensor(y)
        parameters = parameters - 0.1 * columns.T @ errors / len(y)
    return lambda new: torch.tensor(new)[:, None] ** powers @ parameters
