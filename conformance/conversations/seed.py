"""seed: inside of 64 bits and beyond, wrong types, and whether it makes an answer come again."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.conversations.building import (
    accepted,
    chat,
    chat_payload,
    encode,
    exhaustive,
    picture_content,
    rejected_values,
    streamed,
)
from conformance.conversations.conversation import Conversation, Steps, Trait
from conformance.conversations.pictures import data_uri
from conformance.model.request import Request
from conformance.model.settings import Capability, Dialect

REPEATED = "one seed five times, then five others"
TRIALS = 5
INVENT = "Invent a name for a lighthouse keeper and say in one sentence what they dream of."
SEED = 42
_LEAST, _MOST = -(1 << 63), (1 << 63) - 1
_BUDGET = 40
_CAN = Capability.SEED


def _trials(dialect: Dialect) -> Steps:
    """Repeat one seed, then try others, then none."""

    def request(label: str, **members: int) -> Request:
        payload = chat_payload(dialect, INVENT, max_tokens=_BUDGET, temperature=1, **members)
        return Request(body=encode(payload), label=label)

    for _ in range(TRIALS):
        yield request("same seed", seed=SEED)
    for seed in range(1, TRIALS + 1):
        yield request("other seed", seed=seed)
    for _ in range(TRIALS):
        yield request("no seed")


def _valid(seed: int) -> Conversation:
    return accepted(f"seed {seed}", "SEED-002", chat(seed=seed), capability=_CAN, controls=("seed 42",))


def _more() -> Iterator[Conversation]:
    yield from map(_valid, (-1, 0, _MOST))
    yield streamed(
        "seed 42 streamed",
        "SEED-001",
        chat(seed=SEED, stream=True),
        capability=_CAN,
        controls=("seed 42", "text streamed"),
    )
    yield accepted(
        "PNG picture with seed",
        "SEED-001",
        chat(picture_content(data_uri("red.png")), seed=SEED),
        capability=_CAN,
        controls=("seed 42", "PNG picture"),
    )
    yield from rejected_values("SEED-003", "seed", (_LEAST * 2,), control="seed 42", capability=_CAN)
    yield from rejected_values("SEED-004", "seed", (_MOST + 1, _LEAST - 1), control="seed 42", capability=_CAN)
    yield from rejected_values("SEED-005", "seed", (1.5, True, [], {}), control="seed 42", capability=_CAN)
    yield Conversation(
        name=REPEATED,
        steps=_trials,
        traits=frozenset({Trait.ALONE}),
        capability=_CAN,
        proves="SEED-001",
        controls=("seed 42",),
        requests=3 * TRIALS,
    )


CONVERSATIONS = (
    accepted("seed 42", "SEED-001", chat(seed=SEED), capability=_CAN, controls=("text",)),
    _valid(_LEAST),
    *rejected_values("SEED-003", "seed", (1 << 64,), control="seed 42", capability=_CAN),
    *rejected_values("SEED-005", "seed", ("1",), control="seed 42", capability=_CAN),
    *exhaustive(_more()),
)
