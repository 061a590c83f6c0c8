"""`response_format` with one fault, and messages that do not ask for JSON."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from string import ascii_lowercase
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from conformance.strategies.arguments import chosen
from conformance.strategies.histories import Place, histories
from conformance.strategies.messages import Message
from conformance.strategies.typed_values import JsonType, values_of_other_types, values_of_types
from conformance.strategies.words import near_words, unknown_words

_TYPES: Final = ("text", "json_object", "json_schema")
_KNOWN_TYPES: Final = (
    *(*_TYPES, "grammar", "python", "regex", "structural_tag", "structured_outputs", "json_grammar", "json_value"),
    *("ebnf", "gbnf", "lark", "choice", "guided_json", "guided_regex", "xml"),
)
"""Types of the schema and of vendors."""
_SCHEMA: Final = {"type": "object", "properties": {"colour": {"type": "string"}}}


class FormatFault(StrEnum):
    """The rule that a format breaks; the clauses are those of `CreateChatCompletionRequest.response_format`."""

    TYPE_UNKNOWN = "unknown type"
    TYPE_MISSPELT = "type misspelt"
    TYPE_IN_ANOTHER_CASE = "type in another case"
    A_STRING = "a string"
    SCALAR = "a number or boolean"
    ARRAY = "an array"
    TYPE_ABSENT = "without type"
    TYPE_NULL = "type null"
    TYPE_EMPTY = "type empty"
    TYPE_NOT_A_STRING = "type no string"
    SCHEMA_ABSENT = "without json_schema"
    SCHEMA_NOT_AN_OBJECT = "json_schema no object"
    NAME_ABSENT = "without name"
    NAME_NOT_A_STRING = "name no string"


class WordlessKind(StrEnum):
    """How messages fail to ask for JSON."""

    PLAIN = "nothing like it"
    NEARLY = "the word misspelt"
    BY_EXAMPLE = "an object as example"
    IN_A_HISTORY = "several messages"


@dataclass(frozen=True)
class FaultyFormat:
    """A format with one fault, and the rule that it breaks."""

    fault: FormatFault
    response_format: Any


@dataclass(frozen=True)
class WordlessMessages:
    """Messages without the word JSON in any case."""

    kind: WordlessKind
    messages: list[Message]


def faulty_response_formats(*, faults: Collection[FormatFault] | None = None) -> SearchStrategy[FaultyFormat]:
    """Return a strategy for formats with one fault.

    Args:
        faults: the faults to draw from; all unless given.

    Raises:
        InvalidArgument: no fault is left, or one is not known.
    """
    wanted = st.sampled_from(chosen("faults", faults, FormatFault))
    return wanted.flatmap(lambda fault: _FORMATS[fault].map(lambda value: FaultyFormat(fault, value)))


def messages_without_json() -> SearchStrategy[WordlessMessages]:
    """Return a strategy for legal messages in none of which JSON is named, though some come near."""
    return _messages_without_json()


@st.composite
def _messages_without_json(draw: DrawFn) -> WordlessMessages:
    kind = draw(_KINDS)
    text = f"{draw(_TEXTS[kind])} {draw(_ENDINGS)}".strip()
    if kind is not WordlessKind.IN_A_HISTORY:
        return WordlessMessages(kind, [{"role": "user", "content": text}])
    history = draw(_HISTORIES)
    return WordlessMessages(kind, history.with_other({"role": "user", "content": text}))


def _typed(value: Any) -> dict[str, Any]:
    return {"type": value}


def _by_schema(value: Any) -> dict[str, Any]:
    return {"type": "json_schema", "json_schema": value}


_FORMATS: Final[dict[FormatFault, SearchStrategy[Any]]] = {
    FormatFault.TYPE_UNKNOWN: unknown_words(known=_KNOWN_TYPES, simplest="yaml").map(_typed),
    FormatFault.TYPE_MISSPELT: (st.just("json") | near_words(_TYPES, known=_KNOWN_TYPES)).map(_typed),
    FormatFault.TYPE_IN_ANOTHER_CASE: st.sampled_from(["JSON_OBJECT", "Json_Object", "Text", "JSON_object"]).map(
        _typed
    ),
    FormatFault.A_STRING: st.sampled_from(["json_object", "json", "text", "", "{}"]),
    FormatFault.SCALAR: values_of_types(JsonType.INTEGER, JsonType.FRACTION, JsonType.BOOLEAN),
    FormatFault.ARRAY: st.sampled_from([[], ["json_object"], [{"type": "json_object"}], [{"type": "text"}]]),
    FormatFault.TYPE_ABSENT: st.sampled_from([{}, {"json_schema": {"name": "ball", "schema": _SCHEMA}}]),
    FormatFault.TYPE_NULL: st.just(_typed(None)),
    FormatFault.TYPE_EMPTY: st.just(_typed("")),
    FormatFault.TYPE_NOT_A_STRING: (
        values_of_other_types(JsonType.STRING, JsonType.NULL)
        | st.sampled_from([["json_object"], {"type": "json_object"}])
    ).map(_typed),
    FormatFault.SCHEMA_ABSENT: st.just({"type": "json_schema"}),
    FormatFault.SCHEMA_NOT_AN_OBJECT: (st.just("ball") | values_of_other_types(JsonType.OBJECT)).map(_by_schema),
    FormatFault.NAME_ABSENT: st.sampled_from([{"schema": _SCHEMA}, {}, {"strict": True, "schema": _SCHEMA}]).map(
        _by_schema
    ),
    FormatFault.NAME_NOT_A_STRING: values_of_other_types(JsonType.STRING).map(
        lambda name: _by_schema({"name": name, "schema": _SCHEMA})
    ),
}
_KINDS: Final = st.sampled_from(WordlessKind)
_HISTORIES: Final = histories(place=Place.LAST)
_SENTENCES: Final = st.sampled_from(["Describe a red ball.", "Hi.", "Give me the key colour."])
_ENDINGS: Final = st.text(ascii_lowercase + " ", max_size=12).filter(lambda text: "json" not in text)
_TEXTS: Final[dict[WordlessKind, SearchStrategy[str]]] = {
    WordlessKind.PLAIN: _SENTENCES,
    WordlessKind.NEARLY: st.sampled_from(["Jason", "JSN", "J S O N", "J-SON", "jso n", "JS0N", "jsno"]).map(
        lambda word: f"Describe a red ball in {word}."
    ),
    WordlessKind.BY_EXAMPLE: st.sampled_from(['{"colour": "red"}', '{"a": 1, "b": []}', "{}"]).map(
        lambda example: f"Describe a red ball like this: {example}"
    ),
    WordlessKind.IN_A_HISTORY: _SENTENCES,
}
