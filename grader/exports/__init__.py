"""Grades for other programs: one pure function a format, ``render``, no files.

Of a class, from ``Grades``: csv, json, junit, canvas, moodle, nbgrader. Of one
submission, from its ``Result``: gradescope, github, junit, markdown.

    grades  what is exported, and what is known of students and assignments
    cells   CSV that no spreadsheet takes for a formula; rounding, which happens here
    remarks a standing in words

What a student wrote is escaped by the rules of each format; column titles are those
that the reader of the format demands, in its own language.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from grader.exports import (
    as_json,
    canvas,
    comma_separated,
    github,
    gradescope,
    junit,
    markdown,
    moodle,
    nbgrader,
)
from grader.exports.grades import Grades, Person
from grader.result import Result

__all__ = ["FORMATS", "RESULT_FORMATS", "Grades", "Person"]

FORMATS: Final[Mapping[str, Callable[[Grades], str]]] = {
    "csv": comma_separated.render,
    "json": as_json.render,
    "junit": junit.render,
    "canvas": canvas.render,
    "moodle": moodle.render,
    "nbgrader": nbgrader.render,
}
"""The grades of a class."""

RESULT_FORMATS: Final[Mapping[str, Callable[[Result], str]]] = {
    "gradescope": gradescope.render,
    "github": github.render,
    "junit": junit.render_result,
    "markdown": markdown.render,
}
"""One graded notebook."""
