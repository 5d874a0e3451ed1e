"""An assignment that is graded in a second: double the numbers that you are given."""

from __future__ import annotations

from pathlib import Path

TOML = """\
frameworks = ["torch", "keras"]

[title]
en = "Doubling"
es = "El doble"

[seconds.default]
cell = 20
cells = 60
"""

EXAM = """\
import numpy as np


def draw(seed, material, settings):
    return seed.stream("numbers").normal(size=8)


async def examine(examiner, truth):
    await examiner.call("doubled", "double", truth)
"""

CHECKS = """\
from grader.checks import Outcome, check, failed
from grader.messages import say


@check("It runs", points=1)
def runs(evidence, truth):
    good = all(cell.status == "ok" for cell in evidence.execution.cells)
    return Outcome(1.0 if good else 0.0, say("Every cell was run."))


@check("Numbers are doubled", points=3)
def doubled(evidence, truth):
    answer = evidence["doubled"]
    if not answer.ok:
        return failed(say("There is no function double(x)."))
    error = abs(answer.arrays["0"] - 2 * truth).max()
    return Outcome(1.0 if error <= 1e-9 else 0.0, say("Off by {n}.", n=float(error)))
"""

RIGHT = "def double(x):\n    return 2 * x"
"""A cell that earns all 4 points."""

WRONG = "def double(x):\n    return x"
"""A cell that earns 1 of 4 points."""

NEVER = '"""\nimport torch\n"""'
"""A cell that says which framework is used, and imports nothing."""


def write_assignment(
    root: Path,
    name: str = "doubling",
    *,
    toml: str = TOML,
    exam: str = EXAM,
    checks: str = CHECKS,
) -> Path:
    """Write the assignment into ``root``, a folder of assignments; returns ``root``."""
    folder = root / name
    folder.mkdir(parents=True)
    (folder / "assignment.toml").write_text(toml, encoding="utf-8")
    (folder / "exam.py").write_text(exam, encoding="utf-8")
    (folder / "checks.py").write_text(checks, encoding="utf-8")
    return root
