"""Token counts of the same prompt, streamed and not."""

from __future__ import annotations

from collections.abc import Mapping

from conformance.checks.registry import Judged, named, relation
from conformance.conversations.conversation import Played
from conformance.model.finding import Finding, Outcome, Place, Remark
from conformance.relations.completions import tokens_of

_TWINS = {"text streamed with usage": "text", "PNG picture streamed with usage": "PNG picture"}


@relation("USAGE-007", named(*_TWINS))
def same_prompt_same_tokens(played: Played, controls: Mapping[str, Played]) -> Judged:
    """The same prompt must not cost more because its answer is streamed."""
    plain, streamed = (tokens_of(one, "prompt_tokens") for one in (controls[_TWINS[played.conversation.name]], played))
    if plain is None or streamed is None:
        yield Remark(Outcome.BLOCKED, "there are no two counts to compare (see RESP-010 and USAGE-001)")
    elif plain != streamed:
        place = Place(pointer="/usage/prompt_tokens")
        yield Finding(
            "other-count", "The prompt is counted differently when streamed.", str(plain), str(streamed), place
        )
