"""``grade new``: what it makes works at once, and is not made twice."""

from __future__ import annotations

from pathlib import Path

import pytest
from commands import grade, read_json


def test_a_new_assignment_works_as_it_is_made(tmp_path: Path) -> None:
    """Verified, started and graded like any other, without a change anywhere."""
    made = grade("new", "word-vectors", "--title", 'Words as "vectors"', cwd=tmp_path)
    assert (made.code, made.err) == (0, "")
    for line in made.out.splitlines()[:-1]:
        assert Path(tmp_path, line.removeprefix("Wrote ").removesuffix(".")).is_file()
    verified = grade("reference", "verify", "word-vectors", cwd=tmp_path)
    assert (verified.code, verified.err) == (0, ""), verified.out
    started = grade("start", "word-vectors", "--lang", "es", cwd=tmp_path)
    assert started.code == 0, started.err
    notebook = "word-vectors-torch.ipynb"
    graded = grade("submit", notebook, "--json", "r.json", cwd=tmp_path)
    assert graded.code == 0, graded.err
    result = read_json(tmp_path / "r.json")
    assert result["assignment"]["title"] == "Words as 'vectors'"
    assert result["score"] == 1


def test_another_framework_may_be_the_first(tmp_path: Path) -> None:
    """Its reference, its starters and its known mistakes are named after it."""
    folder = tmp_path / "course"
    made = grade("new", "layers", "--framework", "keras", "--to", folder, cwd=tmp_path)
    assert made.code == 0, made.err
    assert (folder / "reference" / "layers" / "with_keras.py").is_file()
    assert (folder / "assignments" / "layers" / "starter" / "keras.es.ipynb").is_file()
    verified = grade("reference", "verify", "layers", cwd=folder)
    assert verified.code == 0, verified.err
    assert "keras" in verified.out
    assert "FRAMEWORK" not in "".join(
        path.read_text()
        for path in folder.rglob("*")
        if path.suffix != ".pyc" and path.is_file()
    )


@pytest.mark.parametrize(
    "name", ["", "Words", "word vectors", "../words", "words/", "-words", "wörter"]
)
def test_a_name_that_is_none_is_refused(name: str, tmp_path: Path) -> None:
    """One message with an example, exit 2, and nothing is written."""
    ran = grade("new", "--", name, cwd=tmp_path)
    assert (ran.code, ran.out) == (2, "")
    assert "word-vectors" in ran.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("place", ["assignments/words", "reference/words"])
def test_what_is_there_is_kept(place: str, tmp_path: Path) -> None:
    """Neither a folder of an assignment nor one of a reference is written to."""
    (tmp_path / place).mkdir(parents=True)
    ran = grade("new", "words", cwd=tmp_path)
    assert ran.code == 2
    assert "exists already" in ran.err
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == []
