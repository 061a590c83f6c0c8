"""Picture parts: what may be served or refused, and what detail costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from conformance.checks.registry import Judged, named, relation
from conformance.conversations.conversation import Conversation, Played
from conformance.conversations.part import DETAILS, ODD
from conformance.model.finding import Finding, Outcome, Place, Remark
from conformance.relations.completions import tokens_of
from conformance.relations.composure import served_or_refused
from conformance.relations.controls import failed_control


def _odd(conversation: Conversation) -> bool:
    return conversation.name.startswith(ODD)


@relation("PART-011", _odd)
def odd_parts_are_survived(played: Played, controls: Mapping[str, Played]) -> Judged:
    """Frameworks add members of their own and write null for what nobody chose; a 5xx says nothing about either."""
    what = played.conversation.name.removeprefix(f"{ODD}: ")
    return served_or_refused(played, controls, f"A picture part with {what}")


@relation("PART-012", named(DETAILS))
def low_detail_costs_no_more(played: Played, controls: Mapping[str, Played]) -> Judged:
    """detail: low is asked for to save tokens; where it costs more, the caller pays for less."""
    remark = failed_control(controls, Outcome.BLOCKED)
    if remark:
        yield remark
        return
    low, high = (tokens_of(replace(played, exchanges=(one,)), "prompt_tokens") for one in played.exchanges)
    if low is None or high is None:
        yield Remark(Outcome.BLOCKED, "there are no two counts to compare (see RESP-010 and PART-009)")
    elif low > high:
        place = Place(pointer="/usage/prompt_tokens")
        actual = f"{low} with low, {high} with high"
        yield Finding("low-costs-more", "The picture costs more in low detail.", f"at most {high}", actual, place)
    else:
        yield Remark(Outcome.PASSED, f"prompt_tokens are {low} with detail low and {high} with high")
