"""Reads answers for checks, or says kindly why they cannot be read.

Every function raises ``NotShown`` where the evidence a check needs is not there: the
name is missing, the function raised, the shape is wrong. The check is then failed with
that message: what was expected, what was found, what to do next.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.checks import NotShown
from grader.evidence import Answer
from grader.measures.accuracy import (
    Classes,
    NotClasses,
    NotFinite,
    WrongShape,
    classes,
)
from grader.messages import Message, say, say_n

Series = NDArray[np.float64]
Shape = tuple[int, ...]

MOST_LISTED = 8
NONE = re.compile(r"NoneType|\b(received|got|is) None\b")
"""What errors say where something is None that should not be."""


def require(answer: Answer, name: str) -> Answer:
    """The answer itself, if there is one; ``name`` is the student's."""
    if answer.ok:
        return answer
    raise NotShown(*_why_absent(answer, name))


def class_batches(
    answer: Answer, name: str, sizes: Sequence[int], n_classes: int
) -> list[Classes]:
    """The classes that ``name`` gave for batches of these sizes."""
    outputs = require(answer, name).batches()
    return [
        _classes(output, name, size, n_classes)
        for output, size in zip(outputs, sizes, strict=True)
    ]


def history_of(answer: Answer, name: str, keys: Sequence[str]) -> dict[str, Series]:
    """Equally long series of numbers, at least two long, one for each key."""
    arrays = require(answer, name).arrays
    absent = [key for key in keys if key not in arrays]
    if absent:
        raise NotShown(
            say(
                "{name} lacks {keys}; it has {found}.",
                name=name,
                keys=", ".join(absent),
                found=", ".join(arrays) or "-",
            ),
            say(
                "Make it a dict of lists with the keys {keys}, one value per epoch.",
                keys=", ".join(keys),
            ),
        )
    series = {key: np.asarray(arrays[key], np.float64) for key in keys}
    shapes = {key: value.shape for key, value in series.items()}
    lengths = set(shapes.values())
    if len(lengths) != 1 or any(len(s) != 1 or s[0] < 2 for s in lengths):
        raise NotShown(
            say(
                "The lists in {name} should be equally long, with one number per epoch "
                "and at least two epochs; found shapes {shapes}.",
                name=name,
                shapes=", ".join(f"{k}: {s}" for k, s in shapes.items()),
            ),
            say("Append one number to every list at the end of each epoch."),
        )
    return series


def parts(answer: Answer, name: str, shapes: Sequence[Shape]) -> list[NDArray[Any]]:
    """The arrays that ``name`` returned, one of each shape, in their own types.

    Parts of one shape may come stacked; a bias may come as PyTorch has it, (1,) for a
    number and (k, 1) for k of them.
    """
    arrays = list(require(answer, name).arrays.values())
    if len(arrays) == 1 < len(shapes) and arrays[0].shape[:1] == (len(shapes),):
        arrays = list(arrays[0])
    if len(arrays) != len(shapes) or not all(
        array.dtype.kind in "biuf" and _fits(array.shape, shape)
        for array, shape in zip(arrays, shapes, strict=True)
    ):
        found = [*(array.shape for array in arrays), *_words(answer)]
        raise NotShown(
            say(
                "{name} should return {expected}; it returned {found}.",
                name=name,
                expected=_listed(shapes),
                found=_listed(found),
            ),
            say("Return numbers of these shapes, in this order; () is one number."),
        )
    return [a.reshape(shape) for a, shape in zip(arrays, shapes, strict=True)]


def _fits(found: Shape, expected: Shape) -> bool:
    return found in (expected, (*expected, 1))


def _words(answer: Answer) -> list[str]:
    words = answer.facts.get("words")
    return [f"“{word}”" for word in words.values()] if isinstance(words, dict) else []


def _listed(items: Sequence[object]) -> str:
    """The first few of them, so that a message stays a message."""
    listed = [str(item) for item in items[:MOST_LISTED]]
    return ", ".join(listed + ["..."] * (len(items) > MOST_LISTED)) or "-"


def _classes(output: Any, name: str, n: int, n_classes: int) -> Classes:
    try:
        return classes(output, n, n_classes)
    except WrongShape as wrong:
        raise NotShown(
            say_n(
                "{name} was given one row and should return shape {scores} or "
                "{classes}; it returned {found}.",
                "{name} was given {n} rows and should return shape {scores} or "
                "{classes}; it returned {found}.",
                n,
                name=name,
                scores=str((n, n_classes)),
                classes=str((n,)),
                found=str(wrong.found),
            ),
            say("Return one score for each class, or one class, for each row."),
        ) from None
    except NotFinite as wrong:
        raise NotShown(
            say_n(
                "{name} should return finite numbers; one is NaN or infinite.",
                "{name} should return finite numbers; {n} are NaN or infinite.",
                wrong.count,
                name=name,
            ),
            say("Lower the learning rate, and look at how the input is normalised."),
        ) from None
    except NotClasses as wrong:
        raise NotShown(
            say(
                "{name} should return scores, or classes from 0 to {last}; among what "
                "it returned is {example}.",
                name=name,
                last=n_classes - 1,
                example=wrong.example,
            ),
            say("Return one score for each class, or one class, for each row."),
        ) from None


def _why_absent(answer: Answer, name: str) -> tuple[Message, ...]:
    if answer.status == "missing":
        return (
            say("The notebook does not define {name}.", name=name),
            say("Define it under exactly this name; the starter says what it holds."),
        )
    if answer.status == "raised":
        return _raised(answer, name)
    if answer.status == "interrupted":
        return _too_slow(answer, name)
    if answer.status == "unusable":
        return _unusable(answer, name)
    return (
        say("{name} could not be asked: the kernel did not answer.", name=name),
        say("Mend the cells that failed; then restart the kernel and run all cells."),
    )


def _raised(answer: Answer, name: str) -> tuple[Message, ...]:
    message = say("{name} raised {error}", name=name, error=answer.error)
    advice = say("Call it yourself, as the starter shows, and mend what it raises.")
    if not NONE.search(answer.error):
        return message, advice
    none = say(
        "Something in it is None: a function without return gives that, and a gradient "
        "is that before backward."
    )
    return message, none, advice


def _unusable(answer: Answer, name: str) -> tuple[Message, ...]:
    found = answer.error
    return (
        say("{name} should give numbers; found {found}", name=name, found=found),
        say("A function without return gives None: is one missing?")
        if found == "None"
        else say("Give numpy arrays, tensors or lists of numbers."),
    )


def _too_slow(answer: Answer, name: str) -> tuple[Message, ...]:
    advice = say("Train with fewer epochs, a smaller network or larger batches.")
    seconds = float(answer.facts.get("seconds", 0.0))
    if seconds <= 0:
        message = say(
            "{name} was not called: your functions had used up the time that all calls "
            "may take together.",
            name=name,
        )
    else:
        message = say(
            "{name} was stopped after {seconds:.0f} s, the time that it may take.",
            name=name,
            seconds=seconds,
        )
    return message, advice
