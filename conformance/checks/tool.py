"""The tool calls of one answer, streamed or not. What the schema can say is judged in `checks/schema.py`."""

from __future__ import annotations

import json
import re
from typing import Any

from conformance.checks.findings import findings
from conformance.checks.message import unreadable_stream
from conformance.checks.registry import Judged, Reads, check, named
from conformance.checks.sse import incomplete
from conformance.conversations.conversation import Conversation, Trait
from conformance.conversations.tool import ONE_CALL, TWO_CALLS, TWO_CALLS_STREAMED
from conformance.model.finding import Finding, Oddity, Outcome, Place, Remark, shown
from conformance.model.settings import Capability
from conformance.wire.call_grammar import CallKind
from conformance.wire.choices import choice_in, finish_reason_in, message_of, text_in
from conformance.wire.exchange import Exchange
from conformance.wire.stream_grammar import StreamKind
from conformance.wire.tool_calls import (
    arguments_of,
    function_of,
    is_forced,
    names_a_function,
    tool_calls_of,
)

_ABOUT_TOOLS = frozenset({Capability.TOOLS, Capability.TOOL_CHOICE, Capability.PARALLEL_TOOL_CALLS})
_asks_twice = named(TWO_CALLS, TWO_CALLS_STREAMED, ONE_CALL)
_CALLS = "/choices/0/message/tool_calls"
_TEXT = Place(pointer="/choices/0/message/content")
_MARKUP = re.compile(
    r"</?tool_calls?>|\[TOOL_CALLS\]|\[/?TOOL_REQUEST\]|<\|(?:python_tag|tool_calls?(?:_section)?(?:_begin)?|plugin)\|>"
    r"|<\uff5ctool\u2581calls?\u2581begin\uff5c>|<function=\w+>|<\|?(?:start_)?function_call\|?>|<invoke name="
)
"""How the templates of common models begin a call; none of it stands in a prompt of ours."""
_WHERE_CALLS_ARE = frozenset(
    {
        "completion#/choices",
        "completion#/choices/*/message",
        "completion#/choices/*/message/tool_calls",
        "completion#/choices/*/message/tool_calls/*",
        "chunk#/choices",
        "chunk#/choices/*/delta",
        "chunk#/choices/*/delta/tool_calls",
        "chunk#/choices/*/delta/tool_calls/*",
    }
)
_FROM_A_CALL = ("tool_calls", "function_call")
_TYPES: dict[str, type] = {"string": str, "object": dict, "array": list, "boolean": bool}


def about_tools(conversation: Conversation) -> bool:
    """Select the conversations about tools whose requests are valid."""
    return conversation.capability in _ABOUT_TOOLS and bool(conversation.traits & {Trait.PLAIN, Trait.STREAM})


def _may_force(conversation: Conversation) -> bool:
    return about_tools(conversation) and conversation.capability is Capability.TOOL_CHOICE


def _about_streamed_tools(conversation: Conversation) -> bool:
    return about_tools(conversation) and Trait.STREAM in conversation.traits


def calls(exchange: Exchange) -> bool:
    """Tell whether the answer calls a tool."""
    return bool(tool_calls_of(exchange))


def _calls_what_was_offered(exchange: Exchange) -> bool:
    return calls(exchange) and bool(exchange.asked.member("tools"))


def was_cut(exchange: Exchange) -> Remark | None:
    """Return a remark if the answer ended before it was whole: at the token limit, by a filter, or without a word."""
    reason = finish_reason_in(exchange)
    if reason is None:
        return Remark(Outcome.BLOCKED, "there is no finish_reason (see RESP-005 and STREAM-019)")
    if reason in {"length", "content_filter"}:
        return Remark(Outcome.INCONCLUSIVE, f"the answer was cut: finish_reason is {reason}")
    return None


def unshaped(exchange: Exchange) -> Remark | None:
    """Return a remark if the answer has a form in which calls are lost or cannot be found; other rows judge it."""
    if exchange.is_event_stream != exchange.asked.stream:
        return Remark(Outcome.BLOCKED, "the answer is streamed where none was asked for, or not where one was")
    faults = exchange.stream.schema_faults if exchange.is_event_stream else exchange.schema_faults
    if any(fault.location in _WHERE_CALLS_ARE for fault in faults) or not choice_in(exchange):
        return Remark(Outcome.BLOCKED, "what holds the calls is malformed (see the schema findings)")
    return _unsound(exchange) if exchange.is_event_stream else None


def _unsound(exchange: Exchange) -> Remark | None:
    if exchange.stream.error is not None:
        return Remark(Outcome.BLOCKED, "the stream ended with an error (see STREAM-026)")
    if exchange.stream.of(StreamKind.INDEX_OUT_OF_RANGE):
        return Remark(Outcome.BLOCKED, "choices have wrong indexes (see STREAM-010)")
    return incomplete(exchange) or unreadable_stream(exchange)


