"""What an answer says of the way in which it was served."""

from __future__ import annotations

from conformance.checks.registry import Judged, Reads, check
from conformance.model.finding import Finding, Place, shown
from conformance.wire.exchange import Exchange

_TIERS = ("auto", "default", "flex", "scale", "priority", "fast")


def _names_a_tier(exchange: Exchange) -> bool:
    tier = (exchange.value or {}).get("service_tier")
    return isinstance(tier, str) and bool(tier)


@check("PARAM-007", Reads.COMPLETION, applies=_names_a_tier)
def documented_tier(exchange: Exchange) -> Judged:
    """Strictly typed clients refuse the whole answer for one word that their list does not hold."""
    tier = (exchange.value or {}).get("service_tier")
    if tier not in _TIERS:
        place = Place(pointer="/service_tier")
        expected = f"one of {', '.join(_TIERS)}"
        yield Finding("other-tier", "The service_tier is none of those documented.", expected, shown(tier), place)
