"""How far a share measured on n examples may be from the true one."""

from __future__ import annotations

from scipy.special import betaincinv


def clopper_pearson(
    successes: int, n: int, confidence: float = 0.95
) -> tuple[float, float]:
    """The exact binomial bounds of a share, one-sided, each at ``confidence``.

    ``low`` is the p at which k or more successes of n have the probability
    1 - confidence, ``high`` the p at which k or fewer have it: quantiles of
    Beta(k, n - k + 1) and Beta(k + 1, n - k). Together they hold the true share with
    2 confidence - 1. (0, 1) where n is 0. ValueError unless 0 <= k <= n.
    Source: Clopper and Pearson, Biometrika 26 (1934).
    """
    if not 0 <= successes <= n:
        raise ValueError(f"{successes} successes of {n}")
    k = successes
    low = float(betaincinv(k, n - k + 1, 1 - confidence)) if k else 0.0
    high = float(betaincinv(k + 1, n - k, confidence)) if k < n else 1.0
    return low, high
