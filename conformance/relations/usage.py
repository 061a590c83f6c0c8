"""Token counts of the same prompt, streamed and not."""

from __future__ import annotations

from collections.abc import Mapping

from conformance.checks.registry import Judged, relation
from conformance.conversations.conversation import Conversation, Played, Trait
from conformance.model.finding import Finding, Outcome, Place, Remark
from conformance.relations.completions import count_of
from conformance.relations.twins import is_twin, plain_and_streamed

_PLAIN = {"text streamed with usage": "text", "PNG picture streamed with usage": "PNG picture"}


def _counts_both(conversation: Conversation) -> bool:
    return conversation.name in _PLAIN or (is_twin(conversation) and Trait.USAGE in conversation.traits)


@relation("USAGE-007", _counts_both)
def same_prompt_same_tokens(played: Played, controls: Mapping[str, Played]) -> Judged:
    """The same prompt must not cost more because its answer is streamed."""
    both = plain_and_streamed(played, controls, _PLAIN.get(played.conversation.name, ""))
    plain, streamed = (count_of(one, "prompt_tokens") for one in both) if both else (None, None)
    if plain is None or streamed is None:
        yield Remark(Outcome.BLOCKED, "there are no two counts to compare (see RESP-010 and USAGE-001)")
    elif plain != streamed:
        place = Place(pointer="/usage/prompt_tokens")
        yield Finding(
            "other-count", "The prompt is counted differently when streamed.", str(plain), str(streamed), place
        )
