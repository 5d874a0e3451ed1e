"""The whole journey: submission -> execution -> evidence -> checks -> result."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import grader
from grader import datasets
from grader.assignment import PACKAGE, Allowance, Assignment
from grader.checks import Judgement, judge_all
from grader.datasets import Material, served
from grader.errors import GraderFault, SandboxLost, system_reason
from grader.evidence import Answer, Evidence, Examiner
from grader.execution import Execution, Progress
from grader.execution.runner import Patience, run_cells
from grader.execution.session import Session, kernel_session
from grader.fingerprints import fingerprint
from grader.flags import suspicions, untrained
from grader.kept import Gathered
from grader.messages import Message, say
from grader.result import Environment, Language, Result
from grader.sandbox import Limits, Sandbox, sandbox_named
from grader.sandbox.devices import gpus_for
from grader.sandbox.interpreter import Interpreter, answers_of
from grader.sandbox.rooms import made_room
from grader.streams import Seed
from grader.submission import Submission
from grader.verdict import compose

DEFAULT_LIMITS = Limits()
RUNS = 2
"""A notebook whose cell ends the kernel is run once more, without that cell."""
UNSOLVED = 0.1
"""Of the points: a starter earns so much at most."""
TRIES = 2
"""A run whose sandbox is lost is tried once more."""


@dataclass(frozen=True)
class Conditions:
    """Under what a submission is graded."""

    seed: Seed
    sandbox: Sandbox
    interpreter: Interpreter
    language: Language
    strict: bool = False
    limits: Limits = DEFAULT_LIMITS
    devices: tuple[Path, ...] = ()
    gpu: bool = True

    def suited_to(self, submission: Submission) -> Conditions:
        """These, or for a notebook that asks for a GPU, a kernel that may use it.

        CUDA does not survive a fork: such a kernel is never a warm one.
        """
        devices = gpus_for(submission.code) if self.gpu else ()
        if not devices:
            return self
        warm = self.sandbox.name == "warm"
        sandbox = sandbox_named("bwrap") if warm else self.sandbox
        return replace(self, sandbox=sandbox, devices=devices)


def _silent(message: Message) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True, eq=False)
class Drawn:
    """What a notebook is judged against, and the fingerprint of what it is asked."""

    truth: object
    fingerprint: str


@dataclass(frozen=True, eq=False)
class Questions:
    """What is served and what is asked in the runs of one seed.

    ``drawn`` comes while the notebook runs: nobody needs it before the first question.
    """

    material: Material
    drawn: asyncio.Future[Drawn]


def questions(assignment: Assignment, seed: Seed, strict: bool) -> Questions:
    """Begin to draw the exam of one seed; many runs may share it."""
    material = datasets.material(seed, assignment.settings.data, strict)
    # Loaded before any notebook runs: what is broken there shows at once.
    assignment.exam(), assignment.checks()
    drawing = asyncio.to_thread(draw, assignment, seed, material)
    return Questions(material, asyncio.ensure_future(drawing))


def draw(assignment: Assignment, seed: Seed, material: Material) -> Drawn:
    """The truth of a run; the same seed draws the same."""
    truth = assignment.exam().draw(seed, material, assignment.settings)
    return Drawn(truth, fingerprint(truth))


async def grade(
    submission: Submission,
    assignment: Assignment,
    conditions: Conditions,
    progress: Progress = _silent,
) -> Result:
    """Grade one submission; ``GraderFault`` where the machine, not the work, failed."""
    strict = conditions.strict or assignment.settings.strict
    asked = questions(assignment, conditions.seed, strict)
    try:
        gathered = await gather(submission, assignment, conditions, asked, progress)
        drawn = await asked.drawn
    finally:
        asked.drawn.cancel()
    return judge(submission, assignment, gathered, drawn.truth, conditions.language)


async def gather(
    submission: Submission,
    assignment: Assignment,
    conditions: Conditions,
    asked: Questions,
    progress: Progress = _silent,
) -> Gathered:
    """Run the notebook in a sandbox and ask it."""
    conditions = conditions.suited_to(submission)
    framework = submission.framework(assignment.settings.frameworks)
    journey = _Journey(
        submission, assignment, conditions, progress, framework, asked.drawn
    )
    with made_room(conditions.sandbox.rooms) as folder:
        _write_served(folder, asked.material)
        evidence, facts = await journey.gather(folder)
    return Gathered(
        evidence,
        facts,
        framework,
        _environment(conditions, facts),
        conditions.seed,
        conditions.strict or assignment.settings.strict,
        (await asked.drawn).fingerprint,
    )


def judge(
    submission: Submission,
    assignment: Assignment,
    gathered: Gathered,
    truth: object,
    language: Language,
) -> Result:
    """The result of what a run brought. Neither a kernel nor a clock is asked."""
    judgements = judge_all(assignment.checks(), gathered.evidence, truth)
    found = suspicions(submission.code)
    if assignment.settings.trains and _solved(judgements):
        found += untrained(submission.code)
    return compose(submission, assignment, gathered, judgements, found, language)


def _solved(judgements: Sequence[Judgement]) -> bool:
    """Whether more is earned than a starter does, which has nothing to train yet."""
    most = sum(judgement.check.points for judgement in judgements)
    return sum(judgement.score for judgement in judgements) > UNSOLVED * most


@dataclass(frozen=True)
class _Journey:
    submission: Submission
    assignment: Assignment
    conditions: Conditions
    progress: Progress
    framework: str
    drawn: asyncio.Future[Drawn]

    async def gather(self, folder: Path) -> tuple[Evidence, Answer]:
        """Run and examine; once more without the cell that ended the kernel."""
        skipped: set[int] = set()
        evidence, facts = await self._run(folder, skipped)
        first = evidence.execution
        while evidence.execution.fatal_cell is not None and len(skipped) < RUNS - 1:
            skipped.add(evidence.execution.fatal_cell)
            evidence, facts = await self._run(folder, skipped)
        return _with_first_ending(evidence, first), facts

    async def _run(self, folder: Path, skipped: set[int]) -> tuple[Evidence, Answer]:
        for _ in range(TRIES - 1):
            with contextlib.suppress(SandboxLost):
                return await self._run_once(folder, skipped)
        return await self._run_once(folder, skipped)

    async def _run_once(
        self, folder: Path, skipped: set[int]
    ) -> tuple[Evidence, Answer]:
        conditions = self.conditions
        allowance = self.assignment.settings.allowance(self.framework)
        # Ours as well, should a kernel's environment lie around it or in it.
        ours = (*answers_of(PACKAGE), self.assignment.folder.parent)
        async with kernel_session(
            conditions.sandbox,
            conditions.interpreter,
            conditions.limits,
            folder,
            (*ours, *conditions.interpreter.hidden),
            self.submission.imports,
            self.conditions.devices,
        ) as session:
            patience = Patience(allowance.cell, allowance.cells)
            execution = await run_cells(
                session, self.submission.notebook, patience, self.progress, skipped
            )
            if not execution.alive:
                return Evidence(execution, {}), Answer("absent")
            session.open_channel()
            return await self._examine(session, execution, allowance)

    async def _examine(
        self,
        session: Session,
        execution: Execution,
        allowance: Allowance,
    ) -> tuple[Evidence, Answer]:
        examiner = Examiner(
            session.channel,
            session.interrupt,
            allowance.probe,
            allowance.probes,
            self.progress,
            self.framework,
        )
        drawn = await self.drawn
        await self.assignment.exam().examine(examiner, drawn.truth)
        facts = await examiner.facts()
        return Evidence(execution, examiner.answers), facts


def _with_first_ending(evidence: Evidence, first: Execution) -> Evidence:
    """The answers of the last run, with what the first one said of the fatal cell."""
    last = evidence.execution
    if last is first:
        return evidence
    fatal = {run.index: run for run in first.cells if run.index == first.fatal_cell}
    runs = sorted((*last.cells, *fatal.values()), key=lambda run: run.index)
    outcome = first.outcome if last.outcome == "completed" else last.outcome
    execution = Execution(tuple(runs), outcome, last.alive)
    return Evidence(execution, evidence.answers)


def _write_served(folder: Path, material: Material) -> None:
    try:
        served.write(folder, material.flowers, material.digits)
    except OSError as error:
        raise GraderFault(
            say(
                "The data cannot be written to {folder}: {why}.",
                folder=str(folder.parent),
                why=system_reason(error),
            ),
            say("Make room there, or name another folder in TMPDIR."),
        ) from None


def _environment(conditions: Conditions, facts: Answer) -> Environment:
    device = facts.facts.get("device")
    return Environment(
        grader=grader.__version__,
        python=conditions.interpreter.version,
        isolation=conditions.sandbox.name,
        walls=conditions.sandbox.walls,
        device=device if device in ("cpu", "cuda") else "cpu",
        packages=conditions.interpreter.packages,
    )
