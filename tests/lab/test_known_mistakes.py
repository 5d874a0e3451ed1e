"""Every known mistake is caught by the checks that it names, and by no others."""

from __future__ import annotations

from pathlib import Path

import pytest
from grading import LAB, REFERENCES, ROOT, graded, written

from grader.assignment import find_assignment
from grader.literate import Mistake, known_mistakes, mistaken_notebook

MISTAKES = known_mistakes(ROOT / "assignments" / LAB / "known")

pytestmark = pytest.mark.frameworks


@pytest.mark.timeout(900)
@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_mistake_fails_what_it_names(mistake: Mistake, tmp_path: Path) -> None:
    """It fails exactly its checks, and skips exactly what those carry with them."""
    script = REFERENCES / f"with_{mistake.framework}.py"
    notebook = mistaken_notebook(script, mistake, LAB, mistake.framework, "en")
    result = graded(written(notebook, tmp_path), seed=mistake.name)
    found = {check.id: check.status for check in result.checks}
    failed = {name for name, status in found.items() if status in ("failed", "partial")}
    skipped = {name for name, status in found.items() if status == "skipped"}
    messages = {check.id: check.message for check in result.checks}
    assert failed == set(mistake.fails), messages
    assert skipped == set(mistake.skips), messages


def test_every_check_is_failed_by_a_mistake() -> None:
    """A check that no known mistake fails is not done."""
    named = {check for mistake in MISTAKES for check in mistake.fails}
    assert named == {check.id for check in find_assignment(LAB).checks()}


def test_checks_worth_more_than_a_point_have_two_mistakes() -> None:
    """A heavy check is proven by two different mistakes."""
    for check in find_assignment(LAB).checks():
        naming = [m for m in MISTAKES if check.id in m.fails]
        assert len(naming) >= (2 if check.points > 1 else 1), check.id
