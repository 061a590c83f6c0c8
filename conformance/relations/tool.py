"""What tool_choice and parallel_tool_calls do to answers, beside answers where they were not given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from conformance.checks.registry import Judged, named, relation
from conformance.checks.tool import unshaped, was_cut
from conformance.conversations.conversation import Played
from conformance.conversations.tool import (
    FORBIDDEN,
    FORBIDDEN_AGAIN,
    FORBIDDEN_STREAMED,
    NAMED,
    NAMED_OTHER,
    NAMED_STREAMED,
    NOT_NEEDED,
    OFFERED,
    ONE_CALL,
    REQUIRED,
    TWO_CALLS,
)
from conformance.conversations.tool_mistakes import EMPTY
from conformance.model.finding import Finding, Outcome, Place, Remark, shown
from conformance.relations.completions import unready as without_completion
from conformance.relations.composure import served_or_refused
from conformance.wire.choices import finish_reason_in, text_in
from conformance.wire.exchange import Exchange
from conformance.wire.tool_calls import function_of, names_a_function, tool_calls_of

_CALLS = Place(pointer="/choices/0/message/tool_calls")


def unready(played: Played, controls: Mapping[str, Played]) -> Remark | None:
    """Return why there is no answer in which calls could be found, or None where there is one."""
    return without_completion(played, controls) or unshaped(played.exchanges[0])


def _names(exchange: Exchange) -> list[Any]:
    return [function_of(call).get("name") for call in tool_calls_of(exchange)]


def _called(played: Played) -> bool:
    return bool(played.exchanges) and bool(tool_calls_of(played.exchanges[0]))


@relation("TOOL-008", named(NAMED, NAMED_STREAMED, NAMED_OTHER))
def named_is_called(played: Played, controls: Mapping[str, Played]) -> Judged:
    """Who forces a function parses its arguments, and gets prose, or those of another."""
    remark = unready(played, controls)
    if remark:
        yield remark
        return
    exchange = played.exchanges[0]
    wanted, names = exchange.asked.member("tool_choice")["function"]["name"], _names(exchange)
    if not names:
        yield was_cut(exchange) or _not_called(exchange, f"a call of {wanted}")
    elif not all(isinstance(name, str) and name for name in names):
        yield Remark(Outcome.BLOCKED, "the call names no function (see TOOL-013 and TOOL-020)")
    elif wanted not in names:
        yield Finding("other-function", "Another function was called.", wanted, shown(names), _CALLS)


def _not_called(exchange: Exchange, expected: str) -> Finding:
    actual = f"the text {shown(text_in(exchange))}"
    return Finding("not-called", "A call was forced, and nothing was called.", expected, actual, _CALLS)


@relation("TOOL-009", named(REQUIRED))
def required_calls(played: Played, controls: Mapping[str, Played]) -> Judged:
    """Agents that must act next get a chat instead, and stop."""
    remark = unready(played, controls)
    if remark:
        yield remark
    elif any(tool_calls_of(exchange) for exchange in played.exchanges):
        yield Remark(Outcome.PASSED, f"a tool was called in trial {len(played.exchanges)}")
    else:
        cut = (was_cut(exchange) for exchange in played.exchanges)
        yield next((one for one in cut if one), None) or _not_called(played.exchanges[-1], "a call")


@relation("TOOL-010", named(FORBIDDEN, FORBIDDEN_STREAMED, FORBIDDEN_AGAIN))
def none_calls_nothing(played: Played, controls: Mapping[str, Played]) -> Judged:
    """Agents forbid tools to end their work, and are sent to work again."""
    remark = unready(played, controls)
    if remark:
        yield remark
        return
    names = [name for exchange in played.exchanges for name in _names(exchange)]
    if names:
        yield Finding("called", "A tool was called though tool_choice is none.", "a text", shown(names), _CALLS)
    elif not _called(controls[OFFERED]):
        yield Remark(Outcome.INCONCLUSIVE, "the model calls no tool where it is free to")


@relation("TOOL-011", named(ONE_CALL))
def one_call_at_most(played: Played, controls: Mapping[str, Played]) -> Judged:
    """Tools that must not run at once are run at once."""
    remark = unready(played, controls)
    if remark:
        yield remark
        return
    names = _names(played.exchanges[0])
    if len(names) > 1:
        yield Finding("more-than-one", "More than one call came.", "one call at most", shown(names), _CALLS)
    elif len(tool_calls_of(controls[TWO_CALLS].exchanges[0])) < 2:  # noqa: PLR2004 (more than one)
        yield Remark(Outcome.INCONCLUSIVE, "the model makes one call at a time anyway")


@relation("TOOL-014", named(NAMED_OTHER))
def ids_differ_between_answers(played: Played, controls: Mapping[str, Played]) -> Judged:
    """Agents that keep calls by id take the second call for the first, and never run it."""
    remark = unready(played, controls)
    if remark:
        yield remark
        return
    before, now = (_ids(one.exchanges[0]) for one in (controls[NAMED], played))
    if not before or not now:
        yield Remark(Outcome.INCONCLUSIVE, "there are no two calls with ids to compare (see TOOL-008 and TOOL-013)")
    elif before & now:
        yield Finding("repeated-id", "Calls of two answers have one id.", "an id for each", shown(sorted(now)), _CALLS)


def _ids(exchange: Exchange) -> set[str]:
    return {call["id"] for call in tool_calls_of(exchange) if isinstance(call.get("id"), str) and call["id"]}


@relation("TOOL-022", named(NAMED_STREAMED))
def same_reason_streamed(played: Played, controls: Mapping[str, Played]) -> Judged:
    """A loop that works without streaming ends early with it."""
    remark = unready(played, controls)
    if remark:
        yield remark
        return
    answers = (controls[NAMED].exchanges[0], played.exchanges[0])
    plain, streamed = (finish_reason_in(exchange) for exchange in answers)
    known = {"stop", "tool_calls"}
    if not all(tool_calls_of(exchange) and names_a_function(exchange) for exchange in answers):
        yield Remark(Outcome.BLOCKED, "there are no two calls to compare (see TOOL-008)")
    elif plain not in known or streamed not in known:
        yield Remark(Outcome.INCONCLUSIVE, f"the reasons are {plain} and, streamed, {streamed}")
    elif plain != streamed:
        place = Place(pointer="/choices/0/finish_reason")
        yield Finding("differs", "Streamed, the same call ends with another reason.", str(plain), str(streamed), place)


@relation("TOOL-023", named(NOT_NEEDED))
def free_not_to_call(played: Played, controls: Mapping[str, Played]) -> Judged:
    """A greeting that is answered with a call of the weather service costs a turn, and looks foolish."""
    remark = unready(played, controls) or was_cut(played.exchanges[0])
    names = _names(played.exchanges[0])
    if remark:
        yield remark
    elif names:
        yield Finding("called", "A tool was called for nothing.", "a text", shown(names), _CALLS)
    elif not _called(controls[OFFERED]):
        yield Remark(Outcome.INCONCLUSIVE, "the model calls no tool where it is needed either")


@relation("TOOL-039", named(EMPTY))
def empty_tools(played: Played, controls: Mapping[str, Played]) -> Judged:
    """Agents whose tools are all switched off send an empty array."""
    yield from served_or_refused(played, controls, "An empty array of tools")
