"""What max_tokens does to an answer that would be longer."""

from __future__ import annotations

import re
from collections.abc import Mapping

from conformance.checks.registry import Judged, named, relation
from conformance.checks.sse import incomplete
from conformance.conversations.conversation import Conversation, Played
from conformance.conversations.maxtok import BEYOND, CUT_BY_MODERN
from conformance.conversations.recall import IN_ONE_STRING, LOCKER, ROOM, TRIALS, WITH_LARGE_BOUNDS, recalls
from conformance.model.finding import Finding, Outcome, Place, Remark, shown
from conformance.relations.completions import count_of, first_choice, text_of, tokens_of, unready
from conformance.relations.composure import served_or_refused
from conformance.relations.controls import failed_control
from conformance.wire.choices import text_in
from conformance.wire.exchange import Exchange

_CUT = named("counting, cut", "counting, cut, streamed", *CUT_BY_MODERN)
_BOUNDED = named("counting, cut", "counting, cut, streamed", "max_tokens 1", "max_tokens 1 streamed")
_OTHER_REASONS = frozenset({"stop", "tool_calls", "content_filter", "function_call"})
_COUNTS = re.compile(r"\b1\D{1,4}2\D{1,4}3\b")
_CHARACTERS_A_TOKEN = 12
_CHARACTERS_OF_GRACE = 40


def _was_cut(played: Played, longer: str) -> bool:
    """Tell whether a text is the mere start of a longer one, and the budget was spent as far as usage tells.

    Only a model that counts when it is told to cannot have meant to end there: others end where they like.
    """
    bound, used, text = (
        played.exchanges[0].asked.token_bound,
        tokens_of(played, "completion_tokens"),
        text_of(played).strip(),
    )
    if (
        bound is None
        or not _COUNTS.search(longer)
        or not text
        or text == longer.strip()
        or not longer.strip().startswith(text)
    ):
        return False
    return used >= bound if used is not None else len(text) <= bound * _CHARACTERS_A_TOKEN


@relation("MAXTOK-002", _CUT)
def cut_says_length(played: Played, controls: Mapping[str, Played]) -> Judged:
    """Clients ask for the rest when they read `length`; with `stop` they take half a text for the whole."""
    remark = unready(played, controls)
    if remark:
        yield remark
        return
    reason = first_choice(played).get("finish_reason")
    if reason == "length":
        return
    if not isinstance(reason, str) or not reason:
        yield Remark(Outcome.BLOCKED, "there is no finish_reason (see RESP-005 and STREAM-019)")
    elif reason not in _OTHER_REASONS:
        yield Remark(Outcome.BLOCKED, "finish_reason is none of the documented values (see RESP-005 and STREAM-020)")
    elif not _was_cut(played, text_of(controls["counting"])):
        yield Remark(Outcome.INCONCLUSIVE, "the model may have stopped by itself")
    else:
        place = Place(pointer="/choices/0/finish_reason")
        yield Finding("other-reason", "The answer was cut and does not say so.", "length", shown(reason), place)


@relation("MAXTOK-003", _BOUNDED)
@relation("MAXTOK-008", named(*CUT_BY_MODERN))
def bound_is_kept(played: Played, controls: Mapping[str, Played]) -> Judged:
    """The bound is what stands between a user and an unbounded bill."""
    exchange = played.exchanges[0]
    remark = unready(played, controls) or (incomplete(exchange) if exchange.is_event_stream else None)
    if remark:
        yield remark
        return
    bound, used, text = exchange.asked.token_bound, tokens_of(played, "completion_tokens"), text_of(played)
    if bound is None:
        yield Remark(Outcome.NOT_APPLICABLE, "the request sets no bound")
    elif used is not None and used > bound:
        place = Place(pointer="/usage/completion_tokens")
        yield Finding(
            "exceeded", "More tokens were generated than max_tokens allows.", f"at most {bound}", str(used), place
        )
    elif len(text) > bound * _CHARACTERS_A_TOKEN + _CHARACTERS_OF_GRACE:
        place = Place(pointer="/choices/0/message/content")
        actual = f"{len(text)} characters"
        yield Finding(
            "exceeded", "The text is longer than max_tokens allows.", f"at most {bound} tokens", actual, place
        )


def _is_beyond(conversation: Conversation) -> bool:
    return conversation.name.startswith(BEYOND)


@relation("MAXTOK-009", _is_beyond)
def bound_beyond_the_window_is_survived(played: Played, controls: Mapping[str, Played]) -> Judged:
    """Clients that want no limit send a large number; a server that reserves memory for it dies."""
    return served_or_refused(played, controls, "A bound that no window holds")


@relation("MAXTOK-012", named(WITH_LARGE_BOUNDS))
def prompt_keeps_its_beginning(played: Played, controls: Mapping[str, Played]) -> Judged:
    """Chat applications send the largest bound; the rules at the top of the prompt must not pay for it."""
    remark = failed_control(controls, Outcome.BLOCKED)
    if remark:
        yield remark
        return
    answered = [exchange for exchange in played.exchanges if exchange.completion is not None]
    whole = tokens_of(controls[IN_ONE_STRING], "prompt_tokens")
    counts = [count for exchange in answered if (count := count_of(exchange, "prompt_tokens")) is not None]
    if not answered:
        yield Remark(Outcome.NOT_APPLICABLE, "the target serves no bound so large")
    elif whole is not None and counts:
        if min(counts) < whole:
            place = Place(pointer="/usage/prompt_tokens")
            yield Finding("shortened", "A large bound makes the prompt shorter.", str(whole), str(min(counts)), place)
    elif not recalls(controls[IN_ONE_STRING].exchanges[0], TRIALS[0][ROOM]):
        yield Remark(Outcome.INCONCLUSIVE, "nothing is counted, and the model does not recall the prompt's beginning")
    elif len(answered) > 1 and all(_lost_its_beginning(exchange) for exchange in answered[-2:]):
        message = "With the largest bounds the model recalls the end of the prompt and not its beginning."
        yield Finding("forgotten", message, TRIALS[0][ROOM], text_in(answered[-1]))


def _lost_its_beginning(exchange: Exchange) -> bool:
    return recalls(exchange, TRIALS[0][LOCKER]) and not recalls(exchange, TRIALS[0][ROOM])
