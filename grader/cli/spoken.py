"""The language of a command: ``--lang`` wins, for click's own words too.

Click looks its words up in gettext's default domain, in the language that the
environment asks for. So this is the one place that writes to the environment: for as
long as a command runs, ``--lang`` stands in ``LANGUAGE``. Kernels do not inherit it.
"""

from __future__ import annotations

import contextlib
import gettext
import os
from collections.abc import Iterator, Sequence

from grader.messages import DOMAIN, GRADER_LOCALE, LANGUAGES, mark, say_n

VARIABLE = "LANGUAGE"

# What click says on our commands, so that the catalogues have it.
CLICK_WORDS = (
    mark("Usage:"),
    mark("[OPTIONS]"),
    mark("COMMAND [ARGS]..."),
    mark("Options"),
    mark("Show the version and exit."),
    mark("Show this message and exit."),
    mark("Missing command."),
    mark("Missing argument"),
    mark("Missing option"),
    mark("No such command {name!r}."),
    mark("No such option {name!r}."),
    say_n(
        "Did you mean {possibility}?",
        "(Did you mean one of: {possibilities}?)",
        1,
    ),
    mark("Option {name!r} does not take a value."),
    say_n(
        "Option {name!r} requires an argument.",
        "Option {name!r} requires {nargs} arguments.",
        1,
    ),
    say_n(
        "Got unexpected extra argument ({args})",
        "Got unexpected extra arguments ({args})",
        1,
    ),
    mark("Invalid value for {param_hint}: {message}"),
    say_n("{value!r} is not {choice}.", "{value!r} is not one of {choices}.", 1),
    mark("{value!r} is not a valid {number_type}."),
    mark("{value} is not in the range {range}."),
    mark("{name} {filename!r} is a directory."),
    mark("{name} {filename!r} is a file."),
    mark("directory"),
    mark("file"),
)


@contextlib.contextmanager
def spoken_language(arguments: Sequence[str]) -> Iterator[None]:
    """Speak the language that ``--lang`` among these arguments asks for, if it does."""
    gettext.bindtextdomain(DOMAIN, str(GRADER_LOCALE))
    before = os.environ.get(VARIABLE)
    if (asked := _asked(arguments)) is not None:
        os.environ[VARIABLE] = asked
    try:
        yield
    finally:
        if before is not None:
            os.environ[VARIABLE] = before
        else:
            os.environ.pop(VARIABLE, None)


def _asked(arguments: Sequence[str]) -> str | None:
    """Read ahead of click: its complaint about another option is to be understood."""
    asked = None
    for place, argument in enumerate(arguments):
        name, equals, value = argument.partition("=")
        if name == "--lang":
            value = value if equals else "".join(arguments[place + 1 : place + 2])
            asked = value if value in LANGUAGES else asked
    return asked
