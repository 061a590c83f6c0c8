"""The colours that a text names."""

from __future__ import annotations

import re

_NAME = re.compile(
    r"\b(?:red|green|blue|yellow|black|white|orange|purple|pink|brown|gr[ea]y|cyan|magenta|turquoise|aqua|teal|violet)\b",
    re.IGNORECASE,
)


def colours_in(text: str) -> tuple[str, ...]:
    """Return the names of colours in a text, in order and each time."""
    return tuple(name.lower() for name in _NAME.findall(text))


def names_only(text: str, colour: str) -> bool:
    """Tell whether a colour is named and no other is."""
    return set(colours_in(text)) == {colour}
