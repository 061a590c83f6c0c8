"""Judges single chunks against the schema, with what Azure documents beside it made good first."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from conformance.model.finding import Place
from conformance.wire.body_schema import SchemaFault, SchemaName, extra_members, faults, is_valid, located
from conformance.wire.stream_order import is_annotation, is_azure_extra

_MOST_FAULTS: Final = 1000
_MOST_MEMBERS: Final = 1000
_MOST_SHAPES: Final = 1000
_BLANKS: Final = {"id": "", "object": "", "model": "", "created": 0}
_PROPER: Final = {"id": "-", "object": "chat.completion.chunk", "model": "-", "created": 1_700_000_000}


class ChunkSchema:
    """Collects what the schema says about the chunks of one stream.

    Attributes:
        first: the first fault of each (location, kind), with event and byte filled in.
        counts: `location kind` -> number of chunks with that fault.
    """

    def __init__(self) -> None:
        self.first: dict[tuple[str, str], SchemaFault] = {}
        self.counts: dict[str, int] = {}
        self._shapes: dict[tuple[tuple[str, ...], ...], list[Any]] = {}
        self._extra: dict[str, int] = {}
        self._last: list[Any] | None = None

    def chunk(self, value: dict[str, Any], choices: list[Any], event: int, byte: int) -> bool:
        """Judge one chunk; `choices` is its member of that name, or [] where it is not an array.

        Returns:
            Whether the chunk is valid, and `repeat` may stand for another of the same names and types.
        """
        self._last = self._count_extra(value, choices)
        if is_valid(SchemaName.CHUNK, value):
            return self._last is not None
        wrong = _made_good(value, choices)
        found = located(SchemaName.CHUNK, wrong)
        if any((fault.location, fault.kind) not in self.first for fault in found):
            found = faults(SchemaName.CHUNK, wrong)
        for fault in found:
            self._note(fault, event, byte)
        return False

    def repeat(self) -> None:
        """Count a chunk like the last one."""
        if self._last is not None:
            self._last[0] += 1

    def extra_members(self) -> dict[str, int]:
        """Return location -> number of chunks with a member there that the schema does not know."""
        total = dict(self._extra)
        for count, locations in self._shapes.values():
            for location in locations:
                _count(total, location, count)
        return total

    def _note(self, fault: SchemaFault, event: int, byte: int) -> None:
        key = (fault.location, fault.kind)
        name = f"{fault.location} {fault.kind}"
        if name in self.counts or len(self.counts) < _MOST_FAULTS:
            self.counts[name] = self.counts.get(name, 0) + 1
            if key not in self.first:
                place = Place(byte, event, fault.oddity.place.pointer)
                self.first[key] = replace(fault, oddity=replace(fault.oddity, place=place))

    def _count_extra(self, value: dict[str, Any], choices: list[Any]) -> list[Any] | None:
        """Count unknown members; chunks with the same names and nothing deeper are looked into once.

        Returns:
            The count and the locations of such chunks.
        """
        shape = _shape(value, choices)
        known = None if shape is None else self._shapes.get(shape)
        if known is None:
            locations = extra_members(SchemaName.CHUNK, value)
            if shape is None or len(self._shapes) >= _MOST_SHAPES:
                for location in locations:
                    _count(self._extra, location, 1)
                return None
            known = self._shapes[shape] = [0, locations]
        known[0] += 1
        return known


def _shape(value: dict[str, Any], choices: list[Any]) -> tuple[tuple[str, ...], ...] | None:
    """Return all names of a chunk in which the schema declares members; None for a chunk that has them elsewhere, too.

    The schema declares members at chunk, choice, delta, and below usage, logprobs, tool_calls and function_call. With
    these four absent or empty, the three tuples of names decide what is unknown.
    """
    if len(choices) != 1 or value.get("usage"):
        return None
    choice = choices[0]
    if type(choice) is not dict or choice.get("logprobs"):
        return None
    delta = choice.get("delta")
    if type(delta) is not dict or delta.get("tool_calls") or delta.get("function_call"):
        return None
    return tuple(value), tuple(choice), tuple(delta)


def _count(counts: dict[str, int], location: str, more: int) -> None:
    if location in counts or len(counts) < _MOST_MEMBERS:
        counts[location] = counts.get(location, 0) + more


def _made_good(value: dict[str, Any], choices: list[Any]) -> dict[str, Any]:
    """Copy a chunk with Azure's documented deviations replaced: blank metadata, and annotations without a delta."""
    good = dict(value)
    if choices:
        good["choices"] = [_with_delta(choice) for choice in choices]
    if is_azure_extra(value):
        blanks = (member for member, blank in _BLANKS.items() if _is_blank(value.get(member), blank))
        good.update({member: _PROPER[member] for member in blanks})
    return good


def _with_delta(choice: Any) -> Any:
    return {**choice, "delta": {}} if type(choice) is dict and is_annotation(choice) else choice


def _is_blank(value: Any, blank: Any) -> bool:
    return type(value) is type(blank) and value == blank
