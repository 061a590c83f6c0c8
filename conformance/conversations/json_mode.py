"""response_format: JSON that is asked for in words, in JSON mode and by a schema; beside a picture; wrong types."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from conformance.conversations.building import READY, chat, one_step, picture_content, rejected
from conformance.conversations.conversation import Conversation, Steps, Trait
from conformance.conversations.maxtok import CUT_AT
from conformance.conversations.pictures import data_uri
from conformance.model.request import Request
from conformance.model.settings import Capability, Depth, Dialect

IN_WORDS = "JSON asked for in words"
MODE = "json_object"
STREAMED = "json_object streamed"
PROSE = "json_object, prose asked for"
CUT = "json_object, cut"
PICTURE = "json_object beside a picture"
BY_SCHEMA = "json_schema"
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"colour": {"type": "string", "enum": ["red", "green", "blue"]}, "size": {"type": "integer"}},
    "required": ["colour", "size"],
    "additionalProperties": False,
}
TASKS = tuple(
    f"Describe a {ball} as a JSON object with the keys colour and size, where size is a whole number."
    for ball in ("small red ball", "large green ball", "blue ball of middle size")
)
"""Three prompts that mean the same, so that no cache answers for the model."""
BUDGET = 160
_PROSE = "Write one sentence about the sea in plain English, without any JSON."
_SHOW = "Describe the picture as a JSON object with the key colour."
_WITHOUT_THE_WORD = "Describe a red ball in a few words."
_CAN = Capability.RESPONSE_FORMAT
_JSON = {"type": "json_object"}
_NAMED = {"type": "json_schema", "json_schema": {"name": "ball", "strict": True, "schema": SCHEMA}}
_NAMELESS = {"type": "json_schema", "json_schema": {"strict": True, "schema": SCHEMA}}
_SYSTEM = [{"role": "system", "content": "You answer in json."}, {"role": "user", "content": _WITHOUT_THE_WORD}]


def _trials(*contents: Any, **members: Any) -> Callable[[Dialect], Steps]:
    """Return the steps that ask for one content after the other."""

    def steps(dialect: Dialect) -> Steps:
        for content in contents:
            yield Request(body=chat(content, max_tokens=BUDGET, **members)(dialect), label="trial")

    return steps


def _asked(
    name: str,
    proves: str,
    steps: Callable[[Dialect], Steps],
    *,
    controls: tuple[str, ...],
    requests: int = 1,
    depth: Depth = Depth.STANDARD,
    trait: Trait = Trait.PLAIN,
    capability: Capability = _CAN,
) -> Conversation:
    return Conversation(
        name=name,
        steps=steps,
        traits=frozenset({trait}),
        capability=capability,
        proves=proves,
        controls=controls,
        depth=depth,
        requests=requests,
    )


def _wrong(proves: str, value: Any, *, stream: bool = False, depth: Depth = Depth.EXHAUSTIVE) -> Conversation:
    members = {"stream": True} if stream else {}
    return rejected(
        f"response_format {value!r}{', streamed' if stream else ''}",
        proves,
        chat(TASKS[0], max_tokens=BUDGET, response_format=value, **members),
        subject="response_format",
        control=STREAMED if stream else MODE,
        capability=_CAN,
        depth=depth,
    )


def _wrong_types() -> Iterator[Conversation]:
    unknown = _wrong("JSON-007", {"type": "yaml"}, depth=Depth.STANDARD)
    yield unknown
    yield _wrong("JSON-007", {"type": "yaml"}, stream=True)
    yield _wrong("JSON-008", {}, depth=Depth.STANDARD)
    others: tuple[Any, ...] = ("json_object", [], 5, {"type": 1})
    yield from (_wrong("JSON-008", value) for value in others)
    # Who takes any word for a type takes an empty one, too; who skips what is empty still refuses another word.
    empty = _wrong("JSON-008", {"type": ""})
    yield replace(empty, controls=(*empty.controls, unknown.name))


CONVERSATIONS = (
    _asked(IN_WORDS, "", _trials(TASKS[0]), controls=("text",), capability=Capability.TEXT),
    _asked("response_format text", "JSON-001", _trials(READY, response_format={"type": "text"}), controls=("text",)),
    _asked(MODE, "JSON-002", _trials(*TASKS, response_format=_JSON), controls=(IN_WORDS,), requests=len(TASKS)),
    _asked(
        STREAMED,
        "JSON-002",
        _trials(*TASKS[:2], response_format=_JSON, stream=True),
        controls=(IN_WORDS, MODE, "text streamed"),
        requests=2,
        trait=Trait.STREAM,
    ),
    _asked(
        "json_object, the word in the system message",
        "JSON-002",
        one_step(chat(messages=_SYSTEM, max_tokens=BUDGET, response_format=_JSON)),
        controls=(MODE, "text behind a system message"),
        depth=Depth.EXHAUSTIVE,
    ),
    _asked(PROSE, "", _trials(_PROSE, response_format=_JSON), controls=(MODE,)),
    rejected(
        "json_object without the word JSON",
        "JSON-006",
        chat(_WITHOUT_THE_WORD, max_tokens=BUDGET, response_format=_JSON),
        subject="messages",
        control=MODE,
        capability=_CAN,
    ),
    *_wrong_types(),
    _asked(
        "response_format null",
        "JSON-009",
        _trials(READY, response_format=None),
        controls=("text",),
        depth=Depth.EXHAUSTIVE,
    ),
    _asked(BY_SCHEMA, "JSON-010", _trials(TASKS[0], response_format=_NAMED), controls=(IN_WORDS, MODE)),
    rejected(
        "json_schema without a name",
        "JSON-012",
        chat(TASKS[0], max_tokens=BUDGET, response_format=_NAMELESS),
        subject="response_format",
        control=BY_SCHEMA,
        capability=_CAN,
    ),
    rejected(
        "json_schema without json_schema",
        "JSON-012",
        chat(TASKS[0], max_tokens=BUDGET, response_format={"type": "json_schema"}),
        subject="response_format",
        control=BY_SCHEMA,
        capability=_CAN,
        depth=Depth.EXHAUSTIVE,
    ),
    _asked(
        CUT,
        "JSON-002",
        one_step(chat(TASKS[0], max_tokens=CUT_AT, response_format=_JSON)),
        controls=(MODE, "counting, cut"),
    ),
    _asked(
        PICTURE,
        "JSON-015",
        _trials(*(picture_content(data_uri(file), _SHOW) for file in ("red.png", "green.png")), response_format=_JSON),
        controls=(MODE, "PNG picture"),
        requests=2,
    ),
)
