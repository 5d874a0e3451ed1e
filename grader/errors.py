"""Errors of ours. A student's failure is never one of them: it is an outcome.

    GraderError
    ├── BadInput     the user can mend it: exit 2
    └── GraderFault  ours to mend: exit 3, the submission stays ungraded
        └── SandboxLost  what the kernel lived in has ended: worth one more try

Only ``cli/`` catches these, but for the last, after which the pipeline tries again.
"""

from __future__ import annotations

import os

from grader.messages import Message, mark

# What a system usually says of a file, so that the catalogues have it.
SYSTEM_WORDS = (
    mark("Permission denied"),
    mark("No such file or directory"),
    mark("No space left on device"),
    mark("Read-only file system"),
    mark("Is a directory"),
    mark("Not a directory"),
    mark("File name too long"),
    mark("Input/output error"),
)


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


class SandboxLost(GraderFault):
    """The process that kernels are forked from ended before the kernel did."""


def system_reason(error: OSError) -> Message:
    """Why the system refused, in its own words, which the catalogues may know."""
    return Message(os.strerror(error.errno) if error.errno else str(error))
