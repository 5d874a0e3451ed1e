"""The course file: what it says, what it refuses, and what lateness costs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.course import (
    Course,
    Penalty,
    Rules,
    due,
    late_note,
    parse_course,
    penalty_percent,
    read_course,
)
from grader.course.rules import ACCEPTED
from grader.errors import BadInput

LAB = "lab"
DUE = datetime(2026, 11, 20, 22, 59, tzinfo=UTC)
WHOLE = """
name = "Aprendizaje profundo"
timezone = "Europe/Madrid"
language = "es"
attempts = "last"
isolation = "bwrap"
grace_minutes = 15

[penalty]
percent = 10
at_most = 50
closes_after = 7

[assignments.lab]
due = 2026-11-20T23:59:00
seed = "exam"
extensions = { "Ana@example.org" = 2026-11-27T23:59:00-05:00 }

[assignments.other]
due = 2026-12-01T12:00:00Z
penalty = { percent = 1, every = "hour" }
"""

TIMES = st.datetimes(
    datetime(2026, 11, 1), datetime(2027, 3, 1), timezones=st.just(UTC)
)
PENALTIES = st.builds(
    Penalty,
    percent=st.floats(0, 100),
    every=st.sampled_from(["day", "hour"]),
    at_most=st.floats(0, 100),
    closes_after=st.none() | st.floats(0, 60),
)


@st.composite
def courses(draw: st.DrawFn) -> Course:
    """One deadline, and perhaps an extension of Ana's, even one that shortens."""
    extension = draw(st.none() | TIMES)
    rules = Rules(
        due=DUE,
        penalty=draw(st.none() | PENALTIES),
        extensions={} if extension is None else {"ana": extension},
    )
    return Course(
        grace_minutes=draw(st.floats(0, 3_000)),
        penalty=draw(PENALTIES),
        assignments={LAB: rules},
    )


def course(extensions: dict[str, datetime] | None = None, **penalty: object) -> Course:
    rules = Rules(due=DUE, penalty=Penalty(**penalty), extensions=extensions or {})  # type: ignore[arg-type]  # a test's shorthand
    return Course(grace_minutes=10, assignments={LAB: rules})


def cost(of: Course, late: timedelta, student: str = "ana") -> float:
    return penalty_percent(of, LAB, student, DUE + late)


def refused(text: str) -> BadInput:
    with pytest.raises(BadInput) as caught:
        parse_course(text.encode())
    return caught.value


def test_everything_that_a_file_says_is_read(tmp_path: Path) -> None:
    """Each field arrives, local times get the zone of the course."""
    path = tmp_path / "course.toml"
    path.write_text(WHOLE, encoding="utf-8")
    read = read_course(path)
    assert (read.name, read.language) == ("Aprendizaje profundo", "es")
    assert (read.attempts, read.isolation, read.grace_minutes) == ("last", "bwrap", 15)
    assert read.penalty == Penalty(percent=10, at_most=50, closes_after=7)
    assert read.rules(LAB).seed == "exam"
    assert due(read, LAB, "luis") == DUE
    assert due(read, LAB, "ana@EXAMPLE.org ") == datetime(
        2026, 11, 28, 4, 59, tzinfo=UTC
    )
    assert read.penalty_of(LAB) is read.penalty
    assert read.penalty_of("other") == Penalty(percent=1, every="hour")


def test_an_empty_file_asks_for_walls_and_nothing_else() -> None:
    """The defaults: no deadline, no penalty, the best attempt, some walls."""
    read = parse_course(b"")
    assert read == Course()
    assert read.attempts == "best"
    assert due(read, LAB, "ana") is None
    assert penalty_percent(read, LAB, "ana", DUE + timedelta(days=900)) == 0
    assert read.accepts("warm")
    assert read.accepts("bwrap")
    assert not read.accepts("none")


@pytest.mark.parametrize("level", ACCEPTED)
def test_no_level_accepts_less_than_it_says(level: str) -> None:
    """A level accepts itself and what is above it; only ``none`` accepts none."""
    read = parse_course(f'isolation = "{level}"'.encode())
    assert read.accepts("none") is (level == "none")
    assert read.accepts("warm") is (level != "bwrap")
    assert read.accepts("bwrap")
    assert not read.accepts("anything else")


