"""The page and the JSON of a class: the same figures, and names as mere text."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from page_reader import ATTRIBUTES, ELEMENTS, Page
from sample_rows import LAB, NOON, attempt, check, row, standing

from grader.class_report import as_json, webpage
from grader.class_report.summary import About, ClassReport, summed_up
from grader.references.targets import Metric, Reached, Targets
from grader.text import one_line

HOSTILE = "</table><script>alert(1)</script>\u202e{{ 7 * 7 }}"
CLEAN = one_line(HOSTILE)
"""As rows hold it: they are cleaned when they are folded."""
TARGETS = Targets(
    reached=(
        Reached(
            framework="torch",
            device="cpu",
            seconds=1.0,
            versions={"torch": "2.14"},
            metrics={"c1.accuracy": Metric(n=5, mean=0.97, sd=0, min=0.9, bound=0.95)},
        ),
    )
)


def report(size: int = 8, **changed: Any) -> ClassReport:
    """Students of whom every second lost points, one who never ran, one missing."""
    rows = [
        row(
            f"s{i}",
            check("c1", 1.0, 10.0, measured={"accuracy": 0.9}),
            check("c2", 0.5 if i % 2 else 1.0, 10.0, title=CLEAN, message=CLEAN),
            seconds=float(i),
        )
        for i in range(size)
    ]
    standings = [standing(f"s{i}", 15.0 if i % 2 else 20.0) for i in range(size)]
    refused = attempt(status="rejected", reason=HOSTILE, run=2)
    standings += [
        standing(HOSTILE, None, status="rejected", attempt=refused),
        standing("nobody", None),
    ]
    about = About(LAB, "Lab <i>", {"c1": "The net"}, TARGETS)
    one = summed_up(about, standings, rows)
    empty = summed_up(About("quiz", "Quiz"), [standing("nobody", None)], [])
    whole = ClassReport((one, empty), NOON, "Course & <b>", "en", {"s7": "Íñigo <b>"})
    return replace(whole, **changed)


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("size", [0, 1, 2, 8])
def test_the_page_has_our_elements_alone(language: str, size: int) -> None:
    """Well paired, whatever a student is called; nothing is asked of the network."""
    html = webpage.render(report(size, language=language))
    page = Page(html)
    assert set(page.elements) <= ELEMENTS
    known = ATTRIBUTES | {"aria-describedby", "tabindex"}
    assert {name for _, name, _ in page.attributes} <= known
    assert (page.unpaired, page.open) == ([], [])
    assert f'<html lang="{language}">' in html
    assert not any(link.startswith("http") for link in page.values("href"))
    assert "http" not in html[html.index("<style>") : html.index("</style>")]


def test_ids_are_unique_and_every_reference_is_met() -> None:
    """Anchors lead somewhere; figures and tables are labelled by what is there."""
    page = Page(webpage.render(report()))
    ids = page.values("id")
    links = [link[1:] for link in page.values("href") if link.startswith("#")]
    labels = " ".join(
        page.values("aria-labelledby") + page.values("aria-describedby")
    ).split()
    assert len(ids) == len(set(ids))
    assert {*links, *labels} <= set(ids)
    assert {"assignment-1", "assignment-2"} <= set(links)


def test_hostile_text_is_shown_as_text() -> None:
    """Of names, messages and titles; marks that turn the reader's eye are gone."""
    html = webpage.render(report())
    text = Page(html).text
    assert "<script>" not in html
    assert "<script>alert(1)</script>{{ 7 * 7 }}" in text
    assert "Course & <b>" in text
    assert "\u202e" not in html


def test_the_page_tells_the_figures() -> None:
    """Counts, scores, checks, what was said, and who needed the most."""
    text = Page(webpage.render(report())).text
    assert "10 students: 8 graded, 0 without a grade for now, 1 rejected" in text
    assert "Mean 17.5" in text
    assert "Standard deviation 2.67" in text
    assert "The net 10 1.00 — 8 0 0 0" in text
    assert f"4 × {CLEAN}" in text
    assert "Íñigo <b>" in text
    assert "below its bound" in text
    assert "`grade reference verify lab-frameworks`" in text
    assert "Newest run: 2026-11-20 12:00 UTC" in text


def test_names_come_after_what_is_anonymous() -> None:
    """Before the maxima and the list of what did not run nobody is named."""
    html = webpage.render(report())
    names = [f">s{i}<" for i in range(7)] + ["Íñigo", "nobody"]
    anonymous = html[: html.index("Time and memory")]
    assert not any(name in anonymous for name in names)
    assert html.count("Íñigo") == 1


def test_what_is_not_known_is_said() -> None:
    """Nobody graded, no targets: words, not zeros."""
    text = Page(webpage.render(report(0))).text
    assert "Nobody has a grade yet." in text
    assert "is not recorded here" in text
    assert "nan" not in text.lower()
    assert "None" not in text


def test_json_has_the_same_figures() -> None:
    told = json.loads(as_json.render(report()))
    assert (told["schema"], told["course"]) == ("grader.class/1", "Course & <b>")
    assert told["newest_run"] == "2026-11-20T12:00:00+00:00"
    lab, quiz = told["assignments"]
    assert lab["students"] == {
        **{"students": 10, "graded": 8, "ungraded": 0, "new": 0},
        **{"rejected": 1, "missing": 1},
    }
    assert lab["scores"]["mean"] == 17.5
    assert lab["scores"]["sd"] == 2.672612
    assert [one["count"] for one in lab["histogram"]][-3:] == [4, 0, 4]
    net, other = lab["checks"]
    assert (net["title"], net["difficulty"], net["discrimination"]) == (
        "The net",
        1,
        None,
    )
    assert (other["passed"], other["partial"], other["difficulty"]) == (4, 4, 0.75)
    assert other["messages"][0]["count"] == 4
    assert lab["costs"]["seconds"] == {
        **{"median": 3.5, "max": 7.0, "student": "s7", "name": "Íñigo <b>"},
    }
    [metric] = lab["references"]["metrics"]
    assert (metric["n"], metric["median"], metric["drifted"]) == (8, 0.9, True)
    assert lab["references"]["versions"] == [
        {
            "package": "torch",
            "expected": ["2.14"],
            "found": [{"version": "2.0", "runs": 8}],
        }
    ]
    [stopped] = lab["did_not_run"]
    assert stopped["why"] == "rejected"
    assert (quiz["scores"], quiz["costs"], quiz["histogram"]) == (None, None, [])
    assert quiz["references"]["recorded"] is False


def test_json_is_json_whatever_students_are_called() -> None:
    """No lone surrogate, no control character, no NaN."""
    odd = standing(
        "a\ud800\x1b[2J\nb", None, status="new", attempt=attempt(status="new")
    )
    one = summed_up(About(LAB, LAB), [odd, standing("n", float("nan"))], [])
    text = as_json.render(ClassReport((one,)))
    assert text.encode()
    assert json.loads(text)["assignments"][0]["did_not_run"][0]["student"] == "a b"
    assert json.loads(text)["assignments"][0]["scores"] is None


def test_lateness_and_grades_by_hand_are_told() -> None:
    """Scores are those that count: what lowered or replaced them is said."""
    late = [standing(f"s{i}", 15.0, penalty=10.0) for i in range(2)]
    one = summed_up(About(LAB, LAB), late, [])
    text = Page(webpage.render(ClassReport((one,)))).text
    assert "2 scores were lowered because they came late." in text
    assert "by hand" not in text
