"""``grade feedback``: a page for each student, in the layout that an LMS takes back."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.options import (
    assignments_option,
    attempts_option,
    chosen_option,
    course_option,
    database_file,
    database_option,
    language,
    language_option,
    unwritable,
    writable,
)
from grader.errors import BadInput
from grader.messages import mark, say, say_n, translator
from grader.text import one_line, safe_name

if TYPE_CHECKING:
    from grader.course import Attempts
    from grader.gradebook.book import Gradebook
    from grader.gradebook.standings import Standing
    from grader.result import Result

ZIP = ".zip"
NO_TIME = (1980, 1, 1, 0, 0, 0)
"""Of every member: the same pages are the same bytes."""


@click.command(
    "feedback",
    help=mark(
        "Write a page for each student: the report of the attempt that counts, with "
        "penalties and grades by hand. Files have the names by which Canvas and Moodle "
        "know whose they are; others go to STUDENT/ASSIGNMENT, as nbgrader has them."
    ),
)
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    metavar=mark("DIR|ZIP"),
    help=mark("A folder, or a zip to upload."),
)
@chosen_option
@database_option
@course_option
@attempts_option
@language_option
@assignments_option
def command(
    out: Path,
    chosen: str | None,
    url: str,
    course_file: Path | None,
    attempts: Attempts | None,
    lang: str | None,
    assignments_dir: Path | None,
) -> None:
    from grader.assignment import find_assignments
    from grader.cli.gradebooks import course_of, standings_of, tell_misspelt
    from grader.exports import feedback
    from grader.gradebook.book import Gradebook

    course = course_of(course_file, attempts)
    spoken = language(lang, course.language)
    zipped = out.suffix.lower() == ZIP
    if zipped:
        writable(out, database_file(url))
    known = find_assignments(assignments_dir)
    titles = {name: one.title(spoken) for name, one in known.items()}
    with Gradebook(url, must_exist=True) as book:
        standings = standings_of(book, course, None, chosen)
        tell_misspelt(book, course, None, assignments_dir, spoken)
        told = [one for one in standings if one.attempt and one.status != "new"]
        apart = _apart(told, zipped)

        def pages() -> Iterator[tuple[str, bytes]]:
            for one in told:
                title = titles.get(one.assignment, one.assignment)
                text = feedback.page(one, _result(book, one), title, spoken)
                folder = f"{safe_name(one.assignment)}/" if apart else ""
                yield f"{folder}{feedback.path(one)}", text.encode()

        write = _write_zip if zipped else _write_folder
        names = write(out, pages())
    message = say_n("One page in {path}.", "{n} pages in {path}.", names, path=str(out))
    click.echo(one_line(translator(spoken)(message)))


def _apart(told: list[Standing], zipped: bool) -> bool:
    """Whether each assignment gets a folder of its own; a zip has only one."""
    if not told:
        raise BadInput(
            say("There is nothing in the gradebook that a page could be about."),
            say("Grade a class first: `grade batch`. Is --db the right one?"),
        )
    names = sorted({one.assignment for one in told})
    if zipped and len(names) > 1:
        raise BadInput(
            say("An LMS takes back one assignment at a time."),
            say("Name one with --assignment: {names}.", names=", ".join(names)),
        )
    return len(names) > 1


def _result(book: Gradebook, one: Standing) -> Result | None:
    run = one.attempt.run if one.attempt is not None else None
    return book.result(run) if run is not None else None


def _write_folder(folder: Path, pages: Iterator[tuple[str, bytes]]) -> int:
    written: set[str] = set()
    for name, data in pages:
        path = folder / _free(name, written)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        except OSError as error:
            raise unwritable(path, error) from None
    return len(written)


def _write_zip(path: Path, pages: Iterator[tuple[str, bytes]]) -> int:
    """All of it or nothing: a zip that breaks off would be taken for the class."""
    written: set[str] = set()
    partial = path.with_name(f".{path.name}.partial")
    try:
        with zipfile.ZipFile(partial, "w") as archive:
            for name, data in pages:
                member = zipfile.ZipInfo(_free(name, written), NO_TIME)
                member.external_attr = 0o644 << 16
                archive.writestr(member, data, zipfile.ZIP_DEFLATED)
        partial.replace(path)
    except OSError as error:
        raise unwritable(path, error) from None
    finally:
        partial.unlink(missing_ok=True)
    return len(written)


def _free(name: str, written: set[str]) -> str:
    """A name that no other page has, in any case of its letters."""
    stem, dot, suffix = name.rpartition(".")
    n = 1
    while name.casefold() in written:
        n += 1
        name = f"{stem}-{n}{dot}{suffix}"
    written.add(name.casefold())
    return name
