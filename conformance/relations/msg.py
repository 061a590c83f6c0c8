"""What becomes of messages: whether every text reaches the model, what parts cost, and what empty content does."""

from __future__ import annotations

from collections.abc import Mapping

from conformance.checks.findings import excerpt
from conformance.checks.registry import Judged, named, relation
from conformance.checks.standing import pushed_back
from conformance.checks.statuses import CLIENT_ERRORS
from conformance.conversations.conversation import Played
from conformance.conversations.msg import EMPTY_STRING, TEXT_PART
from conformance.conversations.msg_handed_back import STRANGE_MEMBERS
from conformance.conversations.recall import (
    BEHIND_A_NAME,
    BY_THE_ASSISTANT,
    IN_A_ROW,
    IN_ONE_STRING,
    IN_PARTS,
    IN_SYSTEM_PARTS,
    IN_TURNS,
    LOCKER,
    ROOM,
    TRIALS,
)
from conformance.conversations.recall import recalls as recalled
from conformance.model.finding import Finding, Outcome, Place, Remark
from conformance.relations.completions import count_of, text_of, tokens_of, unready
from conformance.relations.composure import no_verdict, served_or_refused
from conformance.relations.controls import failed_control

_PROMPT_TOKENS = Place(pointer="/usage/prompt_tokens")
_EMPTY = named(
    EMPTY_STRING, "user content of no parts", "system content of no characters", "text part of no characters"
)
_TOKENS_OF_JSON = 8
"""What `[{"type":"text","text":""}]` costs at least where it is shown to the model; a separator costs one or two."""
_TOKENS_OF_THE_TEXT = 4
"""Less than the text of the control costs in any vocabulary."""


def _judge_recall(played: Played, controls: Mapping[str, Played], number: str, other: str = "") -> Judged:
    """Judge that a number was recalled in some trial; one that the model could not have guessed is proof.

    A model that overlooks a text is no finding: the prompt must have been counted shorter than the control's, too, or,
    where nothing was counted, the same answers must recall the `other` number.
    """
    remark = _unclear(played, controls)
    if remark:
        yield remark
        return
    trials = list(zip(played.exchanges, TRIALS, strict=False))
    found = sum(recalled(exchange, told[number]) for exchange, told in trials)
    if found:
        yield Remark(Outcome.PASSED, f"the {number} number was recalled in {found} of {len(trials)} trials")
    elif not _is_lost(played, controls, other):
        yield Remark(Outcome.INCONCLUSIVE, "the model may have overlooked the number")
    else:
        expected = f"the {number} numbers {', '.join(told[number] for _, told in trials)}"
        yield Finding("lost", f"The text with the {number} number did not reach the model.", expected, _said(played))


def _said(played: Played) -> str:
    return f"in {len(played.exchanges)} trials none of them; the first answer: {text_of(played)!r}"


def _unclear(played: Played, controls: Mapping[str, Played]) -> Remark | None:
    remark = failed_control(controls, Outcome.BLOCKED)
    if remark:
        return remark
    if any(exchange.completion is None for exchange in played.exchanges):
        return Remark(Outcome.BLOCKED, "there is no completion to judge")
    control = controls[IN_ONE_STRING].exchanges[0]
    if not all(recalled(control, number) for number in TRIALS[0].values()):
        return Remark(Outcome.INCONCLUSIVE, "the model does not recall the numbers even from one string")
    return None


def _is_lost(played: Played, controls: Mapping[str, Played], other: str) -> bool:
    """Tell whether more than the model's skill says that a text of the prompt is missing."""
    if len(played.exchanges) < len(TRIALS):
        return False
    whole = tokens_of(controls[IN_ONE_STRING], "prompt_tokens")
    counts = [count_of(exchange, "prompt_tokens") for exchange in played.exchanges]
    known = [count for count in counts if count is not None]
    if whole is not None and len(known) == len(counts):
        return max(known) < whole
    trials = zip(played.exchanges, TRIALS, strict=True)
    return bool(other) and all(recalled(exchange, told[other]) for exchange, told in trials)


