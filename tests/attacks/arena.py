"""A sandbox with something to attack around it, in which notebooks are graded."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest
from attack_scripts import ATTACKS, Attack, Cell
from kernels import level_or_skip, notebook, this_python
from small_assignment import RIGHT, write_assignment
from surroundings import Surroundings, marked, surround

from grader import evidence
from grader.assignment import read_assignment
from grader.execution import relay, runner
from grader.pipeline import Conditions, grade
from grader.result import Result
from grader.sandbox import Sandbox
from grader.streams import Seed
from grader.submission import Submission, read_submission

DEADLINE = 30.0
EXAM = """\
import numpy as np


def draw(seed, material, settings):
    return seed.stream("numbers").normal(size=8)


async def examine(examiner, truth):
    await examiner.call("before", "double", np.arange(8.0))
    await examiner.call("doubled", "double", truth)
"""
SETTINGS = """\
frameworks = ["torch"]

[title]
en = "Doubling"

[seconds.default]
cell = {cell}
cells = 60
probe = 5
"""
HONEST = (
    "import numpy as np\nmine = {mark!r}",
    "w = np.linalg.solve(2 * np.eye(3), np.ones(3))\nassert w[0] == 0.5",
    "def double(x):\n    return np.add(x, x)",
)
HONEST_TORCH = (
    "import torch\nmine = {mark!r}",
    "w = torch.ones(1, requires_grad=True)\nsgd = torch.optim.SGD([w], lr=0.3)\n"
    "for _ in range(50):\n    sgd.zero_grad()\n    ((w - 2) ** 2).sum().backward()\n"
    "    sgd.step()",
    "assert abs(float(w) - 2) < 1e-6\ndef double(x):\n    return 2 * torch.tensor(x)",
)


@dataclass(frozen=True)
class Arena:
    """One sandbox, kept for all cases, and what lies around it."""

    sandbox: Sandbox
    around: Surroundings

    def graded(self, attack: Attack, *others: Submission) -> list[Result]:
        """The results of an attack and of whoever is graded at the same time."""

        async def journey() -> list[Result]:
            attacked = self.grade(self.submission(attack), attack)
            beside = [self.grade(other) for other in others]
            async with asyncio.timeout(DEADLINE):
                return list(await asyncio.gather(attacked, *beside))

        return asyncio.run(journey())

    async def grade(
        self, submission: Submission, attack: Attack | None = None
    ) -> Result:
        cell_seconds = attack.cell_seconds if attack else 20.0
        limits = attack.limits if attack else ATTACKS[0].limits
        seed = Seed(self.around.marks[0][::-1] if attack is None else marked())
        conditions = Conditions(seed, self.sandbox, this_python(), "en", limits=limits)
        folder = self.around.folder / "assignments" / f"patience-{cell_seconds}"
        return await grade(submission, read_assignment(folder), conditions)

    def submission(self, attack: Attack) -> Submission:
        return self.written(
            attack.name, *(cell.source for cell in _cells(attack, self))
        )

    def honest(self, cells: tuple[str, ...] = HONEST) -> Submission:
        mark = self.around.marks[-1]
        return self.written("honest", *(cell.format(mark=mark) for cell in cells))

    def written(self, name: str, *cells: str) -> Submission:
        made = notebook(*cells)
        made.metadata["grader"] = {"framework": "torch"}
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"{name}.ipynb"
            nbformat.write(made, path)
            return read_submission(path)


def _cells(attack: Attack, arena: Arena) -> list[Cell]:
    """What there is to attack, a solution, the attack, and what follows."""
    honest = attack.honest
    return [
        Cell("", f"target = {arena.around.target()!r}"),
        Cell("", RIGHT if honest else "'no solution'"),
        *attack.cells,
        Cell("", "assert double(21) == 42" if honest else "'the end'"),
    ]


@contextmanager
def arena_of(level: str, parent: str = "/tmp") -> Iterator[Arena]:
    """A sandbox with surroundings of its own, in a folder under ``parent``."""
    sandbox = level_or_skip(level)
    with ExitStack() as stack:
        # Short: there will be sockets in it.
        folder = Path(tempfile.mkdtemp(prefix="t-", dir=parent))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        folder.chmod(0o755)
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        patch.setattr(tempfile, "tempdir", str(folder))
        patch.setattr(runner, "GRACE_SECONDS", 0.5)
        patch.setattr(evidence, "GRACE_SECONDS", 0.5)
        patch.setattr(relay, "ALL_MESSAGES", 2_000)
        for seconds in {20.0, *(attack.cell_seconds for attack in ATTACKS)}:
            name, settings = f"patience-{seconds}", SETTINGS.format(cell=seconds)
            write_assignment(folder / "assignments", name, toml=settings, exam=EXAM)
        stack.callback(sandbox.close)
        around = surround(folder, sandbox.rooms or folder, stack)
        around.files += sorted((folder / "assignments").rglob("*.py"))
        arena = Arena(sandbox, around)
        # What is kept between kernels is there before the first case: a warm sandbox
        # has a zygote for each family of frameworks.
        for cells in (HONEST, HONEST_TORCH):
            assert asyncio.run(arena.grade(arena.honest(cells))).score == 4.0
        yield arena


def seen_of(attack: Attack, arena: Arena, result: Result) -> tuple[str, str]:
    """The class that the attack turned out to have, and the story to tell of it."""
    cells = _cells(attack, arena)
    runs = {run.index: run for run in result.execution.cells}
    lines = [f"{attack.name} in {arena.sandbox.name}: {result.execution.outcome}"]
    statuses = set()
    for index, cell in enumerate(cells):
        run = runs[index]
        lines.append(f"  {run.status:7} {cell.title or '-'} {run.error or ''}")
        if cell.title:
            statuses.add(run.status)
        elif run.status != "ok":
            return "unprepared", "\n".join(lines)
    story = "\n".join(lines)
    if result.execution.outcome != "completed":
        return result.execution.outcome, story
    return {"error": "deny", "ok": "nothing"}.get("".join(statuses), "mixed"), story


def raised_in(attack: Attack, result: Result) -> set[str]:
    """The names of what the attempts raised."""
    titled = {i + 2 for i, cell in enumerate(attack.cells) if cell.title}
    runs = result.execution.cells
    return {run.error.name for run in runs if run.index in titled and run.error}
