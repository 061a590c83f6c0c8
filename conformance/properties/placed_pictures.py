"""Where pictures stand, how many they are, and how they are asked for: whole requests that must be answered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from conformance.conversations.building import QUESTION, chat_payload
from conformance.conversations.multi import TWO
from conformance.conversations.seen import EARLIER
from conformance.model.settings import Capability, Dialect
from conformance.properties.building import served
from conformance.properties.example import Example
from conformance.properties.picture_controls import PADDED, padded_like, with_shown_padding
from conformance.properties.property import Property
from conformance.strategies.data_uris import plain_data_uri
from conformance.strategies.drawn_pictures import PictureKind, drawn_pictures

Part = dict[str, Any]
Place = Callable[[DrawFn, list[str]], dict[str, Any]]
"""Returns the messages and other members of a request that shows these pictures."""
_SEVERAL = Capability.SEVERAL_IMAGES
_TEXT = {"type": "text", "text": QUESTION}
_WORDS = st.sampled_from(["Look.", "First:", "Second:", "This is a picture."])


@dataclass(frozen=True, kw_only=True)
class _Stratum:
    """A way to show pictures.

    Attributes:
        proves: the requirement that it is answered.
        place: how the request is built.
        count: how many pictures it takes.
        shown: conversations that show the same with the fixed pictures, or each feature alone.
        capability: what the target must have.
    """

    proves: str
    place: Place
    count: int = 1
    shown: tuple[str, ...] = ()
    capability: Capability = Capability.IMAGES


def _content(*parts: Part, **members: Any) -> dict[str, Any]:
    return {"messages": [_user(list(parts))], **members}


def _user(content: Any) -> dict[str, Any]:
    return {"role": "user", "content": content}


def _part(uri: str, **members: Any) -> Part:
    return {"type": "image_url", "image_url": {"url": uri, **members}}


def _words(draw: DrawFn) -> Part:
    return {"type": "text", "text": draw(_WORDS)}


def _with_detail(*details: str) -> Place:
    return lambda draw, uris: _content(_TEXT, _part(uris[0], detail=draw(st.sampled_from(details))))


def _in_front(_: DrawFn, uris: list[str]) -> dict[str, Any]:
    return _content(*map(_part, uris), _TEXT)


def _behind(_: DrawFn, uris: list[str]) -> dict[str, Any]:
    return _content(_TEXT, *map(_part, uris))


def _streamed(place: Place) -> Place:
    return lambda draw, uris: {**place(draw, uris), "stream": True}


def _streamed_with_usage(draw: DrawFn, uris: list[str]) -> dict[str, Any]:
    return {**_behind(draw, uris), "stream": True, "stream_options": {"include_usage": True}}


def _taking_turns(draw: DrawFn, uris: list[str]) -> dict[str, Any]:
    parts = [part for uri in uris for part in (_words(draw), _part(uri))]
    return _content(*parts, _TEXT)


def _behind_a_system_message(draw: DrawFn, uris: list[str]) -> dict[str, Any]:
    system = {"role": "system", "content": draw(st.sampled_from(["You answer in English.", "Be brief."]))}
    return {"messages": [system, *_behind(draw, uris)["messages"]]}


def _earlier(draw: DrawFn, uris: list[str]) -> dict[str, Any]:
    first = _user([_words(draw), *map(_part, uris)])
    return {"messages": [first, {"role": "assistant", "content": "I looked at it."}, _user(QUESTION)]}


_TWO_SHOWN = (TWO,)
_FRONT = "picture in front of its question"
_DETAILED = "PNG picture with detail"
_STREAM = ("PNG picture streamed",)
_STRATA = {
    "picture behind its question": _Stratum(proves="IMG-001", place=_behind),
    "picture streamed": _Stratum(proves="IMG-001", place=_streamed(_behind), shown=_STREAM),
    "picture streamed with usage": _Stratum(
        proves="IMG-001",
        place=_streamed_with_usage,
        shown=("PNG picture streamed with usage",),
        capability=Capability.USAGE_IN_STREAM,
    ),
    "picture with detail auto": _Stratum(proves="IMG-001", place=_with_detail("auto"), shown=(_DETAILED,)),
    "picture with detail low or high": _Stratum(
        proves="PART-009", place=_with_detail("low", "high"), shown=(_DETAILED,)
    ),
    "picture with detail, streamed": _Stratum(
        proves="PART-009",
        place=_streamed(_with_detail("low", "high")),
        shown=(_DETAILED, "PNG picture with detail low", *_STREAM),
    ),
    "picture behind a system message": _Stratum(
        proves="IMG-001", place=_behind_a_system_message, shown=("PNG picture behind a system message",)
    ),
    "picture alone": _Stratum(proves="PART-001", place=lambda _, uris: _content(_part(uris[0]))),
    "picture alone, streamed": _Stratum(
        proves="PART-001",
        place=_streamed(lambda _, uris: _content(_part(uris[0]))),
        shown=("picture alone", *_STREAM),
    ),
    "picture in front of its question": _Stratum(proves="PART-002", place=_in_front),
    "picture in front of its question, streamed": _Stratum(
        proves="PART-002", place=_streamed(_in_front), shown=(_FRONT, *_STREAM)
    ),
    "picture between two texts": _Stratum(proves="PART-002", place=_taking_turns, shown=(_FRONT,)),
    "picture of an earlier turn": _Stratum(proves="SEEN-004", place=_earlier, shown=(EARLIER,)),
    "two pictures": _Stratum(proves="MULTI-001", place=_behind, count=2, capability=_SEVERAL),
    "two pictures in front": _Stratum(
        proves="MULTI-001", place=_in_front, count=2, shown=(*_TWO_SHOWN, _FRONT), capability=_SEVERAL
    ),
    "two pictures streamed": _Stratum(
        proves="MULTI-001", place=_streamed(_behind), count=2, shown=(*_TWO_SHOWN, *_STREAM), capability=_SEVERAL
    ),
    "three pictures": _Stratum(proves="MULTI-001", place=_behind, count=3, shown=_TWO_SHOWN, capability=_SEVERAL),
    "two pictures and texts by turns": _Stratum(
        proves="MULTI-004", place=_taking_turns, count=2, shown=_TWO_SHOWN, capability=_SEVERAL
    ),
    "three pictures and texts by turns": _Stratum(
        proves="MULTI-004", place=_taking_turns, count=3, shown=_TWO_SHOWN, capability=_SEVERAL
    ),
    "two pictures of an earlier turn": _Stratum(
        proves="SEEN-004", place=_earlier, count=2, shown=(EARLIER, *_TWO_SHOWN), capability=_SEVERAL
    ),
}
_CONTROL = "PNG picture"


@st.composite
def _placed(draw: DrawFn, dialect: Dialect) -> Example:
    name = draw(st.sampled_from(list(_STRATA)))
    one = _STRATA[name]
    pictures = with_shown_padding(drawn_pictures(kinds=[PictureKind.UNFILTERED, PictureKind.OTHER_SIDES]))
    uris = [plain_data_uri("image/png", draw(pictures).data) for _ in range(one.count)]
    return served(
        name,
        one.proves,
        chat_payload(dialect, **one.place(draw, uris)),
        controls=tuple(dict.fromkeys((_CONTROL, *map(padded_like, uris), *one.shown))),
        capability=one.capability,
    )


PROPERTIES = (
    Property(
        name="pictures in any place",
        examples=_placed,
        proves=frozenset(one.proves for one in _STRATA.values()),
        controls=frozenset({_CONTROL, *PADDED, *(name for one in _STRATA.values() for name in one.shown)}),
    ),
)
