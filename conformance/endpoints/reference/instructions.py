"""The few plain instructions that the reference follows, so that it is a useful stand-in for a model."""

from __future__ import annotations

import re
from collections.abc import Sequence

_SINGLE_WORD = re.compile(r"\b(?:reply|answer|respond) with (?:only )?the single word:\s*(\S+)", re.IGNORECASE)
_EXACTLY = re.compile(
    r"\b(?:(?:reply|answer|respond) with|repeat|write|say)(?: this)? exactly:\s*(\S.*)", re.IGNORECASE | re.DOTALL
)
_COUNT = re.compile(r"\bcount (?:(?:from )?(\d{1,6}) )?to (\d{1,6})(.*)", re.IGNORECASE | re.DOTALL)
_REPEAT = re.compile(r"\brepeat the word (\w+) (\d{1,4}) times", re.IGNORECASE)
_WORDS = re.compile(r"\bwrite (?:about |at least )?(\d{1,4}) words", re.IGNORECASE)
_SEPARATORS = (("comma", ", "), ("line", "\n"))
_MOST_NUMBERS = 20_000
_PROSE = ("the", "lamp", "on", "the", "wall", "shows", "rows", "of", "letters", "that", "grow", "smaller")


def follow(texts: Sequence[str]) -> str | None:
    """Return what the last instruction among these texts asks for, or None when there is none."""
    for text in reversed(texts):
        for task in (_copy, _count, _repeat, _write):
            answer = task(text)
            if answer is not None:
                return answer
    return None


def _copy(text: str) -> str | None:
    if match := _SINGLE_WORD.search(text):
        return match[1].rstrip(".\"'") or match[1]
    match = _EXACTLY.search(text)
    return match[1].rstrip() if match else None


def _count(text: str) -> str | None:
    match = _COUNT.search(text)
    if not match:
        return None
    first, last, rest = int(match[1] or 1), int(match[2]), match[3].lower()
    separator = next((sign for word, sign in _SEPARATORS if word in rest), " ")
    numbers = range(first, last + 1) if first <= last else range(first, last - 1, -1)
    return separator.join(map(str, numbers[:_MOST_NUMBERS]))


def _repeat(text: str) -> str | None:
    match = _REPEAT.search(text)
    return " ".join([match[1]] * int(match[2])) if match else None


def _write(text: str) -> str | None:
    match = _WORDS.search(text)
    return " ".join(_PROSE[at % len(_PROSE)] for at in range(int(match[1]))) if match else None
