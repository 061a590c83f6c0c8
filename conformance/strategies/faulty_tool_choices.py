"""`tool_choice` with one fault: no documented word, no object that names a declared function, nothing to choose."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from conformance.strategies.arguments import chosen
from conformance.strategies.faulty_tools import FUNCTION_NAMES, Tool, declared
from conformance.strategies.typed_values import JsonType, values_of_other_types, values_of_types
from conformance.strategies.words import near_words, unknown_words

_WORDS: Final = ("none", "auto", "required")
_KNOWN_WORDS: Final = (*_WORDS, "any", "validated", "tool", "function", *FUNCTION_NAMES)
"""Words of the schema and of vendors; some servers take the name of a function for its choice."""
_KNOWN_TYPES: Final = (
    *("function", "custom", "allowed_tools", "tool", "any", "auto", "none", "required", "functions", "mcp"),
    *("file_search", "web_search", "web_search_preview", "code_interpreter", "computer_use", "image_generation"),
)


class ChoiceFault(StrEnum):
    """The rule that a choice breaks; the clauses are those of `ChatCompletionToolChoiceOption`."""

    WORD_UNKNOWN = "unknown word"
    WORD_MISSPELT = "word misspelt"
    WORD_IN_ANOTHER_CASE = "word in another case"
    WORD_WITH_BLANKS = "blanks around a word"
    WORD_EMPTY = "empty string"
    SCALAR = "a number or boolean"
    ARRAY = "an array"
    TYPE_ABSENT = "object without type"
    TYPE_UNKNOWN = "unknown type"
    TYPE_NOT_A_STRING = "type no string"
    FUNCTION_ABSENT = "without function"
    FUNCTION_NOT_AN_OBJECT = "function no object"
    NAME_ABSENT = "without name"
    NAME_NOT_A_STRING = "name no string"
    UNDECLARED = "undeclared function"
    UNDECLARED_BY_A_LETTER = "a declared name misspelt"
    UNDECLARED_BY_CASE = "a declared name in another case"
    WORD_WITHOUT_TOOLS = "a word without tools"
    NAMED_WITHOUT_TOOLS = "a name without tools"


@dataclass(frozen=True)
class FaultyChoice:
    """A choice that cannot be made.

    Attributes:
        fault: the rule that is broken.
        choice: the value of `tool_choice`.
        tools: what is declared beside it; empty where `tools` is to be left out.
    """

    fault: ChoiceFault
    choice: Any
    tools: list[Tool]


def faulty_tool_choices(*, faults: Collection[ChoiceFault] | None = None) -> SearchStrategy[FaultyChoice]:
    """Return a strategy for choices with one fault, beside one to three tools.

    Args:
        faults: the faults to draw from; all unless given.

    Raises:
        InvalidArgument: no fault is left, or one is not known.
    """
    return _faulty_tool_choices(st.sampled_from(chosen("faults", faults, ChoiceFault)))


@st.composite
def _faulty_tool_choices(draw: DrawFn, faults: SearchStrategy[ChoiceFault]) -> FaultyChoice:
    fault = draw(faults)
    choice = draw(_CHOICES[fault])
    without = fault in {ChoiceFault.WORD_WITHOUT_TOOLS, ChoiceFault.NAMED_WITHOUT_TOOLS}
    count = 0 if without else draw(_COUNTS)
    return FaultyChoice(fault, choice, [declared(name) for name in FUNCTION_NAMES[:count]])


def _named(name: Any) -> dict[str, Any]:
    return {"type": "function", "function": {"name": name}}


def _typed(value: Any) -> dict[str, Any]:
    return {**_named(FUNCTION_NAMES[0]), "type": value}


def _function(value: Any) -> dict[str, Any]:
    return {"type": "function", "function": value}


_COUNTS: Final = st.integers(1, len(FUNCTION_NAMES))
_NO_NAMES: Final = unknown_words(known=FUNCTION_NAMES, simplest="get_horoscope")
_FIRST: Final = FUNCTION_NAMES[0]
_CHOICES: Final[dict[ChoiceFault, SearchStrategy[Any]]] = {
    ChoiceFault.WORD_UNKNOWN: unknown_words(known=_KNOWN_WORDS, simplest="bogus"),
    ChoiceFault.WORD_MISSPELT: near_words(_WORDS, known=_KNOWN_WORDS),
    ChoiceFault.WORD_IN_ANOTHER_CASE: st.sampled_from(["Auto", "AUTO", "None", "REQUIRED"]),
    ChoiceFault.WORD_WITH_BLANKS: st.sampled_from([" auto", "auto ", "none\n", "\trequired"]),
    ChoiceFault.WORD_EMPTY: st.just(""),
    ChoiceFault.SCALAR: values_of_types(JsonType.INTEGER, JsonType.FRACTION, JsonType.BOOLEAN),
    ChoiceFault.ARRAY: st.sampled_from([[], [_FIRST], ["auto"], [_named(_FIRST)]]),
    # Not with a function in it: some servers take the type for granted there.
    ChoiceFault.TYPE_ABSENT: st.sampled_from([{}, {"mode": "auto"}]),
    ChoiceFault.TYPE_UNKNOWN: (unknown_words(known=_KNOWN_TYPES, simplest="x") | st.just("")).map(_typed),
    ChoiceFault.TYPE_NOT_A_STRING: values_of_other_types(JsonType.STRING, JsonType.NULL).map(_typed),
    ChoiceFault.FUNCTION_ABSENT: st.just({"type": "function"}),
    ChoiceFault.FUNCTION_NOT_AN_OBJECT: (st.just(_FIRST) | values_of_other_types(JsonType.OBJECT)).map(_function),
    ChoiceFault.NAME_ABSENT: st.just(_function({})),
    ChoiceFault.NAME_NOT_A_STRING: values_of_other_types(JsonType.STRING).map(_named),
    ChoiceFault.UNDECLARED: _NO_NAMES.map(_named),
    ChoiceFault.UNDECLARED_BY_A_LETTER: near_words([_FIRST]).map(_named),
    ChoiceFault.UNDECLARED_BY_CASE: st.sampled_from([_FIRST.upper(), _FIRST.title()]).map(_named),
    ChoiceFault.WORD_WITHOUT_TOOLS: st.sampled_from(["auto", "required"]),
    ChoiceFault.NAMED_WITHOUT_TOOLS: st.just(_named(_FIRST)),
}
