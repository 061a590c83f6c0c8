"""Texts that act on whatever shows or decodes them carelessly."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from conformance.strategies.arguments import check_size

ACTING = (
    "\x1b[2J",
    "]]>",
    "<!--",
    "```",
    "\r\n# heading",
    "\N{RIGHT-TO-LEFT OVERRIDE}",
    "\ud800",
    "a" * 5000,
    "| b | `",
    "&#0;",
)
"""An escape of terminals, ends and beginnings of markup, a line of its own, reversed order, half a character, size."""


def unruly_texts(*, max_size: int | None = None) -> SearchStrategy[str]:
    """Return a strategy for texts of any code points, lone surrogates and controls included, and for `ACTING` ones.

    Args:
        max_size: at most so many code points; the acting texts that are longer are left out.

    Raises:
        InvalidArgument: `max_size` is no integer or negative.
    """
    if max_size is None:
        return _any_text(None) | st.sampled_from(ACTING)
    check_size("max_size", max_size)
    acting = [text for text in ACTING if len(text) <= max_size]
    return _any_text(max_size) | st.sampled_from(acting) if acting else _any_text(max_size)


def _any_text(max_size: int | None) -> SearchStrategy[str]:
    # Half characters and controls are few among all code points, so they are drawn by themselves as well.
    controls = st.text(st.characters(categories=["Cc", "Cf", "Cs"]), max_size=max_size)
    return st.text(st.characters(exclude_categories=()), max_size=max_size) | controls
