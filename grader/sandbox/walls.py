"""What stands around a walled kernel on this machine, and what it lacks.

Namespaces are what a sandbox is made of; without them there is none. Each other wall
stands behind them, and where a machine lacks it, what is left has to do.
"""

from __future__ import annotations

import platform
from dataclasses import dataclass

from grader.inside import landlock, syscalls
from grader.messages import Message, say
from grader.sandbox import cgroups


@dataclass(frozen=True)
class Wall:
    """One wall: whether it stands, what it is good for, what to do where it is not."""

    name: str
    stands: bool
    good: Message
    missing: Message


def surveyed() -> tuple[Wall, ...]:
    """The walls that a machine may lack, outermost first."""
    return (
        Wall(
            "seccomp",
            syscalls.known(),
            say("seccomp: system calls that no notebook needs are refused."),
            say(
                "seccomp: there is no filter for {machine}; the namespaces have to do.",
                machine=platform.machine(),
            ),
        ),
        Wall(
            "landlock",
            landlock.abi() > 0,
            say("landlock: a second wall around what a notebook may write."),
            say("landlock: it needs Linux 5.13 or newer; the mounts have to do."),
        ),
        Wall(
            "cgroup",
            cgroups.available() is not None,
            say("cgroup: a notebook's memory and processes are bounded together."),
            say(
                "cgroup: none may be made here, so each process of a notebook is "
                "bounded by itself. Run as root, or with: "
                "systemd-run --user --scope -p Delegate=yes grade ..."
            ),
        ),
    )


def standing() -> tuple[str, ...]:
    """The names of all that stand, as every result records them."""
    more = [wall.name for wall in surveyed() if wall.stands]
    return ("namespaces", *more, "rlimits")
