"""What an answer says of members of the request: that they are refused, and how it was served."""

from __future__ import annotations

from conformance.checks.findings import excerpt
from conformance.checks.refusal import honest_refusal, refuses_itself
from conformance.checks.registry import Judged, Reads, check, named
from conformance.conversations.maxtok import CUT_BY_MODERN
from conformance.model.finding import Finding, Place, shown
from conformance.model.settings import Capability
from conformance.wire.exchange import Exchange

_RELIED_ON = {
    "max_completion_tokens": Capability.MAX_TOKENS,
    "stop": Capability.STOP,
    "stream_options": Capability.USAGE_IN_STREAM,
}
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


@check("PARAM-008", Reads.HTTP, covers=named(CUT_BY_MODERN[0], "short count, stopped", "text streamed with usage"))
def members_relied_on_are_served(exchange: Exchange) -> Judged:
    """The user of an agent cannot take out what the agent sends, so that an honest refusal ends the matter, too."""
    for member, capability in _RELIED_ON.items():
        if member not in (exchange.asked.payload or {}) or not honest_refusal(exchange, capability):
            continue
        if refuses_itself(exchange, capability):
            actual = f"{exchange.status} {excerpt(exchange)}"
            yield Finding("refused-by-name", f"{member}, which clients rely on, is refused.", "200", actual)
