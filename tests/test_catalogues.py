"""The message catalogues: both languages say everything, and say the same."""

from __future__ import annotations

import ast
import html
import io
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import click
import pytest
from babel.messages.mofile import write_mo
from catalogues import (
    ASSIGNMENTS,
    FOLDERS,
    KEYWORDS,
    ROOT,
    SOURCES,
    catalogue,
    english_in,
    extracted,
    fields,
    po_of,
    read,
)
from nbformat.v4 import new_notebook

from grader import datasets, similarity
from grader.checks import Check, judge_all
from grader.cli.spoken import CLICK_WORDS
from grader.evidence import Answer, Evidence
from grader.execution import CellRun, Execution
from grader.flags import suspicions
from grader.kept import Gathered
from grader.messages import Message, translator
from grader.reports import terminal, webpage
from grader.result import Environment, Result, from_json, to_json
from grader.similarity import Handed
from grader.similarity import webpage as similarity_page
from grader.streams import Seed
from grader.submission import Submission
from grader.verdict import ADJUSTMENTS, compose

TEMPLATES = sorted(ROOT.glob("grader/*/templates/*.j2"))
SPANISH = sorted(ROOT.glob("tests/fixtures/*.es.result.json"))
SAME_IN_BOTH = {
    "CPU",
    "Frameworks",
    "Python {version}, {path}",
    "bwrap: {problem}",
    "{name}: pip install 'dl-grader[{extra}]'",
}
STATUSES = ("missing", "raised", "interrupted", "unusable", "absent")
# What in a result is meant to be read by people.
SPOKEN = {"title", "message", "hints", "notes", "flags", "adjustments"}
SPOKEN |= {"label", "x_label"}

in_each_folder = pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
in_each_source = pytest.mark.parametrize(
    "path", SOURCES, ids=lambda path: str(path.relative_to(ROOT))
)


@in_each_folder
def test_catalogue_has_the_words_of_the_code(folder: Path) -> None:
    """No message is missing from the catalogue, and it has none that nobody says."""
    assert set(catalogue(folder)) == extracted(folder)
    assert not read(folder).obsolete


@in_each_folder
def test_every_message_is_translated(folder: Path) -> None:
    """Every form of every message has words in Spanish that somebody has read."""
    assert [m for m, spanish in catalogue(folder).items() if not all(spanish)] == []
    assert [entry.id for entry in read(folder) if entry.id and entry.fuzzy] == []


@in_each_folder
def test_translations_are_not_the_english(folder: Path) -> None:
    """Only names, and what is typed into a terminal, are the same in both languages."""
    same = {
        english
        for both in catalogue(folder).items()
        for english, spanish in zip(*both, strict=True)
        if english == spanish
    }
    assert same <= SAME_IN_BOTH


@in_each_folder
def test_both_languages_fill_in_the_same(folder: Path) -> None:
    """A translation has the fields of its original, formatted in the same way."""
    for english, spanish in catalogue(folder).items():
        assert [*map(fields, spanish)] == [*map(fields, english)], english


@in_each_folder
def test_catalogue_is_compiled(folder: Path) -> None:
    """What gettext reads is what the translator wrote."""
    compiled = io.BytesIO()
    write_mo(compiled, read(folder))
    assert po_of(folder).with_suffix(".mo").read_bytes() == compiled.getvalue()


@in_each_source
def test_marked_words_are_literals(path: Path) -> None:
    """What is said, marked or a title can be extracted: it is text, not a variable."""
    for call in calls(path):
        wanted = KEYWORDS.get(name_of(call.func), ())
        for argument in call.args[: len(wanted or ())]:
            assert is_text(argument), f"{path}:{call.lineno}"


@in_each_source
def test_no_literal_bypasses_the_catalogues(path: Path) -> None:
    """No message is made of a literal, and help and output are never bare English."""
    for call in calls(path):
        where = f"{path}:{call.lineno}"
        if name_of(call.func) in ("Message", "translate", "say_it", "t"):
            assert not any(map(is_text, call.args)), where
        if name_of(call.func) in ("echo", "secho"):
            assert set(words_in(call.args[0])) <= {"grade"}, where
        for option in call.keywords:
            if "cli" in path.parts and option.arg in ("help", "epilog"):
                assert not is_text(option.value), where


@pytest.mark.parametrize("path", TEMPLATES)
def test_templates_hold_no_words(path: Path) -> None:
    """Every word on the page comes from a catalogue or from the result."""
    code = re.compile(r"{%.*?%}|{{.*?}}|<[^>]*>", re.DOTALL)
    assert re.findall(r"[^\W\d_]{2,}", code.sub(" ", path.read_text())) == []


