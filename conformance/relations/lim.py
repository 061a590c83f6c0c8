"""What is beyond the ordinary: it may be refused, and it must neither break the server nor be lost in silence."""

from __future__ import annotations

import re
from collections.abc import Mapping

from conformance.checks.findings import excerpt
from conformance.checks.registry import Judged, named, relation
from conformance.checks.statuses import CLIENT_ERRORS
from conformance.conversations.building import A_MISTAKE
from conformance.conversations.conversation import Played
from conformance.conversations.lim import (
    DEEP,
    HUGE_NUMBERS,
    HUNDRED_MESSAGES,
    LONG_HEADER,
    LONG_TEXTS,
    ODD_CHARACTERS,
    ODD_JSON,
    OVERFLOWS,
)
from conformance.model.finding import Finding, Outcome, Place, Remark
from conformance.relations.completions import count_of
from conformance.relations.composure import no_verdict, served_or_refused
from conformance.wire.choices import choice_in
from conformance.wire.exchange import SUCCESS, Exchange

_TOO_LONG = re.compile(
    r"context|too (?:long|large|many)|length|tokens?\b|exceed|at most|maximum|limit|size", re.IGNORECASE
)
_PAYLOAD_TOO_LARGE = 413
_TOKENS_A_WORD = 0.5
"""A word is a token at least in nearly every vocabulary, and hardly two words are one in any."""
_SAYS_SOMETHING = ("content", "refusal", "tool_calls", "reasoning_content", "reasoning")


@relation("LIM-002", named(*LONG_TEXTS))
def long_text_is_served(played: Played, controls: Mapping[str, Played]) -> Judged:
    """Documents are pasted into prompts; a buffer that ends at a few kilobytes refuses what the model could read."""
    exchange = played.exchanges[0]
    if no_verdict(controls) or exchange.status not in CLIENT_ERRORS:
        yield from served_or_refused(played, controls, "A long text")
    elif exchange.status == _PAYLOAD_TOO_LARGE or _TOO_LONG.search(excerpt(exchange)):
        yield Remark(Outcome.UNSUPPORTED, f"too long for the target: {excerpt(exchange)}")
    else:
        actual = f"{exchange.status} {excerpt(exchange)}"
        yield Finding("refused", "A long text was refused, and not for its length.", "200", actual)


@relation("LIM-001", named(HUNDRED_MESSAGES))
@relation("LIM-002", named(*LONG_TEXTS))
def all_of_it_is_counted(played: Played, controls: Mapping[str, Played]) -> Judged:
    """Servers that cut a prompt to their taste answer about the rest of it in silence; its count tells on them."""
    exchange = played.exchanges[0]
    count, words = count_of(exchange, "prompt_tokens"), _words(exchange)
    if no_verdict(controls) or exchange.completion is None:
        yield Remark(Outcome.NOT_APPLICABLE, "it was not served")
    elif count is None:
        yield Remark(Outcome.BLOCKED, "the prompt is not counted (see RESP-010)")
    elif count < words * _TOKENS_A_WORD:
        expected, place = f"about a token for each of {words} words", Place(pointer="/usage/prompt_tokens")
        yield Finding("not-counted", "Part of the prompt was cut off, or is not counted.", expected, str(count), place)


def _words(exchange: Exchange) -> int:
    """Return the number of words in the messages of a request, whose contents are strings."""
    return sum(len(str(message["content"]).split()) for message in exchange.asked.member("messages"))


@relation("LIM-003", named(*ODD_CHARACTERS))
def odd_characters_break_nothing(played: Played, controls: Mapping[str, Played]) -> Judged:
    """Clients cut texts in the middle of an emoji, and pasted logs hold NUL: neither is the server's own failure."""
    return served_or_refused(played, controls, "An odd character")


@relation("LIM-004", named(*DEEP))
def deep_json_breaks_nothing(played: Played, controls: Mapping[str, Played]) -> Judged:
    """A few kilobytes of brackets end the process of a parser that recurses without a bound."""
    return served_or_refused(played, controls, "Deeply nested JSON")


@relation("LIM-005", named(*HUGE_NUMBERS))
def huge_numbers_break_nothing(played: Played, controls: Mapping[str, Played]) -> Judged:
    """A number that fits no register is the client's mistake, not the server's failure."""
    return served_or_refused(played, controls, "A huge number")


@relation("LIM-006", named(*ODD_JSON))
def odd_json_breaks_nothing(played: Played, controls: Mapping[str, Played]) -> Judged:
    """RFC 8259 leaves both to the parser: sections 4 and 8.1."""
    return served_or_refused(played, controls, "An oddity of JSON")


@relation("LIM-007", named(LONG_HEADER))
def long_header_breaks_nothing(played: Played, controls: Mapping[str, Played]) -> Judged:
    """Tracing and single sign-on add fields of kilobytes to every request."""
    return served_or_refused(played, controls, "A long header field")


@relation("LIM-008", named(*OVERFLOWS))
def overflow_is_told(played: Played, controls: Mapping[str, Played]) -> Judged:
    """A prompt that does not fit is refused, or the user takes an empty answer for the model's."""
    if len(played.exchanges) == 1:
        yield Remark(Outcome.NOT_APPLICABLE, "the list of models tells no window, or one too large to fill")
        return
    exchange = played.exchanges[-1]
    if no_verdict(controls) or exchange.status != SUCCESS:
        yield from served_or_refused(played, controls, "A prompt beyond the window")
    elif exchange.is_event_stream and exchange.stream.error is not None:
        actual = excerpt(exchange)
        yield Finding("error-in-stream", "The prompt was refused inside a 200 stream.", "400 before any event", actual)
    elif _is_empty(exchange) and (_is_empty(_control(controls)) or (count_of(exchange, "completion_tokens") or 0) > 1):
        yield Remark(Outcome.INCONCLUSIVE, "the answer is empty, and the model may have spent its tokens on thinking")
    elif _is_empty(exchange):
        actual = excerpt(exchange)
        yield Finding("empty", "The prompt is longer than the window, and the answer is empty.", "400", actual)


def _control(controls: Mapping[str, Played]) -> Exchange:
    return next(one for name, one in controls.items() if name != A_MISTAKE).exchanges[0]


def _is_empty(exchange: Exchange) -> bool:
    choice = choice_in(exchange)
    message = choice.get("message")
    return bool(choice) and isinstance(message, dict) and not any(message.get(name) for name in _SAYS_SOMETHING)
