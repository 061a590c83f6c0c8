"""User messages with one content part at fault among legal ones: no part, a text, a picture."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from conformance.conversations.pictures import data_uri
from conformance.strategies.arguments import chosen
from conformance.strategies.histories import History, Place, histories
from conformance.strategies.typed_values import JsonType, values_of_other_types
from conformance.strategies.words import near_words, unknown_words

Part = dict[str, Any]
_TEXT: Final[Part] = {"type": "text", "text": "Say: ready"}
_KNOWN_TYPES: Final = (
    *("text", "image_url", "input_audio", "file", "refusal", "audio", "audio_url", "video", "video_url", "image"),
    *("input_text", "output_text", "input_image", "input_file", "input_video", "thinking", "reasoning", "document"),
    *("document_url", "image_pil", "image_embeds", "audio_embeds", "tool_use", "tool_result", "json"),
)
"""Types of the schema, and of vendors."""
_KNOWN_DETAILS: Final = ("auto", "low", "high", "original", "medium", "none")


class PartPlace(StrEnum):
    """Where a part stands."""

    FIRST = "the first part"
    LATER = "a later part"
    EARLIER_MESSAGE = "in an earlier message"
    BESIDE_A_PICTURE = "beside a picture"


class PartFault(StrEnum):
    """The rule that a part breaks; the clauses are those of `ChatCompletionRequestUserMessageContentPart`."""

    A_STRING = "a string"
    NOT_AN_OBJECT = "neither object nor string"
    TYPE_UNKNOWN = "unknown type"
    TYPE_MISSPELT = "type misspelt"
    TYPE_ABSENT = "without type"
    TYPE_NOT_A_STRING = "type no string"
    TEXT_ABSENT = "without text"
    TEXT_NULL = "text null"
    TEXT_NOT_A_STRING = "text no string"
    IMAGE_ABSENT = "without image_url"
    IMAGE_NULL = "image_url null"
    IMAGE_NOT_AN_OBJECT = "image_url neither object nor string"
    IMAGE_A_STRING = "image_url a string"
    URL_ABSENT = "without url"
    URL_NULL = "url null"
    URL_EMPTY = "url empty"
    URL_NOT_A_STRING = "url no string"
    DETAIL_UNKNOWN = "unknown detail"
    DETAIL_NOT_A_STRING = "detail no string"


TEXT_FAULTS: Final = tuple(PartFault)[: tuple(PartFault).index(PartFault.IMAGE_ABSENT)]
"""Faults of parts that hold no picture."""
PICTURE_FAULTS: Final = tuple(fault for fault in PartFault if fault not in TEXT_FAULTS)


@dataclass(frozen=True)
class FaultyPart:
    """A list of messages with one part at fault.

    Attributes:
        fault: the rule that is broken.
        place: where the part stands.
        legal: the list of messages before its user's message got parts.
        parts: the parts of that message.
        at: the part at fault.
        member: the member at fault behind the part, such as `.text`, or "".
    """

    fault: PartFault
    place: PartPlace
    legal: History
    parts: list[Any]
    at: int
    member: str

    @property
    def messages(self) -> list[Any]:
        """The list with the fault."""
        return self.legal.with_other({**self.legal.picked, "content": self.parts})

    @property
    def subject(self) -> str:
        """The member at fault as a dotted path."""
        return f"{self.legal.path}.content[{self.at}]{self.member}"


def faulty_parts(*, faults: Collection[PartFault] | None = None) -> SearchStrategy[FaultyPart]:
    """Return a strategy for messages with one part at fault, in every place.

    Args:
        faults: the faults to draw from; all unless given.

    Raises:
        InvalidArgument: no fault is left, or one is not known.
    """
    wanted = chosen("faults", faults, PartFault)
    return _faulty_parts(st.sampled_from(wanted))


@st.composite
def _faulty_parts(draw: DrawFn, faults: SearchStrategy[PartFault]) -> FaultyPart:
    fault = draw(faults)
    member, values = _spoilt()[fault]
    spoilt, place = draw(values), draw(_PLACES)
    before = draw(_BEFORE[place])
    behind = draw(_BEHIND[place])
    if place is PartPlace.BESIDE_A_PICTURE:
        (before if draw(st.booleans()) else behind).append(_picture())
    legal = draw(_EARLIER if place is PartPlace.EARLIER_MESSAGE else _ALONE)
    return FaultyPart(fault, place, legal, [*before, spoilt, *behind], len(before), member)


def _texts(fewest: int, most: int) -> SearchStrategy[list[Any]]:
    return st.lists(st.sampled_from([_TEXT, {"type": "text", "text": "Hi."}]), min_size=fewest, max_size=most)


_PLACES: Final = st.sampled_from(PartPlace)
_ALONE: Final = histories(place=Place.ALONE)
_EARLIER: Final = st.one_of(
    histories(place=Place.FIRST, users_only=True), histories(place=Place.EARLIER, users_only=True)
)
_BEFORE: Final = {
    PartPlace.FIRST: _texts(0, 0),
    PartPlace.LATER: _texts(1, 3),
    PartPlace.EARLIER_MESSAGE: _texts(0, 1),
    PartPlace.BESIDE_A_PICTURE: _texts(0, 1),
}
_BEHIND: Final = {
    PartPlace.FIRST: _texts(0, 2),
    PartPlace.LATER: _texts(0, 1),
    PartPlace.EARLIER_MESSAGE: _texts(0, 1),
    PartPlace.BESIDE_A_PICTURE: _texts(0, 1),
}


def _picture(**members: Any) -> Part:
    return {"type": "image_url", "image_url": {"url": _uri(), **members}}


@cache
def _uri() -> str:
    return data_uri("red.png")


def _with(part: Part, member: str) -> Callable[[Any], Part]:
    return lambda value: {**part, member: value}


def _without(part: Part, member: str) -> SearchStrategy[Part]:
    return st.just({name: value for name, value in part.items() if name != member})


@cache
def _spoilt() -> dict[PartFault, tuple[str, SearchStrategy[Any]]]:
    """Return fault -> the member that it is in, and the parts that have it."""
    return {**_spoilt_texts(), **_spoilt_pictures()}


def _spoilt_texts() -> dict[PartFault, tuple[str, SearchStrategy[Any]]]:
    unknown = unknown_words(known=_KNOWN_TYPES, simplest="hologram")
    misspelt = near_words(["text"], known=_KNOWN_TYPES)
    others = values_of_other_types(JsonType.STRING)
    return {
        PartFault.A_STRING: ("", st.sampled_from(["Say: ready", "", "text"])),
        PartFault.NOT_AN_OBJECT: ("", values_of_other_types(JsonType.STRING, JsonType.OBJECT)),
        PartFault.TYPE_UNKNOWN: (".type", (unknown | st.just("")).map(_with(_TEXT, "type"))),
        PartFault.TYPE_MISSPELT: (".type", misspelt.map(_with(_TEXT, "type"))),
        PartFault.TYPE_ABSENT: (".type", _without(_TEXT, "type")),
        PartFault.TYPE_NOT_A_STRING: (".type", (others | st.just(["text"])).map(_with(_TEXT, "type"))),
        PartFault.TEXT_ABSENT: (".text", _without(_TEXT, "text")),
        PartFault.TEXT_NULL: (".text", st.just({"type": "text", "text": None})),
        PartFault.TEXT_NOT_A_STRING: (
            ".text",
            (values_of_other_types(JsonType.STRING, JsonType.NULL) | st.just(["Say: ready"])).map(_with(_TEXT, "text")),
        ),
    }


def _spoilt_pictures() -> dict[PartFault, tuple[str, SearchStrategy[Any]]]:
    image, url, detail = ".image_url", ".image_url.url", ".image_url.detail"
    typed = {"type": "image_url"}
    neither = values_of_other_types(JsonType.STRING, JsonType.OBJECT, JsonType.NULL) | st.just([{"url": _uri()}])
    urls = values_of_other_types(JsonType.STRING, JsonType.NULL) | st.just([_uri()])
    words = unknown_words(known=_KNOWN_DETAILS, simplest="ultra") | st.sampled_from(["HIGH", "Low", ""])
    misspelt = near_words(["auto", "low", "high"], known=_KNOWN_DETAILS)
    no_words = values_of_other_types(JsonType.STRING, JsonType.NULL)
    return {
        PartFault.IMAGE_ABSENT: (image, st.just(typed)),
        PartFault.IMAGE_NULL: (image, st.just({**typed, "image_url": None})),
        PartFault.IMAGE_NOT_AN_OBJECT: (image, neither.map(_with(typed, "image_url"))),
        PartFault.IMAGE_A_STRING: (image, st.just({**typed, "image_url": _uri()})),
        PartFault.URL_ABSENT: (url, st.sampled_from([{**typed, "image_url": {}}, _picture_without_url()])),
        PartFault.URL_NULL: (url, st.just(_picture(url=None))),
        PartFault.URL_EMPTY: (url, st.just(_picture(url=""))),
        PartFault.URL_NOT_A_STRING: (url, urls.map(lambda value: _picture(url=value))),
        PartFault.DETAIL_UNKNOWN: (detail, (words | misspelt).map(lambda value: _picture(detail=value))),
        PartFault.DETAIL_NOT_A_STRING: (detail, no_words.map(lambda value: _picture(detail=value))),
    }


def _picture_without_url() -> Part:
    return {"type": "image_url", "image_url": {"detail": "low"}}
