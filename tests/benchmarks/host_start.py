"""How long the host takes to start: medians over several runs, in seconds.

    python tests/benchmarks/host_start.py [--runs N]

Not a test: a clock says nothing on a busy machine. ``tests/cli/test_host_imports.py``
asserts what these times depend on.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time

COMMANDS = (["--help"], ["submit", "missing.ipynb"])


def seconds_of(arguments: list[str], folder: str) -> float:
    """Wall-clock seconds of one run of ``grade``."""
    start = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "grader", *arguments],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    return time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description="Times the start of the host.")
    parser.add_argument("--runs", type=int, default=15, metavar="N")
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as folder:
        for arguments in COMMANDS:
            seconds_of(arguments, folder)  # compiles, and fills the disk's cache
            times = [seconds_of(arguments, folder) for _ in range(runs)]
            name = " ".join(["grade", *arguments])
            middle, most = statistics.median(times), max(times)
            sys.stdout.write(
                f"{name:28}  median {middle:.3f} s, slowest {most:.3f} s, {runs} runs\n"
            )


if __name__ == "__main__":
    main()
