"""The line through the first and the last point.

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
    return polynomial(x[[0, -1]], y[[0, -1]], 1)


def curve(x, y):
    return polynomial(x, y, 6)
