"""What a refusal of a picture says."""

from __future__ import annotations

import re
from collections.abc import Mapping

from conformance.checks.registry import Judged, relation
from conformance.checks.statuses import SUCCESSES
from conformance.conversations.conversation import Conversation, Played, Trait
from conformance.conversations.img import PICTURE_PATH
from conformance.model.finding import Finding, Outcome, Remark
from conformance.model.settings import Capability

_LONG_RUN = re.compile(rb"[A-Za-z0-9+/]{64,}")


def _a_broken_picture(conversation: Conversation) -> bool:
    return Trait.INVALID in conversation.traits and conversation.capability is Capability.IMAGES


@relation("B64-006", _a_broken_picture)
def payload_not_echoed(played: Played, _: Mapping[str, Played]) -> Judged:
    """Megabytes of Base64 in an error message fill logs, chats and terminals."""
    exchange = played.exchanges[0]
    if exchange.status is None or exchange.status in SUCCESSES or exchange.request.subject != PICTURE_PATH:
        yield Remark(Outcome.NOT_APPLICABLE, "there is no error to read")
        return
    for run in _LONG_RUN.findall(exchange.http.body(1 << 20)):
        if run in exchange.request.body:
            actual = f"{len(run)} characters of it"
            yield Finding("payload-echoed", "The error repeats the payload.", "a message without the payload", actual)
            return
