"""The member `model` of the answer."""

from __future__ import annotations

from conformance.checks.registry import Judged, Reads, check
from conformance.model.finding import Finding, Outcome, Place, Remark, shown
from conformance.wire.exchange import Exchange


@check("MODEL-005", Reads.COMPLETION)
def names_the_requested_model(exchange: Exchange) -> Judged:
    """Billing and evaluation attribute an answer to the model that it names; aliases are common, hence only noted."""
    asked, named = exchange.asked.member("model"), (exchange.value or {}).get("model")
    if not isinstance(named, str) or not isinstance(asked, str):
        yield Remark(Outcome.BLOCKED, "the answer names no model (see MODEL-001)")
    elif not (named.startswith(asked) or asked.endswith(named)):
        place = Place(pointer="/model")
        yield Finding("other-model", "The answer names another model.", shown(asked), shown(named), place)
