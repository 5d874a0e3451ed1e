"""Rows 54 to 56: a notebook full of markup and escapes, through the real command.

Everything that a student can write goes through ``grade submit`` to the terminal, the
page and the JSON. There is no export to CSV yet; a name that is a formula is shown as
the text that it is.
"""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import pytest
from commands import LAB, Ran, grade, neutral_environment, read_json
from page_reader import ATTRIBUTES, ELEMENTS, Page

MARKUP = (
    "<script>alert(1)</script>",
    '"><svg onload=alert(2)><circle r=9>',
    "<a href='javascript:alert(3)'>here</a>",
    "</title></style></pre></td></table><h1>20 / 20</h1>",
    "<img src=x onerror=alert(4)>",
    "{{ 7 * 7 }}{% raw %}",
    "[bold red]20 / 20[/] [link=https://evil.example]x[/link]",
    "<!-- &lt;script&gt; ]]>",
)
ESCAPES = (
    "\x1b[2J\x1b[1;1H",  # the screen cleared, the cursor home
    "\x1b]0;owned\x07",  # a title
    "\x1b]8;;https://evil.example\x1b\\link\x1b]8;;\x1b\\",
    "\x1b]52;c;cm0gLXJmIC8=\x07",  # the clipboard
    "\x9b31m\x90q\x9c",  # the same in single bytes of C1
    "\x1bP$q\x1b\\\x1b(0\x0e",
    "\u202e02 / 02\u202c\u2066\u2069\u200f",
    "\u2028\r\x08\x00\x7f",
)
HOSTILE = " ".join((*MARKUP, *ESCAPES))
FORMULA = "=cmd|' /C calc'!A0"
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]"
)
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
FACTS = """
import sys
agent = sys.modules["_grader_inside.agent"]
honest = agent._encoded
def lie(head, answer, values):
    if "adjustments" in answer:
        answer = {**answer, "adjustments": [HOSTILE] * 3, "device": HOSTILE}
    return honest(head, answer, values)
agent._encoded = lie
"""
CELLS = (
    f"HOSTILE = {HOSTILE!r}\nprint(HOSTILE)\nif False:\n    import torch",
    "from IPython.display import HTML, Javascript, SVG, display\n"
    "display(HTML(HOSTILE), Javascript('alert(1)'))\n"
    "display({'image/svg+xml': '<svg onload=alert(1)></svg>', HOSTILE: HOSTILE},\n"
    "        raw=True)",
    "raise ValueError(HOSTILE)",
    "raise type(HOSTILE.replace('\\0', ''), (Exception,), {})(HOSTILE)",
    f"'{MARKUP[0]}'; not_defined",
    "import numpy as np\ndef iris_predict(x): raise KeyError(HOSTILE)\n"
    "class Named: pass\nNamed.__name__ = HOSTILE.replace('\\0', '')\n"
    "def mnist_predict(x): return Named()\n"
    "def iris_overfit(x, y, seed): return lambda x: np.array([HOSTILE] * len(x))",
    "iris_history = {HOSTILE: [1.0], HOSTILE + '2': [2.0]}\n"
    "iris_experiments = [{HOSTILE: HOSTILE, 'hidden': HOSTILE}]\n"
    "iris_split = {'x_train': HOSTILE, 'x_val': [[HOSTILE]]}\n"
    "mnist_split = HOSTILE",
    "import matplotlib.pyplot as plt\n"
    "try:\n"
    "    plt.plot([1, 2], label=HOSTILE.replace('\\0', ''))\n"
    "    plt.title(HOSTILE.replace('\\0', '').replace('$', ''))\n"
    "finally:\n"
    "    plt.close('all')",
    FACTS,
)


@dataclass(frozen=True)
class Reported:
    """One hostile notebook's reports in every form."""

    ran: Ran
    page: str
    result: dict[str, Any]

    @property
    def texts(self) -> list[str]:
        return list(strings(self.result))


