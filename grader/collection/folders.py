"""Finds the files in a folder or a zip; a zip in it counts as a folder of its name."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath

from grader.collection.archives import Archive, Member
from grader.collection.handed import Skipped, named, natural, origin_of, too_large
from grader.errors import BadInput, system_reason
from grader.messages import say
from grader.submission import MAX_BYTES

STAMP = "timestamp.txt"
NOTEBOOK, ZIP = ".ipynb", ".zip"
UNSEEN = {"__macosx", "thumbs.db", "desktop.ini"}
"""What systems leave behind, besides all that begins with a dot."""

NO_NOTEBOOK = (
    say("It is neither a notebook (.ipynb) nor a zip of notebooks."),
    say("A notebook is what Jupyter or Colab saves as .ipynb."),
)
CLEAR = say("Clear the outputs of the notebook and save it again.")
TOO_LARGE = (too_large(MAX_BYTES), CLEAR)
"""Reasons with their hints."""


@dataclass(frozen=True, eq=False)
class Sighting:
    """A notebook or a time stamp, and where it lay below the given path.

    ``folders`` are safe names; ``read`` takes the most bytes that it may bring.
    ``barred`` is of what came in a notebook's place: why it is not read.
    """

    folders: tuple[str, ...]
    file: str
    origin: str
    read: Callable[[int], bytes]
    archive: Archive | None = None
    barred: Skipped | None = None

    @property
    def is_stamp(self) -> bool:
        """Whether it is nbgrader's note of the time."""
        return self.file == STAMP and self.barred is None

    @property
    def is_notebook(self) -> bool:
        return not self.is_stamp and self.barred is None

    @property
    def stem(self) -> str:
        """The file's name, without its ending."""
        return named(PurePosixPath(self.file).stem)


Found = Sighting | Skipped


def sightings(root: Path) -> Iterator[Found]:
    """Everything below a path, in the order of names.

    Of a single file that is all, but for the time stamp beside it.
    """
    if root.is_dir():
        yield from _in_folder(root)
    elif _kind(root.name) == ZIP:
        yield from _in_archive(_archive_of(root), ())
    else:
        yield from _file(root, ())
        beside = root.parent / STAMP
        if root.name != STAMP and beside.is_file():
            yield from _file(beside, ())


def only_name(found: Sequence[Found]) -> str | None:
    """The only notebook's, or its folder's; "" where there is none, None for more."""
    notebooks = [one for one in found if isinstance(one, Sighting) and one.is_notebook]
    if len(notebooks) != 1:
        return None if notebooks else ""
    return (*notebooks[0].folders, notebooks[0].stem)[0]


def _in_folder(root: Path) -> Iterator[Found]:
    waiting: list[tuple[Path, tuple[str, ...]]] = [(root, ())]
    top = root.resolve()
    while waiting:
        folder, names = waiting.pop()
        try:
            seen = (e for e in folder.iterdir() if not _unseen(e.name))
            entries = sorted(seen, key=lambda entry: natural(entry.name))
        except OSError as error:
            yield Skipped(origin_of(str(folder)), system_reason(error))
            continue
        below = []
        for entry in entries:
            if entry.is_symlink() and (barred := _barred_link(entry, top)):
                yield barred
            elif _is_dir(entry):
                below.append((entry, (*names, named(entry.name))))
            else:
                yield from _file(entry, names)
        waiting += reversed(below)


def _barred_link(link: Path, top: Path) -> Skipped | None:
    """Why a link is not followed: another's work must not count as one's own."""
    origin = origin_of(str(link))
    try:
        target = link.resolve()
    except (OSError, RuntimeError):
        return Skipped(origin, say("It is a link that leads nowhere."))
    if not target.is_relative_to(top):
        return Skipped(origin, say("It is a link that leads out of the folder."))
    if _is_dir(target):
        return Skipped(origin, say("It is a link to a folder that is read anyway."))
    return None