@pytest.mark.parametrize(
    ("text", "field", "hint"),
    [
        ("nmae = 'x'", "nmae", "name"),
        ("language = 'fr'", "language", "en, es"),
        ("attempts = 'first'", "attempts", "best, last"),
        ("isolation = 'vm'", "isolation", "walled, warm, bwrap, none"),
        ("grace_minutes = -1", "grace_minutes", ""),
        ("grace_minutes = nan", "grace_minutes", ""),
        ("timezone = 'Madrid'", "timezone", "Europe/Madrid"),
        ("timezone = '../../etc/passwd'", "timezone", "Europe/Madrid"),
        ("name = 3", "name", ""),
        ("[penalty]\npercent = 101", "penalty.percent", ""),
        ("[penalty]\npercent = inf", "penalty.percent", ""),
        ("[penalty]\nevery = 'week'", "penalty.every", "day, hour"),
        ("[penalty]\nper_day = 3", "penalty.per_day", "every"),
        ("penalty = 10", "penalty", "[penalty]"),
        ("assignments = 3", "assignments", "[assignments]"),
        ("[assignments]\nlab = 3", "assignments.lab", "[assignments.lab]"),
        ("[assignments.lab]\nduo = 1", "assignments.lab.duo", "due"),
        ("[assignments.lab]\nseed = 1", "assignments.lab.seed", ""),
        (
            "[assignments.lab]\npenalty = {percent = 'x'}",
            "assignments.lab.penalty.percent",
            "",
        ),
        ("[assignments.lab]\ndue = 2026-11-20", "assignments.lab.due", "T23:59"),
        ("[assignments.lab]\ndue = 'soon'", "assignments.lab.due", "T23:59"),
        (
            "[assignments.lab]\ndue = 2026-11-20T23:59:00",
            "assignments.lab.due",
            "Europe/Madrid",
        ),
        (
            "[assignments.lab]\ndue = 0001-01-01T00:00:00+05:00",
            "assignments.lab.due",
            "T23:59",
        ),
        (
            "[assignments.lab.extensions]\nana = 2026-11-20T23:59:00Z",
            "assignments.lab.extensions",
            "due date",
        ),
        (
            "[assignments.lab]\ndue = 2026-11-20T23:59:00Z\n"
            "extensions = {ana = 2026-11-20T23:58:00Z}",
            "assignments.lab.extensions.ana",
            "new date",
        ),
        (
            "[assignments.lab]\ndue = 2026-11-20T23:59:00Z\n"
            "extensions = {ana = 2026-11-21T00:00:00Z, ANA = 2026-11-22T00:00:00Z}",
            "assignments.lab.extensions.ANA",
            "one of them",
        ),
    ],
)
def test_a_refusal_names_the_field_and_what_to_write(
    text: str, field: str, hint: str
) -> None:
    """Whoever mistypes learns where, and what would be right."""
    error = refused(text)
    assert str(error.message).startswith(f"In course.toml, {field}: ")
    assert hint in str(error.hint)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("name = 3", "expected a text in quotes, found a number"),
        ("name = [1]", "expected a text in quotes, found a list"),
        ("grace_minutes = 10:00:00", "expected a number, found a time of day"),
        ("grace_minutes = -1", "it has to be at least 0.0"),
        ("[penalty]\nat_most = 200", "it has to be at most 100.0"),
        ("attempts = 'first'", "“first” is none of its values"),
        ("timezone = 'Madrid'", "there is no time zone “Madrid”"),
    ],
)
def test_a_refusal_says_what_is_wrong_in_words(text: str, why: str) -> None:
    """Not in the words of a validator."""
    assert str(refused(text).message).endswith(f": {why}.")


@pytest.mark.parametrize("data", [b"name = ", b"name = '\xff'", b"[[[", b"a" * 10])
def test_what_is_no_toml_is_refused_kindly(data: bytes) -> None:
    """Syntax errors and other encodings are bad input, not faults."""
    with pytest.raises(BadInput, match=r"course\.toml is not valid"):
        parse_course(data)


