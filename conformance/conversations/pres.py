"""presence_penalty: its range, its type, and what it does to an invention."""

from __future__ import annotations

from conformance.conversations.penalties import invented_with, penalty
from conformance.model.settings import Capability

INVENTED_WITH_PENALTY = invented_with(Capability.PRESENCE_PENALTY)

CONVERSATIONS = tuple(penalty(Capability.PRESENCE_PENALTY, "PRES"))
