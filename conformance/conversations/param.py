"""Members beside the well-known ones: unknown, null, sent by clients by default, or of newer specifications."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from conformance.conversations.building import (
    A_MISTAKE_STREAMED,
    accepted,
    chat,
    either,
    exhaustive,
    rejected,
    streamed,
)
from conformance.conversations.conversation import Conversation
from conformance.model.settings import Capability

UNKNOWN = "zzz_unknown"
_STORED = "store false"
_LONG_STANDING: dict[str, Capability] = {
    "logit_bias": Capability.LOGIT_BIAS,
    "seed": Capability.SEED,
    "stream_options": Capability.USAGE_IN_STREAM,
}
_NEWER: dict[str, Capability] = {
    "metadata": Capability.METADATA,
    "store": Capability.STORE,
    "service_tier": Capability.SERVICE_TIER,
    "reasoning_effort": Capability.REASONING_EFFORT,
    "verbosity": Capability.VERBOSITY,
}
_FULL = {f"{number:02}".ljust(64, "k"): "v" * 512 for number in range(16)}
_VALID: dict[str, Any] = {
    "metadata": _FULL,
    "service_tier": "auto",
    "reasoning_effort": "low",
    "verbosity": "low",
    "store": True,
}
_WRONG: dict[str, dict[str, Any]] = {
    "metadata": {
        "of 17 pairs": _FULL | {"one more": "v"},
        "with a name of 65 characters": {"k" * 65: "v"},
        "with a value of 513 characters": {"k": "v" * 513},
        "with a number as value": {"k": 1},
        "that is a string": "k=v",
    },
    "service_tier": {"that nobody documents": "zzz_tier", "that is a number": 1},
    "reasoning_effort": {"that nobody documents": "zzz_effort", "that is a number": 1},
    "verbosity": {"that nobody documents": "zzz_words", "that is a number": 1},
    "store": {"that is a string": "yes", "that is a number": 1},
}
_ODD_NAMES = {"without a letter": "", "of a prototype": "__proto__", "of 1000 letters": "z" * 1000, "of a line": "a\nb"}


def _unknown() -> Iterator[Conversation]:
    for label, name in _ODD_NAMES.items():
        yield either(f"unknown member with the name {label}", chat(**{name: 1}), subject=name)
    for label, value in (("an object", {"a": [None]}), ("null", None), ("an array", [[]])):
        yield either(f"unknown member that is {label}", chat(**{UNKNOWN: value}), subject=UNKNOWN)
    yield either(
        "unknown member of a stream",
        chat(stream=True, **{UNKNOWN: 1}),
        subject=UNKNOWN,
        control="text streamed",
        mistake=A_MISTAKE_STREAMED,
    )
    yield either(
        "unknown member of stream_options",
        chat(stream=True, stream_options={UNKNOWN: 1}),
        subject=f"stream_options.{UNKNOWN}",
        control="text streamed with usage",
        mistake=A_MISTAKE_STREAMED,
        capability=Capability.USAGE_IN_STREAM,
    )


def _nulls(proves: str, members: dict[str, Capability]) -> Iterator[Conversation]:
    for name, capability in members.items():
        body = chat(**{name: None})
        yield accepted(f"{name} null", proves, body, capability=capability, controls=("text",))


def _all_null(name: str, proves: str, members: dict[str, Capability]) -> Conversation:
    """Describe a request with all of them null, named after the first: the others are known from the request."""
    first = next(iter(members.values()))
    return accepted(name, proves, chat(**dict.fromkeys(members)), capability=first, controls=("text",))


def _newer() -> Iterator[Conversation]:
    for name, value in _VALID.items():
        capability = _NEWER[name]
        twin = f"{name} within its bounds"
        yield accepted(twin, "PARAM-005", chat(**{name: value}), capability=capability, controls=("text",))
        for label, wrong in _WRONG[name].items():
            body = chat(**{name: wrong})
            yield rejected(f"{name} {label}", "PARAM-006", body, subject=name, control=twin, capability=capability)


CONVERSATIONS = (
    either("unknown member", chat(**{UNKNOWN: 1}), subject=UNKNOWN),
    _all_null("members of long standing null", "PARAM-002", _LONG_STANDING),
    _all_null("newer members null", "PARAM-003", _NEWER),
    accepted(_STORED, "PARAM-004", chat(store=False), capability=Capability.STORE, controls=("text",)),
    *exhaustive(
        (
            *_unknown(),
            *_nulls("PARAM-002", _LONG_STANDING),
            *_nulls("PARAM-003", _NEWER),
            *_newer(),
            streamed(
                "store false streamed",
                "PARAM-004",
                chat(store=False, stream=True),
                capability=Capability.STORE,
                controls=(_STORED, "text streamed"),
            ),
        )
    ),
)
