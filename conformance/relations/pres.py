"""What a presence_penalty does to a text."""

from __future__ import annotations

from collections.abc import Mapping

from conformance.checks.registry import Judged, named, relation
from conformance.conversations.conversation import Played
from conformance.conversations.pres import INVENTED_WITH_PENALTY
from conformance.relations.inventions import judge_penalty


@relation("PRES-004", named(INVENTED_WITH_PENALTY))
def presence_penalty_matters(played: Played, controls: Mapping[str, Played]) -> Judged:
    """A dial that is connected to nothing: users turn it, read the same text, and blame the model."""
    yield from judge_penalty(played, controls, "presence_penalty")
