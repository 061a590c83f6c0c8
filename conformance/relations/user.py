"""A user of null, which SDKs send and the schema does not know."""

from __future__ import annotations

from collections.abc import Mapping

from conformance.checks.registry import Judged, named, relation
from conformance.conversations.conversation import Played
from conformance.conversations.user import NULL
from conformance.relations.composure import served_or_refused


@relation("USER-005", named(NULL))
def null_is_survived(played: Played, controls: Mapping[str, Played]) -> Judged:
    """SDKs retry a 5xx twice with back-off before the user learns that a variable was empty."""
    yield from served_or_refused(played, controls, "A user of null")
