"""The member `model`: absent, of the wrong type, unknown."""

from __future__ import annotations

from dataclasses import replace

from conformance.conversations.building import ABSENT, chat, rejected, rejected_values
from conformance.model.settings import Depth

UNKNOWN_MODEL = "eyechart-no-such-model"

CONVERSATIONS = (
    rejected("model absent", "MODEL-002", chat(model=ABSENT), subject="model"),
    *rejected_values("MODEL-003", "model", (7, ["x"]), control="text"),
    *(
        replace(one, depth=Depth.EXHAUSTIVE)
        for one in rejected_values("MODEL-003", "model", ({}, True, None), control="text")
    ),
    # An unknown model is a missing resource: 404 speaks about the request.
    replace(
        rejected("model unknown", "MODEL-004", chat(model=UNKNOWN_MODEL), subject="model"),
        also_refused_by=frozenset({404}),
    ),
    replace(
        rejected("model empty", "MODEL-006", chat(model=""), subject="model"),
        also_refused_by=frozenset({404}),
        depth=Depth.EXHAUSTIVE,
    ),
)
