"""``grade rescore``: other checks, other grades, no kernel."""

from __future__ import annotations

from pathlib import Path

from commands import grade
from nbformat import v4
from small_assignment import CHECKS, EXAM, NEVER, RIGHT, write_assignment

from grader.gradebook.book import Gradebook
from grader.sandbox import choose

LEVEL = (
    ()
    if choose("auto")[0].name != "none"
    else ("--sandbox", "none", "--unsafe-no-isolation")
)


def test_other_checks_judge_what_was_kept(tmp_path: Path) -> None:
    """More points for the same answers; once, however often it is asked for."""
    folder = write_assignment(tmp_path / "assignments") / "doubling"
    made = v4.new_notebook(cells=[v4.new_code_cell(f"{NEVER}\n{RIGHT}")])
    (tmp_path / "ana.ipynb").write_text(v4.writes(made))
    arguments = ("batch", "ana.ipynb", "--assignment", "doubling", *LEVEL)
    ran = grade(*arguments, cwd=tmp_path)
    assert ran.code == 0, ran.err

    (folder / "checks.py").write_text(CHECKS.replace("points=3", "points=5"))
    ran = grade("rescore", cwd=tmp_path)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("One attempt judged anew; 0 ")
    ran = grade("rescore", "--assignment", "doubling", cwd=tmp_path)
    assert ran.out.startswith("0 attempts judged anew; 1 ")

    (folder / "exam.py").write_text(EXAM.replace("size=8", "size=9"))
    ran = grade("rescore", "--lang", "es", cwd=tmp_path)
    assert ran.code == 0
    assert "conserva su nota" in ran.err

    with Gradebook(f"sqlite:///{tmp_path}/grades.db") as book:
        [entry], [pending] = book.entries(), book.pending()
    assert entry.attempts[0].score == 6.0
    assert len(pending.runs) == 2


def test_a_class_is_shared_among_the_cores(tmp_path: Path) -> None:
    """In parts of fifty notebooks and more; each attempt is judged once."""
    folder = write_assignment(tmp_path / "assignments") / "doubling"
    (tmp_path / "subs").mkdir()
    for i in range(101):
        code = f"{NEVER}\n{RIGHT}\nmine = {i}"
        made = v4.new_notebook(cells=[v4.new_code_cell(code)])
        (tmp_path / "subs" / f"s{i}.ipynb").write_text(v4.writes(made))
    ran = grade("batch", "subs", "--assignment", "doubling", *LEVEL, cwd=tmp_path)
    assert ran.code == 0, ran.err
    (folder / "checks.py").write_text(CHECKS.replace("points=3", "points=5"))
    ran = grade("rescore", cwd=tmp_path)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("101 attempts judged anew; 0 ")
    with Gradebook(f"sqlite:///{tmp_path}/grades.db") as book:
        assert {len(one.runs) for one in book.pending()} == {2}
        assert {entry.attempts[0].score for entry in book.entries()} == {6.0}
