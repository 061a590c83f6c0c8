"""What becomes of members that a server does not know."""

from __future__ import annotations

from collections.abc import Mapping

from conformance.checks.registry import Judged, relation
from conformance.conversations.conversation import Conversation, Played
from conformance.relations.composure import served_or_refused


def _has_an_unknown_member(conversation: Conversation) -> bool:
    return conversation.name.startswith("unknown member")


@relation("PARAM-001", _has_an_unknown_member)
def unknown_member_is_survived(played: Played, controls: Mapping[str, Played]) -> Judged:
    """Clients of other vendors send members of their own; a 5xx is retried twice before anybody reads why."""
    return served_or_refused(played, controls, f"The member {played.exchanges[0].request.subject[:40]!r}")