def test_a_file_that_is_not_there_is_bad_input(tmp_path: Path) -> None:
    """Nor is a folder a course file."""
    with pytest.raises(BadInput, match="cannot be read"):
        read_course(tmp_path / "course.toml")
    with pytest.raises(BadInput, match="cannot be read"):
        read_course(tmp_path)


@pytest.mark.parametrize(
    ("late", "percent"),
    [
        (timedelta(days=-3), 0),
        (timedelta(0), 0),
        (timedelta(minutes=10), 0),
        (timedelta(minutes=10, microseconds=1), 10),
        (timedelta(days=1, minutes=10), 10),
        (timedelta(days=1, minutes=11), 20),
        (timedelta(days=4, hours=23), 50),
        (timedelta(days=6), 50),
        (timedelta(days=7, minutes=10), 50),
        (timedelta(days=7, minutes=11), 100),
    ],
)
def test_a_day_that_has_begun_counts_whole(late: timedelta, percent: float) -> None:
    """Free within the grace period, then a step a day, a ceiling, and the end."""
    assert cost(course(percent=10, at_most=50, closes_after=7), late) == percent


def test_hours_count_where_the_course_counts_hours() -> None:
    """Two hours and a bit are three."""
    hourly = course(percent=2, every="hour")
    assert cost(hourly, timedelta(hours=2, minutes=10)) == 4
    assert cost(hourly, timedelta(hours=2, minutes=11)) == 6


def test_a_clock_that_is_put_back_gives_no_time() -> None:
    """Lateness is what has passed, not what the clock on the wall shows."""
    madrid = ZoneInfo("Europe/Madrid")
    rules = Rules(due=datetime(2026, 10, 24, 23, 0, tzinfo=madrid), penalty=Penalty(10))
    handed_in = datetime(2026, 10, 25, 22, 30, tzinfo=madrid)
    of = Course(assignments={LAB: rules})
    assert penalty_percent(of, LAB, "ana", handed_in) == 20


@given(courses(), TIMES, TIMES)
def test_handing_in_later_never_costs_less(
    of: Course, one: datetime, other: datetime
) -> None:
    """Monotone in time, and always from 0 to 100."""
    earlier, later = sorted([one, other])
    costs = [penalty_percent(of, LAB, "ana", when) for when in (earlier, later)]
    assert 0 <= costs[0] <= costs[1] <= 100


@given(courses(), TIMES)
def test_an_extension_never_costs_anything(of: Course, when: datetime) -> None:
    """Ana, with whatever extension, loses no more than Luis, who has none."""
    ana, luis = (penalty_percent(of, LAB, name, when) for name in ("ana", "luis"))
    assert ana <= luis


def test_an_extension_is_one_student_s_alone() -> None:
    """Ana hands in with Luis, two days late, and only he pays."""
    of = course({"ana": DUE + timedelta(days=7)}, percent=10)
    assert cost(of, timedelta(days=2), "ana") == 0
    assert cost(of, timedelta(days=2), "luis") == 20
    assert cost(of, timedelta(days=7, hours=1), "ana") == 10


def test_an_extension_that_ends_early_takes_no_time_away() -> None:
    """A file with one is refused; a course that has one all the same is kind."""
    of = course({"ana": DUE - timedelta(days=7)}, percent=10)
    assert due(of, LAB, "ana") == DUE
    assert cost(of, timedelta(days=-1), "ana") == 0


def test_lateness_that_cannot_be_counted_costs_nothing_but_is_told() -> None:
    """No time, no penalty: a note says so, if there was anything to lose."""
    of = course(percent=10)
    assert penalty_percent(of, LAB, "ana", None, late_flag=True) == 0
    assert "not how late" in str(late_note(of, LAB, "ana", None, late_flag=True))
    assert "Nothing tells" in str(late_note(of, LAB, "ana", None))
    assert late_note(of, LAB, "ana", DUE + timedelta(days=1)) is None
    assert late_note(course(), LAB, "ana", None) is None
    assert "no deadline" in str(late_note(of, "other", "ana", None, late_flag=True))
    assert late_note(of, "other", "ana", None) is None
