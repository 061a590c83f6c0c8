"""From a JSON value to a request that makes sense, or to the first thing that is wrong with it, in OpenAI's words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from conformance.selftest.second_endpoint.refusals import Refusal
from conformance.selftest.second_endpoint.shapes import (
    AssistantMessage,
    ChatRequest,
    JsonObject,
    NamedChoice,
    ToolMessage,
)

UNSUPPORTED = frozenset({"audio", "functions", "function_call", "web_search_options"})
"""Members of the specification that this endpoint says no to, by name."""
_NOT_WHILE_REASONING = (
    *("max_tokens", "stop", "logit_bias", "logprobs", "top_logprobs"),
    *("presence_penalty", "frequency_penalty", "prediction"),
)
_BELOW, _ABOVE = "below_min_value", "above_max_value"
_CODES = {
    "missing": "missing_required_parameter",
    "extra_forbidden": "unknown_parameter",
    "literal_error": "invalid_value",
    "string_pattern_mismatch": "invalid_value",
    "finite_number": "invalid_value",
    "string_too_long": "string_above_max_length",
    "string_too_short": "empty_string",
}
_BOUNDS = {"greater_than_equal": _BELOW, "less_than_equal": _ABOVE}
_JSON_WORD = re.compile("json", re.IGNORECASE)


def validated(value: Any, *, forgives: bool) -> ChatRequest:
    """Return the request in a body.

    Args:
        value: the body.
        forgives: whether members that nobody knows, and optional ones that are null, count as absent.

    Raises:
        Refusal: of the first fault, with the path of the member.
    """
    if not isinstance(value, dict):
        raise Refusal("The body of a request is a JSON object.", code="invalid_type")
    if forgives:
        value = {name: one for name, one in value.items() if one is not None or name == "messages"}
    for name in UNSUPPORTED & value.keys():
        raise Refusal(f"Unsupported parameter: '{name}'.", param=name, code="unsupported_parameter")
    if not value.get("model"):
        raise Refusal("You must provide a model parameter.", param="model", code="missing_required_parameter")
    request = _shaped(value, forgives=forgives)
    _check_company(request)
    _check_tools(request)
    _check_history(request.messages)
    return request


def _shaped(value: Mapping[str, Any], *, forgives: bool) -> ChatRequest:
    try:
        return ChatRequest.model_validate(value, extra="ignore" if forgives else "forbid")
    except ValidationError as error:
        raise _refusal(error.errors(include_url=False)[0], value) from None


def _refusal(error: ErrorDetails, body: Mapping[str, Any]) -> Refusal:
    path = _path(error["loc"], body)
    discriminator = str(error.get("ctx", {}).get("discriminator", ""))
    if discriminator in {"'role'", "'type'"}:
        member = f"{path}.{discriminator.strip(chr(39))}"
        code = "missing_required_parameter" if error["type"] == "union_tag_not_found" else "invalid_value"
        supported = error.get("ctx", {}).get("expected_tags", "one that is documented")
        return Refusal(f"Invalid '{member}': supported values are {supported}.", param=member, code=code)
    told = "Unknown parameter" if error["type"] == "extra_forbidden" else error["msg"]
    shown = re.sub(r"[^\x20-\x7e]", "?", path)[:80]
    return Refusal(f"Invalid '{shown}': {told}.", param=shown or None, code=_code(error))


def _code(error: ErrorDetails) -> str:
    kind = error["type"]
    if kind in _BOUNDS:
        number = "integer" if isinstance(error["input"], int) else "decimal"
        return f"{number}_{_BOUNDS[kind]}"
    if kind in {"too_short", "too_long"}:
        if isinstance(error["input"], dict):
            return "object_above_max_properties"
        return "empty_array" if kind == "too_short" else "array_above_max_length"
    return _CODES.get(kind, "invalid_type")


def _path(places: Sequence[int | str], body: Any) -> str:
    """Return where a fault is: names that stand in the body, without what pydantic calls its own alternatives."""
    path, here = "", body
    for depth, place in enumerate(places, 1):
        if isinstance(place, int) and isinstance(here, list):
            path, here = f"{path}[{place}]", here[place]
        elif isinstance(place, str) and isinstance(here, dict) and (place in here or depth == len(places)):
            path, here = f"{path}.{place}" if path else place, here.get(place)
    return path


def _check_company(request: ChatRequest) -> None:
    """Check members that need another one beside them: no schema says so, the descriptions do."""
    if request.stream_options is not None and not request.stream:
        raise Refusal("'stream_options' is only allowed when 'stream' is enabled.", param="stream_options")
    if request.top_logprobs is not None and not request.logprobs:
        raise Refusal("'top_logprobs' is only allowed when 'logprobs' is enabled.", param="top_logprobs")
    if isinstance(request.response_format, JsonObject) and not _JSON_WORD.search(_words(request)):
        told = "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'."
        raise Refusal(told, param="messages")


def check_dials(request: ChatRequest) -> None:
    """Check that nothing was asked for that a model which reasons does not have.

    Raises:
        Refusal: it names the member, as OpenAI does.
    """
    for name in _NOT_WHILE_REASONING:
        if getattr(request, name):
            told = f"Unsupported parameter: '{name}' is not supported with this model."
            raise Refusal(told, name, "unsupported_parameter")
    for name in ("temperature", "top_p"):
        if getattr(request, name) not in {None, 1}:
            told = f"Unsupported value: '{name}' only supports its default of 1 with this model."
            raise Refusal(told, name, "unsupported_value")


def _words(request: ChatRequest) -> str:
    return "\n".join(text for message in request.messages for text in texts(message.content))


def texts(content: Any) -> Iterator[str]:
    """Yield the texts of a message's content."""
    if isinstance(content, str):
        yield content
    for part in content if isinstance(content, list) else ():
        if part.type == "text":
            yield part.text


def _check_tools(request: ChatRequest) -> None:
    if "tool_choice" in request.model_fields_set and not request.tools:
        raise Refusal("'tool_choice' is only allowed when 'tools' are specified.", param="tool_choice")
    if "parallel_tool_calls" in request.model_fields_set and not request.tools:
        raise Refusal("'parallel_tool_calls' is only allowed when 'tools' are specified.", param="parallel_tool_calls")
    names = {tool.function.name for tool in request.tools}
    if len(names) < len(request.tools):
        raise Refusal("Two tools have one name.", param="tools", code="invalid_value")
    if isinstance(request.tool_choice, NamedChoice) and request.tool_choice.function.name not in names:
        raise Refusal("'tool_choice' names a function that 'tools' do not declare.", param="tool_choice")


def _check_history(messages: Sequence[Any]) -> None:
    """Check that every call is answered, and that nothing else is."""
    due: set[str] = set()
    for at, message in enumerate(messages):
        if isinstance(message, ToolMessage):
            if message.tool_call_id not in due:
                told = "a tool message answers a call of the assistant message before it"
                raise Refusal(f"Invalid 'messages[{at}]': {told}.", param=f"messages[{at}].tool_call_id")
            due.remove(message.tool_call_id)
        elif due:
            told = "an assistant message with 'tool_calls' must be followed by tool messages for each of them"
            raise Refusal(f"Invalid 'messages[{at}]': {told}.", param=f"messages[{at}].role")
        if isinstance(message, AssistantMessage):
            due = {call.id for call in message.tool_calls}
            if not (due or message.content is not None or message.refusal):
                raise Refusal("An assistant message has content.", param=f"messages[{at}].content")
    if due:
        raise Refusal("A call at the end of 'messages' is not answered.", param=f"messages[{len(messages) - 1}]")
