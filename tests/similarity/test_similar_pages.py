"""The report of what is alike: a page and JSON, and nothing of a student's raw."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from class_notebooks import EXERCISE, OTHER, STARTER, handed, renamed
from page_reader import ATTRIBUTES, ELEMENTS, Page

from grader.similarity import Comparison, as_json, compare, webpage
from grader.similarity.code import Code, Lines
from grader.similarity.columns import AROUND, MOST_LINES, column
from grader.similarity.pairs import Side
from grader.similarity.passages import Passage

SCRIPT = "<script>alert(1)</script>"
ATTACK = f"""{SCRIPT}"'><img src=x onerror=alert(2)>{{{{ 7 * 7 }}}}\x1b[31m\u202e"""


def comparison() -> Comparison:
    """Two copies, one by somebody whose name and code are attacks."""
    attack = f"{EXERCISE}\n\ntext = r'''{ATTACK} </mark></pre>'''\n"
    class_ = handed(ana=[STARTER, EXERCISE], eva=["x = 1"], luis=["", attack])
    class_ = [replace(one, student=ATTACK + one.student) for one in class_]
    return compare("lab" + ATTACK, class_, [[STARTER]])


def page(language: str = "en") -> str:
    return webpage.render([comparison()], 0.5, language, {})


def test_a_page_holds_only_our_own_elements() -> None:
    """Whatever students write and are called, and all of it in pairs."""
    read = Page(page())
    assert set(read.elements) <= ELEMENTS | {"mark"}
    assert {name for _, name, _ in read.attributes} <= ATTRIBUTES | {"title"}
    assert (read.unpaired, read.open) == ([], [])
    assert SCRIPT in read.text
    assert "{{ 7 * 7 }}" in read.text
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", page())


def test_a_page_asks_for_nothing() -> None:
    """Its links lead within it, to what is there, and a policy forbids the rest."""
    read = Page(page())
    links = [link for link in read.values("href") if link != "data:,"]
    assert len(links) == 2
    assert {link.removeprefix("#") for link in links} <= set(read.values("id"))
    assert len(read.values("id")) == len(set(read.values("id")))
    assert any(one.startswith("default-src 'none'") for one in read.values("content"))


def test_matches_are_marked_on_both_sides_and_say_where_the_other_is() -> None:
    read = Page(page())
    titles = [value for tag, name, value in read.attributes if (tag, name) == MARKED]
    assert len(titles) == 2
    assert "code cell 2" in titles[0]
    assert all(re.search(r"lines 1 to \d+", title) for title in titles)


MARKED = ("mark", "title")


def test_a_page_says_what_a_match_is_and_what_was_not_compared() -> None:
    """Not a verdict; who had too little code; that the starter was left out."""
    text = Page(page()).text
    assert "not a verdict" in text
    assert "Too little code of their own to be compared: " in text
    assert "No starter was found" not in text
    found = compare("lab", handed(ana=[EXERCISE], long=["x = 1\n" * 100_000]))
    text = Page(webpage.render([found], 0.5, "en", {})).text
    assert "not all of it was compared: long" in text
    assert "No starter was found" in text


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_page_declares_its_language(language: str) -> None:
    assert f'<html lang="{language}">' in page(language)


def test_a_class_without_pairs_has_a_page() -> None:
    found = compare("lab", handed(ana=[EXERCISE], luis=[OTHER]))
    read = Page(webpage.render([found], 0.5, "en", {"lab": "A title"}))
    assert "A title" in read.text
    assert "table" not in read.elements


def test_json_has_all_but_the_code() -> None:
    """Schema, shares within their bounds, ranges of lines; names without controls."""
    text = as_json.render([comparison()], 0.5)
    told = json.loads(text)
    assert (told["schema"], told["above"]) == ("grader.similarity/1", 0.5)
    [assignment] = told["assignments"]
    [pair] = assignment["pairs"]
    assert pair["score"] == max(side["share"] for side in pair["students"])
    for side in pair["students"]:
        assert 0.9 < side["share"] <= 1
        assert side["lines"][0].keys() == {"cell", "first", "last"}
        assert SCRIPT in side["student"]
    assert assignment["slight"] != []
    assert "Perceptron" not in text
    assert "\x1b" not in text
    assert "\\u" not in text


def test_percentages_are_rounded_down() -> None:
    """Only what is all of it is 100 %; what a computer makes of 0.29 is 29 %."""
    shares = [0.9999, 1.0, 0.29, 0.0]
    assert [webpage.percent(share) for share in shares] == [99, 100, 29, 0]


def side(lines: int, *passages: tuple[int, int]) -> Side:
    code = Code(
        tuple(f"line {n}" for n in range(1, lines + 1)),
        tuple((1, n) for n in range(1, lines + 1)),
    )
    found = tuple(Passage(Lines(1, *one), (Lines(2, 1, 1),)) for one in passages)
    return Side("ana", 0.5, code, found)


def test_a_column_shows_matches_and_what_is_near_them() -> None:
    """Runs in order, each with its numbers; how many lines are missing before it."""
    [cell] = column(side(60, (10, 12), (40, 41))).cells
    told = [(r.matched, r.skipped, r.lines[0][0], r.lines[-1][0]) for r in cell.runs]
    assert told == [
        (False, 9 - AROUND, 10 - AROUND, 9),
        (True, 0, 10, 12),
        (False, 0, 13, 12 + AROUND),
        (False, 27 - 2 * AROUND, 40 - AROUND, 39),
        (True, 0, 40, 41),
        (False, 0, 42, 41 + AROUND),
    ]


def test_a_column_is_bounded_and_says_so() -> None:
    whole = column(side(MOST_LINES, (1, MOST_LINES)))
    more = column(side(MOST_LINES + 1, (1, MOST_LINES + 1)))
    assert not whole.more
    assert more.more
    assert sum(len(run.lines) for run in more.cells[0].runs) == MOST_LINES


def test_renamed_code_is_shown_as_each_wrote_it() -> None:
    found = compare("lab", handed(ana=[EXERCISE], luis=[renamed(EXERCISE)]))
    read = Page(webpage.render([found], 0.5, "en", {}))
    assert "class Perceptron:" in read.text
    assert "class Neurona:" in read.text
