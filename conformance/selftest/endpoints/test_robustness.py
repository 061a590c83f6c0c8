"""Whatever comes in, the reference answers 200, 400 or 404 in its own words and never raises."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.endpoints.reference.endpoint import make_reference
from conformance.endpoints.reference.parameter_rules import PARAMETERS
from conformance.endpoints.reference.pictures import read_base64
from conformance.endpoints.reference.schema_values import fitting_value
from conformance.endpoints.reference.tokens import tokenize
from conformance.selftest.endpoints.asking import READY, WEATHER, Said, chat_body, post, read, user
from conformance.strategies.base64_payloads import Base64Payload, base64_payloads
from conformance.strategies.json_values import json_values
from conformance.strategies.messages import message_lookalikes

_REFERENCE = make_reference()
_JSON = json_values(allow_nan=True, max_size=3, max_leaves=8)
_SCHEMA_WORDS = (
    "type",
    "enum",
    "const",
    "properties",
    "required",
    "items",
    "minItems",
    "minLength",
    "anyOf",
    "minimum",
)
_SCHEMA_TYPES = st.sampled_from(["object", "array", "string", "integer", "boolean", "null"])
_SCHEMAS = st.recursive(
    _JSON,
    lambda inner: st.dictionaries(
        st.sampled_from(_SCHEMA_WORDS),
        inner | _SCHEMA_TYPES | st.dictionaries(st.text(max_size=3), inner) | st.lists(inner),
    ),
    max_leaves=6,
)


def _answer(body: bytes) -> Said:
    answer = read(_REFERENCE(post(body)))
    assert answer.status in {200, 400, 404}
    if answer.status != 200:
        assert answer.error["message"]
    return answer


@given(st.binary(max_size=200))
def test_any_bytes(body: bytes) -> None:
    assert _answer(body).status == 400


@given(st.dictionaries(st.sampled_from(sorted(PARAMETERS)), _JSON, max_size=4))
def test_any_values_of_any_parameters(members: dict[str, Any]) -> None:
    # n is left small and a stream is never asked: the size of the answer is not the question here.
    _answer(json.dumps({"model": "eyechart-reference", "messages": READY, **members, "n": 1, "stream": False}).encode())


@given(st.lists(message_lookalikes(), max_size=4))
def test_any_messages(messages: list[Any]) -> None:
    _answer(chat_body(messages=messages))


@given(_SCHEMAS)
@settings(max_examples=200)
def test_any_schema_of_a_tool(schema: Any) -> None:
    tool = {**WEATHER, "function": {"name": "f", "parameters": schema}}
    _answer(chat_body(tools=[tool], tool_choice="required"))
    json.dumps(fitting_value(schema, lambda name: name))


@given(st.text(max_size=200))
def test_tokens_join_to_the_text(text: str) -> None:
    assert "".join(tokenize(text)) == text


@given(st.text(max_size=60), st.integers(1, 30))
def test_a_copied_text_survives_streaming_and_any_limit(text: str, most: int) -> None:
    members = {"messages": user(f"Repeat exactly: {text}"), "max_tokens": most}
    plain = _answer(chat_body(**members))
    chunks = read(_REFERENCE(post(chat_body(**members, stream=True)))).chunks
    assert "".join(chunk["choices"][0]["delta"].get("content", "") for chunk in chunks) == plain.text
    assert plain.value["usage"]["completion_tokens"] <= most


@given(base64_payloads(min_size=1, max_size=50))
def test_base64_is_read_as_it_was_written(payload: Base64Payload) -> None:
    assert read_base64(payload.code) == payload.data
