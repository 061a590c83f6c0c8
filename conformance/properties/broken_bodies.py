"""Bodies that are no JSON, no object or no UTF-8 are refused."""

from __future__ import annotations

import json
from functools import partial
from typing import Final

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from conformance.conversations.building import READY, encode
from conformance.model.settings import Capability, Dialect
from conformance.properties.building import refused
from conformance.properties.example import Example
from conformance.properties.property import Property
from conformance.properties.surroundings import HERE, Surroundings, payload_in, written
from conformance.strategies.broken_json import Extension, Malformation, broken_documents
from conformance.strategies.ill_formed_utf8 import IllFormed, ill_formed_utf8

_PLAIN: Final = Surroundings()
_STREAMED: Final = Surroundings(members={"stream": True}, controls=("text streamed",))
_WITH_WORDS: Final = Surroundings(members={"stream": False, "stop": None}, controls=("stream false", "stop null"))
_NEEDS_WORDS: Final = (Malformation.WORD_MISSPELT, Extension.ODD_WORD)
_NUMBERS: Final = {
    Capability.TEMPERATURE: "temperature zero",
    Capability.TOP_P: "top_p 1",
    Capability.SEED: "seed 42",
    Capability.MAX_TOKENS: "max_tokens 1",
}


def _surroundings() -> SearchStrategy[Surroundings]:
    return st.sampled_from([_PLAIN, _PLAIN, _STREAMED])


@st.composite
def _mistaken(draw: DrawFn, dialect: Dialect, mistake: Malformation | Extension) -> Example:
    """Draw a body with a mistake of grammar; at times its messages come last, with three brackets behind them."""
    around = _WITH_WORDS if mistake in _NEEDS_WORDS else draw(_surroundings())
    payload = payload_in(around, dialect, {})
    if draw(st.booleans()):
        payload["messages"] = payload.pop("messages")
    proves = "HTTP-016" if isinstance(mistake, Malformation) else "HTTP-020"
    body = draw(broken_documents(encode(payload).decode(), mistake)).encode()
    return refused(mistake.value, proves, body, subject="body", controls=("text", *around.controls))


@st.composite
def _infinite(draw: DrawFn, dialect: Dialect, literal: str) -> Example:
    """Draw a number that is none, of which section 6 of RFC 8259 speaks by name."""
    capability = draw(st.sampled_from(list(_NUMBERS)))
    member = dialect.max_tokens_name if capability is Capability.MAX_TOKENS else capability.value
    around = draw(_surroundings())
    body = written(payload_in(around, dialect, {member: HERE}), literal)
    controls = (_NUMBERS[capability], *around.controls)
    return refused(literal, "HTTP-020", body, subject="body", controls=controls, capability=capability)


@st.composite
def _ill_formed(draw: DrawFn, dialect: Dialect, kind: IllFormed) -> Example:
    """Draw a text with bytes in it that are no character."""
    at = draw(st.integers(0, len(READY)))
    around = draw(_surroundings())
    body = encode(payload_in(around, dialect, {}, READY[:at] + HERE + READY[at:]))
    bad = body.replace(HERE.encode(), draw(ill_formed_utf8(kind)))
    return refused(kind.value, "HTTP-019", bad, subject="body", controls=("text", *around.controls))


@st.composite
def _ill_formed_elsewhere(draw: DrawFn, dialect: Dialect, place: str) -> Example:
    """Draw bytes that are no character where no text is."""
    bad = draw(st.sampled_from(IllFormed).flatmap(ill_formed_utf8))
    begin = {"in a name": b'{"zzz_' + bad + b'":1,', "between members": b"{" + bad}[place]
    body = begin + encode(payload_in(_PLAIN, dialect, {}))[1:]
    return refused(f"no UTF-8 {place}", "HTTP-019", body, subject="body")


@st.composite
def _other_value(draw: DrawFn, dialect: Dialect, kind: str) -> Example:
    payload = payload_in(_PLAIN, dialect, {})
    values = {
        "an array": st.sampled_from([[payload], [payload, payload], [payload["messages"]], payload["messages"], [[]]]),
        "a string": st.sampled_from([json.dumps(payload), "", READY]),
        "a number": st.sampled_from([1, 0, -1, 1.5]),
        "a boolean": st.booleans(),
        "null": st.none(),
    }
    return refused(f"{kind} for the object", "HTTP-018", draw(values[kind]), subject="body")


_DRAWINGS: Final = (
    *(partial(_mistaken, mistake=kind) for kind in Malformation),
    *(partial(_other_value, kind=kind) for kind in ("an array", "a string", "a number", "a boolean", "null")),
    *(partial(_mistaken, mistake=kind) for kind in Extension),
    *(partial(_infinite, literal=literal) for literal in ("NaN", "Infinity", "-Infinity")),
    *(partial(_ill_formed, kind=kind) for kind in IllFormed),
    *(partial(_ill_formed_elsewhere, place=place) for place in ("in a name", "between members")),
)
"""What is drawn; all as often."""


def _examples(dialect: Dialect) -> SearchStrategy[Example]:
    return st.sampled_from(_DRAWINGS).flatmap(lambda one: one(dialect))


PROPERTIES = (
    Property(
        name="broken bodies",
        examples=_examples,
        proves=frozenset({"HTTP-016", "HTTP-018", "HTTP-019", "HTTP-020"}),
        controls=frozenset({"text", "text streamed", *_WITH_WORDS.controls, *_NUMBERS.values()}),
    ),
)
