"""Zips, read where they lie.

Nothing is extracted to disk. The names of members are only names, what a zip says of
its sizes is checked before anything is unpacked, and never more is unpacked than that.
"""

from __future__ import annotations

import errno
import io
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from typing import IO

from grader.collection.handed import too_large
from grader.errors import BadInput, system_reason
from grader.messages import Message, say
from grader.submission import MAX_BYTES

MAX_MEMBERS = 20_000
MAX_TOTAL = 8 << 30
MAX_RATIO = 500
"""Unpacked to packed bytes; a page of repeated outputs reaches 100, a bomb 1,000."""

SMALL = 1 << 20
"""Up to this size a member may be packed as tightly as it likes."""

CHUNK = 1 << 20
MAX_READ = 4 << 20
"""The longest single read; the list of members that ``zipfile`` holds is one."""

READ_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""All that LMSs and file managers write; the others unpack without a bound."""

UTF8_FLAG, ENCRYPTED_FLAG = 0x800, 0x1
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    IndexError,
    KeyError,
    OverflowError,
    RuntimeError,
    ValueError,
)
NOWHERE = re.compile(r"\.{0,2}|[A-Za-z]:")
"""The parts of a path that name no folder: up, here, a drive."""


@dataclass(frozen=True)
class Member:
    """A file in a zip: ``names`` are its folders and its own; ``why_not`` bars it."""

    number: int
    names: tuple[str, ...]
    size: int
    why_not: Message | None


class Archive:
    """A zip; ``source`` opens its bytes anew, ``nested`` says that it lay in another.

    Every method raises ``BadInput`` for what cannot be read.
    """

    def __init__(
        self, origin: str, source: Callable[[], IO[bytes]], nested: bool = False
    ) -> None:
        self.origin = origin
        self.nested = nested
        self._source = source
        self._open: zipfile.ZipFile | None = None

    def members(self) -> list[Member]:
        """Its files in its own order, folders left out."""
        with self._opened() as opened:
            infos = opened.infolist()
            _check(infos)
            return [
                Member(number, names, info.file_size, _why_not(info))
                for number, info in enumerate(infos)
                if (names := _names(info)) and not _is_folder(info)
            ]

    def read(self, number: int, most: int = MAX_BYTES) -> bytes:
        """The bytes of a member."""
        with self._opened() as opened:
            info = opened.infolist()[number]
            chunks: list[bytes] = []
            left = most + 1
            with opened.open(info) as member:
                while left > 0 and (chunk := member.read(min(CHUNK, left))):
                    chunks.append(chunk)
                    left -= len(chunk)
            if left <= 0:
                raise BadInput(too_large(most))
            return b"".join(chunks)

    @contextmanager
    def kept_open(self) -> Iterator[None]:
        """Open it once for many reads; where that fails, every read says so."""
        stack = ExitStack()
        with suppress(BadInput):
            self._open = stack.enter_context(self._opened())
        try:
            yield
        finally:
            self._open = None
            stack.close()

    @contextmanager
    def _opened(self) -> Iterator[zipfile.ZipFile]:
        if self._open is not None:
            with self._explained():
                yield self._open
            return
        with (
            self._explained(),
            self._source() as file,
            zipfile.ZipFile(_Wary(file)) as opened,
        ):
            yield opened

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            if error.errno in (None, errno.EINVAL):  # a place that is not in the file
                raise _broken() from None
            raise BadInput(
                say(
                    "{path} cannot be read: {why}",
                    path=self.origin,
                    why=system_reason(error),
                ),
                say("Check its rights, or give a copy of it."),
            ) from None
        except BROKEN:
            raise _broken() from None


class _Wary(io.BufferedIOBase):
    """A file of which no one reads much at once.

    ``zipfile`` reads the list of all members in one go and makes an object of each
    before anybody could count them.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def read(self, size: int | None = -1, /) -> bytes:
        wanted = MAX_READ + 1 if size is None or size < 0 else min(size, MAX_READ + 1)
        data = self._file.read(wanted)
        if len(data) > MAX_READ:
            raise zipfile.BadZipFile("its list of members is too long")
        return data

    def seek(self, offset: int, whence: int = 0, /) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def seekable(self) -> bool:
        return True


def _broken() -> BadInput:
    return BadInput(
        say("It is not a whole zip: it is cut off or damaged."),
        say("Download it again."),
    )


def _check(infos: list[zipfile.ZipInfo]) -> None:
    if len(infos) > MAX_MEMBERS:
        raise BadInput(
            say("It has {n} files in it, over {most}.", n=len(infos), most=MAX_MEMBERS),
            say("Split it in several."),
        )
    total = sum(info.file_size for info in infos)
    if total > MAX_TOTAL:
        raise BadInput(
            say("Unpacked it would be over {n} GB.", n=MAX_TOTAL >> 30),
            say("Split it in several."),
        )


def _why_not(info: zipfile.ZipInfo) -> Message | None:
    """Why a member is not read, by what the zip itself says of it."""
    if stat.S_ISLNK(info.external_attr >> 16):
        return say("It is a link, not a file.")
    if info.flag_bits & ENCRYPTED_FLAG:
        return say("It is protected by a password.")
    if info.compress_type not in READ_METHODS:
        return say("It is packed in an unusual way; zip it again as usual.")
    if info.file_size > MAX_BYTES:
        return too_large(MAX_BYTES)
    if info.file_size > max(SMALL, MAX_RATIO * info.compress_size):
        return say(
            "It would unpack to more than {n} times its size, as no notebook does.",
            n=MAX_RATIO,
        )
    return None


def _names(info: zipfile.ZipInfo) -> tuple[str, ...]:
    """The folders and the name of a member, wherever it wanted to be put."""
    name = info.filename
    if not info.flag_bits & UTF8_FLAG:
        name = _decoded(name.encode("cp437", "replace"))
    parts = re.split(r"[/\\]", name)
    return tuple(part for part in parts if not NOWHERE.fullmatch(part))


def _decoded(name: bytes) -> str:
    """A name that no flag says the encoding of: macOS writes UTF-8, Windows cp850.

    In cp850, which Spain's Windows writes, the letters of cp437 stand where they did.
    """
    try:
        return name.decode()
    except UnicodeDecodeError:
        return name.decode("cp850", "replace")


def _is_folder(info: zipfile.ZipInfo) -> bool:
    return info.filename.endswith(("/", "\\"))
