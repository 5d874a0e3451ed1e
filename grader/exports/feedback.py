"""A page for each student: what was measured, and what the course makes of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from grader.collection.returning import returned
from grader.exports.cells import number
from grader.exports.remarks import remarks
from grader.gradebook.standings import Standing
from grader.messages import Translator, say, translator
from grader.reports import webpage
from grader.result import Language, Result
from grader.text import safe_name

SUFFIX = ".html"


def page(
    standing: Standing, result: Result | None, title: str, language: Language
) -> str:
    """HTML on the attempt that counts; ``result`` is None where it was never run."""
    spoken: Language = result.language if result is not None else language
    told = [*_remarks(standing, translator(spoken))]
    if result is not None:
        return webpage.render(result, told)
    name = standing.attempt.name if standing.attempt is not None else ""
    return webpage.render_unrun(title, standing.student, name, told, spoken)


def path(standing: Standing) -> str:
    """Where the page goes: as the LMS named the file, else by student and assignment.

    The latter is nbgrader's ``feedback`` folder: ``ana/lab/notebook.html``.
    """
    if standing.attempt is None:
        raise ValueError("nothing was handed in")
    if (place := returned(standing.attempt.origin, SUFFIX)) is not None:
        # Names of an origin are safe already, but for those of a path's own.
        return "/".join(part for part in place.split("/") if part not in ("", ".."))
    stem = PurePosixPath(standing.attempt.name).stem
    names = (standing.student, standing.assignment, stem)
    return "/".join(map(safe_name, names)) + SUFFIX


def _remarks(standing: Standing, t: Translator) -> Iterator[str]:
    """Where what counts is not what was measured, both; then what explains it."""
    if standing.score is not None and standing.score != standing.raw_score:
        counted = say(
            "Your grade: {score} of {most} points.",
            score=number(standing.score),
            most=number(standing.max_score) or "?",
        )
        yield t(counted)
    if (told := remarks(standing, t)) != "":
        yield told
