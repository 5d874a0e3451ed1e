"""Runs these tests as an ordinary user: ``python tests/attacks/as_ordinary_user.py``.

Whoever is root hands over to an unprivileged uid first, which can reach the checkout
and the interpreter even where they lie in a folder of root's own. Arguments go to
pytest. A test that is skipped counts as failed: everything has to be pushed at there.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
ORDINARY = 1000  # a uid that is not root's
BWRAP = shutil.which("bwrap") or "bwrap"


class NothingIsSkipped:
    """A plugin that counts skipped tests, and fails the run for them."""

    def __init__(self) -> None:
        self.skipped: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.skipped:
            self.skipped.append(f"{report.nodeid}: {report.longrepr}")

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self.skipped and session.exitstatus == 0:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(
        self, terminalreporter: pytest.TerminalReporter
    ) -> None:
        for line in self.skipped:
            terminalreporter.write_line(f"SKIPPED {line}")


def become_ordinary() -> None:
    """Start over as the unprivileged user; does not return."""
    sys.path.insert(0, str(CHECKOUT))
    from grader.sandbox.interpreter import interrogate
    from grader.sandbox.mounts import opened_for_others

    needed = [*interrogate(sys.executable).folders, CHECKOUT]
    command = [
        *(BWRAP, "--die-with-parent", *opened_for_others(needed), "--"),
        *("setpriv", f"--reuid={ORDINARY}", f"--regid={ORDINARY}", "--clear-groups"),
        *("--inh-caps=-all", "--bounding-set=-all", "--"),
        *(sys.executable, "-B", __file__, *sys.argv[1:]),
    ]
    os.chdir(CHECKOUT)
    os.execvp(BWRAP, command)


def main() -> int:
    if os.geteuid() == 0:
        become_ordinary()
    os.chdir(CHECKOUT)
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"  # the checkout may be another's
    with tempfile.TemporaryDirectory(prefix="t-", dir="/tmp") as home:
        os.environ["HOME"] = home
        arguments = ["-p", "no:cacheprovider", f"--basetemp={home}/pytest"]
        where = [] if any(map(_is_test, sys.argv[1:])) else [str(Path(__file__).parent)]
        return pytest.main(
            [*arguments, *sys.argv[1:], *where], plugins=[NothingIsSkipped()]
        )


def _is_test(argument: str) -> bool:
    return Path(argument.split("::")[0]).exists()


if __name__ == "__main__":
    sys.exit(main())
