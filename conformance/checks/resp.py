"""The chat completion as one JSON object. What the schema can say is judged in `checks/schema.py`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from conformance.checks.findings import excerpt
from conformance.checks.registry import Judged, Reads, check
from conformance.checks.standing import ENDED_AT_ONCE
from conformance.checks.timestamps import judge_clock, judge_timestamp
from conformance.model.finding import Finding, Outcome, Place, Remark, shown
from conformance.wire.body_schema import SchemaName, extra_members
from conformance.wire.choices import choices_in, message_of, texts_in
from conformance.wire.exchange import Exchange

_WHOLE = 1 << 20
_PREFIX = "chatcmpl-"
_EVENTS_BEHIND = re.compile(rb"[}\]]\s*(data: ?(?:\[DONE\]|\{)[^\r\n]*)\s*\Z")
_TEMPLATE_MARK = re.compile(
    r"<\|(?:im_start|im_end|endoftext|eot_id|eom_id|(?:start|end)_header_id|end|user|assistant|system)\|>"
    r"|<(?:start|end)_of_turn>|\[/?INST\]|<</?SYS>>|</s>\s*\Z|<\uff5c(?:User|Assistant|end\u2581of\u2581sentence)\uff5c>"
)
"""How the templates of common models begin and end a turn."""
_DETAILS = {"prompt_tokens_details": "prompt_tokens", "completion_tokens_details": "completion_tokens"}


def _choices(exchange: Exchange) -> list[dict[str, Any]]:
    choices = (exchange.value or {}).get("choices")
    return [choice for choice in choices if isinstance(choice, dict)] if isinstance(choices, list) else []


def _usage(exchange: Exchange) -> dict[str, Any] | None:
    usage = (exchange.value or {}).get("usage")
    return usage if isinstance(usage, dict) else None


@check("RESP-003", Reads.COMPLETION)
def created_in_seconds(exchange: Exchange) -> Judged:
    """Clients turn it into a date; milliseconds land in the year 57000 and overflow typed clients."""
    return judge_timestamp((exchange.value or {}).get("created"), Place(pointer="/created"))


@check("RESP-020", Reads.SUCCESS)
def created_now(exchange: Exchange) -> Judged:
    """Answers are sorted by it; a constant or a wrong clock puts today's answer among those of another year."""
    now, place = exchange.transcript.started_at, Place(pointer="/created")
    values = exchange.stream.created if exchange.is_event_stream else ((exchange.value or {}).get("created"),)
    for value in values:
        yield from judge_clock(value, now, place)


@check("RESP-004", Reads.COMPLETION)
def choices_and_indexes(exchange: Exchange) -> Judged:
    """`choices[0]` is the first line of every client; a wrong index puts text into the wrong answer."""
    choices = _choices(exchange)
    place = Place(pointer="/choices")
    indexes: list[Any] = [choice.get("index") for choice in choices]
    if (exchange.value or {}).get("choices") == []:
        yield Finding("empty", "There is no choice.", "at least one choice", "[]", place)
    elif not choices:
        yield Remark(Outcome.BLOCKED, "there are no choices (see the schema findings)")
    elif exchange.asked.n == 1 and len(choices) > 1:
        yield Finding("too-many", "One choice was asked for.", "1 choice", f"{len(choices)} choices", place)
    elif all(type(index) is int for index in indexes) and sorted(indexes) != list(range(len(choices))):
        expected = f"indexes 0 to {len(choices) - 1}, each once"
        yield Finding("wrong-index", "The indexes of the choices are wrong.", expected, shown(indexes), place)


@check("RESP-009", Reads.COMPLETION)
def optional_keys(exchange: Exchange) -> Judged:
    """The schema lists both as required, current models leave them out: worth knowing, no more."""
    for at, choice in enumerate(_choices(exchange)):
        if "logprobs" not in choice:
            yield Finding(
                "logprobs-missing",
                "The choice has no logprobs.",
                "null or an object",
                "absent",
                Place(pointer=f"/choices/{at}"),
            )
        message = choice.get("message")
        if isinstance(message, dict) and "refusal" not in message:
            pointer = f"/choices/{at}/message"
            yield Finding(
                "refusal-missing", "The message has no refusal.", "null or a string", "absent", Place(pointer=pointer)
            )


@check("RESP-010", Reads.COMPLETION)
def usage_present(exchange: Exchange) -> Judged:
    """Cost and context accounting read it; without it callers must guess. The schema reports null."""
    if "usage" not in (exchange.value or {}):
        yield Finding("usage-missing", "The completion counts no tokens.", "usage", "absent", Place(pointer="/usage"))


@check("RESP-010", Reads.COMPLETION, applies=lambda exchange: type((_usage(exchange) or {}).get("total_tokens")) is int)
def completion_is_counted(exchange: Exchange) -> Judged:
    """Budgets that add up zeros never end, and nobody is billed for what was written."""
    usage = _usage(exchange) or {}
    if usage.get("completion_tokens") == 0 and _says_something(exchange):
        place = Place(pointer="/usage/completion_tokens")
        yield Finding("nothing-counted", "The completion was not counted.", "one token at least", "0", place)


def _says_something(exchange: Exchange) -> bool:
    """Tell whether some choice has a text of more than blanks, or calls a tool."""
    messages = [message_of(choice) for choice in choices_in(exchange)]
    return any(text.strip() for text in texts_in(exchange)) or any(message.get("tool_calls") for message in messages)


