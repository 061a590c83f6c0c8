"""Members of a wrong type are refused: numbers in quotes, words for switches, one thing where an array belongs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from conformance.conversations.building import ABSENT, MAX_TOKENS, READY, in_dialect
from conformance.conversations.json_mode import MODE, TASKS
from conformance.conversations.logp import LOGPROBS
from conformance.conversations.maxtok import CUT_BY_MODERN, MODERN
from conformance.conversations.penalties import invented_with
from conformance.conversations.tool import NAMED, OFFERED, ONE_CALL
from conformance.conversations.tools import ASK, TOOLS
from conformance.conversations.user import NAMED as WITH_USER
from conformance.model.settings import Capability, Dialect
from conformance.properties.building import refused
from conformance.properties.example import Example
from conformance.properties.property import Property
from conformance.properties.surroundings import CONTROLS_AROUND, payload_in, surroundings
from conformance.strategies.typed_values import JsonType, values_of_type

Members = Callable[[Dialect, Any], dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class _Wrong:
    """One wrong type in one place.

    Attributes:
        stratum: as for examples.
        subject: as for examples.
        proves: the requirement that it is refused.
        control: the twin with the right type.
        capability: as for examples.
        values: wrong values.
        members: every member that this takes, given the wrong value.
        content: content of the user message.
    """

    stratum: str
    subject: str
    proves: str
    control: str
    capability: Capability
    values: SearchStrategy[Any]
    members: Members
    content: str = READY


_STRING, _INTEGER, _FRACTION = JsonType.STRING, JsonType.INTEGER, JsonType.FRACTION
_BOOLEAN, _NULL, _ARRAY, _OBJECT = JsonType.BOOLEAN, JsonType.NULL, JsonType.ARRAY, JsonType.OBJECT
_CONTAINERS: Final = (_ARRAY, _OBJECT)
_NO_NUMBER: Final = (_STRING, _BOOLEAN, *_CONTAINERS)
_NO_INTEGER: Final = (_FRACTION, *_NO_NUMBER)
_BIASED = "1400"
"""The token of the fixed conversations about logit_bias."""


def _wrong(
    subject: str,
    types: tuple[JsonType, ...],
    members: Members | None = None,
    *,
    proves: str,
    control: str = "text",
    capability: Capability = Capability.TEXT,
    content: str = READY,
    like: Any = 1,
) -> Iterator[_Wrong]:
    """Describe these wrong types of one member, each by itself; `like` is a right value of it."""
    for type_ in types:
        yield _Wrong(
            stratum=f"{subject}: {type_}",
            subject=subject,
            proves=proves,
            control=control,
            capability=capability,
            values=values_of_type(type_, like=like),
            members=members or (lambda _, value: {subject: value}),
            content=content,
        )


def _numbers() -> Iterator[_Wrong]:
    fractions = {
        Capability.TEMPERATURE: ("TEMP-005", "temperature two"),
        Capability.TOP_P: ("TOPP-004", "top_p 1"),
        Capability.PRESENCE_PENALTY: ("PRES-003", invented_with("presence_penalty")),
        Capability.FREQUENCY_PENALTY: ("FREQ-003", invented_with("frequency_penalty")),
    }
    integers = {Capability.CHOICES: ("N-004", "n 1"), Capability.SEED: ("SEED-005", "seed 42")}
    for table, types in ((fractions, _NO_NUMBER), (integers, _NO_INTEGER)):
        for can, (proves, control) in table.items():
            yield from _wrong(can.value, types, proves=proves, control=control, capability=can)
    bound = partial(_wrong, types=_NO_INTEGER, capability=Capability.MAX_TOKENS)
    yield from bound(MAX_TOKENS, members=_bound, proves="MAXTOK-006", control="max_tokens 1")
    yield from bound(MODERN, members=_modern_bound, proves="MAXTOK-011", control=CUT_BY_MODERN[0])
    can = Capability.TOP_LOGPROBS
    yield from _wrong(can.value, _NO_INTEGER[:4], _top, proves="LOGP-010", control=LOGPROBS, capability=can)


def _bound(dialect: Dialect, value: Any) -> dict[str, Any]:
    return {dialect.max_tokens_name: value}


def _modern_bound(dialect: Dialect, value: Any) -> dict[str, Any]:
    return {dialect.max_tokens_name: ABSENT, MODERN: value}


def _top(_: Dialect, value: Any) -> dict[str, Any]:
    return {"logprobs": True, "top_logprobs": value}


def _texts_and_switches() -> Iterator[_Wrong]:
    yield from _wrong("model", (_INTEGER, _BOOLEAN, _NULL, *_CONTAINERS), proves="MODEL-003", like="x")
    yield from _wrong(
        "user",
        (_INTEGER, _BOOLEAN, *_CONTAINERS),
        proves="USER-002",
        control=WITH_USER,
        capability=Capability.USER,
        like="x",
    )
    no_switch = (_STRING, _INTEGER, *_CONTAINERS)
    switch = list(_wrong("stream", no_switch, proves="STREAM-037", control="stream false", like=True))
    yield from switch
    yield replace(switch[0], stratum="stream: a word", values=st.sampled_from(["yes", "on", "false", "no", "sse"]))
    stop = partial(_wrong, proves="STOP-004", control="stop with four strings", capability=Capability.STOP, like="q2")
    yield from stop("stop", (_INTEGER, _BOOLEAN, _OBJECT))
    yield from stop("stop[1]", (_INTEGER, _BOOLEAN, _NULL, *_CONTAINERS), lambda _, value: {"stop": ["q1", value]})
    yield from _wrong(
        "logprobs", no_switch, proves="LOGP-010", control=LOGPROBS, capability=Capability.LOGPROBS, like=True
    )
    usage = partial(
        _wrong, proves="USAGE-010", control="text streamed with usage", capability=Capability.USAGE_IN_STREAM
    )
    yield from usage(
        "stream_options",
        (_STRING, _INTEGER, _BOOLEAN, _ARRAY),
        lambda _, value: {"stream": True, "stream_options": value},
        like={"include_usage": True},
    )
    yield from usage(
        "stream_options.include_usage",
        no_switch,
        lambda _, value: {"stream": True, "stream_options": {"include_usage": value}},
        like=True,
    )
    yield from _wrong(
        "parallel_tool_calls",
        no_switch,
        lambda _, value: {"tools": TOOLS, "parallel_tool_calls": value},
        proves="TOOL-042",
        control=ONE_CALL,
        capability=Capability.PARALLEL_TOOL_CALLS,
        content=ASK,
        like=True,
    )


def _objects_and_arrays() -> Iterator[_Wrong]:
    said = [{"role": "user", "content": READY}]
    wrong = list(_wrong("messages", (_STRING, _INTEGER, _BOOLEAN, _OBJECT), proves="MSG-003", like=said))
    yield from wrong
    yield replace(wrong[-1], stratum="messages: one message", values=st.just(said[0]))
    yield from _biases()
    form = partial(_wrong, proves="JSON-008", control=MODE, capability=Capability.RESPONSE_FORMAT, content=TASKS[0])
    forms = list(form("response_format", (_STRING, _INTEGER, _BOOLEAN, _ARRAY), like={"type": "json_object"}))
    yield from forms
    yield replace(forms[0], stratum="response_format: its type alone", values=st.sampled_from(["json_object", "json"]))
    untyped = st.sampled_from([{}, {"format": "json_object"}, {"Type": "json_object"}])
    yield replace(forms[0], stratum="response_format without a type", values=untyped)
    yield from form(
        "response_format.type",
        (_INTEGER, _BOOLEAN, _NULL, *_CONTAINERS),
        lambda _, value: {"response_format": {"type": value}},
        like="json_object",
    )
    tools = partial(_wrong, proves="TOOL-035", control=OFFERED, capability=Capability.TOOLS, content=ASK)
    offered = list(tools("tools", (_STRING, _INTEGER, _BOOLEAN, _OBJECT), like=TOOLS))
    yield from offered
    yield replace(offered[-1], stratum="tools: one tool", values=st.just(TOOLS[0]))
    yield from tools(
        "tools[1]",
        (_STRING, _INTEGER, _ARRAY),
        lambda _, value: {"tools": [*TOOLS, value]},
        like=TOOLS[0],
    )
    choices = list(
        _wrong(
            "tool_choice",
            (_INTEGER, _BOOLEAN, _ARRAY),
            lambda _, value: {"tools": TOOLS, "tool_choice": value},
            proves="TOOL-033",
            control=NAMED,
            capability=Capability.TOOL_CHOICE,
            content=ASK,
            like="get_weather",
        )
    )
    yield from choices
    words = st.sampled_from(["bogus", "AUTO", "Required", " none", "auto ", "", "get_weather"])
    yield replace(choices[0], stratum="tool_choice: no such word", values=words)


def _biases() -> Iterator[_Wrong]:
    can = Capability.LOGIT_BIAS
    bias = partial(_wrong, control="logit_bias {}", capability=can)
    yield from bias(can.value, (_STRING, _INTEGER, _BOOLEAN, _ARRAY), proves="BIAS-007", like={_BIASED: 1})
    inner = partial(bias, f"{can.value}.{_BIASED}", members=lambda _, value: {can.value: {_BIASED: value}})
    yield from inner((_STRING, _BOOLEAN, _NULL, *_CONTAINERS), proves="BIAS-004")
    yield from inner((_FRACTION,), proves="BIAS-005")
    yield _Wrong(
        stratum="logit_bias with a key that is no token",
        subject=can.value,
        proves="BIAS-006",
        control="logit_bias {}",
        capability=can,
        values=st.sampled_from(["abc", "", "-1", "1.5", "1e3", "[1]", "null"]),
        members=lambda _, key: {can.value: {key: 1}},
    )


@st.composite
def _examples(draw: DrawFn, dialect: Dialect, places: tuple[_Wrong, ...]) -> Example:
    one = draw(st.sampled_from(places))
    members = one.members(dialect, draw(one.values))
    around = draw(surroundings(*members))
    return refused(
        one.stratum,
        one.proves,
        payload_in(around, dialect, members, one.content),
        subject=in_dialect(one.subject, dialect),
        controls=(one.control, *around.controls),
        capability=one.capability,
    )


def _property(name: str, places: tuple[_Wrong, ...]) -> Property:
    return Property(
        name=name,
        examples=partial(_examples, places=places),
        proves=frozenset(one.proves for one in places),
        controls=frozenset(one.control for one in places) | CONTROLS_AROUND,
    )


PROPERTIES = (
    _property("numbers of a wrong type", tuple(_numbers())),
    _property("texts and switches of a wrong type", tuple(_texts_and_switches())),
    _property("objects and arrays of a wrong type", tuple(_objects_and_arrays())),
)
