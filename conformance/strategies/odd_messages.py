"""Messages, parts and tools that no clause forbids in so many words: servers serve them or refuse them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from conformance.conversations.pictures import data_uri
from conformance.strategies.faulty_tools import Tool, declared
from conformance.strategies.histories import History, Place, histories
from conformance.strategies.messages import Message
from conformance.strategies.typed_values import JsonType, values_of_types

_TEXT: Final = {"type": "text", "text": "Say: ready"}


class Emptiness(StrEnum):
    """What content holds instead of a text."""

    STRING = "an empty string"
    BLANKS = "nothing but blanks"
    NO_PARTS = "an empty array"
    PART = "an empty text part"
    PART_AMONG_OTHERS = "an empty part among others"


class StrangerPlace(StrEnum):
    """Where a member stands that nobody knows."""

    MESSAGE = "a message"
    PART = "a text part"
    TOOL = "a tool"
    FUNCTION = "a function"


class OddPicture(StrEnum):
    """What is odd about a picture part."""

    IN_PART = "an unknown member beside image_url"
    IN_IMAGE = "an unknown member beside url"
    WITH_TEXT = "a text beside image_url"
    IN_TEXT = "an image_url beside a text"
    DETAIL_NULL = "detail null"
    DETAIL_ORIGINAL = "detail original"


@dataclass(frozen=True)
class EmptyContent:
    """A list of messages of which one says nothing.

    Attributes:
        emptiness: what it holds.
        place: where it stands.
        legal: the list in which it says something.
        messages: the list.
    """

    emptiness: Emptiness
    place: Place
    legal: History
    messages: list[Message]


@dataclass(frozen=True)
class Stranger:
    """An object of a request with a member that nobody knows.

    Attributes:
        place: in which object.
        name: of the member.
        member: its name and value.
    """

    place: StrangerPlace
    name: str
    member: dict[str, Any]

    @property
    def messages(self) -> list[Message]:
        """The messages, of which one or its part may have the member."""
        inside = self.place is StrangerPlace.PART
        content = [{**_TEXT, **self.member}] if inside else _TEXT["text"]
        beside = self.member if self.place is StrangerPlace.MESSAGE else {}
        return [{"role": "user", "content": content, **beside}]

    @property
    def tools(self) -> list[Tool]:
        """The tools, of which one has the member; none where it is in a message."""
        tool = declared("get_weather")
        if self.place is StrangerPlace.TOOL:
            return [{**tool, **self.member}]
        if self.place is StrangerPlace.FUNCTION:
            return [{**tool, "function": {**tool["function"], **self.member}}]
        return []


@dataclass(frozen=True)
class OddParts:
    """Content with an odd picture part at some place, and the dotted path behind the content."""

    odd: OddPicture
    parts: list[Any]
    path: str


def empty_contents() -> SearchStrategy[EmptyContent]:
    """Return a strategy for lists of messages of which one says nothing, in every place."""
    return _empty_contents()


def strangers() -> SearchStrategy[Stranger]:
    """Return a strategy for objects with one unknown member, whose value may be anything small."""
    names = st.sampled_from(["eyechart", "x", "cache_control", "Role", "__proto__", "class", "", "a.b", "\u00e9"])
    values = values_of_types(*JsonType)
    places = st.sampled_from(StrangerPlace)
    return st.builds(lambda place, name, value: Stranger(place, name, {name: value}), places, names, values)


def odd_picture_parts() -> SearchStrategy[OddParts]:
    """Return a strategy for content with one odd picture part, in front of a text or behind it."""
    return _odd_picture_parts()


@st.composite
def _empty_contents(draw: DrawFn) -> EmptyContent:
    emptiness, place = draw(_EMPTINESSES), draw(_PLACES)
    content = draw(_EMPTY[emptiness])
    history = draw(histories(place=place, users_only=isinstance(content, list)))
    return EmptyContent(emptiness, place, history, history.with_other({**history.picked, "content": content}))


@st.composite
def _odd_picture_parts(draw: DrawFn) -> OddParts:
    odd = draw(_ODD)
    member = {draw(st.sampled_from(["eyechart", "cache_control", "id"])): draw(values_of_types(*JsonType))}
    part, path = _odd_part(odd, member)
    return (
        OddParts(odd, [_TEXT, part], f"[1]{path}")
        if draw(st.booleans())
        else OddParts(odd, [part, _TEXT], f"[0]{path}")
    )


def _odd_part(odd: OddPicture, member: dict[str, Any]) -> tuple[dict[str, Any], str]:
    name = next(iter(member))
    image: dict[str, Any] = {"url": _uri()}
    picture = {"type": "image_url", "image_url": image}
    return {
        OddPicture.IN_PART: ({**picture, **member}, f".{name}"),
        OddPicture.IN_IMAGE: ({**picture, "image_url": {**image, **member}}, f".image_url.{name}"),
        OddPicture.WITH_TEXT: ({**picture, "text": "red"}, ".text"),
        OddPicture.IN_TEXT: ({**_TEXT, "image_url": image}, ".image_url"),
        OddPicture.DETAIL_NULL: ({**picture, "image_url": {**image, "detail": None}}, ".image_url.detail"),
        OddPicture.DETAIL_ORIGINAL: ({**picture, "image_url": {**image, "detail": "original"}}, ".image_url.detail"),
    }[odd]


@cache
def _uri() -> str:
    return data_uri("red.png")


_EMPTINESSES: Final = st.sampled_from(Emptiness)
_PLACES: Final = st.sampled_from(Place)
_ODD: Final = st.sampled_from(OddPicture)
_EMPTY_PART: Final = {"type": "text", "text": ""}
_EMPTY: Final[dict[Emptiness, SearchStrategy[Any]]] = {
    Emptiness.STRING: st.just(""),
    Emptiness.BLANKS: st.text(" \n\t\r\N{NO-BREAK SPACE}\N{ZERO WIDTH SPACE}", min_size=1, max_size=4),
    Emptiness.NO_PARTS: st.just([]),
    Emptiness.PART: st.sampled_from([[_EMPTY_PART], [{"type": "text", "text": " "}]]),
    Emptiness.PART_AMONG_OTHERS: st.sampled_from(
        [[_TEXT, _EMPTY_PART], [_EMPTY_PART, _TEXT], [_EMPTY_PART, _EMPTY_PART]]
    ),
}
