"""Which fixed conversations show that a target reads the Base64 of a drawn picture, whatever the picture is."""

from __future__ import annotations

from hypothesis.strategies import SearchStrategy

from conformance.strategies.drawn_pictures import DrawnPicture

_SHOWN = {0: "Base64 with 0 padding characters", 2: "Base64 with 2 padding characters"}
PADDED = tuple(_SHOWN.values())
"""Conversations with a picture whose Base64 ends in no equal sign, and in two; one is for exhaustive runs."""


def with_shown_padding(pictures: SearchStrategy[DrawnPicture]) -> SearchStrategy[DrawnPicture]:
    """Leave out pictures whose padding no conversation of a standard run shows."""
    return pictures.filter(lambda one: -len(one.data) % 3 in _SHOWN)


def padded_like(uri: str) -> str:
    """Return the conversation whose picture has the padding of this URI, none or two."""
    return _SHOWN[len(uri) - len(uri.rstrip("="))]
