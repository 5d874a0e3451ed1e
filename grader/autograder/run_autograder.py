#!/autograder/environment/bin/python
"""Grades what one student has handed in, and writes Gradescope's results.json."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

SOURCE = Path(__file__).resolve().parent
ROOT = SOURCE.parent
RESULTS = ROOT / "results" / "results.json"
UNGRADED = 3
LONGEST = 2_000


def main() -> None:
    options = json.loads((SOURCE / "options.json").read_text(encoding="utf-8"))
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    notebooks = sorted((ROOT / "submission").rglob("*.ipynb"))
    notebooks = [one for one in notebooks if ".ipynb_checkpoints" not in one.parts]
    if len(notebooks) != 1:
        names = ", ".join(one.name for one in notebooks) or "-"
        refuse(options["one_notebook"].replace("{names}", names))
        return
    done = subprocess.run(  # noqa: S603  # a command of ours
        [*(sys.executable, "-m", "grader", "submit", notebooks[0]), *options["submit"]],
        cwd=SOURCE,
        env=os.environ | {"PYTHONPATH": os.fspath(SOURCE)},
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    sys.stderr.write(done.stderr)
    if done.returncode != UNGRADED and not RESULTS.exists():
        # Of a fault of the grader's own nothing is written: it is no zero.
        refuse(done.stderr)


def refuse(why: str) -> None:
    """No points, and what to do: the student may hand in again."""
    told = {"score": 0, "output": why[-LONGEST:], "output_format": "text"}
    RESULTS.write_text(json.dumps(told), encoding="utf-8")


if __name__ == "__main__":
    main()
