"""logit_bias: empty, both ends, beyond them, wrong types and keys, and a token that is forced."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from conformance.conversations.building import accepted, chat, exhaustive, rejected, streamed
from conformance.conversations.conversation import Conversation
from conformance.model.settings import Capability

FORCED = "logit_bias at both ends"
_FORCED_ID, _BANNED_ID = "1400", "1200"
"""Ordinary tokens in every vocabulary of more than 1400, beyond the control tokens that stand first."""
_EMPTY = "logit_bias {}"
_CAN = Capability.LOGIT_BIAS


def _wrong(proves: str, control: str, **values: Any) -> Iterator[Conversation]:
    for label, value in values.items():
        name = f"logit_bias with {label.replace('_', ' ')}"
        yield rejected(name, proves, chat(logit_bias=value), subject="logit_bias", control=control, capability=_CAN)


CONVERSATIONS = (
    accepted(_EMPTY, "BIAS-001", chat(logit_bias={}), capability=_CAN, controls=("text",)),
    accepted(
        FORCED,
        "BIAS-002",
        chat(logit_bias={_FORCED_ID: 100, _BANNED_ID: -100}),
        capability=_CAN,
        controls=("text", "text again", "short count"),
    ),
    *_wrong("BIAS-003", FORCED, a_value_of_101={_FORCED_ID: 101}),
    *_wrong("BIAS-004", _EMPTY, a_value_in_quotes={_FORCED_ID: "1"}),
    *_wrong("BIAS-005", _EMPTY, a_fraction={_FORCED_ID: 1.5}),
    *_wrong("BIAS-006", _EMPTY, a_word_as_key={"abc": 1}),
    *_wrong("BIAS-007", _EMPTY, an_array_in_its_place=[]),
    *exhaustive(
        (
            accepted(
                "logit_bias inside its range",
                "BIAS-002",
                chat(logit_bias={_FORCED_ID: 0, _BANNED_ID: -1}),
                capability=_CAN,
                controls=("text",),
            ),
            streamed(
                "logit_bias at both ends streamed",
                "BIAS-002",
                chat(logit_bias={_FORCED_ID: 100, _BANNED_ID: -100}, stream=True),
                capability=_CAN,
                controls=(FORCED, "text streamed"),
            ),
            *_wrong(
                "BIAS-003", FORCED, a_value_of_minus_101={_FORCED_ID: -101}, a_value_far_outside={_FORCED_ID: 10**9}
            ),
            *_wrong("BIAS-004", _EMPTY, null_as_value={_FORCED_ID: None}, true_as_value={_FORCED_ID: True}),
            *_wrong("BIAS-004", _EMPTY, an_array_as_value={_FORCED_ID: [1]}),
            *_wrong("BIAS-006", _EMPTY, an_empty_key={"": 1}, a_negative_key={"-1": 1}, a_fraction_as_key={"1.5": 1}),
            *_wrong("BIAS-007", _EMPTY, a_string_in_its_place="x", a_number_in_its_place=7, true_in_its_place=True),
        )
    ),
)
