"""Two completions beside each other."""

from __future__ import annotations

from collections.abc import Mapping

from conformance.checks.registry import Judged, named, relation
from conformance.conversations.conversation import Played
from conformance.model.finding import Finding, Outcome, Place, Remark, shown


@relation("RESP-014", named("text again", "text streamed with usage"))
def ids_differ(played: Played, controls: Mapping[str, Played]) -> Judged:
    """Stores and traces use the id as a key: a repeated one overwrites the first answer."""
    before = controls[played.conversation.controls[-1]]
    first = before.exchanges[0] if before.exchanges else None
    ids = [(exchange.completion or {}).get("id") for exchange in (first, played.exchanges[0]) if exchange]
    if len(ids) != 2 or not all(isinstance(one, str) and one for one in ids):  # noqa: PLR2004 (two answers)
        yield Remark(Outcome.BLOCKED, "there are no two ids to compare (see RESP-001 and STREAM-002)")
    elif ids[0] == ids[1]:
        yield Finding("repeated-id", "Two answers have one id.", "two ids", shown(ids[0]), Place(pointer="/id"))
