"""`tools` with one fault: a tool among several that is none, names that no function may have."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from string import ascii_lowercase, digits
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from conformance.strategies.arguments import chosen
from conformance.strategies.typed_values import JsonType, values_of_other_types, values_of_types
from conformance.strategies.words import near_words, unknown_words

Tool = dict[str, Any]
FUNCTION_NAMES: Final = ("get_weather", "get_time", "get_date")
_LONGEST_NAME: Final = 64
_FAR_TOO_LONG: Final = 300
_PARAMETERS: Final = {"type": "object", "properties": {"city": {"type": "string"}}}
_KNOWN_TYPES: Final = (
    *("function", "custom", "web_search", "web_search_preview", "code_interpreter", "retrieval", "builtin_function"),
    *("file_search", "computer_use", "mcp", "image_generation", "browser_search", "google_search", "plugin", "tool"),
    *("url_context", "code_execution", "live_search", "builtin", "namespace", "functions", "shell", "local_shell"),
)
"""Types of the schema, and of vendors' own tools."""
_ILLEGAL: Final = " /$!@(),'\"\\+*#<>[]{}|~\t"
"""Characters that no server is known to allow in a name; some allow dots and colons, which are a fault of their own."""
_BEYOND_ASCII: Final = "\N{LATIN SMALL LETTER E WITH ACUTE}\N{GREEK SMALL LETTER PI}\N{CJK UNIFIED IDEOGRAPH-5929}"
_OTHER_DIGITS: Final = "\N{SUPERSCRIPT TWO}\N{ARABIC-INDIC DIGIT FIVE}\N{FULLWIDTH DIGIT ONE}"


class ToolPlace(StrEnum):
    """Where a tool stands."""

    ALONE = "the only tool"
    FIRST = "the first of several tools"
    LATER = "a later tool"


class ToolFault(StrEnum):
    """The rule that a tool breaks; the clauses are those of `ChatCompletionTool` and `FunctionObject`."""

    NOT_AN_OBJECT = "no object"
    FUNCTION_ABSENT = "without function"
    FUNCTION_NOT_AN_OBJECT = "function no object"
    NAME_ABSENT = "without name"
    NAME_NOT_A_STRING = "name no string"
    PARAMETERS_NOT_AN_OBJECT = "parameters no object"
    TYPE_UNKNOWN = "unknown type"
    TYPE_MISSPELT = "type misspelt"
    TYPE_ABSENT = "without type"
    TYPE_NOT_A_STRING = "type no string"


class NameFault(StrEnum):
    """Why a string is no name of a function: 1 to 64 ASCII letters, digits, underscores and hyphens."""

    EMPTY = "empty"
    ILLEGAL_INSIDE = "an illegal character inside"
    ILLEGAL_FIRST = "an illegal character at the start"
    ILLEGAL_LAST = "an illegal character at the end"
    LINE_FEED_LAST = "a line feed at the end"
    DOTTED = "a dot or colon inside"
    BEYOND_ASCII = "a letter beyond ASCII"
    OTHER_DIGIT = "a digit beyond ASCII"
    OF_65_CHARACTERS = "65 characters"
    FAR_TOO_LONG = "far too many characters"


@dataclass(frozen=True)
class FaultyTools:
    """A list with one tool at fault.

    Attributes:
        fault: the rule that is broken.
        place: where the tool stands.
        tools: the list.
        at: the tool at fault.
        member: the member at fault behind the tool, such as `.type`, or "".
    """

    fault: ToolFault | NameFault
    place: ToolPlace
    tools: list[Any]
    at: int
    member: str

    @property
    def subject(self) -> str:
        """The member at fault as a dotted path."""
        return f"tools[{self.at}]{self.member}"


def declared(name: str, **members: Any) -> Tool:
    """Declare a function of one city, unless `members` of the function say otherwise."""
    return {"type": "function", "function": {"name": name, "parameters": _PARAMETERS, **members}}


def faulty_tools(*, faults: Collection[ToolFault] | None = None) -> SearchStrategy[FaultyTools]:
    """Return a strategy for lists with one tool at fault, in every place.

    Args:
        faults: the faults to draw from; all unless given.

    Raises:
        InvalidArgument: no fault is left, or one is not known.
    """
    return _faulty_tools(st.sampled_from(chosen("faults", faults, ToolFault)))


def faulty_function_names(*, fault: NameFault) -> SearchStrategy[str]:
    """Return a strategy for strings that are no names of functions."""
    return _NAMES[fault]


def tools_with_faulty_names() -> SearchStrategy[FaultyTools]:
    """Return a strategy for lists in which one function has a name that none may have."""
    return _tools_with_faulty_names()


@st.composite
def _faulty_tools(draw: DrawFn, faults: SearchStrategy[ToolFault]) -> FaultyTools:
    fault = draw(faults)
    member, values = _TOOLS[fault]
    return _among(draw, fault, draw(values), member)


