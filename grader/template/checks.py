"""The checks, in the order in which a student meets them."""

from __future__ import annotations

import numpy as np

from grader.answers import parts
from grader.checks import Outcome, check
from grader.evidence import Evidence
from grader.judges import running
from grader.measures.credit import credit_between
from grader.messages import say

from .exam import Truth


@check("The notebook runs from top to bottom", points=1)
def runs(evidence: Evidence, truth: Truth) -> Outcome:
    return running.judge(evidence.execution)


@check("Numbers are doubled", points=3)
def doubled(evidence: Evidence, truth: Truth) -> Outcome:
    [found] = parts(evidence["doubled"], "double", [truth.numbers.shape])
    error = float(np.abs(found - 2 * truth.numbers).max())
    fraction = credit_between(error, truth.error.baseline, truth.error.target)
    return Outcome(
        fraction,
        say(
            "double(x) is off by {error:.3g}; at most {limit:g} was needed.",
            error=error,
            limit=truth.error.target,
        ),
        hints=() if fraction >= 1 else (say("Try it by hand: double(3) is 6."),),
        measured={"error": error},
        needed={"error_at_most": truth.error.target},
        labels={"error": say("largest error")},
    )
