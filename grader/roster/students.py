"""The students of a class, and whose a submission is."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from grader.collection import HandedIn

NOBODY: frozenset[int] = frozenset()
Places = Mapping[str, frozenset[int]]


@dataclass(frozen=True)
class Student:
    """Somebody of the class.

    ``key`` is their name in the gradebook; ``ids`` are all others that they go by but
    the e-mail. ``lms_id`` is the one that an LMS writes into file names: Canvas' user
    id, Moodle's participant number. ``row`` is as it was read, for filling it in.
    """

    key: str
    name: str
    email: str
    ids: tuple[str, ...]
    row: Mapping[str, str] = field(hash=False)
    lms_id: str = ""

    @property
    def identifiers(self) -> Iterator[str]:
        """All that is theirs alone, as it may be written before a file."""
        yield from (self.key, self.email, self.email.partition("@")[0], *self.ids)


@dataclass(frozen=True)
class Roster:
    """The students of a class, and the columns of the file that lists them."""

    students: tuple[Student, ...]
    fields: tuple[str, ...]

    def match(self, handed: HandedIn) -> Student | None:
        """The one student whose submission this is; None where none or two fit.

        The LMS' own number decides, unless the name is another student's.
        """
        told = handed.called
        exact = self._exact.get(_folded(told), NOBODY)
        named = exact | self._names.get(squeezed(told), NOBODY)
        numbered = self._lms_ids.get(handed.lms_id or "", NOBODY)
        fitting = (named & numbered if named else numbered) if numbered else named
        return self.students[min(fitting)] if len(fitting) == 1 else None

    @cached_property
    def _lms_ids(self) -> Places:
        return _index((one.lms_id,) for one in self.students)

    @cached_property
    def _exact(self) -> Places:
        return _index(map(_folded, one.identifiers) for one in self.students)

    @cached_property
    def _names(self) -> Places:
        return _index(_spellings(one.name) for one in self.students)


def squeezed(text: str) -> str:
    """Letters and digits alone: no case, no accents, no punctuation, no spaces."""
    return "".join(c for c in _unaccented(text) if c.isalnum())


def _unaccented(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in parts if not unicodedata.combining(c))


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", text.strip().casefold())


def _spellings(name: str) -> Iterator[str]:
    """A name in each order of first and last: nothing tells where one ends."""
    words = [word for word in map(squeezed, name.split()) if word]
    for start in range(len(words)):
        yield "".join(words[start:] + words[:start])


def _index(names: Iterable[Iterable[str]]) -> Places:
    """Who has a name, by their place in the list; nobody has the empty one."""
    index: defaultdict[str, frozenset[int]] = defaultdict(frozenset)
    for place, own in enumerate(names):
        for name in filter(None, own):
            index[name] |= {place}
    return dict(index)