@relation("MSG-006", named(IN_TURNS))
def system_message_is_seen(played: Played, controls: Mapping[str, Played]) -> Judged:
    """Applications put their rules and their data into the system message; without it the model is a stranger."""
    return _judge_recall(played, controls, ROOM)


@relation("MSG-008", named(IN_TURNS, BEHIND_A_NAME))
def earlier_turns_are_seen(played: Played, controls: Mapping[str, Played]) -> Judged:
    """A chat in which the model knows the last message only is none."""
    return _judge_recall(played, controls, LOCKER)


@relation("MSG-008", named(IN_A_ROW, BY_THE_ASSISTANT))
def every_earlier_message_is_seen(played: Played, controls: Mapping[str, Played]) -> Judged:
    """Templates that keep one message of each turn, or none of the assistant's, forget what was said all the same."""
    return _judge_recall(played, controls, ROOM, LOCKER)


@relation("MSG-014", named(IN_PARTS, IN_SYSTEM_PARTS))
def every_part_is_seen(played: Played, controls: Mapping[str, Played]) -> Judged:
    """Agents put files, notes and the question into parts of their own: a dropped one makes the model invent it."""
    for number, other in ((ROOM, LOCKER), (LOCKER, ROOM)):
        yield from _judge_recall(played, controls, number, other)


@relation("MSG-013", named(TEXT_PART))
def part_costs_its_text(played: Played, controls: Mapping[str, Played]) -> Judged:
    """Servers that print the array into the prompt show the model JSON, and with a picture megabytes of Base64."""
    remark = unready(played, controls)
    if remark:
        yield remark
        return
    text, part = tokens_of(controls["text"], "prompt_tokens"), tokens_of(played, "prompt_tokens")
    if text is None or part is None:
        yield Remark(Outcome.BLOCKED, "there are no two counts to compare (see RESP-010)")
        return
    actual = f"{part} as a part, {text} as a string"
    if part >= text + _TOKENS_OF_JSON:
        message = "A text part costs as much more than its text as if the JSON around it were shown to the model."
        yield Finding("stringified", message, f"about {text}", actual, _PROMPT_TOKENS)
    elif part <= text - _TOKENS_OF_THE_TEXT:
        yield Finding(
            "not-counted", "A text part costs less than its text as a string.", f"about {text}", actual, _PROMPT_TOKENS
        )


@relation("MSG-018", named(EMPTY_STRING))
def empty_text_is_served(played: Played, controls: Mapping[str, Played]) -> Judged:
    """OpenAI serves it; chat forms that send what was typed rely on it."""
    remark = no_verdict(controls)
    exchange = played.exchanges[0]
    if remark:
        yield remark
    elif exchange.status in CLIENT_ERRORS:
        yield Finding("refused", "An empty text was refused.", "200", f"{exchange.status} {excerpt(exchange)}")


@relation("MSG-026", named(*STRANGE_MEMBERS))
def strange_member_is_passed_over(played: Played, controls: Mapping[str, Played]) -> Judged:
    """Agents hand messages back as they got them: refused, the second turn of every conversation fails."""
    remark = no_verdict(controls)
    exchange = played.exchanges[0]
    if remark:
        yield remark
    elif exchange.status in CLIENT_ERRORS and not pushed_back(exchange):
        what = f"The member {exchange.request.subject!r} was refused."
        yield Finding("refused", what, "200", f"{exchange.status} {excerpt(exchange)}")


@relation("MSG-019", _EMPTY)
def empty_content_breaks_nothing(played: Played, controls: Mapping[str, Played]) -> Judged:
    """Templates that index into the first character or the first part fall over what a user did not type."""
    return served_or_refused(played, controls, "Empty content")
