"""tools, tool_choice, parallel_tool_calls: what is offered and asked for, and the calls that come, streamed and not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from conformance.conversations.building import READY, accepted, either, encode, exhaustive, streamed
from conformance.conversations.conversation import Conversation, Steps, Trait
from conformance.conversations.text import LONG_BUDGET, LONG_PROMPT
from conformance.conversations.tools import (
    ASK,
    ASK_TWICE,
    TWO_TOOLS,
    chat_with_tools,
    choose,
    function,
    history_payload,
    many_functions,
    result,
)
from conformance.model.request import Request
from conformance.model.settings import Capability, Dialect
from conformance.wire.choices import text_in
from conformance.wire.tool_calls import is_whole, tool_calls_of

OFFERED = "tool offered"
NAMED = "named tool"
NAMED_STREAMED = "named tool streamed"
NAMED_OTHER = "named tool, another asked for"
REQUIRED = "required tool"
FORBIDDEN = "tool forbidden"
FORBIDDEN_STREAMED = "tool forbidden, streamed"
FORBIDDEN_AGAIN = "tool forbidden, three times"
TWO_CALLS = "two calls"
TWO_CALLS_STREAMED = "two calls streamed"
ONE_CALL = "two calls, one at most"
NOT_NEEDED = "tool not needed"
GENERATED = "function with parameters as a type generates them"
_TRIALS = 3
_CAN, _CHOOSES, _PARALLEL = Capability.TOOLS, Capability.TOOL_CHOICE, Capability.PARALLEL_TOOL_CALLS
_WEATHER = choose("get_weather")
_AUTO = {"tool_choice": "auto"}
_DEEP = {
    "type": "object",
    "properties": {
        "place": {
            "type": "object",
            "properties": {"city": {"type": "string"}, "country": {"type": "string", "enum": ["NO", "IT"]}},
            "required": ["city"],
        },
        "days": {"type": "array", "items": {"type": "object", "properties": {"offset": {"type": "integer"}}}},
    },
    "required": ["place"],
}
_PLACE = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"], "title": "Place"}
_GENERATED = {
    "type": "object",
    "$defs": {"Place": _PLACE},
    "properties": {
        "place": {"$ref": "#/$defs/Place"},
        "unit": {"anyOf": [{"type": "string"}, {"type": "null"}], "default": None},
        "days": {"type": ["integer", "null"]},
    },
    "required": ["place"],
}
"""What libraries write that make a schema of a class: a reference, and values that may be null."""


def _until_called(question: str, **members: Any) -> Callable[[Dialect], Steps]:
    """Repeat one request until a tool is called, at most three times."""

    def steps(dialect: Dialect) -> Steps:
        for _ in range(_TRIALS):
            exchange = yield Request(body=chat_with_tools(question, **members)(dialect))
            if exchange.completion is None or tool_calls_of(exchange):
                return

    return steps


def _named_other(dialect: Dialect) -> Steps:
    """Force a call that the question does not ask for, then hand it back with a result."""
    exchange = yield Request(body=chat_with_tools(tools=TWO_TOOLS, tool_choice=choose("get_time"))(dialect))
    calls = tool_calls_of(exchange)
    if calls and all(map(is_whole, calls)):
        # A client appends the message as it came; members that a server adds on its own account are left to others.
        said = {"role": "assistant", "content": text_in(exchange) or None, "tool_calls": calls}
        results = [result("It is 17:05.", one["id"]) for one in calls]
        yield Request(body=encode(history_payload(dialect, said, *results, question=ASK, tools=TWO_TOOLS)))


def _trials(name: str, steps: Callable[[Dialect], Steps], proves: str = "") -> Conversation:
    return Conversation(
        name=name,
        steps=steps,
        traits=frozenset({Trait.PLAIN}),
        capability=_CHOOSES,
        proves=proves,
        controls=(OFFERED,),
        requests=_TRIALS,
    )


CONVERSATIONS = (
    accepted(OFFERED, "TOOL-001", chat_with_tools(), capability=_CAN, controls=("text",)),
    accepted(NAMED, "TOOL-002", chat_with_tools(tool_choice=_WEATHER), capability=_CHOOSES, controls=(OFFERED,)),
    streamed(
        NAMED_STREAMED,
        "TOOL-002",
        chat_with_tools(tool_choice=_WEATHER, stream=True),
        capability=_CHOOSES,
        controls=(NAMED, "text streamed"),
    ),
    Conversation(
        name=NAMED_OTHER,
        steps=_named_other,
        traits=frozenset({Trait.PLAIN}),
        capability=_CHOOSES,
        controls=(NAMED,),
        requests=2,
    ),
    _trials(REQUIRED, _until_called(READY, tool_choice="required"), proves="TOOL-003"),
    accepted(FORBIDDEN, "TOOL-004", chat_with_tools(tool_choice="none"), capability=_CHOOSES, controls=(OFFERED,)),
    accepted(
        "function without parameters",
        "TOOL-005",
        chat_with_tools(tools=[{"type": "function", "function": {"name": "get_weather"}}]),
        capability=_CAN,
        controls=(OFFERED,),
    ),
    *exhaustive(
        (
            *(
                accepted(
                    f"function with {said}",
                    "TOOL-005",
                    chat_with_tools(tools=[function(parameters=parameters)]),
                    capability=_CAN,
                    controls=(OFFERED,),
                )
                for said, parameters in (
                    ("an empty schema", {}),
                    ("an object of no properties", {"type": "object", "properties": {}}),
                )
            ),
            either(
                GENERATED,
                chat_with_tools(tools=[function(parameters=_GENERATED)]),
                subject="tools[0].function.parameters",
                control=OFFERED,
                capability=_CAN,
            ),
        )
    ),
    accepted(
        "function with nested parameters",
        "TOOL-006",
        chat_with_tools(tools=[function(parameters=_DEEP)]),
        capability=_CAN,
        controls=(OFFERED,),
    ),
    accepted(TWO_CALLS, "TOOL-001", chat_with_tools(ASK_TWICE, **_AUTO), capability=_CAN, controls=(OFFERED,)),
    streamed(
        TWO_CALLS_STREAMED,
        "TOOL-001",
        chat_with_tools(ASK_TWICE, **_AUTO, stream=True),
        capability=_CAN,
        controls=(OFFERED, "text streamed"),
    ),
    accepted(
        ONE_CALL,
        "TOOL-007",
        chat_with_tools(ASK_TWICE, parallel_tool_calls=False),
        capability=_PARALLEL,
        controls=(TWO_CALLS,),
    ),
    *exhaustive(
        (
            streamed(
                "required tool streamed",
                "TOOL-003",
                chat_with_tools(READY, tool_choice="required", stream=True),
                capability=_CHOOSES,
                controls=(REQUIRED, "text streamed"),
            ),
            streamed(
                "named tool streamed with usage",
                "TOOL-002",
                chat_with_tools(tool_choice=_WEATHER, stream=True, stream_options={"include_usage": True}),
                capability=_CHOOSES,
                controls=(NAMED_STREAMED, "text streamed with usage"),
                usage=True,
            ),
            streamed(
                FORBIDDEN_STREAMED,
                "TOOL-004",
                chat_with_tools(tool_choice="none", stream=True),
                capability=_CHOOSES,
                controls=(FORBIDDEN, OFFERED, "text streamed"),
            ),
            _trials(FORBIDDEN_AGAIN, _until_called(ASK, tool_choice="none")),
            accepted(
                "tool forbidden, another question",
                "TOOL-004",
                chat_with_tools(ASK_TWICE, tool_choice="none"),
                capability=_CHOOSES,
                controls=(OFFERED,),
            ),
            accepted(
                "parallel_tool_calls true",
                "TOOL-007",
                chat_with_tools(ASK_TWICE, parallel_tool_calls=True),
                capability=_PARALLEL,
                controls=(TWO_CALLS,),
            ),
            accepted(NOT_NEEDED, "TOOL-001", chat_with_tools(READY), capability=_CAN, controls=(OFFERED,)),
            streamed(
                "long text streamed beside a tool",
                "TOOL-001",
                chat_with_tools(LONG_PROMPT, max_tokens=LONG_BUDGET, stream=True),
                capability=_CAN,
                controls=(OFFERED, "long text streamed"),
            ),
            accepted(
                "tools, 128 of them",
                "TOOL-040",
                chat_with_tools(tools=many_functions(128)),
                capability=_CAN,
                controls=(OFFERED,),
            ),
        )
    ),
)