@pytest.fixture(scope="module", params=["en", "es"])
def reported(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Reported:
    folder = tmp_path_factory.mktemp("reports")
    path = written(folder, "<script>alert(5)</script>".replace("/", "∕") + ".ipynb")
    ran = grade(
        *("submit", path, "--lang", request.param, "--sandbox", "bwrap"),
        *("--student", FORMULA + without_nul(HOSTILE), "--seed", without_nul(HOSTILE)),
        *("--json", "r.json", "--html", "r.html"),
        cwd=folder,
    )
    assert ran.code == 0, ran.err
    page = (folder / "r.html").read_text(encoding="utf-8")
    return Reported(ran, page, read_json(folder / "r.json"))


def test_the_attack_arrives(reported: Reported) -> None:
    """Errors, names and answers of the notebook are in the result: there is a test."""
    assert reported.result["score"] == 0
    assert sum(MARKUP[0] in text for text in reported.texts) >= 6
    errors = [cell.get("error") for cell in reported.result["execution"]["cells"]]
    assert [error is not None for error in errors[2:5]] == [True] * 3


def test_the_page_has_our_elements_alone(reported: Reported) -> None:
    """No script, no handler, no address: whatever was written is shown as text."""
    page = Page(reported.page)
    assert set(page.elements) <= ELEMENTS
    assert {name for _, name, _ in page.attributes} <= ATTRIBUTES
    assert page.unpaired == []
    assert page.open == []
    links = page.values("href")
    assert all(link.startswith("#") or link == "data:," for link in links)
    assert MARKUP[0] in page.text
    assert MARKUP[5] in page.text
    assert FORMULA in page.text
    assert not FORBIDDEN.search(reported.page)


def test_the_terminal_is_steered_by_nobody(reported: Reported) -> None:
    """Piped, there is not one escape, in the report and in the progress alike."""
    for shown in (reported.ran.out, reported.ran.err):
        assert not FORBIDDEN.search(shown.replace("\t", ""))
    assert "[bold red]20 / 20[/]" in " ".join(reported.ran.out.split())
    assert max(map(len, reported.ran.out.splitlines())) <= 80


def test_the_json_is_clean(reported: Reported) -> None:
    """No text of the result holds what could steer whoever prints it."""
    for text in reported.texts:
        assert not FORBIDDEN.search(text), text
    json.dumps(reported.result, ensure_ascii=False).encode()


def test_a_real_terminal_gets_colours_of_ours_alone(tmp_path: Path) -> None:
    """On a terminal the only escapes are the colours of the report itself."""
    path = written(tmp_path, "ana.ipynb")
    command = (sys.executable, "-m", "grader", "submit", str(path))
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [*command, "--sandbox", "bwrap", "--student", without_nul(HOSTILE)],
        cwd=tmp_path,
        env=neutral_environment() | {"TERM": "xterm-256color"},
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=subprocess.DEVNULL,
    ) as process:
        os.close(theirs)
        shown = read_all(ours)
    assert process.returncode == 0
    words = COLOUR.sub("", shown.replace("\r\n", "\n"))
    assert COLOUR.search(shown)
    assert "evil.example" in words
    assert not FORBIDDEN.search(words)


@pytest.mark.parametrize("name", ["script", "escape", "formula", "markup"])
def test_hostile_metadata_is_refused_in_plain_words(name: str, tmp_path: Path) -> None:
    """An assignment or framework that is an attack is named in one line, cleaned."""
    hostile = {
        "script": MARKUP[0],
        "escape": "".join(ESCAPES),
        "formula": FORMULA,
        "markup": MARKUP[6],
    }[name]
    for said in ({"assignment": hostile}, {"assignment": LAB, "framework": hostile}):
        path = written(tmp_path, "ana.ipynb", **said)
        ran = grade("submit", path, cwd=tmp_path)
        assert ran.code == 2
        assert len(ran.err.splitlines()) == 2
        assert not FORBIDDEN.search(ran.err)


def written(folder: Path, name: str, **declared: str) -> Path:
    """The hostile notebook: cells, outputs of before, metadata, ids, attachments."""
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(cell) for cell in CELLS]
    )
    notebook.metadata["grader"] = declared or {"assignment": LAB, "framework": "torch"}
    notebook.metadata["title"] = notebook.metadata["celltoolbar"] = HOSTILE
    notebook.metadata["authors"] = [{"name": HOSTILE}]
    notebook.metadata["kernelspec"] = {"name": HOSTILE, "display_name": HOSTILE}
    notebook.metadata["language_info"] = {"name": "python", "version": HOSTILE}
    for cell in notebook.cells:
        cell.metadata = {"name": HOSTILE, "tags": ["<script>"], "collapsed": False}
        cell.outputs = [
            nbformat.v4.new_output("stream", name="stdout", text=HOSTILE),
            nbformat.v4.new_output("display_data", {"text/html": HOSTILE}),
        ]
    path = folder / name
    nbformat.write(notebook, path)
    return path


def strings(value: Any) -> Any:
    """Every text of a JSON value, keys included."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from strings(item)
    elif isinstance(value, str):
        yield value


def without_nul(text: str) -> str:
    """What a command line can hold."""
    return text.replace("\0", "")


def read_all(descriptor: int) -> str:
    data = b""
    while True:
        try:
            chunk = os.read(descriptor, 1 << 16)
        except OSError:  # the other end of a terminal is closed
            chunk = b""
        if not chunk:
            os.close(descriptor)
            return data.decode()
        data += chunk
