"""Errors of ours. A student's failure is never one of them: it is an outcome.

    GraderError
    ├── BadInput     the user can mend it: exit 2
    └── GraderFault  ours to mend: exit 3, the submission stays ungraded

Only ``cli/`` catches these.
"""

from __future__ import annotations

from grader.messages import Message


class GraderError(Exception):
    """What was expected, what was found, and what to do next."""

    exit_code = 3

    def __init__(self, message: Message, hint: Message | None = None) -> None:
        super().__init__(str(message))
        self.message = message
        self.hint = hint


class BadInput(GraderError):  # noqa: N818  # reads as it is raised
    """A file, an option or a name that cannot be used as it is."""

    exit_code = 2


class GraderFault(GraderError):  # noqa: N818
    """Something of ours broke: a kernel that would not start, a full disk."""

    exit_code = 3
