"""From the bytes of a body to a `ChatRequest`, or to the one precise error that refuses it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from conformance.endpoints.reference.chat_request import ChatRequest, Message
from conformance.endpoints.reference.json_body import read_object
from conformance.endpoints.reference.mistakes import RequestError, missing
from conformance.endpoints.reference.parameter_rules import PARAMETERS
from conformance.endpoints.reference.tool_rules import refuse_undeclared
from conformance.endpoints.reference.value_rules import refuse_unknown

_TIERS = {"auto": "default", "fast": "priority"}


def read_chat_request(body: bytes, model: str) -> ChatRequest:
    """Validate a request against every rule of the API.

    Args:
        body: the bytes as received.
        model: the only model that is served.

    Raises:
        RequestError: the request breaks a rule.
    """
    given = read_object(body)
    for name in ("model", "messages"):
        if name not in given:
            raise missing(name)
    refuse_unknown(given, PARAMETERS)
    values = {name: PARAMETERS[name](value, name) for name, value in given.items()}
    if values["model"] != model:
        raise RequestError("The model does not exist.", "model", "model_not_found", 404)
    _refuse_combinations(values)
    return _chat_request({name: value for name, value in values.items() if value is not None})


def _refuse_combinations(values: Mapping[str, Any]) -> None:
    if values.get("stream_options") is not None and not values.get("stream"):
        raise RequestError("'stream_options' is only allowed when 'stream' is true.", "stream_options", "invalid_value")
    if values.get("top_logprobs") is not None and not values.get("logprobs"):
        raise RequestError("'top_logprobs' is only allowed when 'logprobs' is true.", "top_logprobs", "invalid_value")
    for name, needed in (("tool_choice", "tools"), ("parallel_tool_calls", "tools"), ("function_call", "functions")):
        if name in values and needed not in values:
            raise RequestError(f"'{name}' is only allowed when '{needed}' is given.", name, "invalid_value")
    refuse_undeclared(values.get("tool_choice", ""), values.get("tools", ()))
    _refuse_json_without_the_word(values)


def _refuse_json_without_the_word(values: Mapping[str, Any]) -> None:
    if (values.get("response_format") or {}).get("type") != "json_object":
        return
    messages: tuple[Message, ...] = values["messages"]
    if not any("json" in text.lower() for message in messages for text in message.texts):
        text = "'messages' must contain the word json when 'response_format' is json_object."
        raise RequestError(text, "messages", "invalid_value")


def _chat_request(values: dict[str, Any]) -> ChatRequest:
    bounds = [values[name] for name in ("max_tokens", "max_completion_tokens") if name in values]
    response_format = values.get("response_format", {"type": "text"})
    tools = tuple(values.get("tools", ()))
    plain = ("temperature", "top_p", "n", "stream", "stop", "seed", "logit_bias", "parallel_tool_calls")
    penalties = ("presence_penalty", "frequency_penalty")
    return ChatRequest(
        messages=values["messages"],
        include_usage=values.get("stream_options", {}).get("include_usage", False),
        max_tokens=min(bounds, default=None),
        json_mode=response_format["type"] != "text",
        json_schema=response_format.get("schema"),
        tools=tools,
        tool_choice=values.get("tool_choice", "auto" if tools else "none"),
        top_logprobs=values.get("top_logprobs", 0) if values.get("logprobs") else None,
        service_tier=_TIERS.get(values.get("service_tier", ""), values.get("service_tier")),
        **{name: values[name] for name in plain + penalties if name in values},
    )
