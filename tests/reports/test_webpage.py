"""The HTML report: everything said, nothing of a student's interpreted."""

from __future__ import annotations

import re

import pytest
from hostile_results import hostile
from page_reader import ATTRIBUTES, ELEMENTS, Page
from sample_results import good, rejected, samples, struggling, ungraded

from grader.reports.webpage import render
from grader.result import Result

SAMPLES = [pytest.param(result, id=name) for name, result in samples().items()]


@pytest.mark.parametrize("result", [*SAMPLES, pytest.param(hostile(), id="hostile")])
def test_holds_only_expected_elements_and_attributes(result: Result) -> None:
    """Whatever a student writes, the page has our elements, ours alone, well paired."""
    page = Page(render(result))
    assert set(page.elements) <= ELEMENTS
    assert {name for _, name, _ in page.attributes} <= ATTRIBUTES
    assert page.unpaired == []
    assert page.open == []


@pytest.mark.parametrize("result", [*SAMPLES, pytest.param(hostile(), id="hostile")])
def test_asks_for_nothing_from_anywhere(result: Result) -> None:
    """Links lead within the page, styles name no address, and a policy forbids more."""
    html = render(result)
    page = Page(html)
    assert all(link.startswith("#") or link == "data:," for link in page.values("href"))
    style = html[html.index("<style>") : html.index("</style>")]
    assert not re.search(r"url\(|@import|https?:", style)
    assert any(
        value.startswith("default-src 'none'") for value in page.values("content")
    )


@pytest.mark.parametrize("result", SAMPLES)
def test_has_no_address_of_its_own(result: Result) -> None:
    """Not one http address is in a page whose student wrote none."""
    assert "http://" not in render(result)
    assert "https://" not in render(result)


def test_hostile_text_is_shown_as_text() -> None:
    """Markup of a student's is visible to the reader; controls and bidi marks go."""
    html = render(hostile())
    page = Page(html)
    assert "<script>alert(1)</script>" in page.text
    assert "{{ 7 * 7 }}" in page.text
    assert not re.search(
        "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", html
    )
    assert html.encode()


@pytest.mark.parametrize("result", SAMPLES)
def test_ids_are_unique_and_every_reference_is_met(result: Result) -> None:
    """Labels and links point at something, and at one thing only."""
    page = Page(render(result))
    ids = page.values("id")
    links = [link[1:] for link in page.values("href") if link.startswith("#")]
    labels = " ".join(page.values("aria-labelledby")).split()
    assert len(ids) == len(set(ids))
    assert {*links, *labels} <= set(ids)


@pytest.mark.parametrize("language", ["en", "es"])
def test_tells_the_whole_grade(language: str) -> None:
    """Score, every check with its points and message, hints and notes are there."""
    result = good(language)
    html = render(result)
    text = Page(html).text
    assert f'<html lang="{language}">' in html
    assert "17.5 / 20" in text
    for check in result.checks:
        assert check.title in text
        assert check.message in text
        assert all(note in text for note in check.notes)
        shown = check.status != "passed"
        assert all((hint in text) is shown for hint in check.hints)


def test_later_hints_wait_behind_a_click() -> None:
    """The first hint is open, each further one folded away."""
    html = render(good("en"))
    first, second, third = next(c for c in good("en").checks if len(c.hints) == 3).hints
    folded = "".join(re.findall(r"<details>.*?</details>", html, re.S))
    assert first not in folded
    assert second in folded
    assert third in folded


def test_explains_how_a_run_ended() -> None:
    """A dead kernel is explained, cells are counted as people count, errors named."""
    text = Page(render(struggling("en"))).text
    assert "ended before its last cell" in text
    assert "Cell 16 RuntimeError" in text
    assert "Cell 18 ran out of time after 3 min 0 s" in text
    assert "5 cells were not run" in text
    assert "ran without a sandbox" in text
    assert "A literal of 48 kB" in text


def test_no_score_without_a_grade() -> None:
    """A fault of the grader's shows no points and takes the blame."""
    text = Page(render(ungraded("en"))).text
    assert "not the student's fault" in text
    assert "— / 4" in text
    assert "0 / 20" not in text
    assert "0 / 20" not in Page(render(rejected("es"))).text
