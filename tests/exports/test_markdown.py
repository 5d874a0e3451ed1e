"""The report in Markdown: another parser sees our structure and a student's text."""

from __future__ import annotations

import msgspec
import pytest
from hostile_results import hostile
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from sample_results import good, rejected, samples, struggling, ungraded

from grader.exports import RESULT_FORMATS
from grader.exports.markdown import JOINER, escaped
from grader.exports.markdown import render as render_within
from grader.result import Result
from grader.text import clean

render = RESULT_FORMATS["markdown"]
READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
OURS = {
    *("heading", "paragraph", "inline", "bullet_list", "list_item"),
    *("table", "thead", "tbody", "tr", "th", "td"),
    *("text", "softbreak", "strong", "em"),
}
RESULTS = [
    *(pytest.param(result, id=name) for name, result in samples().items()),
    pytest.param(hostile(), id="hostile"),
]
TRICKS = (
    "<script>alert(1)</script>",
    "[click](https://evil.example)",
    "![](https://evil.example/x.png)",
    "https://evil.example www.evil.example a@evil.example @everyone #1",
    "<https://evil.example>",
    "[x]: https://evil.example",
    "| a | b |",
    "\\| \\\\| `|`",
    "**bold** _em_ ~~no~~ `code` ***",
    "# heading\n\n- list\n\n    code\n\n> quote\n\n---",
    "&lt;b&gt; &#60;",
    "$x$ :boom: ^[note]",
    "\\",
)
SIGNS = "\\|`*_[]()<>!#&@:/w.-~\n"


def tokens(text: str) -> list[Token]:
    """All of them, those inside of lines too."""
    blocks = READER.parse(text)
    return [one for block in blocks for one in (block, *(block.children or ()))]


def kinds(text: str) -> set[str]:
    names = {token.type for token in tokens(text)}
    return {name.removesuffix("_open").removesuffix("_close") for name in names}


def shown(text: str) -> str:
    """What a reader sees, without the joiners that nobody sees."""
    found = "".join(one.content for one in tokens(text) if one.type == "text")
    return found.replace(JOINER, "")


@pytest.mark.parametrize("result", RESULTS)
def test_nothing_but_our_own_structure(result: Result) -> None:
    """No HTML, no link, no image, no code: whatever a student wrote."""
    assert kinds(render(result)) <= OURS


@pytest.mark.parametrize("result", RESULTS)
def test_a_row_a_check_and_four_cells_a_row(result: Result) -> None:
    """No message breaks the table."""
    found = [token.type for token in tokens(render(result))]
    rows = found.count("tr_open")
    assert rows == (len(result.checks) + 1 if result.checks else 0)
    assert found.count("td_open") + found.count("th_open") == 4 * rows
    assert found.count("table_open") == (1 if result.checks else 0)


def test_an_attack_adds_no_part() -> None:
    """A heading for the title, flags, the run, and each check with something to say;
    one line in bold type for the score, one for the missing sandbox."""
    result = hostile()
    found = [token.type for token in tokens(render(result))]
    lost = [c for c in result.checks if c.status in ("partial", "failed") or c.notes]
    assert found.count("heading_open") == 3 + len(lost)
    assert found.count("strong_open") == 2
    assert found.count("em_open") == 0


def test_tells_score_checks_hints_and_cells() -> None:
    """The summary is the whole report, but for its plots."""
    result = good("en")
    text = shown(render(result))
    assert "17.5 / 20" in text
    for check in result.checks:
        assert check.title in text
        assert check.message in text
        assert all((hint in text) is (check.status != "passed") for hint in check.hints)
    assert "RuntimeError" in shown(render(struggling("en")))
    assert "ran without a sandbox" in shown(render(struggling("en")))


def test_no_score_without_a_grade() -> None:
    """A fault of ours shows no points, a rejected file its reason."""
    text = shown(render(ungraded("en")))
    assert "not the student's fault" in text
    assert "0 / 20" not in text
    assert rejected("es").flags[0] in shown(render(rejected("es")))


@given(
    st.text() | st.sampled_from(TRICKS) | st.text(alphabet="\\|`*_[]()<>!#&@:/w.-~\n")
)
@example("www.evil.example")
@example("a@b.c")
def test_any_text_is_shown_as_it_is(text: str) -> None:
    """In a paragraph, a heading, a cell and a list: text, and the same text."""
    text = " ".join(clean(text, 300).split())
    line = escaped(text)
    for place in (f"a {line} b", f"## a {line} b", f"- a {line} b"):
        assert shown(place) == (f"a {text} b" if text else "a  b")
        assert kinds(place) <= OURS
    table = f"| a | b |\n|---|---|\n| a {line} b | c |\n"
    found = tokens(table)
    assert [token.type for token in found].count("td_open") == 2
    assert shown(table) == f"aba {text} bc"


@pytest.mark.parametrize(
    "text",
    [
        "https://evil.example",
        "HTTP://EVIL.EXAMPLE",
        "www.evil.example",
        "WWW.evil.example",
        "mallory@evil.example",
        "@everyone",
        "#12",
    ],
)
def test_what_github_links_by_itself_is_parted(text: str) -> None:
    """Even after the escapes are resolved, which is when GitHub looks for links."""
    [inline] = [token for token in READER.parse(escaped(text)) if token.children]
    resolved = "".join(child.content for child in inline.children or ())
    assert text not in resolved
    assert resolved.replace(JOINER, "") == text


def test_is_never_longer_than_github_takes() -> None:
    """A flood is cut at a line, and the report says so."""
    result = hostile()
    flood = msgspec.structs.replace(result, checks=result.checks * 60)
    text = render(flood)
    assert 900_000 < len(text.encode()) < 1 << 20
    assert kinds(text) <= OURS
    assert "left out" in shown(text)
    assert "left out" not in shown(render(result))


@pytest.mark.parametrize("most", [200, 1_000, 2_000])
def test_a_cut_never_exceeds_what_was_asked(most: int) -> None:
    """Whatever is allowed, in bytes, with accents and symbols of several."""
    text = render_within(good("es"), most)
    assert len(text.encode()) <= most
    assert kinds(text) <= OURS
    *kept, between, goodbye = text.splitlines()
    assert (between, goodbye[0]) == ("", "*")
    assert kept == render(good("es")).splitlines()[: len(kept)]