def test_clicks_words_are_still_clicks() -> None:
    """What the catalogues have for click is what the installed click says."""
    said: set[str] = set()
    for path in Path(click.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                said.add(node.value)
    for word in CLICK_WORDS:
        forms = {word.text, word.plural} if isinstance(word, Message) else {word}
        assert forms <= said


def test_known_adjustments_are_what_kernels_tell() -> None:
    """The adjustments that are translated are, to the letter, those that are noted."""
    inside = " ".join(p.read_text() for p in (ROOT / "grader/inside").glob("*.py"))
    assert [text for text in ADJUSTMENTS if f'"{text}"' not in inside] == []


@pytest.mark.parametrize(
    ("check", "locale"),
    [
        pytest.param(check, assignment.locale, id=f"{name}-{check.id}")
        for name, assignment in ASSIGNMENTS.items()
        for check in assignment.checks()
    ],
)
def test_titles_are_translated(check: Check, locale: Path) -> None:
    """A check has a Spanish title, found from its assignment's own catalogue."""
    assert translator("es", locale)(check.title) != check.title.text


@pytest.mark.parametrize("status", STATUSES)
def test_spanish_results_are_all_spanish(status: str) -> None:
    """Whatever a notebook fails to answer, no word of the JSON is left in English."""
    said = list(spoken(json.loads(to_json(fruitless(status)))))
    assert len(said) > 2 * len(ASSIGNMENTS["lab-frameworks"].checks())
    assert english_in(said) == set()


@pytest.mark.parametrize("path", SPANISH)
def test_spanish_reports_are_all_spanish(path: Path) -> None:
    """On the page and in the terminal no message is left in English."""
    result = from_json(path.read_bytes())
    page = re.sub(r"<style.*?</style>", "", webpage.render(result), flags=re.DOTALL)
    nodes = [html.unescape(node) for node in re.split(r"<[^>]*>", page)]
    lines = terminal.render(result, width=400).splitlines()
    assert english_in([*nodes, *lines]) == set()


def test_spanish_similarity_reports_are_all_spanish() -> None:
    """A page with a pair, and with all that can be said of what was not compared."""
    code = "\n".join(f"a[{n}] = b({n * n}) + c[{n}:]" for n in range(40))
    same = [Handed(f"s{n}", "1", (code,)) for n in range(20)]
    long = Handed("t", "2", ("x = 1\n" * 100_000,))
    found = similarity.compare("lab", [*same, long])
    page = similarity_page.render([found], 0.5, "es", {})
    page = re.sub(r"<style.*?</style>", "", page, flags=re.DOTALL)
    titles = re.findall(r'title="([^"]*)"', page)
    nodes = [html.unescape(node) for node in (*re.split(r"<[^>]*>", page), *titles)]
    assert len(nodes) > 100
    assert english_in(nodes) == set()


def test_empty_text_stays_empty() -> None:
    """A command without help does not show the header of the catalogue."""
    assert translator("es")("") == ""


def test_counts_choose_their_form() -> None:
    """One check "superada", two checks "superadas"."""
    told = [
        translator("es")(Message("{n} passed", {"n": n}, "{n} passed")) for n in "12"
    ]
    assert told == ["1 superada", "2 superadas"]


@cache
def calls(path: Path) -> list[ast.Call]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call)]


def name_of(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def words_in(node: ast.expr) -> Iterator[str]:
    """The words that are written into text, outside of what is filled in."""
    parts = node.values if isinstance(node, ast.JoinedStr) else [node]
    for part in parts:
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield from re.findall(r"[^\W\d_]{2,}", part.value)


def fruitless(status: Any) -> Result:
    """The Spanish result of a notebook whose every answer has this status."""

    class Alike(Evidence):
        def __getitem__(self, key: str) -> Answer:
            return Answer(status, error="KeyError: 1")

    lab = ASSIGNMENTS["lab-frameworks"]
    seed = Seed("a test")
    cells = (CellRun(index=0, status="error", seconds=1.0),)
    evidence = Alike(Execution(cells, "completed", alive=True), {})
    environment = Environment(
        grader="0", python="3", isolation="none", device="cpu", packages={}
    )
    facts = Answer("ok", facts={"adjustments": sorted(ADJUSTMENTS)})
    gathered = Gathered(
        *(evidence, facts, "torch", environment, seed), strict=False, asked=""
    )
    return compose(
        Submission("sha256:0", "a.ipynb", "ana", new_notebook(), {}),
        lab,
        gathered,
        judge_all(lab.checks(), evidence, truth(seed)),
        suspicions("x = 1\n" * 20_000),
        "es",
    )


@cache
def truth(seed: Seed) -> object:
    lab = ASSIGNMENTS["lab-frameworks"]
    material = datasets.material(seed, lab.settings.data, strict=False)
    return lab.exam().draw(seed, material, lab.settings)


def spoken(value: Any, key: str = "") -> Iterator[str]:
    """The texts of a result that are meant to be read by people."""
    if isinstance(value, str) and key in SPOKEN:
        yield value
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from spoken(item, name)
    elif isinstance(value, list):
        for item in value:
            yield from spoken(item, key)
