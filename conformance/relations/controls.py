"""What a conversation's controls came to; without a control that succeeded there is no verdict."""

from __future__ import annotations

from collections.abc import Mapping

from conformance.checks.refusal import honest_refusal
from conformance.checks.standing import pushed_back, succeeded
from conformance.conversations.conversation import Played
from conformance.model.finding import Outcome, Remark
from conformance.model.request import Expectation
from conformance.wire.exchange import SUCCESS, Exchange


def failed_control(controls: Mapping[str, Played], otherwise: Outcome) -> Remark | None:
    """Return a remark about the first control that did not succeed, or None when all did.

    Args:
        controls: the controls by name.
        otherwise: the outcome when a control failed for no fair reason: INCONCLUSIVE for a request that is to be
            rejected (nothing shows that the target would accept anything), BLOCKED for one to be accepted.
    """
    for name, control in controls.items():
        if not control.exchanges:
            return Remark(Outcome.INCONCLUSIVE, f"the control '{name}' was not played: {control.trouble}")
        exchange = _deciding(control)
        if pushed_back(exchange):
            return Remark(Outcome.INCONCLUSIVE, f"the target pushed back on the control '{name}'")
        refusal = honest_refusal(exchange, control.conversation.capability)
        if refusal:
            return Remark(Outcome.UNSUPPORTED, refusal)
        if exchange.asked.stream and exchange.status == SUCCESS and not exchange.is_event_stream:
            return Remark(otherwise, f"the control '{name}' was not streamed (see STREAM-001)")
        if not succeeded(exchange):
            return Remark(otherwise, f"the control '{name}' was not answered with a completion")
    return None


def _deciding(control: Played) -> Exchange:
    """Return the first exchange that a conformant target accepts: before it, a control may try what is optional."""
    due = (one for one in control.exchanges if one.request.expectation is not Expectation.EITHER)
    return next(due, control.exchanges[0])