@st.composite
def _tools_with_faulty_names(draw: DrawFn) -> FaultyTools:
    fault = draw(_NAME_FAULTS)
    return _among(draw, fault, declared(draw(_NAMES[fault])), ".function.name")


def _among(draw: DrawFn, fault: ToolFault | NameFault, tool: Any, member: str) -> FaultyTools:
    place = draw(_PLACES)
    before, behind = draw(_NEIGHBOURS[place])
    names = iter(FUNCTION_NAMES[1:])
    tools = [*(declared(next(names)) for _ in range(before)), tool, *(declared(next(names)) for _ in range(behind))]
    return FaultyTools(fault, place, tools, before, member)


_PLACES: Final = st.sampled_from(ToolPlace)
_NAME_FAULTS: Final = st.sampled_from(NameFault)
_NEIGHBOURS: Final = {
    ToolPlace.ALONE: st.just((0, 0)),
    ToolPlace.FIRST: st.sampled_from([(0, 1), (0, 2)]),
    ToolPlace.LATER: st.sampled_from([(1, 0), (1, 1), (2, 0)]),
}


def _function(value: Any) -> Tool:
    return {"type": "function", "function": value}


def _typed(value: Any) -> Tool:
    return {**declared("get_weather"), "type": value}


_TOOLS: Final[dict[ToolFault, tuple[str, SearchStrategy[Any]]]] = {
    ToolFault.NOT_AN_OBJECT: ("", st.just("get_weather") | values_of_other_types(JsonType.OBJECT)),
    ToolFault.FUNCTION_ABSENT: (
        ".function",
        st.sampled_from([{"type": "function"}, {"type": "function", "name": "get_weather"}]),
    ),
    ToolFault.FUNCTION_NOT_AN_OBJECT: (
        ".function",
        (st.just("get_weather") | values_of_other_types(JsonType.OBJECT)).map(_function),
    ),
    ToolFault.NAME_ABSENT: (
        ".function.name",
        st.sampled_from([_function({}), _function({"parameters": _PARAMETERS})]),
    ),
    ToolFault.NAME_NOT_A_STRING: (".function.name", values_of_other_types(JsonType.STRING).map(declared)),
    # Not among them: an empty array, which PHP writes for an empty object, and true, which is a JSON Schema as well.
    ToolFault.PARAMETERS_NOT_AN_OBJECT: (
        ".function.parameters",
        (
            st.sampled_from(["city", ["city"], [{"city": "string"}], "{}"])
            | values_of_types(JsonType.INTEGER, JsonType.FRACTION)
        ).map(lambda value: declared("get_weather", parameters=value)),
    ),
    ToolFault.TYPE_UNKNOWN: (".type", (unknown_words(known=_KNOWN_TYPES, simplest="x") | st.just("")).map(_typed)),
    ToolFault.TYPE_MISSPELT: (".type", near_words(["function"], known=_KNOWN_TYPES).map(_typed)),
    ToolFault.TYPE_ABSENT: (".type", st.just({"function": declared("get_weather")["function"]})),
    ToolFault.TYPE_NOT_A_STRING: (".type", values_of_other_types(JsonType.STRING, like="function").map(_typed)),
}
"""Fault -> the member that it is in, and the tools that have it."""


def _characters(alphabet: str) -> SearchStrategy[str]:
    return st.sampled_from(alphabet)


_LETTERS: Final = st.text(ascii_lowercase + digits + "_-", max_size=8)
_NAMES: Final[dict[NameFault, SearchStrategy[str]]] = {
    NameFault.EMPTY: st.just(""),
    NameFault.ILLEGAL_INSIDE: st.builds(lambda one, rest: f"get{one}weather{rest}", _characters(_ILLEGAL), _LETTERS),
    NameFault.ILLEGAL_FIRST: st.builds(lambda one, rest: f"{one}get_weather{rest}", _characters(_ILLEGAL), _LETTERS),
    NameFault.ILLEGAL_LAST: st.builds(lambda one, rest: f"get_weather{rest}{one}", _characters(_ILLEGAL), _LETTERS),
    NameFault.LINE_FEED_LAST: _LETTERS.map(lambda rest: f"get_weather{rest}\n"),
    NameFault.DOTTED: st.builds(lambda one, rest: f"get{one}weather{rest}", _characters(".:"), _LETTERS),
    NameFault.BEYOND_ASCII: st.builds(lambda one, rest: f"get_{one}{rest}", _characters(_BEYOND_ASCII), _LETTERS),
    NameFault.OTHER_DIGIT: st.builds(lambda one, rest: f"get_{rest}{one}", _characters(_OTHER_DIGITS), _LETTERS),
    NameFault.OF_65_CHARACTERS: st.sampled_from("xa_-0").map(lambda one: one * (_LONGEST_NAME + 1)),
    NameFault.FAR_TOO_LONG: st.integers(_LONGEST_NAME + 2, _FAR_TOO_LONG).map(lambda size: "x" * size),
}
