"""The gradebook adds and never changes; what it was told once it tells for ever."""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
import sqlalchemy as sql
from nbformat import v4
from servers import postgresql, programs

from grader.errors import BadInput
from grader.evidence import Answer, Evidence
from grader.execution import CellRun, Execution
from grader.gradebook.book import Gradebook, file_digest
from grader.gradebook.entries import Judged, Received
from grader.kept import Gathered, to_bytes
from grader.result import Environment, Result, from_json
from grader.streams import Seed
from grader.submission import Submission, parse_submission

LAB = "lab"
FIXTURE = Path(__file__).parents[1] / "fixtures" / "good.es.result.json"
HANDED_IN = datetime(2026, 11, 20, 23, 59, 30, tzinfo=timezone(timedelta(hours=1)))


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    if programs() is None:
        pytest.skip("PostgreSQL is not installed")
    with postgresql() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database that nobody has used yet."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/grades.db"
    server: str = request.getfixturevalue("server")
    name = f"test_{uuid.uuid4().hex}"
    driver = server.replace("postgresql:", "postgresql+psycopg:")
    engine = sql.create_engine(driver, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sql.text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return server.rpartition("/")[0] + f"/{name}"


def notebook(code: str, name: str = "lab.ipynb", student: str = "ana") -> Submission:
    cells = [v4.new_markdown_cell("# Hola"), v4.new_code_cell(code)]
    data = v4.writes(v4.new_notebook(cells=cells)).encode()
    return parse_submission(data, name, student)


def received(student: str = "ana", code: str = "x = 1", **changed: Any) -> Received:
    about = {
        **{"assignment": LAB, "student": student, "name": "lab.ipynb"},
        **{"origin": f"class/{student}/lab.ipynb", "file": file_digest(code.encode())},
        **{"submission": notebook(code), "handed_in": HANDED_IN, "late": False},
    }
    return Received(**{**about, **changed})


def gathered(**arrays: Any) -> Gathered:
    cells = (CellRun(index=1, status="ok", seconds=0.5),)
    answer = Answer("ok", arrays, {"words": {"verdict": "ñandú"}}, "", 0.25)
    environment = Environment(
        grader="1", python="3", isolation="warm", device="cpu", packages={"torch": "2"}
    )
    return Gathered(
        Evidence(Execution(cells, "completed", alive=True), {"question": answer}),
        Answer("ok", facts={"device": "cpu"}),
        "torch",
        environment,
        Seed("s"),
        strict=False,
        asked="sha256:0",
    )


def result(**changed: Any) -> Result:
    return msgspec.structs.replace(from_json(FIXTURE.read_bytes()), **changed)


def judged(attempt: int, version: str = "v1", **changed: Any) -> Judged:
    return Judged(attempt, version, "graded", result=result(**changed))


def test_a_file_is_recorded_once(url: str) -> None:
    with Gradebook(url) as book:
        book.receive([received(), received("luis")])
        book.receive([received(), received(code="x = 2")])
        ana, luis = book.entries(LAB)
    assert (ana.student, len(ana.attempts)) == ("ana", 2)
    assert (luis.student, len(luis.attempts)) == ("luis", 1)
    assert {attempt.status for attempt in ana.attempts} == {"new"}


def test_times_are_kept_with_their_zone(url: str) -> None:
    with Gradebook(url) as book:
        book.receive([received(), received("luis", handed_in=None)])
        ana, luis = book.entries()
    assert ana.attempts[0].handed_in == HANDED_IN
    assert ana.attempts[0].handed_in.utcoffset() is not None
    assert luis.attempts[0].handed_in is None


def test_a_file_that_cannot_be_read_is_recorded_with_its_reason(url: str) -> None:
    with Gradebook(url) as book:
        book.receive([received(submission=None, reason="No es JSON.")])
        [entry] = book.entries()
        [pending] = book.pending()
    assert (entry.attempts[0].status, entry.attempts[0].reason) == (
        "rejected",
        "No es JSON.",
    )
    assert pending.notebook is None


def test_a_notebook_comes_back_as_it_was_handed_in(url: str) -> None:
    """Its code, where that stands, and its name; the text between is not kept."""
    with Gradebook(url) as book:
        book.receive([received(code="print('ñ')")])
        [pending] = book.pending(LAB)
        assert pending.notebook is not None
        back = book.notebook(pending.notebook, "mine.ipynb", "ana")
    original = notebook("print('ñ')")
    assert (back.id, back.code) == (original.id, original.code)
    assert (back.name, back.student) == ("mine.ipynb", "ana")
    assert [cell.cell_type for cell in back.notebook.cells] == ["markdown", "code"]


def test_copies_share_one_notebook_and_one_run(url: str) -> None:
    with Gradebook(url) as book:
        book.receive([received("ana"), received("luis")])
        ana, luis = book.pending()
        assert ana.notebook == luis.notebook
        book.keep(
            "key", to_bytes(gathered()), [judged(ana.id), judged(luis.id, score=1.0)]
        )
        scores = [entry.attempts[0].score for entry in book.entries()]
    assert scores == [result().score, 1.0]


def test_evidence_comes_back_to_the_bit(url: str) -> None:
    values = np.array([[0.1, np.nan], [np.inf, -0.0]], dtype="<f4")
    flags = np.array(True)
    with Gradebook(url) as book:
        book.keep("key", to_bytes(gathered(values=values, flags=flags)), [])
        back = book.evidence("key")
        assert book.evidence("another") is None
    assert back is not None
    answer = back.evidence["question"]
    assert answer.arrays["values"].tobytes() == values.tobytes()
    assert answer.arrays["flags"].shape == ()
    assert answer.facts == {"words": {"verdict": "ñandú"}}
    assert back.evidence.execution == gathered().evidence.execution
    assert (back.seed, back.asked, back.environment) == (
        *(Seed("s"), "sha256:0", gathered().environment),
    )


def test_a_run_is_recorded_once_and_a_regrade_is_another(url: str) -> None:
    with Gradebook(url) as book:
        book.receive([received()])
        [one] = book.pending()
        book.keep("key", to_bytes(gathered()), [judged(one.id, score=1.0)])
        book.keep("key", to_bytes(gathered()), [judged(one.id, score=2.0)])
        assert book.record([judged(one.id, score=3.0)], "key") == 0
        assert book.record([judged(one.id, "v2", score=4.0)], "key") == 1
        [entry], [pending] = book.entries(), book.pending()
        runs = [(run.evidence, run.assignment_version) for run in pending.runs]
        last = book.result(entry.attempts[0].run or 0)
    assert runs == [("key", "v1"), ("key", "v2")]
    assert entry.attempts[0].score == 4.0
    assert last is not None
    assert last == result(score=4.0)


def test_a_later_fault_takes_no_grade_away(url: str) -> None:
    with Gradebook(url) as book:
        book.receive([received()])
        [one] = book.pending()
        book.record([Judged(one.id, "v1", "ungraded", "No room.")])
        [before] = book.entries()
        book.keep("key", to_bytes(gathered()), [judged(one.id)])
        book.record([Judged(one.id, "v1", "ungraded", "No room.")])
        [after] = book.entries()
    assert (before.attempts[0].status, before.attempts[0].reason) == (
        *("ungraded", "No room."),
    )
    assert (after.attempts[0].status, after.attempts[0].score) == (
        *("graded", result().score),
    )


def test_results_come_in_the_order_that_is_asked_for(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However few are read together; a run of nothing has none, an unknown one none."""
    monkeypatch.setattr("grader.gradebook.book.AT_A_TIME", 2)
    with Gradebook(url) as book:
        book.receive(
            [
                *(received(name) for name in "abcd"),
                received("e", submission=None, reason="no"),
            ]
        )
        book.record(
            judged(one.id, score=float(n))
            for n, one in enumerate(book.pending())
            if one.notebook is not None
        )
        runs = {
            entry.student: entry.attempts[0].run or 0 for entry in book.entries(LAB)
        }
        asked = [runs[name] for name in "dbeac"]
        found = [*book.results([*asked, 10_000])]
    assert [one.run for one in found] == asked
    scores = [one.result.score if one.result else None for one in found]
    assert scores == [3.0, 1.0, None, 0.0, 2.0]
    now = datetime.now(UTC)
    assert all(now - one.recorded_at < timedelta(minutes=10) for one in found)


def test_the_seed_of_an_exam_is_drawn_once(url: str) -> None:
    with Gradebook(url) as book:
        first = book.exam_seed(LAB)
        assert book.exam_seed(LAB) == first != book.exam_seed("another")
        assert book.exam_seed("third", "chosen") == Seed("chosen")
        with pytest.raises(BadInput, match="another seed"):
            book.exam_seed(LAB, "chosen")
    with Gradebook(url) as book:
        assert book.exam_seed(LAB) == first


def test_an_override_stays_on_record(url: str) -> None:
    with Gradebook(url) as book:
        book.override(LAB, "ana", 18.5, "prof", "explained it in person")
        book.override(LAB, "ana", None, "prof", "a mistake of mine")
        [entry] = book.entries()
    told = [(one.score, one.why) for one in entry.overrides]
    assert told == [(18.5, "explained it in person"), (None, "a mistake of mine")]
    assert entry.overrides[0].made_at <= datetime.now(UTC)
    assert entry.attempts == ()


def test_a_new_name_may_have_a_grade_by_hand(url: str) -> None:
    """Given before anybody knew whose the file is; both are theirs, none is lost."""
    with Gradebook(url) as book:
        book.receive([received("? zoe")])
        book.override(LAB, "zoe", 12, "prof", "oral")
        book.rename(LAB, "? zoe", "zoe")
        [entry] = book.entries()
    assert (entry.student, len(entry.attempts)) == ("zoe", 1)
    assert [one.score for one in entry.overrides] == [12]


def test_hostile_names_are_only_names(url: str) -> None:
    hostile = "'; DROP TABLE runs; -- =1+1 \u202e<b>"
    with Gradebook(url) as book:
        book.receive([received(hostile, name=hostile, origin=hostile)])
        [entry] = book.entries(LAB, hostile)
    assert (entry.student, entry.attempts[0].name) == (hostile, hostile)


def test_a_broken_transaction_leaves_nothing(url: str) -> None:
    """Evidence without its runs would look as if there were nothing left to do."""
    with Gradebook(url) as book:
        with pytest.raises(Exception, match=r"(?i)foreign key"):
            book.keep("key", to_bytes(gathered()), [judged(12_345)])
        assert book.evidence("key") is None


def test_two_graders_may_write_at_once(url: str) -> None:
    with Gradebook(url) as one, Gradebook(url) as other:
        one.receive([received("ana")])
        other.receive([received("ana"), received("luis")])
        assert one.exam_seed(LAB) == other.exam_seed(LAB)
        assert [entry.student for entry in one.entries()] == ["ana", "luis"]


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        ("nonsense", "cannot be opened"),
        ("mysql://host/name", "cannot be opened"),
        ("sqlite:////no/such/folder/grades.db", "cannot be opened"),
        ("postgresql://ana:secret@127.0.0.1:9/none", "cannot be opened"),
    ],
)
def test_what_cannot_be_opened_is_said_kindly(bad: str, words: str) -> None:
    with pytest.raises(BadInput, match=words) as refusal:
        Gradebook(bad)
    assert "secret" not in str(refusal.value)
    assert "sqlite:///" in str(refusal.value.hint)


def test_a_full_disk_is_said_kindly(tmp_path: Path) -> None:
    """And what was recorded before is there afterwards."""
    url = f"sqlite:///{tmp_path}/grades.db"
    with Gradebook(url) as book:
        book.receive([received()])
        with book._engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA max_page_count = 1")
        filling = [received(f"s{i}", code=f"x = '{i:05}'") for i in range(500)]
        with pytest.raises(BadInput, match="full") as caught:
            book.receive(filling)
        assert "kept" in str(caught.value.hint)
    with Gradebook(url) as book:
        assert [entry.student for entry in book.entries()] == ["ana"]


def test_another_database_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE grades (student TEXT)")
    connection.commit()
    connection.close()
    with pytest.raises(BadInput, match="holds no gradebook"):
        Gradebook(f"sqlite:///{path}")
    (tmp_path / "text.db").write_text("not a database, but a text of some length" * 50)
    with pytest.raises(BadInput, match="cannot be opened"):
        Gradebook(f"sqlite:///{tmp_path}/text.db")


def test_a_newer_gradebook_is_left_alone(url: str) -> None:
    from grader.gradebook import tables
    from grader.gradebook.opening import opened

    engine = opened(url)
    with engine.begin() as connection:
        connection.execute(sql.update(tables.gradebook).values(version=99))
    engine.dispose()
    with pytest.raises(BadInput, match="version 99"):
        Gradebook(url)
