"""Token counts of the same prompt, streamed and not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from conformance.checks.registry import Judged, named, relation
from conformance.conversations.conversation import Played
from conformance.model.finding import Finding, Outcome, Place, Remark


def prompt_tokens(played: Played) -> int | None:
    """Return the prompt tokens that the first answer of a conversation reports, or None."""
    completion: dict[str, Any] = (played.exchanges[0].completion if played.exchanges else None) or {}
    usage = completion.get("usage")
    count = usage.get("prompt_tokens") if isinstance(usage, dict) else None
    return count if type(count) is int else None


_TWINS = {"text streamed with usage": "text", "PNG picture streamed with usage": "PNG picture"}


@relation("USAGE-007", named(*_TWINS))
def same_prompt_same_tokens(played: Played, controls: Mapping[str, Played]) -> Judged:
    """The same prompt must not cost more because its answer is streamed."""
    plain, streamed = prompt_tokens(controls[_TWINS[played.conversation.name]]), prompt_tokens(played)
    if plain is None or streamed is None:
        yield Remark(Outcome.BLOCKED, "there are no two counts to compare (see RESP-010 and USAGE-001)")
    elif plain != streamed:
        place = Place(pointer="/usage/prompt_tokens")
        yield Finding(
            "other-count", "The prompt is counted differently when streamed.", str(plain), str(streamed), place
        )