def _is_dir(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:
        return False


def _file(path: Path, folders: tuple[str, ...]) -> Iterator[Found]:
    origin = origin_of(str(path))
    kind = _kind(path.name)
    try:
        regular, size = path.is_file(), path.stat().st_size
    except OSError as error:
        yield Skipped(origin, system_reason(error))
        return
    if not regular:
        yield Skipped(origin, say("It is not a regular file."))
    elif kind == ZIP:
        yield from _in_archive(_archive_of(path), (*folders, named(path.stem)))
    elif kind is None:
        yield _barred(folders, path.name, Skipped(origin, *NO_NOTEBOOK))
    elif size > MAX_BYTES:
        yield _barred(folders, path.name, Skipped(origin, *TOO_LARGE))
    else:
        read = partial(_read_file, path)
        yield Sighting(folders, _file_name(path.name), origin, read)


def _archive_of(path: Path) -> Archive:
    return Archive(origin_of(str(path)), lambda: path.open("rb"))


def _in_archive(archive: Archive, folders: tuple[str, ...]) -> Iterator[Found]:
    try:
        members = archive.members()
    except BadInput as error:
        yield _no_zip(archive, folders, error)
        return
    empty = True
    with archive.kept_open():
        for member in sorted(members, key=lambda one: [*map(natural, one.names)]):
            if not any(_unseen(name) for name in member.names):
                empty = False
                yield from _member(archive, member, folders)
    if empty:
        yield _no_zip(archive, folders, BadInput(say("There is nothing in it.")))


def _no_zip(archive: Archive, folders: tuple[str, ...], why: BadInput) -> Found:
    """A zip that cannot be looked into: a student's, unless it is the given path."""
    barred = Skipped(archive.origin, why.message, why.hint)
    *above, name = folders or [""]
    return _barred((*above,), f"{name}{ZIP}", barred) if folders else barred


def _barred(
    folders: tuple[str, ...], name: str, why: Skipped, archive: Archive | None = None
) -> Sighting:
    """What came in a notebook's place, and is never read."""
    return Sighting(
        folders, _file_name(name), why.origin, lambda most: b"", archive, why
    )


def _member(
    archive: Archive, member: Member, folders: tuple[str, ...]
) -> Iterator[Found]:
    path = "/".join(member.names)
    origin = origin_of(f"{archive.origin}!{path}")
    above, name = (*folders, *map(named, member.names[:-1])), member.names[-1]
    kind = _kind(name)
    if kind is None:
        yield _barred(above, name, Skipped(origin, *NO_NOTEBOOK), archive)
    elif member.why_not is not None:
        yield _barred(above, name, Skipped(origin, member.why_not), archive)
    elif kind == ZIP and archive.nested:
        yield Skipped(origin, say("It is a zip in a zip in a zip: unpack the first."))
    elif kind == ZIP:
        source = partial(_unpacked, archive, member.number)
        inner = Archive(origin, source, nested=True)
        yield from _in_archive(inner, (*above, named(name[: -len(ZIP)])))
    else:
        read = partial(archive.read, member.number)
        yield Sighting(above, _file_name(name), origin, read, archive)


def _unpacked(archive: Archive, number: int) -> io.BytesIO:
    return io.BytesIO(archive.read(number))


def _kind(name: str) -> str | None:
    """How a name of interest ends."""
    if name == STAMP:
        return STAMP
    ending = PurePosixPath(name).suffix.lower()
    return ending if ending in (NOTEBOOK, ZIP) else None


def _file_name(name: str) -> str:
    """A safe name that still ends as it did, however long it was."""
    path = PurePosixPath(name)
    return named(path.stem) + path.suffix


def _unseen(name: str) -> bool:
    return name.startswith(".") or name.lower() in UNSEEN


def _read_file(path: Path, most: int) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(most + 1)
    except OSError as error:
        raise BadInput(
            say(
                "{path} cannot be read: {why}",
                path=origin_of(str(path)),
                why=system_reason(error),
            ),
            say("Check its rights, or give a copy of it."),
        ) from None
    if len(data) > most:
        raise BadInput(too_large(most), CLEAR)
    return data
