"""What an instructor sees of a batch: what came in, how it goes, what came out."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from statistics import fmean

import click
from rich import progress
from rich.console import Console

from grader.batch.receiving import Place, Reception
from grader.collection import Skipped
from grader.gradebook.entries import Judged, Pending
from grader.gradebook.standings import Standing
from grader.messages import Message, Translator, say, say_n, translator
from grader.text import one_line

LISTED = 20
"""Names or files of one kind that are listed; the rest is counted."""
CROWD = 3
"""Files of one student that are named."""
WITHOUT = ("new", "ungraded")


def tell_reception(reception: Reception, say_it: Translator) -> None:
    """How many files there are, and which were not taken."""
    if reception.files:
        click.echo(one_line(say_it(_counted(reception))), err=True)
    if reception.skipped:
        _list(say_it(say("Not taken:")), _lines(reception.skipped, say_it))
    if reception.rejected:
        _list(
            say_it(say("Recorded without a grade:")),
            _lines(reception.rejected, say_it),
        )
    if reception.again:
        once_more = say("Handed in once more, after another file; it is the last now:")
        origins = ([origin] for origin in reception.again.values())
        _list(say_it(once_more), map(_crowd, reception.again, origins))
    if crowded := reception.crowded():
        several = say(
            "Several notebooks count as attempts of one student. If they are of "
            "several students, give the folder or zip that holds them by itself:"
        )
        _list(say_it(several), map(_crowd, crowded, crowded.values()))
    if reception.strangers:
        title = say_it(say("Not in the roster, kept under the names that they have:"))
        _list(title, iter(sorted(set(reception.strangers))))


def _counted(reception: Reception) -> Message:
    return say_n(
        "One notebook, {new} of them new.",
        "{n} notebooks, {new} of them new.",
        reception.files,
        new=reception.new,
    )


def tell_unknown(names: Sequence[str], say_it: Translator) -> None:
    """Names in the course file that belong to nothing and to nobody."""
    if names:
        title = say("The course file has rules for what nobody knows; misspelt?")
        _list(say_it(title), iter(dict.fromkeys(names)))


@contextlib.contextmanager
def batch_display(total: int, language: str) -> Iterator[Display]:
    """Done, running, failed, mean, time left: live on a terminal, else lines."""
    say_it = translator(language)
    console = Console(stderr=True, markup=False, highlight=False)
    if not console.is_terminal:
        yield Display(_Tally(total), say_it)
        return
    columns = (
        progress.BarColumn(),
        progress.MofNCompleteColumn(),
        progress.TextColumn("{task.description}", markup=False),
        progress.TimeRemainingColumn(),
    )
    with progress.Progress(*columns, console=console, transient=True) as live:
        yield LiveDisplay(_Tally(total), say_it, live)


class Display:
    """A line for every attempt that has been recorded."""

    def __init__(self, tally: _Tally, say_it: Translator) -> None:
        self._tally = tally
        self._say_it = say_it

    def recorded(self, one: Pending, judged: Judged) -> None:
        line = self._tally.line(one, judged, self._say_it)
        click.echo(one_line(line), err=True)

    def running(self, change: int) -> None:
        """Nothing: what is under way is no line of a log."""


class LiveDisplay(Display):
    """One line that is always up to date."""

    def __init__(
        self, tally: _Tally, say_it: Translator, live: progress.Progress
    ) -> None:
        super().__init__(tally, say_it)
        self._live = live
        self._bar = live.add_task("", total=tally.total)

    def recorded(self, one: Pending, judged: Judged) -> None:
        self._tally.add(judged)
        self._update(advance=1)

    def running(self, change: int) -> None:
        self._tally.running += change
        self._update(advance=0)

    def _update(self, advance: int) -> None:
        words = self._tally.words(self._say_it)
        self._live.update(self._bar, advance=advance, description=words)


class _Tally:
    """What has been recorded so far."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.running = 0
        self._done = 0
        self._without = 0
        self._shares: list[float] = []

    def add(self, judged: Judged) -> None:
        self._done += 1
        if judged.status == "graded" and judged.result is not None:
            self._shares.append(judged.result.percent)
        else:
            self._without += 1

    def words(self, say_it: Translator) -> str:
        mean = fmean(self._shares) if self._shares else 0.0
        return say_it(
            say(
                "{running} running, mean {mean:.0f} %, without a grade {without}",
                running=self.running,
                mean=mean,
                without=self._without,
            )
        )

    def line(self, one: Pending, judged: Judged, say_it: Translator) -> str:
        self.add(judged)
        result = judged.result
        outcome = judged.reason
        if judged.status == "graded" and result is not None:
            outcome = say_it(
                say(
                    "{score:g} of {most:g} points",
                    score=result.score,
                    most=result.max_score,
                )
            )
        place = f"{self._done}/{self.total}"
        return f"{place} {one.student}, {one.assignment}: {outcome}"


def tell_grades(standings: Sequence[Standing], say_it: Translator) -> bool:
    """A line for each assignment, and who is missing; False where a grade lacks."""
    complete = True
    for assignment in dict.fromkeys(one.assignment for one in standings):
        own = [one for one in standings if one.assignment == assignment]
        missing = [one.student for one in own if one.status == "missing"]
        click.echo(one_line(say_it(_summary(assignment, own, len(missing)))))
        complete &= not any(one.status in WITHOUT for one in own)
        if missing:
            title = say("Missing in {assignment}:", assignment=assignment)
            _list(say_it(title), iter(missing))
    return complete


def _summary(assignment: str, own: Sequence[Standing], missing: int) -> Message:
    shares = [
        100 * one.score / one.max_score
        for one in own
        if one.score is not None and one.max_score
    ]
    statuses = [one.status for one in own]
    return say_n(
        "{assignment}: one student, {graded} graded, mean {mean:.1f} %, "
        "{ungraded} without a grade for now, {rejected} rejected, {missing} missing.",
        "{assignment}: {n} students, {graded} graded, mean {mean:.1f} %, "
        "{ungraded} without a grade for now, {rejected} rejected, {missing} missing.",
        len(own),
        assignment=assignment,
        graded=statuses.count("graded"),
        mean=fmean(shares) if shares else 0.0,
        ungraded=sum(status in WITHOUT for status in statuses),
        rejected=statuses.count("rejected"),
        missing=missing,
    )


def _list(title: str, lines: Iterator[str]) -> None:
    shown = list(lines)
    click.echo(one_line(title), err=True)
    for line in shown[:LISTED]:
        click.echo(one_line(f"  {line}"), err=True)
    if len(shown) > LISTED:
        click.echo(f"  ... +{len(shown) - LISTED}", err=True)


def _crowd(place: Place, origins: Sequence[str]) -> str:
    more = [f"+{len(origins) - CROWD}"] if len(origins) > CROWD else []
    return f"{', '.join(place)}: {', '.join([*origins[:CROWD], *more])}"


def _lines(files: Sequence[Skipped], say_it: Translator) -> Iterator[str]:
    """Where each lay, why it was not taken, and what to do: that is said once."""
    told: set[str] = set()
    for one in files:
        words = [f"{one.origin}: {say_it(one.reason)}"]
        if one.hint is not None and (hint := say_it(one.hint)) not in told:
            told.add(hint)
            words.append(hint)
        yield " ".join(words)
