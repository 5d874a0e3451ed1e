"""The reports of a batch: a page and a JSON file for each attempt."""

from __future__ import annotations

from collections.abc import Container
from pathlib import Path

from grader.cli.options import unwritable
from grader.gradebook.book import Gradebook
from grader.gradebook.entries import Judged, Pending
from grader.reports import webpage
from grader.result import Result, to_json
from grader.text import safe_name


class Reports:
    """Writes a report for each attempt into a folder, if there is one to write to."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._written: set[int] = set()

    def write(self, one: Pending, judged: Judged) -> None:
        """What was recorded just now."""
        if self._folder is not None and judged.result is not None:
            folder = self._folder / safe_name(one.assignment)
            self._write(folder, f"{safe_name(one.student)}.{one.id}", judged.result)
            self._written.add(one.id)

    def write_kept(self, book: Gradebook, handed: Container[tuple[str, str]]) -> None:
        """What has its grade from before, of these students and assignments."""
        if self._folder is None:
            return
        places = {
            attempt.run: (entry.assignment, f"{safe_name(entry.student)}.{attempt.id}")
            for entry in book.entries()
            if (entry.student, entry.assignment) in handed
            for attempt in entry.attempts
            if attempt.run is not None and attempt.id not in self._written
        }
        for one in book.results(places):
            if one.result is not None:
                assignment, stem = places[one.run]
                self._write(self._folder / safe_name(assignment), stem, one.result)

    def _write(self, folder: Path, stem: str, result: Result) -> None:
        """``<assignment>/<student>.<attempt>.html`` and ``.json``."""
        files = {"html": webpage.render(result).encode(), "json": to_json(result)}
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for kind, data in files.items():
                (folder / f"{stem}.{kind}").write_bytes(data)
        except OSError as error:
            raise unwritable(folder, error) from None
