"""Legal bodies with any features together, alone and with a streamed twin."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from conformance.conversations.building import READY, chat_payload, picture_content
from conformance.conversations.comb_controls import all_shown_elsewhere, shown_elsewhere
from conformance.conversations.conversation import Trait
from conformance.conversations.msg import message, text_part
from conformance.conversations.pictures import data_uri
from conformance.conversations.tools import TOOLS, calling, result
from conformance.model.settings import Dialect
from conformance.properties.building import served
from conformance.properties.example import Example
from conformance.properties.features import Feature, Members, features
from conformance.properties.property import Property
from conformance.strategies.spelled_numbers import written

_MOST = 8
_IN_JSON = "Answer with a JSON object that has the key colour and the name of a colour."
_WEATHER = "What is the weather in Paris?"
_STREAMED = {"stream": True, "stream_options": {"include_usage": True}}


def _some(among: tuple[Feature, ...]) -> SearchStrategy[list[Feature]]:
    """Draw features of different places, mostly a few."""
    return st.lists(st.sampled_from(among), max_size=_MOST, unique_by=lambda one: one.place)


def _stratum(used: list[Feature]) -> str:
    return used[0].name if used else "nothing but a text"


def _controls(used: list[Feature], *more: tuple[str, str]) -> tuple[str, ...]:
    shown = shown_elsewhere(frozenset([*more, *(one.shows for one in used if one.shows)]))
    return tuple(dict.fromkeys(["text", *(name for one in used for name in one.controls), *shown]))


@st.composite
def _bodies(draw: DrawFn, dialect: Dialect, used: list[Feature]) -> Members:
    names = frozenset(one.name for one in used)
    members: dict[str, Any] = {}
    for one in used:
        members |= draw(one.members)
    if "earlier call" in names:
        members.setdefault("tools", TOOLS)
    payload = chat_payload(dialect, messages=_messages(names), **members)
    if len(used) > 1:
        return {name: payload[name] for name in draw(st.permutations(list(payload)))}
    return payload


def _messages(names: frozenset[str]) -> list[dict[str, Any]]:
    system = [message("system", "You answer in English.")] if "system message" in names else []
    return [*system, *_history(names), message("user", _content(names))]


def _history(names: frozenset[str]) -> list[dict[str, Any]]:
    if "earlier turn" in names:
        return [message("user", "Hello."), message("assistant", "Hello!")]
    if "earlier picture" in names:
        return [message("user", picture_content(data_uri("green.png"), "Look.")), message("assistant", "Green.")]
    if "earlier call" in names:
        question = message("user", "What is the weather in Oslo?")
        return [question, calling(), result("Rain."), message("assistant", "It rains in Oslo.")]
    return []


def _content(names: frozenset[str]) -> Any:
    question = _question(names)
    if "text in a part" in names:
        return [text_part(question)]
    if "text in two parts" in names:
        return [text_part("Be brief."), text_part(question)]
    if "picture" in names:
        return picture_content(data_uri("red.png"), question)
    if "two pictures" in names:
        return [*picture_content(data_uri("red.png"), question), *picture_content(data_uri("blue.png"), "")[1:]]
    return question


def _question(names: frozenset[str]) -> str:
    asked = [_WEATHER] if names & {"tools", "tools that are forbidden", "tool by its name"} else []
    asked += [_IN_JSON] if "response_format json_object" in names else []
    return " ".join(asked) or READY


@st.composite
def _examples(draw: DrawFn, dialect: Dialect) -> Example:
    """Draw a legal body."""
    used = draw(_some(features(dialect)))
    body = written(draw(_bodies(dialect, used)))
    return served(_stratum(used), "COMB-001", body, controls=_controls(used), also=frozenset({Trait.COMBINATION}))


@st.composite
def _twins(draw: DrawFn, dialect: Dialect) -> Example:
    """Draw a legal body that does not say how it is answered, and the same streamed."""
    used = draw(_some(tuple(one for one in features(dialect) if one.place != "stream")))
    members = draw(_bodies(dialect, used))
    streamed = _STREAMED if draw(st.booleans()) else {"stream": True}
    answer = ("answer", "streamed with usage" if len(streamed) > 1 else "streamed")
    bodies = written(members), written({**members, **streamed})
    return served(
        _stratum(used), "COMB-001", *bodies, controls=_controls(used, answer), also=frozenset({Trait.COMBINATION})
    )


def _all_controls() -> frozenset[str]:
    own = (name for one in features(Dialect(model="any")) for name in one.controls)
    return frozenset({"text", *own}) | all_shown_elsewhere()


_COMB = frozenset({"COMB-001", "COMB-002"})

PROPERTIES = (
    Property(name="legal bodies", examples=_examples, proves=_COMB, controls=_all_controls()),
    Property(
        name="streamed twins",
        examples=_twins,
        proves=_COMB | {"STREAM-001", "STREAM-036", "USAGE-007"},
        controls=_all_controls(),
        requests=2,
    ),
)
