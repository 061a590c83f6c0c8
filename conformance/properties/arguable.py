"""Bodies that may be served or refused, and must break nothing: oddities of JSON, and members that nobody knows."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from conformance.conversations.building import A_MISTAKE, READY, encode
from conformance.conversations.param import UNKNOWN
from conformance.conversations.user import NAMED
from conformance.model.settings import Capability, Dialect
from conformance.properties.building import either
from conformance.properties.example import Example
from conformance.properties.property import Property
from conformance.properties.surroundings import (
    CONTROLS_AROUND,
    HERE,
    Surroundings,
    payload_in,
    surroundings,
    written,
)
from conformance.strategies.json_values import json_values
from conformance.strategies.odd_values import OddNumber, OddSign, nested_values, odd_number_texts, odd_texts

_ANOTHER_MISTAKE = "max_tokens []"
"""Says how the target takes mistakes where the example itself is about stop."""
_WRONG_CONTENT: Final = "content number", "part that is a string"
"""Say the same where the example itself is content that is wrong, however deep it is."""
_BIASED = "1400"
_FRACTIONS: Final = {Capability.TEMPERATURE: "temperature zero", Capability.TOP_P: "top_p 1"}
_INTEGERS: Final = {
    Capability.SEED: "seed 42",
    Capability.MAX_TOKENS: "max_tokens 1",
    Capability.LOGIT_BIAS: "logit_bias {}",
}
_WRONG_NUMBERS: Final = {
    Capability.SEED: 'seed "1"',
    Capability.MAX_TOKENS: _ANOTHER_MISTAKE,
    Capability.LOGIT_BIAS: "logit_bias with a value in quotes",
    Capability.TEMPERATURE: 'temperature "1"',
    Capability.TOP_P: 'top_p "0.5"',
}
"""Say the same where the example itself is a number that is wrong, however large it is."""
_ODD_FRACTIONS: Final = OddNumber.HUGE, OddNumber.TINY, OddNumber.SIGNED_ZERO
_UNKNOWN: Final[dict[str, SearchStrategy[dict[str, Any]]]] = {
    "a text": st.fixed_dictionaries(
        {UNKNOWN: st.sampled_from(["x", "", "%s %n", "{0}", "${x}"]) | st.text(max_size=8)}
    ),
    "a number": st.fixed_dictionaries({UNKNOWN: st.integers(-3, 3) | st.floats(-10, 10)}),
    "a boolean or null": st.fixed_dictionaries({UNKNOWN: st.sampled_from([True, False, None])}),
    "an array": st.fixed_dictionaries({UNKNOWN: st.lists(json_values(max_leaves=4), max_size=3)}),
    "an object": st.fixed_dictionaries(
        {UNKNOWN: st.dictionaries(st.text(max_size=4), json_values(max_leaves=4), max_size=3)}
    ),
    "an odd name": st.sampled_from(["", "__proto__", "a\nb", "%s", "zzz.a", "zzz[0]", "$ref", "Ä", "z" * 300]).map(
        lambda name: {name: 1}
    ),
    "company": st.integers(2, 40).map(lambda count: {f"{UNKNOWN}_{at}": at for at in range(count)}),
}
"""What is said of members that nobody knows, and such members."""
_TWICE: Final = {
    "model": '"model":"eyechart-no-such-model"',
    "messages": '"messages":[]',
    "temperature": '"temperature":0,"temperature":1',
    "an unknown member": f'"{UNKNOWN}":1,"{UNKNOWN}":[]',
}
_STOPS: Final = {
    "nothing": st.just('""'),
    "blanks": st.sampled_from([" ", "\n", "\t", "\r\n", "  ", "\n\n", "\u00a0", "\u3000"]).map(
        lambda one: encode(one).decode()
    ),
    "signs": st.sampled_from([".", "*", "\\", "[", "(?:", "$", "%s", '"']).map(lambda one: encode(one).decode()),
    "odd characters": st.sampled_from(OddSign).flatmap(odd_texts).map(lambda one: f'"{one}"'),
}


def _either(
    stratum: str,
    proves: str,
    body: bytes,
    around: Surroundings,
    *,
    subject: str = "body",
    control: str = "text",
    capability: Capability = Capability.TEXT,
    mistakes: tuple[str, ...] = (),
) -> Example:
    ordinary = _ANOTHER_MISTAKE if capability is Capability.STOP else A_MISTAKE
    controls = (control, *around.controls, ordinary, *mistakes)
    return either(stratum, proves, body, subject=subject, controls=controls, capability=capability)


@st.composite
def _number(draw: DrawFn, dialect: Dialect, kind: OddNumber, members: dict[Capability, str], words: str) -> Example:
    capability = draw(st.sampled_from(list(members)))
    member = dialect.max_tokens_name if capability is Capability.MAX_TOKENS else capability.value
    around = draw(surroundings(member))
    value = {_BIASED: HERE} if capability is Capability.LOGIT_BIAS else HERE
    body = written(payload_in(around, dialect, {member: value}), draw(odd_number_texts(kind)))
    stratum = f"{words} that is {kind}"
    return _either(
        stratum,
        "LIM-005",
        body,
        around,
        subject=member,
        control=members[capability],
        capability=capability,
        mistakes=(_WRONG_NUMBERS[capability],),
    )


@st.composite
def _large_bound(draw: DrawFn, dialect: Dialect) -> Example:
    bound = draw(st.sampled_from([10**6, 10**9, (1 << 31) - 1, 1 << 31, 1 << 32, 1 << 53, (1 << 63) - 1, 1 << 64]))
    around = draw(surroundings())
    name = dialect.max_tokens_name
    body = encode(payload_in(around, dialect, {name: bound}))
    can, control = Capability.MAX_TOKENS, "max_tokens 1"
    return _either(
        "a bound beyond every window", "MAXTOK-009", body, around, subject=name, control=control, capability=can
    )


@st.composite
def _unknown(draw: DrawFn, dialect: Dialect, kind: str) -> Example:
    members = draw(_UNKNOWN[kind])
    around = draw(surroundings(*members))
    body = encode(payload_in(around, dialect, members))
    return _either(f"unknown member: {kind}", "PARAM-001", body, around, subject=next(iter(members)))


@st.composite
def _unknown_within(draw: DrawFn, dialect: Dialect) -> Example:
    around = draw(surroundings("stream"))
    members = {"stream": True, "stream_options": {UNKNOWN: draw(json_values(max_leaves=2))}}
    return _either(
        "unknown member of stream_options",
        "PARAM-001",
        encode(payload_in(around, dialect, members)),
        around,
        subject=f"stream_options.{UNKNOWN}",
        control="text streamed with usage",
        capability=Capability.USAGE_IN_STREAM,
    )


@st.composite
def _twice(draw: DrawFn, dialect: Dialect, member: str) -> Example:
    """Draw a body in which the first of two members of one name is of no use, or both are."""
    around = draw(surroundings("temperature"))
    body = b"{" + _TWICE[member].encode() + b"," + encode(payload_in(around, dialect, {}))[1:]
    return _either(f"{member} twice", "LIM-006", body, around)


@st.composite
def _twice_within(draw: DrawFn, dialect: Dialect) -> Example:
    around = draw(surroundings())
    again = draw(st.sampled_from(['"role":"system"', '"content":""', '"role":"user"', '"name":"a","name":"b"']))
    body = encode(payload_in(around, dialect, {})).replace(b'{"role"', b"{" + again.encode() + b',"role"')
    return _either("a member of a message twice", "LIM-006", body, around)


@st.composite
def _encoded(draw: DrawFn, dialect: Dialect, name: str, codings: tuple[str, ...]) -> Example:
    around = draw(surroundings("stream"))
    text = encode(payload_in(around, dialect, {})).decode()
    return _either(f"body in {name}", "LIM-006", text.encode(draw(st.sampled_from(codings))), around)


@st.composite
def _text(draw: DrawFn, dialect: Dialect, kind: OddSign) -> Example:
    at = draw(st.sampled_from([len(READY), 0, len(READY) // 2]))
    around = draw(surroundings())
    body = encode(payload_in(around, dialect, {}, READY[:at] + HERE + READY[at:]))
    odd = body.replace(HERE.encode(), draw(odd_texts(kind)).encode())
    return _either(f"text with {kind}", "LIM-003", odd, around, subject="messages")


@st.composite
def _nested(draw: DrawFn, dialect: Dialect, place: str) -> Example:
    value = draw(nested_values())
    around = draw(surroundings())
    members = {} if place == "content" else {place: value}
    body = encode(payload_in(around, dialect, members, value if place == "content" else READY))
    can = {"metadata": Capability.METADATA}.get(place, Capability.TEXT)
    subject = "messages[0].content" if place == "content" else place
    control = "newer members null" if place == "metadata" else "text"
    return _either(
        f"nested in {place}",
        "LIM-004",
        body,
        around,
        subject=subject,
        control=control,
        capability=can,
        mistakes=_WRONG_CONTENT if place == "content" else (),
    )


@st.composite
def _null_user(draw: DrawFn, dialect: Dialect) -> Example:
    around = draw(surroundings("user"))
    body = encode(payload_in(around, dialect, {"user": None}))
    can = Capability.USER
    return _either("user null", "USER-005", body, around, subject="user", control=NAMED, capability=can)


@st.composite
def _stop(draw: DrawFn, dialect: Dialect, kind: str) -> Example:
    around = draw(surroundings("stop"))
    value = draw(st.sampled_from([HERE, [HERE], ["q1", HERE]]))
    body = written(payload_in(around, dialect, {"stop": value}), draw(_STOPS[kind]))
    can, control = Capability.STOP, "stop with four strings"
    return _either(f"stop of {kind}", "STOP-011", body, around, subject="stop", control=control, capability=can)


_DRAWINGS: Final[tuple[Callable[[Dialect], SearchStrategy[Example]], ...]] = (
    *(partial(_unknown, kind=kind) for kind in _UNKNOWN),
    _unknown_within,
    *(partial(_number, kind=kind, members=_INTEGERS, words="an integer") for kind in OddNumber),
    *(
        partial(_number, kind=kind, members=_FRACTIONS, words="a number")
        for kind in OddNumber
        if kind in _ODD_FRACTIONS
    ),
    _large_bound,
    *(partial(_stop, kind=kind) for kind in _STOPS),
    _null_user,
    *(partial(_text, kind=kind) for kind in OddSign),
    *(partial(_twice, member=member) for member in _TWICE),
    _twice_within,
    *(partial(_nested, place=place) for place in (UNKNOWN, "metadata", "content")),
    partial(_encoded, name="UTF-8 behind a byte order mark", codings=("utf-8-sig",)),
    partial(_encoded, name="UTF-16 or UTF-32", codings=("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be")),
)
"""What is drawn; all as often."""


def _examples(dialect: Dialect) -> SearchStrategy[Example]:
    return st.sampled_from(_DRAWINGS).flatmap(lambda one: one(dialect))


PROPERTIES = (
    Property(
        name="arguable bodies",
        examples=_examples,
        proves=frozenset(
            {"PARAM-001", "LIM-003", "LIM-004", "LIM-005", "LIM-006", "MAXTOK-009", "STOP-011", "USER-005"}
        ),
        controls=frozenset(
            {
                *("text", A_MISTAKE, _ANOTHER_MISTAKE, "text streamed with usage", "newer members null", NAMED),
                *(*_WRONG_CONTENT, *_WRONG_NUMBERS.values()),
                *("stop with four strings", *_FRACTIONS.values(), *_INTEGERS.values()),
            }
        )
        | CONTROLS_AROUND,
    ),
)
