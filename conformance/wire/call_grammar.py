"""What the fragments of a streamed tool call may say: the first introduces the call, the later ones add arguments."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final


class CallKind(StrEnum):
    """What is odd about a fragment of a tool call."""

    ID_MISSING = "id-missing"
    TYPE_MISSING = "type-missing"
    NAME_MISSING = "name-missing"
    ID_REPEATED = "id-repeated"
    NAME_REPEATED = "name-repeated"
    TYPE_NULLED = "type-nulled"
    BLANK = "blank"
    INDEX_SHARED = "index-shared"


SENTENCES: Final[Mapping[CallKind, tuple[str, str]]] = {
    CallKind.ID_MISSING: ("The first fragment of a tool call had no id.", "an id in the first fragment"),
    CallKind.TYPE_MISSING: ("The first fragment of a tool call had no type.", 'type "function" in the first fragment'),
    CallKind.NAME_MISSING: ("The first fragment of a tool call had no name.", "function.name in the first fragment"),
    CallKind.ID_REPEATED: ("A later fragment of a tool call repeated its id.", "the id in the first fragment only"),
    CallKind.NAME_REPEATED: ("A later fragment of a tool call had a name.", "the name in the first fragment only"),
    CallKind.TYPE_NULLED: ("A later fragment of a tool call had the type null.", "no type in later fragments"),
    CallKind.BLANK: ("A later fragment of a tool call had an empty id or name.", "neither id nor name there"),
    CallKind.INDEX_SHARED: ("A second id came at the index of another call.", "an index for each call"),
}
"""Kind -> what happened, in the past tense, and what is asked for."""


def kinds_of_first(fragment: Mapping[str, Any]) -> tuple[CallKind, ...]:
    """Return what the fragment that begins a call leaves out; null and empty strings say nothing."""
    said = {
        CallKind.ID_MISSING: fragment.get("id"),
        CallKind.TYPE_MISSING: fragment.get("type"),
        CallKind.NAME_MISSING: _function(fragment).get("name"),
    }
    return tuple(kind for kind, value in said.items() if text_of(value) is None)


def kinds_of_later(fragment: Mapping[str, Any], call_id: str | None, name: str | None) -> tuple[CallKind, ...]:
    """Return what a fragment that continues a call says beyond its arguments.

    Null says nothing, but for `type`, which openai-python's helper overwrites with it.

    Args:
        fragment: the fragment.
        call_id: the id of the call so far.
        name: the name of the function so far.
    """
    given, inner = text_of(fragment.get("id")), _function(fragment)
    if given and call_id and given != call_id:
        return (CallKind.INDEX_SHARED,)
    odd = {
        CallKind.ID_REPEATED: given is not None and given == call_id,
        CallKind.NAME_REPEATED: name is not None and text_of(inner.get("name")) is not None,
        CallKind.TYPE_NULLED: fragment.get("type", "") is None,
        CallKind.BLANK: "" in (fragment.get("id"), inner.get("name")),
    }
    return tuple(kind for kind, holds in odd.items() if holds)


def text_of(value: Any) -> str | None:
    """Return a string that is not empty, else None."""
    return value if type(value) is str and value else None


def _function(fragment: Mapping[str, Any]) -> Mapping[str, Any]:
    inner = fragment.get("function") or fragment.get("custom")
    return inner if type(inner) is dict else {}
