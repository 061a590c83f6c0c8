"""What the reference makes up when it is asked to invent: a name by chance, and prose that repeats its words."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

_INVENT = re.compile(r"\binvent an? (\w+)", re.IGNORECASE)
_OPENINGS = ("Meet", "Behold", "Consider", "Imagine", "Picture", "Admire", "Discover", "Welcome")
_SYLLABLES = ("lu", "mi", "nor", "ka", "vel", "tas", "ori", "pen", "dra", "sil", "mo", "qui", "eb", "zan", "hu", "wi")
_LENGTH = 4
_PROSE = (
    "It stands on the table of the study, and the lamp in the middle of it turns with the wind. By day the light of it "
    "shows the hours on the wall, and by night the hours on the wall show the way to the door. The keeper of the house "
    "winds the spring of it in the morning, and the sound of the bell in the evening tells the keeper of the house "
    "that the work of the day is done."
)

Sampler = Callable[[Sequence[str], int], str]
"""Picks one of these words, which stand likeliest first, at this place of the text."""


def invent(texts: Sequence[str], pick: Sampler) -> str | None:
    """Return an invention if the last of these texts asks for one, else None.

    Args:
        texts: the texts of the last user message.
        pick: picks a word.
    """
    match = _INVENT.search(texts[-1]) if texts else None
    if match is None:
        return None
    name = "".join(pick(_SYLLABLES, at) for at in range(1, _LENGTH + 1)).capitalize()
    return f"{pick(_OPENINGS, 0)} the {name}, a {match[1]} that nobody has built. {_PROSE}"
