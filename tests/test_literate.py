"""Reference scripts become references, starters and known mistakes."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from grader.errors import BadInput
from grader.literate import (
    Mistake,
    framework_of,
    known_mistakes,
    mistaken_notebook,
    reference_notebook,
    starter_notebook,
    starters,
    to_bytes,
    write_starters,
)

ROOT = Path(__file__).parents[1]
SCRIPTS = sorted(ROOT.glob("reference/*/with_*.py"))
MISTAKES = [
    pytest.param(mistake, folder.parent.name, id=mistake.name)
    for folder in sorted(ROOT.glob("assignments/*/known"))
    for mistake in known_mistakes(folder)
]

SCRIPT = """\
# %% [markdown] lang="en"
# # Square

# %% [markdown] lang="es"
# # Cuadrado

# %% region="square"
def square(x):
    # en: A number.
    # es: Un número.
    # BEGIN SOLUTION
    y = x * x

    return y
    # END SOLUTION

# %% region="use"
two = 2
# BEGIN SOLUTION
four = square(two)
# END SOLUTION

# %% region="target" audience="reference"
assert four == 4
"""

MISTAKE = '''\
"""It doubles.

fails: square, use
skips: rest
"""

# %% region="square"
def square(x):
    return 2 * x
'''


@pytest.fixture
def script(tmp_path: Path) -> Path:
    path = tmp_path / "reference" / "lab" / "with_torch.py"
    path.parent.mkdir(parents=True)
    path.write_text(SCRIPT, encoding="utf-8")
    return path


def sources(notebook: NotebookNode) -> list[str]:
    return [cell.source for cell in notebook.cells]


def test_reference_holds_the_solution_in_one_language(script: Path) -> None:
    """The markers vanish, the other language too; the assertions stay."""
    notebook = reference_notebook(script, "lab", "torch", "es")
    assert sources(notebook) == [
        "# Cuadrado",
        "def square(x):\n    # Un número.\n    y = x * x\n\n    return y",
        "two = 2\nfour = square(two)",
        "assert four == 4",
    ]


@pytest.mark.parametrize(
    ("language", "title", "comment", "place"),
    [
        ("en", "# Square", "# A number.", "# your code here"),
        ("es", "# Cuadrado", "# Un número.", "# tu código aquí"),
    ],
)
def test_starter_has_a_place_for_each_solution(
    script: Path, language: str, title: str, comment: str, place: str
) -> None:
    """A solution becomes a line at its indentation that leaves the cell valid."""
    notebook = starter_notebook(script, "lab", "torch", language)
    assert sources(notebook) == [
        title,
        f"def square(x):\n    {comment}\n    ...  {place}",
        f"two = 2\n{place}",
    ]


def test_notebook_says_what_it_is(script: Path) -> None:
    """The grader finds assignment, framework and language in the metadata."""
    notebook = starter_notebook(script, "lab", framework_of(script), "en")
    nbformat.validate(notebook)
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    assert notebook.metadata.kernelspec.name == "python3"
    assert notebook.metadata.grader == {
        "assignment": "lab",
        "framework": "torch",
        "language": "en",
    }
    assert [cell.id for cell in notebook.cells] == ["text-0", "square", "use"]


def test_starters_are_written_where_they_belong(script: Path) -> None:
    """One file for each framework and language, the same bytes every time."""
    root = script.parents[2]
    write_starters(root)
    folder = root / "assignments" / "lab" / "starter"
    written = {path: path.read_bytes() for path in folder.iterdir()}
    assert written == starters(root)
    assert {path.name for path in written} == {"torch.en.ipynb", "torch.es.ipynb"}
    assert all(content.endswith(b"}\n") for content in written.values())


@pytest.mark.parametrize(
    ("line", "replacement"),
    [
        ("    # BEGIN SOLUTION\n", ""),
        ("    # END SOLUTION\n", ""),
        ("    # END SOLUTION\n", "    # BEGIN SOLUTION\n"),
    ],
)
def test_unpaired_solution_is_refused(
    script: Path, line: str, replacement: str
) -> None:
    """A forgotten marker must not give the solution away."""
    script.write_text(SCRIPT.replace(line, replacement, 1), encoding="utf-8")
    with pytest.raises(BadInput, match="begins or ends twice, or never"):
        starter_notebook(script, "lab", "torch", "en")


@pytest.mark.parametrize("header", ["# %%", '# %% region="square"'])
def test_each_code_cell_has_a_region_of_its_own(script: Path, header: str) -> None:
    """Regions are cell ids, and what a known mistake replaces."""
    unclear = SCRIPT.replace('# %% region="use"', header)
    script.write_text(unclear, encoding="utf-8")
    with pytest.raises(BadInput, match="region of its own"):
        reference_notebook(script, "lab", "torch", "en")


def test_what_all_mistakes_share_is_written_once(script: Path) -> None:
    """A file with an underscore is no mistake; a mistake's own cells come first."""
    folder = script.parent / "known"
    folder.mkdir()
    (folder / "doubles.py").write_text(MISTAKE, encoding="utf-8")
    shared = '"""Quicker."""\n\n# %% region="use"\nEPOCHS = 1\n'
    other = MISTAKE.split("# %%")[0] + '# %% region="use"\nEPOCHS = 2\n'
    (folder / "_quicker.py").write_text(shared, encoding="utf-8")
    (folder / "other.py").write_text(other, encoding="utf-8")
    doubles, another = known_mistakes(folder)
    assert (doubles.name, another.name) == ("doubles", "other")
    assert doubles.regions["use"] == "EPOCHS = 1"
    assert doubles.regions.keys() > {"use"}
    assert another.regions == {"use": "EPOCHS = 2"}