def wrong_sum(usage: dict[str, Any]) -> Iterator[Finding]:
    """Yield a finding if the total is not the sum; nothing if a number is missing or mistyped."""
    numbers: list[Any] = [usage.get(name) for name in ("prompt_tokens", "completion_tokens", "total_tokens")]
    if all(type(number) is int for number in numbers) and numbers[0] + numbers[1] != numbers[2]:
        expected = f"{numbers[0]} + {numbers[1]} = {numbers[0] + numbers[1]}"
        yield Finding(
            "wrong-sum", "total_tokens is not the sum.", expected, str(numbers[2]), Place(pointer="/usage/total_tokens")
        )


@check("RESP-012", Reads.COMPLETION)
def usage_adds_up(exchange: Exchange) -> Judged:
    """A total that is not the sum makes every bill and every context budget wrong."""
    usage = _usage(exchange)
    if usage is None:
        yield Remark(Outcome.NOT_APPLICABLE, "there is no usage")
        return
    yield from wrong_sum(usage)


@check("RESP-013", Reads.COMPLETION)
def details_within_totals(exchange: Exchange) -> Judged:
    """A detail larger than its total shows up as a negative number in dashboards."""
    usage = _usage(exchange) or {}
    for name, total in _DETAILS.items():
        details, bound = usage.get(name), usage.get(total)
        if isinstance(details, dict):
            yield from _detail(details, bound, f"/usage/{name}")


def _detail(details: dict[str, Any], bound: Any, pointer: str) -> Iterator[Finding]:
    for name, value in details.items():
        place = Place(pointer=f"{pointer}/{name}")
        if name in {"accepted_prediction_tokens", "rejected_prediction_tokens"}:
            continue
        if type(value) is int and type(bound) is int and value > bound:
            yield Finding("exceeds-total", "A token detail exceeds its total.", f"at most {bound}", str(value), place)


@check("RESP-017", Reads.COMPLETION)
def known_members_only(exchange: Exchange) -> Judged:
    """Extra members are legal; the list shows what a target adds and a client may come to depend on."""
    for location in extra_members(SchemaName.COMPLETION, exchange.value):
        yield Finding("extra-member", f"A member that the specification does not know: {location}", "", location)


@check("RESP-021", Reads.COMPLETION)
def id_prefix(exchange: Exchange) -> Judged:
    """Logs are searched for it to tell these answers from others; no client depends on it."""
    value = (exchange.value or {}).get("id")
    if isinstance(value, str) and value and not value.startswith(_PREFIX):
        expected = f"an id that begins with {_PREFIX}"
        yield Finding("other-prefix", "The id has another prefix.", expected, shown(value), Place(pointer="/id"))


def ends_in_events(exchange: Exchange) -> bytes:
    """Return the lines of an event stream that follow a JSON text, b"" where there are none."""
    found = _EVENTS_BEHIND.search(exchange.http.body(_WHOLE))
    return found[1] if found and exchange.json.readable else b""


def _says_nothing_of_streams(exchange: Exchange) -> bool:
    """Tell whether the request leaves `stream` out; where it says false or null, STREAM-031 and STREAM-033 judge."""
    return "stream" not in (exchange.asked.payload or {})


@check("RESP-018", Reads.SUCCESS, applies=_says_nothing_of_streams)
def body_is_no_stream(exchange: Exchange) -> Judged:
    """A client that asked for one object cannot parse events, and shows nothing."""
    if exchange.is_event_stream:
        body = excerpt(exchange)
        yield Finding("event-stream", "No stream was asked for, and the answer is one.", "a JSON object", body)
    elif end := ends_in_events(exchange):
        yield Finding("event-stream", "Lines of a stream follow the JSON object.", "one JSON object", shown(end))


@check("RESP-019", Reads.COMPLETION)
def has_text(exchange: Exchange) -> Judged:
    """A 200 with no text looks like an answer to every client, and is none."""
    for at, choice in enumerate(_choices(exchange)):
        message = choice.get("message")
        if not isinstance(message, dict) or choice.get("finish_reason") != "stop":
            continue
        if any(message.get(name) for name in ("content", "tool_calls", "refusal", "function_call", "audio")):
            continue
        if "content" not in message:
            yield Remark(Outcome.BLOCKED, "the message has no content (see RESP-008)")
        elif exchange.asked.may_end_at_once:
            yield ENDED_AT_ONCE
        else:
            place = Place(pointer=f"/choices/{at}/message/content")
            yield Finding(
                "no-text", "The answer stopped without any text.", "text", shown(message.get("content")), place
            )


@check("RESP-019", Reads.SUCCESS)
def no_template_in_the_text(exchange: Exchange) -> Judged:
    """Where a server does not know the end of a turn, people read its mark, and often the next turn, made up."""
    if _TEMPLATE_MARK.search(exchange.request.body.decode("utf-8", "replace")):
        return  # A mark that was told may be told back, and confuses models.
    for at, text in enumerate(texts_in(exchange)):
        if _TEMPLATE_MARK.search(text):
            place = Place(pointer=f"/choices/{at}/message/content")
            yield Finding("template-mark", "The text holds a mark of the template.", "text alone", shown(text), place)
