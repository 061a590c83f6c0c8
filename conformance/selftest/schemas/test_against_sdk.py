"""Our schemas and the models of the `openai` package name, require and list the same, but for what is explained.

The package says nothing about ranges and lengths, so none are compared. It is newer than the pinned document.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any

import pytest
from openai.types.chat import ChatCompletion, ChatCompletionChunk
from openai.types.chat.completion_create_params import (
    CompletionCreateParamsNonStreaming,
    CompletionCreateParamsStreaming,
)
from pydantic import TypeAdapter, ValidationError

from conformance.resources import schemas_directory
from conformance.selftest.schemas.bodies import BODIES, CHUNK, COMPLETION, changed
from conformance.selftest.schemas.member_facts import Facts, member_facts
from conformance.wire.body_schema import SchemaName, is_valid

MODELS: dict[str, Any] = {"completion": ChatCompletion, "chunk": ChatCompletionChunk}
SDK_SCHEMAS: dict[str, dict[str, Any]] = {
    "completion": ChatCompletion.model_json_schema(),
    "chunk": ChatCompletionChunk.model_json_schema(),
    "request": TypeAdapter(CompletionCreateParamsNonStreaming).json_schema(),
    "request of a stream": TypeAdapter(CompletionCreateParamsStreaming).json_schema(),
}
NEWER = "newer than the pinned document; unknown members are legal"
OPEN = "an open list: any string is legal"
EXPLAINED = {
    "* sdk names moderation": NEWER,
    "request* sdk names prompt_cache_options": NEWER,
    "request* sdk names prompt_cache_breakpoint": NEWER,
    "chunk /choices/[*]/delta sdk names audio": NEWER,
    "request* /model sdk lists *": OPEN,
    "request* /audio/voice sdk lists *": OPEN,
    "c* /service_tier sdk lists *": OPEN,
    "chunk /choices/[*] we require finish_reason": "the document requires it; a row of its own judges it",
    "completion /choices/[*]/message we require content": "the document requires it; a row of its own judges it",
    "c* /choices/[*]/logprobs we require content": "the document requires it; without it no token is given",
    "c* /choices/[*]/logprobs/* we require bytes": "the document requires it, be it null",
    "completion /usage sdk allows null": "the document does not; a completion leaves it out or fills it",
    "chunk /choices/[*]/delta/role sdk allows null": "the package allows null only in place of absence",
    "chunk /choices/[*]/delta/function_call/* sdk allows null": "the package allows null only in place of absence",
    "request of a stream  sdk requires stream": "the package has a type of its own for streams",
    "request of a stream /stream we allow null": "the package has a type of its own for streams",
}


def differences(stem: str, kind: str) -> Iterator[str]:
    """Yield one sentence for each fact that only one side states, at places that both know."""
    ours = member_facts(json.loads((schemas_directory() / f"{stem}.json").read_text(encoding="utf-8")))
    sdk = member_facts(SDK_SCHEMAS[kind])
    for at in sorted(set(ours) & set(sdk)):
        yield from (f"{kind} {at} {difference}" for difference in compared(ours[at], sdk[at]))


def compared(ours: Facts, sdk: Facts) -> Iterator[str]:
    for aspect, we, they in (("names", "we name", "sdk names"), ("required", "we require", "sdk requires")):
        yield from (f"{we} {name}" for name in sorted(getattr(ours, aspect) - getattr(sdk, aspect)))
        yield from (f"{they} {name}" for name in sorted(getattr(sdk, aspect) - getattr(ours, aspect)))
    yield from (f"we list {value}" for value in sorted(ours.values - sdk.values))
    yield from (f"sdk lists {value}" for value in sorted(sdk.values - ours.values))
    if ours.nullable != sdk.nullable:
        yield "we allow null" if ours.nullable else "sdk allows null"


ALL = [difference for kind in SDK_SCHEMAS for difference in differences(kind.split()[0], kind)]


def test_every_difference_is_explained() -> None:
    assert [one for one in ALL if not any(fnmatchcase(one, pattern) for pattern in EXPLAINED)] == []


def test_every_explanation_is_needed() -> None:
    assert [pattern for pattern in EXPLAINED if not any(fnmatchcase(one, pattern) for one in ALL)] == []


@pytest.mark.parametrize("stem", MODELS)
def test_complete_bodies_are_accepted_by_the_package(stem: str) -> None:
    for body in BODIES[stem]:
        MODELS[stem].model_validate(body)


@pytest.mark.parametrize(
    ("stem", "body", "pointer", "value"),
    [
        ("chunk", CHUNK, "/choices/0/finish_reason", "abort"),
        ("chunk", CHUNK, "/choices/0/finish_reason", ""),
        ("chunk", CHUNK, "/object", "x"),
        ("chunk", CHUNK, "/choices", None),
        ("chunk", CHUNK, "/choices/0/delta/tool_calls/0/index", None),
        ("chunk", CHUNK, "/choices/0/delta/role", ""),
        ("completion", COMPLETION, "/choices/0/finish_reason", None),
        ("completion", COMPLETION, "/choices/0/message/role", "user"),
        ("completion", COMPLETION, "/choices/0/message/content", ["a"]),
        ("completion", COMPLETION, "/id", None),
        ("completion", COMPLETION, "/usage/total_tokens", None),
    ],
)
def test_what_the_package_refuses_is_a_fault(stem: str, body: Any, pointer: str, value: Any) -> None:
    bent = changed(body, {pointer: value})
    with pytest.raises(ValidationError):
        MODELS[stem].model_validate(bent)
    assert not is_valid(SchemaName(stem), bent)
