"""Two numbers told in different places, then asked for: what the answer lacks did not reach the model.

The same telling in one string is the control. A trial that recalls both numbers ends its conversation; otherwise
there are three, each with numbers of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from conformance.conversations.building import accepted, chat
from conformance.conversations.conversation import Conversation, Steps, Trait
from conformance.conversations.msg import BEHIND_SYSTEM, message, text_part
from conformance.model.request import Expectation, Request
from conformance.model.settings import Capability, Depth, Dialect
from conformance.wire.exchange import Exchange

ROOM, LOCKER = "room", "locker"
TRIALS = ({ROOM: "4827", LOCKER: "3391"}, {ROOM: "7164", LOCKER: "5038"}, {ROOM: "2953", LOCKER: "8617"})
"""The numbers of each trial; nobody would guess them."""
IN_ONE_STRING = "two numbers in one string"
IN_PARTS = "two numbers in two parts"
IN_TURNS = "two numbers in a system message and an earlier turn"
BEHIND_A_NAME = "two numbers, one in an earlier message with a name"
IN_A_ROW = "two numbers in user messages that follow each other"
BY_THE_ASSISTANT = "two numbers in a message of the assistant"
WITH_LARGE_BOUNDS = "two numbers in one string, with large bounds"
LARGE_BOUNDS = (4_000, 32_000, 10**9)
"""About the windows of small models, and beyond every window."""
IN_SYSTEM_PARTS = "two numbers in two parts of a system message"

# Long enough for its tokens to be missed: a message that is left out takes only a few more tokens with it.
_ROOM_IS = (
    "Today all visitors of the small office in the old harbour go up the stairs and turn to the left, because the "
    "weekly meeting about the garden behind the house takes place in room number {room}."
)
_LOCKER_IS = (
    "Coats, bags and wet umbrellas stay downstairs beside the kitchen as they do on every rainy day, and the one "
    "locker that is still free for me there is locker number {locker}."
)
_QUESTION = "In which room is the meeting, and which locker is free? Reply with the two numbers only."

Tell = Callable[[str, str], list[dict[str, Any]]]


def _in_one_string(room: str, locker: str) -> list[dict[str, Any]]:
    return [message("user", f"{room} {locker} {_QUESTION}")]


def _in_parts(room: str, locker: str) -> list[dict[str, Any]]:
    return [message("user", [text_part(room), text_part(f"{locker} {_QUESTION}")])]


def _in_turns(room: str, locker: str) -> list[dict[str, Any]]:
    told = [message("system", room), message("user", locker), message("assistant", "Noted.")]
    return [*told, message("user", _QUESTION)]


def _in_a_row(room: str, locker: str) -> list[dict[str, Any]]:
    return [message("user", room), message("user", locker), message("user", _QUESTION)]


def _behind_a_name(room: str, locker: str) -> list[dict[str, Any]]:
    told = [message("user", locker, name="eyechart"), message("assistant", "Noted.")]
    return [*told, message("user", f"{room} {_QUESTION}")]


def _by_the_assistant(room: str, locker: str) -> list[dict[str, Any]]:
    told = [message("user", "What is there to know for today?"), message("assistant", f"{room} {locker}")]
    return [*told, message("user", _QUESTION)]


def _in_system_parts(room: str, locker: str) -> list[dict[str, Any]]:
    return [message("system", [text_part(room), text_part(locker)]), message("user", _QUESTION)]


def recalls(exchange: Exchange, number: str) -> bool:
    """Tell whether the text of an answer holds a number."""
    choices = (exchange.completion or {}).get("choices")
    return number in str(choices)


def _told(tell: Tell, numbers: dict[str, str]) -> list[dict[str, Any]]:
    return tell(_ROOM_IS.format(**numbers), _LOCKER_IS.format(**numbers))


def _trials(tell: Tell) -> Callable[[Dialect], Steps]:
    def steps(dialect: Dialect) -> Steps:
        for numbers in TRIALS:
            exchange = yield Request(body=chat(messages=_told(tell, numbers))(dialect))
            if exchange.completion is None or all(recalls(exchange, number) for number in numbers.values()):
                return

    return steps


def _recall(name: str, proves: str, tell: Tell, *controls: str) -> Conversation:
    return Conversation(
        name=name,
        steps=_trials(tell),
        traits=frozenset({Trait.PLAIN}),
        proves=proves,
        controls=controls,
        requests=len(TRIALS),
    )


def _with_large_bounds(dialect: Dialect) -> Steps:
    for bound in LARGE_BOUNDS:
        body = chat(messages=_told(_in_one_string, TRIALS[0]), max_tokens=bound)(dialect)
        yield Request(body=body, expectation=Expectation.EITHER, subject="max_tokens")


CONVERSATIONS = (
    Conversation(
        name=WITH_LARGE_BOUNDS,
        steps=_with_large_bounds,
        traits=frozenset({Trait.ALONE}),
        capability=Capability.MAX_TOKENS,
        controls=(IN_ONE_STRING,),
        depth=Depth.EXHAUSTIVE,
        requests=len(LARGE_BOUNDS),
    ),
    accepted(IN_ONE_STRING, "", chat(messages=_told(_in_one_string, TRIALS[0])), controls=("text",)),
    _recall(IN_PARTS, "MSG-012", _in_parts, "text", IN_ONE_STRING),
    _recall(IN_TURNS, "MSG-007", _in_turns, BEHIND_SYSTEM, IN_ONE_STRING),
    replace(
        _recall(IN_SYSTEM_PARTS, "", _in_system_parts, "system text in two parts", IN_ONE_STRING),
        depth=Depth.EXHAUSTIVE,
    ),
    replace(_recall(IN_A_ROW, "", _in_a_row, "text", IN_ONE_STRING), depth=Depth.EXHAUSTIVE),
    replace(_recall(BEHIND_A_NAME, "", _behind_a_name, "text", IN_ONE_STRING), depth=Depth.EXHAUSTIVE),
    replace(_recall(BY_THE_ASSISTANT, "", _by_the_assistant, "text", IN_ONE_STRING), depth=Depth.EXHAUSTIVE),
)
