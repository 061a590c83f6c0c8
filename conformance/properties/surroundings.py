"""What stands around the member that an example is about: nothing, or legal members that leave the verdict as it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from conformance.conversations.building import ABSENT, READY, chat_payload, encode
from conformance.conversations.user import NAMED, SOMEBODY
from conformance.model.settings import Dialect

HERE = "@here@"
"""As a value: what `written` replaces by a text that no JSON writer would write."""


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """Legal members, and where the others stand among them.

    Attributes:
        members: legal members.
        controls: the fixed conversations that show that the target takes them.
        leading: whether the member at hand stands before all others, and not behind them.
    """

    members: Mapping[str, Any] = field(default_factory=dict)
    controls: tuple[str, ...] = ()
    leading: bool = False


_ALONE: Final = Surroundings()
# Streams come often: many servers have a path of their own for them, with checks of its own.
_AROUND: Final = (
    *[_ALONE] * 4,
    *[Surroundings(members={"stream": True}, controls=("text streamed",))] * 5,
    Surroundings(leading=True),
    Surroundings(members={"stream": False}, controls=("stream false",)),
    Surroundings(members={"n": 1}, controls=("n 1",)),
    Surroundings(members={"temperature": 0}, controls=("temperature zero",)),
    Surroundings(members={"stop": None}, controls=("stop null",)),
    Surroundings(members={"user": SOMEBODY}, controls=(NAMED,), leading=True),
)


CONTROLS_AROUND: Final = frozenset(name for one in _AROUND for name in one.controls)
"""Every control that surroundings may add."""


def surroundings(*taken: str) -> SearchStrategy[Surroundings]:
    """Return a strategy for what stands around the members `taken`; nothing is the simplest and the most frequent."""
    return st.sampled_from([one for one in _AROUND if not any(name in taken for name in one.members)])


def payload_in(around: Surroundings, dialect: Dialect, members: Mapping[str, Any], content: Any = READY) -> Any:
    """Build a request with these members amid others; `ABSENT` leaves one out.

    Args:
        around: what stands around them.
        dialect: names and values that depend on the target.
        members: the members that the example is about, as they are to be sent.
        content: content of the user message.
    """
    others = chat_payload(dialect, content, **around.members)
    whole = {**members, **others, **members} if around.leading else {**others, **members}
    return {name: value for name, value in whole.items() if value is not ABSENT}


def written(payload: Any, text: str) -> bytes:
    """Encode a payload with this JSON text where `HERE` stands."""
    return encode(payload).replace(encode(HERE), text.encode())