def test_mistake_is_the_solution_with_a_cell_replaced(script: Path) -> None:
    """A known wrong solution is what a student might hand in: no target asserted."""
    path = script.parent / "known" / "doubles.py"
    path.parent.mkdir()
    path.write_text(MISTAKE, encoding="utf-8")
    (mistake,) = known_mistakes(path.parent)
    assert (mistake.name, mistake.title) == ("doubles", "It doubles.")
    assert (mistake.fails, mistake.skips) == (("square", "use"), ("rest",))
    assert mistake.framework == "torch"
    notebook = mistaken_notebook(script, mistake, "lab", "torch", "en")
    assert sources(notebook) == [
        "# Square",
        "def square(x):\n    return 2 * x",
        "two = 2\nfour = square(two)",
    ]


def test_mistake_replaces_regions_that_exist(script: Path) -> None:
    """A renamed region must not turn a mistake into a correct solution."""
    mistake = Mistake("m", "M.", (), (), "torch", {"cube": "pass"})
    with pytest.raises(BadInput, match="no region cube"):
        mistaken_notebook(script, mistake, "lab", "torch", "en")


def test_committed_starters_are_in_step() -> None:
    """What students get is what the references say today."""
    expected = starters(ROOT)
    committed = {
        path: path.read_bytes() for path in ROOT.glob("assignments/*/starter/*.ipynb")
    }
    stale = {path.name for path in expected | committed} - {
        path.name for path in expected if committed.get(path) == expected[path]
    }
    assert not stale, "write_starters(ROOT) of grader.literate brings them in step"


@pytest.mark.parametrize("script", SCRIPTS, ids=framework_of)
def test_both_languages_say_the_same(script: Path) -> None:
    """Text cells come in pairs that name the same code under the same headings."""
    english, spanish = _texts(script, "en"), _texts(script, "es")
    assert [_shape(text) for text in english] == [_shape(text) for text in spanish]


@pytest.mark.parametrize("script", SCRIPTS, ids=framework_of)
@pytest.mark.parametrize("language", ["en", "es"])
def test_starters_keep_the_solution_to_themselves(script: Path, language: str) -> None:
    """Every cell is valid Python, and no marker or second language is left."""
    notebook = starter_notebook(script, script.parent.name, "any", language)
    code = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    for source in code:
        ast.parse(source)
    text = json.dumps(notebook)
    assert "SOLUTION" not in text
    assert not re.search(r"# (en|es): ", text)


@pytest.mark.parametrize(("mistake", "assignment"), MISTAKES)
def test_mistakes_fit_their_reference(mistake: Mistake, assignment: str) -> None:
    """Each names a check to fail, and differs from the reference where it says."""
    script = ROOT / "reference" / assignment / f"with_{mistake.framework}.py"
    wrong = mistaken_notebook(script, mistake, assignment, mistake.framework, "en")
    right = reference_notebook(script, assignment, mistake.framework, "en")
    solved = {cell.id: cell.source for cell in right.cells}
    changed = {cell.id for cell in wrong.cells if cell.source != solved.get(cell.id)}
    texts = {cell.id for cell in wrong.cells if cell.cell_type == "markdown"}
    assert mistake.fails
    assert changed - texts == set(mistake.regions)
    assert to_bytes(wrong)


def _texts(script: Path, language: str) -> list[str]:
    notebook = starter_notebook(script, "lab", "any", language)
    return [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]


def _shape(text: str) -> tuple[list[str], list[str]]:
    code = {" ".join(words.split()) for words in re.findall(r"`[^`]+`", text)}
    return re.findall(r"^#+", text, re.MULTILINE), sorted(code)