def _of(exchange: Exchange, *kinds: CallKind) -> Judged:
    """Yield findings about fragments; their order is lost where events are."""
    if remark := unshaped(exchange):
        yield remark
        return
    oddities: list[Oddity] = [oddity for choice in exchange.stream.choices.values() for oddity in choice.call_oddities]
    yield from findings(oddities, *kinds)


@check("TOOL-012", Reads.SUCCESS, covers=_asks_twice, applies=lambda exchange: len(tool_calls_of(exchange)) > 1)
def ids_differ(exchange: Exchange) -> Judged:
    """Results are sent back by id: with two of a kind one tool's result answers the other's call."""
    ids = [one["id"] for one in tool_calls_of(exchange) if isinstance(one.get("id"), str) and one["id"]]
    if len(set(ids)) < len(ids):
        yield Finding("repeated-id", "Two calls have one id.", "an id for each call", shown(ids), Place(pointer=_CALLS))


@check("TOOL-012", Reads.EVENTS, covers=_asks_twice, applies=calls)
def indexes_differ(exchange: Exchange) -> Judged:
    """Every accumulator goes by the index: two calls at one become one, with arguments that nobody can parse."""
    yield from _of(exchange, CallKind.INDEX_SHARED)


@check("TOOL-013", Reads.COMPLETION, covers=about_tools, applies=calls)
def not_empty(exchange: Exchange) -> Judged:
    """An empty id cannot be answered and an empty name cannot be run; the schema calls both strings."""
    for at, one in enumerate(tool_calls_of(exchange)):
        if one.get("id") == "":
            yield Finding("empty-id", "The id of a call is empty.", "an id", '""', Place(pointer=f"{_CALLS}/{at}/id"))
        if function_of(one).get("name") == "":
            place = Place(pointer=f"{_CALLS}/{at}/function/name")
            yield Finding("no-name", "The function of a call has no name.", "a name", '""', place)


@check("TOOL-015", Reads.SUCCESS, covers=about_tools, applies=lambda exchange: calls(exchange) and is_forced(exchange))
def arguments_hold_an_object(exchange: Exchange) -> Judged:
    """`json.loads(call.function.arguments)` is in every tutorial, and what it raises ends the agent."""
    if remark := unshaped(exchange) or was_cut(exchange) or _shared_index(exchange) or _without_index(exchange):
        yield remark
        return
    for at, one in enumerate(tool_calls_of(exchange)):
        text = function_of(one).get("arguments")
        if isinstance(text, str) and arguments_of(one) is None and not _schema_took(exchange):
            place = Place(pointer=f"{_CALLS}/{at}/function/arguments")
            kind = "not-an-object" if _is_json(text) else "not-json"
            yield Finding(
                kind, "The arguments are not the JSON text of an object.", "a JSON object", shown(text), place
            )


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _schema_took(exchange: Exchange) -> bool:
    """Tell whether arguments came that are no strings, so that what was joined from the rest says nothing."""
    return exchange.is_event_stream and any(
        fault.location.endswith("/function/arguments") for fault in exchange.stream.schema_faults
    )


def _shared_index(exchange: Exchange) -> Remark | None:
    if exchange.is_event_stream and any(isinstance(one, Finding) for one in _of(exchange, CallKind.INDEX_SHARED)):
        return Remark(Outcome.BLOCKED, "two calls share an index (see TOOL-012)")
    return None


def _without_index(exchange: Exchange) -> Remark | None:
    """Return a remark if fragments have no index: then it is a guess which of them belong together."""
    faults = exchange.stream.schema_faults if exchange.is_event_stream else ()
    if any(fault.location.endswith("/tool_calls/*/index") for fault in faults):
        return Remark(Outcome.BLOCKED, "fragments have no index (see TOOL-019)")
    return None


@check("TOOL-016", Reads.SUCCESS, covers=_may_force, applies=lambda exchange: calls(exchange) and is_forced(exchange))
def arguments_fit(exchange: Exchange) -> Judged:
    """A function that is run without what it requires raises, or does something else."""
    remark = unshaped(exchange) or was_cut(exchange)
    if remark:
        yield remark
        return
    for at, one in enumerate(tool_calls_of(exchange)):
        arguments = arguments_of(one)
        if arguments is None:
            yield Remark(Outcome.BLOCKED, "there are no arguments to look into (see TOOL-015)")
            return
        schema = _parameters(exchange, function_of(one).get("name"))
        yield from _misfits(arguments, schema, Place(pointer=f"{_CALLS}/{at}/function/arguments"))


def _parameters(exchange: Exchange, name: Any) -> dict[str, Any]:
    declared = (tool["function"] for tool in exchange.asked.member("tools") or ())
    return next((function.get("parameters", {}) for function in declared if function["name"] == name), {})


def _misfits(arguments: dict[str, Any], schema: dict[str, Any], place: Place) -> Judged:
    for name in schema.get("required", ()):
        kind = schema["properties"][name]["type"]
        if name not in arguments:
            yield Finding("required-missing", f"The arguments lack {name}.", f"{name}: {kind}", shown(arguments), place)
        elif not isinstance(arguments[name], _TYPES[kind]):
            yield Finding("other-type", f"{name} has another type.", kind, shown(arguments[name]), place)


