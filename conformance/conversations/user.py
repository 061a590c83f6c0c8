"""user: a name that no answer repeats, strings of all kinds, and what is no string."""

from __future__ import annotations

from conformance.conversations.building import accepted, chat, either, exhaustive, rejected_values, streamed
from conformance.model.settings import Capability

SOMEBODY = "end-user-5d0c7e19b3f84a62"
"""Found in an answer it was copied from the request: neither a model nor a proxy makes it up."""
NAMED = "user"
NAMED_STREAMED = "user streamed"
NULL = "user null"
_STRINGS = {"empty": "", "beyond ASCII": "Жанна-🙂-漢字", "of 512 characters": "u" * 512}
_CAN = Capability.USER

CONVERSATIONS = (
    accepted(NAMED, "USER-001", chat(user=SOMEBODY), capability=_CAN, controls=("text",)),
    *rejected_values("USER-002", "user", ({},), control=NAMED, capability=_CAN),
    *exhaustive(rejected_values("USER-002", "user", (7, True, ["u"]), control=NAMED, capability=_CAN)),
    *exhaustive(
        [
            streamed(
                NAMED_STREAMED,
                "USER-001",
                chat(user=SOMEBODY, stream=True),
                capability=_CAN,
                controls=(NAMED, "text streamed"),
            ),
            either(NULL, chat(user=None), subject="user", control=NAMED, capability=_CAN),
            *(
                accepted(f"user {name}", "USER-004", chat(user=value), capability=_CAN, controls=(NAMED,))
                for name, value in _STRINGS.items()
            ),
        ]
    ),
)
