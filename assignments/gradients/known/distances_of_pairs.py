"""Row i against row i alone, as far as there are any.

fails: broadcasting
skips:
"""


# %% region="broadcasting"
def distances(a, b):
    n = min(len(a), len(b))
    return ((a[:n] - b[:n]) ** 2).sum(dim=-1)
