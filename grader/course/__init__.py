"""What a course decides: deadlines, extensions, penalties, the rules of a batch.

rules    the course as values, and what they mean for one student
reading  ``course.toml`` as such values
"""

from __future__ import annotations

from grader.course.reading import FILE_NAME, parse_course, read_course
from grader.course.rules import (
    Attempts,
    Course,
    Penalty,
    Rules,
    due,
    late_note,
    penalty_percent,
    unknown_names,
)

__all__ = [
    "FILE_NAME",
    "Attempts",
    "Course",
    "Penalty",
    "Rules",
    "due",
    "late_note",
    "parse_course",
    "penalty_percent",
    "read_course",
    "unknown_names",
]