@check("TOOL-017", Reads.SUCCESS, covers=about_tools, applies=_calls_what_was_offered)
def reason_is_tool_calls(exchange: Exchange) -> Judged:
    """Loops that end at `stop` never run the tool that the model asked for."""
    reason = finish_reason_in(exchange)
    remark = unshaped(exchange) or was_cut(exchange)
    if remark:
        yield remark
    elif exchange.is_event_stream and exchange.stream.of(StreamKind.SECOND_FINISH):
        yield Remark(Outcome.BLOCKED, "there is more than one finish_reason (see STREAM-019)")
    elif reason == "stop" and not names_a_function(exchange):
        place = Place(pointer="/choices/0/finish_reason")
        yield Finding("other-reason", "Tools were called, and finish_reason denies it.", "tool_calls", reason, place)
    elif reason not in {"stop", *_FROM_A_CALL}:
        yield Remark(Outcome.BLOCKED, "finish_reason is none of the documented values (see RESP-005 and STREAM-020)")


@check("TOOL-017", Reads.SUCCESS, covers=about_tools, applies=lambda exchange: not calls(exchange))
def reason_needs_a_call(exchange: Exchange) -> Judged:
    """Loops that run tools until another reason comes take `calls[0]` of none, or ask again for ever."""
    reason = finish_reason_in(exchange)
    remark = unshaped(exchange)
    if remark or reason not in _FROM_A_CALL:
        yield remark or Remark(Outcome.NOT_APPLICABLE, "the answer calls nothing, and does not say so")
    elif is_forced(exchange):
        yield Remark(Outcome.BLOCKED, "nothing was called (see TOOL-008 and TOOL-009)")
    elif _MARKUP.search(text_in(exchange)):
        yield Remark(Outcome.BLOCKED, "the call stands in the text (see TOOL-018)")
    elif not message_of(choice_in(exchange)).get("function_call"):
        place = Place(pointer="/choices/0/finish_reason")
        yield Finding("calls-missing", "finish_reason speaks of calls, and there are none.", "stop", reason, place)


@check("TOOL-018", Reads.SUCCESS, covers=about_tools)
def no_markup(exchange: Exchange) -> Judged:
    """Voice clients speak it, chat windows show it, and where nothing else came the call is lost."""
    text = text_in(exchange)
    found = _MARKUP.search(text)
    if remark := unshaped(exchange):
        yield remark
    elif is_forced(exchange) and not calls(exchange):
        yield Remark(Outcome.BLOCKED, "nothing was called (see TOOL-008 and TOOL-009)")
    elif found:
        yield Finding("markup", "The text holds the markup of a call.", "the call in tool_calls", shown(text), _TEXT)
    elif any(_spells(text, one) for one in tool_calls_of(exchange)):
        yield Finding("call-in-text", "The text holds the JSON of a call.", "the call once", shown(text), _TEXT)
    elif not text and not calls(exchange):
        yield was_cut(exchange) or Remark(Outcome.NOT_APPLICABLE, "there is no text")


def _spells(text: str, call: dict[str, Any]) -> bool:
    """Tell whether a text holds a call as JSON: the name of its function behind `"name"`, and arguments."""
    name = function_of(call).get("name")
    if not isinstance(name, str) or not name:
        return False
    said = re.search(r'"name"\s*:\s*"' + re.escape(name) + '"', text)
    return said is not None and re.search(r'"(?:arguments|parameters)"\s*:', text) is not None


@check("TOOL-019", Reads.EVENTS, covers=_about_streamed_tools, applies=calls)
def indexes_count_up(exchange: Exchange) -> Judged:
    """Accumulators append: a first call at index 1 is out of range, and raises."""
    if remark := unshaped(exchange) or _without_index(exchange):
        yield remark
        return
    for choice in exchange.stream.choices.values():
        indexes = [one["index"] for one in choice.tool_calls]
        if indexes != list(range(len(indexes))):
            expected = shown(list(range(len(indexes))))
            yield Finding("index-gap", "The indexes of the calls do not count up.", expected, shown(indexes))


@check("TOOL-020", Reads.EVENTS, covers=_about_streamed_tools, applies=calls)
def introduced_at_once(exchange: Exchange) -> Judged:
    """Clients make the call from its first fragment, and fail where they cannot name it."""
    yield from _of(exchange, CallKind.ID_MISSING, CallKind.TYPE_MISSING, CallKind.NAME_MISSING)


@check("TOOL-021", Reads.EVENTS, covers=_about_streamed_tools, applies=calls)
def introduced_once(exchange: Exchange) -> Judged:
    """openai-python's helper joins all strings but the type: 'get_weatherget_weather'."""
    yield from _of(exchange, CallKind.ID_REPEATED, CallKind.NAME_REPEATED, CallKind.TYPE_NULLED, CallKind.BLANK)
