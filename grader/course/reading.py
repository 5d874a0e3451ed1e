"""Reads ``course.toml``: every refusal names the field and says what to write."""

from __future__ import annotations

import contextlib
import difflib
import math
import re
import tomllib
from collections.abc import Mapping
from datetime import UTC, date, datetime, tzinfo
from pathlib import Path
from typing import Any, TypeVar, get_args, get_type_hints
from zoneinfo import ZoneInfo

import msgspec

from grader.course.rules import Course, Penalty, Rules, folded
from grader.errors import BadInput, system_reason
from grader.messages import Message, mark, say

FILE_NAME = "course.toml"
MAX_BYTES = 4 << 20
KINDS = {
    "str": mark("a text in quotes"),
    "int": mark("a number"),
    "float": mark("a number"),
    "bool": mark("a yes or no"),
    "array": mark("a list"),
    "object": mark("a table of settings"),
    "datetime": mark("a date"),
    "date": mark("a date"),
    "time": mark("a time of day"),
}
"""What a value is, in words, by the name that the validation has for it."""

Section = TypeVar("Section", Course, Rules, Penalty)


def read_course(path: Path) -> Course:
    """The course that a file describes; ``BadInput`` names the field that is wrong."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise BadInput(
            say(
                "{path} cannot be read: {why}", path=str(path), why=system_reason(error)
            ),
            say("Check its name and its rights."),
        ) from None
    return parse_course(data, str(path))


def parse_course(data: bytes, name: str = FILE_NAME) -> Course:
    """``read_course`` of bytes; ``name`` is what messages call the file."""
    if len(data) > MAX_BYTES:
        raise BadInput(
            say("{name} is larger than {n} MB.", name=name, n=MAX_BYTES >> 20),
            say("A course file holds a few lines for each assignment."),
        )
    try:
        raw = tomllib.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise BadInput(
            say("{path} is not valid: {why}", path=name, why=str(error)),
            say('It is a TOML file in UTF-8: name = "…", one setting a line.'),
        ) from None
    return _Reader(name).course(raw)


class _Reader:
    """Turns tables into values; knows the file's name, for what it has to refuse."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._zone: tzinfo | None = None

    def course(self, raw: dict[str, Any]) -> Course:
        assignments = self._table(raw.pop("assignments", {}), "assignments")
        penalty = raw.pop("penalty", {})
        course = self._section(raw, Course, "")
        self._zone = self._timezone(course.timezone)
        return msgspec.structs.replace(
            course,
            penalty=self._penalty(penalty, "penalty"),
            assignments={
                key: self._rules(value, f"assignments.{key}")
                for key, value in assignments.items()
            },
        )

    def _rules(self, raw: object, where: str) -> Rules:
        table = self._table(raw, where)
        wanted = table.pop("due", None)
        extensions = self._table(table.pop("extensions", {}), f"{where}.extensions")
        penalty = table.pop("penalty", None)
        rules = self._section(table, Rules, where)
        due = None if wanted is None else self._moment(wanted, f"{where}.due")
        own = None if penalty is None else self._penalty(penalty, f"{where}.penalty")
        later = self._extensions(extensions, due, f"{where}.extensions")
        return msgspec.structs.replace(rules, due=due, penalty=own, extensions=later)

    def _extensions(
        self, raw: Mapping[str, object], due: datetime | None, where: str
    ) -> dict[str, datetime]:
        if raw and due is None:
            raise self._wrong(
                where,
                say("there is no deadline that they could extend"),
                say("Give the assignment a due date, or take the extensions out."),
            )
        found = {name: self._moment(at, f"{where}.{name}") for name, at in raw.items()}
        seen: set[str] = set()
        for name, until in found.items():
            if due is not None and until.astimezone(UTC) < due.astimezone(UTC):
                raise self._wrong(
                    f"{where}.{name}",
                    say("it ends before the deadline of everybody"),
                    say("Write the new date until which this student hands in."),
                )
            if folded(name) in seen:
                raise self._wrong(
                    f"{where}.{name}",
                    say("this student has another extension already"),
                    say("Leave one of them."),
                )
            seen.add(folded(name))
        return found

    def _moment(self, value: object, where: str) -> datetime:
        if isinstance(value, str):
            with contextlib.suppress(ValueError):
                value = datetime.fromisoformat(value)
        if not isinstance(value, datetime):
            told = (
                say("it has a day, but no time of day")
                if isinstance(value, date)
                else say("it is no date with a time")
            )
            raise self._wrong(where, told, _example())
        if value.tzinfo is None and self._zone is None:
            raise self._wrong(
                where,
                say("it does not say in which time zone"),
                say(
                    "Add the offset, as in 2026-11-20T23:59:00+01:00, or give the "
                    'course one time zone: timezone = "Europe/Madrid".'
                ),
            )
        moment = value if value.tzinfo else value.replace(tzinfo=self._zone)
        try:
            moment.astimezone(UTC)
        except OverflowError:
            raise self._wrong(
                where, say("no calendar goes so far"), _example()
            ) from None
        return moment

    def _timezone(self, name: str | None) -> tzinfo | None:
        try:
            return None if name is None else ZoneInfo(name)
        except (KeyError, ValueError, OSError):
            raise self._wrong(
                "timezone",
                say("there is no time zone “{name}”", name=str(name)),
                say("Write it as a region and a city: Europe/Madrid, America/Bogota."),
            ) from None

    def _penalty(self, raw: object, where: str) -> Penalty:
        return self._section(self._table(raw, where), Penalty, where)

    def _table(self, raw: object, where: str) -> dict[str, Any]:
        if not isinstance(raw, dict):
            raise self._wrong(
                where,
                say("it is a table of settings, not a single value"),
                say("Write it as [{field}], with its settings below.", field=where),
            )
        return dict(raw)

    def _section(
        self, raw: Mapping[str, Any], section: type[Section], where: str
    ) -> Section:
        """A table as its type; the field is named by its whole path."""
        known = section.__struct_fields__
        for key, value in raw.items():
            field = f"{where}.{key}" if where else key
            if key not in known:
                raise self._unknown(field, key, known)
            if isinstance(value, float) and not math.isfinite(value):
                raise self._wrong(field, say("it is no number"))
        try:
            return msgspec.convert(dict(raw), section)
        except msgspec.ValidationError as error:
            why, _, place = str(error).partition(" - at `$")
            field = ".".join(filter(None, [where, place.strip("`.")]))
            hint = _choices(section, place.strip("`."))
            raise self._wrong(field or where, _why(why), hint) from None

    def _unknown(self, field: str, key: str, known: tuple[str, ...]) -> BadInput:
        near = difflib.get_close_matches(key, known, 1)
        return self._wrong(
            field,
            say("there is no such setting"),
            say("Did you mean {name}?", name=near[0])
            if near
            else say("The settings here are: {names}.", names=", ".join(known)),
        )

    def _wrong(self, field: str, why: Message, hint: Message | None = None) -> BadInput:
        return BadInput(
            say("In {path}, {field}: {why}.", path=self._name, field=field, why=why),
            hint,
        )


def _example() -> Message:
    return say("Write it as 2026-11-20T23:59:00+01:00.")


def _why(told: str) -> Message:
    """What the validation found, in words of ours for what is met most."""
    if found := re.fullmatch(r"Invalid enum value '(.*)'", told, re.S):
        return say("“{value}” is none of its values", value=found[1])
    if found := re.fullmatch(r"Expected `(.*)`, got `(.*)`", told):
        wanted, there = (Message(KINDS.get(kind, kind)) for kind in found.groups())
        return say("expected {wanted}, found {found}", wanted=wanted, found=there)
    if found := re.fullmatch(r"Expected `\w+` ([<>]=) (\S+)", told):
        bound = {"<=": say("at most {value}", value=found[2])}
        least = say("at least {value}", value=found[2])
        return say("it has to be {bound}", bound=bound.get(found[1], least))
    return Message(told)


def _choices(section: type[msgspec.Struct], field: str) -> Message | None:
    """The words that may stand in a field, where it has a list of them."""
    hint = get_type_hints(section).get(field)
    names = [name for kind in (hint, *get_args(hint)) for name in get_args(kind)]
    words = [name for name in names if isinstance(name, str)]
    return say("Write one of: {names}.", names=", ".join(words)) if words else None
