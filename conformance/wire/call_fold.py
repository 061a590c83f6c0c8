"""Folds the fragments of tool calls: by index, as all clients do."""

from __future__ import annotations

from typing import Any, Final

from conformance.model.finding import Oddity, shown
from conformance.wire.call_grammar import SENTENCES, CallKind, kinds_of_first, kinds_of_later, text_of
from conformance.wire.delta_text import Text

_MOST_CALLS: Final = 1024


class CallFold:
    """Collects the fragments of one call; id, type and name are the first that came."""

    __slots__ = ("_arguments", "_id", "_index", "_name", "_type")

    def __init__(self, index: int) -> None:
        self._index = index
        self._id: str | None = None
        self._type: str | None = None
        self._name: str | None = None
        self._arguments = Text()

    def add(self, fragment: dict[str, Any]) -> None:
        """Take a fragment; members of a wrong type are passed over."""
        self._id = self._id or text_of(fragment.get("id"))
        self._type = self._type or text_of(fragment.get("type"))
        inner = fragment.get("function") or fragment.get("custom")
        if type(inner) is dict:
            self._name = self._name or text_of(inner.get("name"))
            self._arguments.add(text_of(inner.get("arguments")) or text_of(inner.get("input")) or "")

    def kinds_of(self, fragment: dict[str, Any]) -> tuple[CallKind, ...]:
        """Return what is odd about a fragment that continues this call."""
        return kinds_of_later(fragment, self._id, self._name)

    def whole(self) -> dict[str, Any]:
        """Return the call as `{index, id, type, name, arguments}`."""
        arguments = str(self._arguments)
        return {"index": self._index, "id": self._id, "type": self._type, "name": self._name, "arguments": arguments}


class CallsFold:
    """Collects the calls of one choice, at most 1024.

    Attributes:
        oddities: what is odd about fragments that have an index, the first of each kind.
    """

    __slots__ = ("_calls", "_last", "oddities")

    def __init__(self) -> None:
        self._calls: dict[object, CallFold] = {}
        self._last: CallFold | None = None
        self.oddities: dict[CallKind, Oddity] = {}

    def add(self, fragments: list[Any]) -> None:
        """Take the `tool_calls` of one delta."""
        for fragment in fragments:
            if type(fragment) is dict:
                self._judge(fragment)
                call = self._call(fragment)
                if call is not None:
                    call.add(fragment)
                    self._last = call

    def whole(self) -> tuple[dict[str, Any], ...]:
        """Return all calls in order of appearance."""
        return tuple(call.whole() for call in self._calls.values())

    def _judge(self, fragment: dict[str, Any]) -> None:
        """Note what is odd about a fragment; nobody knows what one without an index continues."""
        index = fragment.get("index")
        if type(index) is int:
            call = self._calls.get(index)
            for kind in kinds_of_first(fragment) if call is None else call.kinds_of(fragment):
                message, expected = SENTENCES[kind]
                self.oddities.setdefault(kind, Oddity(kind, message, expected, shown(fragment)))

    def _call(self, fragment: dict[str, Any]) -> CallFold | None:
        """Find the call of a fragment; without an index, an id begins a call and anything else continues the last."""
        index = fragment.get("index")
        if type(index) is not int:
            if self._last is not None and not fragment.get("id"):
                return self._last
            index = len(self._calls)
            return self._begin(("without index", index), index)
        return self._calls.get(index) or self._begin(index, index)

    def _begin(self, key: object, index: int) -> CallFold | None:
        if len(self._calls) >= _MOST_CALLS:
            return None
        call = self._calls[key] = CallFold(index)
        return call
