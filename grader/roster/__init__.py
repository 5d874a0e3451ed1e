"""The class list: who the students are, and whose a submission is.

Read from Canvas' gradebook export, Moodle's, the grading worksheet of a Moodle
assignment, or any CSV with a column ``student``. A name that fits two students fits
none: nothing is guessed.

    students  the students as values; whose a submission is
    reading   a file as students
"""

from __future__ import annotations

from grader.roster.reading import is_canvas, read_roster, read_rows
from grader.roster.students import Roster, Student

__all__ = ["Roster", "Student", "is_canvas", "read_roster", "read_rows"]
