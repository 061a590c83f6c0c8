"""The rule of every documented parameter of a chat completion request, one line each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from conformance.endpoints.reference.message_rules import read_messages
from conformance.endpoints.reference.mistakes import RequestError, missing, wrong_type
from conformance.endpoints.reference.tool_rules import function_name, read_function, read_tool, tool_choice
from conformance.endpoints.reference.value_rules import (
    Rule,
    anything,
    array,
    boolean,
    integer,
    mapping,
    nullable,
    number,
    one_of,
    record,
    string,
)

_INT_64 = 1 << 63
_MOST_PAIRS, _LONGEST_NAME, _LONGEST_VALUE = 16, 64, 512
_MOST_STOPS = 4


def stop(value: Any, param: str) -> tuple[str, ...]:
    """Accept a string, or one to four of them; an empty one could never end a text in a useful place."""
    if isinstance(value, str):
        return (str(string(empty=False)(value, param)),)
    if not isinstance(value, list):
        raise wrong_type(param, "a string or an array of strings", value)
    return tuple(array(string(empty=False), fewest=1, most=_MOST_STOPS)(value, param))


def logit_bias(value: Any, param: str) -> dict[int, int]:
    """Accept an object from token id (digits) to an integer from -100 to 100."""
    biases = {}
    for key, bias in mapping(value, param).items():
        if not (key.isascii() and key.isdecimal() and len(key) < len(str(_INT_64))):
            raise RequestError(f"The members of '{param}' must be token ids.", param, "invalid_value")
        biases[int(key)] = integer(-100, 100)(bias, f"{param}.{key}")
    return biases


def metadata(value: Any, param: str) -> dict[str, str]:
    """Accept at most 16 pairs, names of 64 and strings of 512 characters."""
    pairs = mapping(value, param)
    if len(pairs) > _MOST_PAIRS:
        message = f"'{param}' must have at most {_MOST_PAIRS} members."
        raise RequestError(message, param, "object_above_max_properties")
    for name, text in pairs.items():
        if len(name) > _LONGEST_NAME:
            message = f"The names in '{param}' must have at most {_LONGEST_NAME} characters."
            raise RequestError(message, param, "property_name_above_max_length")
        string(_LONGEST_VALUE)(text, f"{param}.{name}")
    return pairs


def response_format(value: Any, param: str) -> dict[str, Any]:
    """Accept the types text, json_object and json_schema (the last with a name)."""
    mapping(value, param)
    if "type" not in value:
        raise missing(f"{param}.type")
    if one_of("text", "json_object", "json_schema")(value["type"], f"{param}.type") != "json_schema":
        return {"type": value["type"]}
    members = {"name": function_name, "description": string(), "schema": mapping, "strict": nullable(boolean)}
    if "json_schema" not in value:
        raise missing(f"{param}.json_schema")
    schema = record(members, required=("name",))(value["json_schema"], f"{param}.json_schema")
    return {"type": "json_schema", "schema": schema.get("schema", {})}


def modalities(value: Any, param: str) -> list[str]:
    """Accept text only; the reference does not speak."""
    wanted = array(one_of("text", "audio"), fewest=1)(value, param)
    if "audio" in wanted:
        raise RequestError(f"'{param}' supports text only.", param, "unsupported_value")
    return list(wanted)


def function_call(value: Any, param: str) -> Any:
    """Accept none, auto or an object with a name (deprecated)."""
    if isinstance(value, str):
        return one_of("none", "auto")(value, param)
    return record({"name": function_name}, required=("name",))(value, param)


PARAMETERS: Mapping[str, Rule] = {
    "model": string(empty=False),
    "messages": read_messages,
    "temperature": nullable(number(0, 2)),
    "top_p": nullable(number(0, 1)),
    "n": nullable(integer(1, 128)),
    "stream": nullable(boolean),
    "stream_options": nullable(record({"include_usage": boolean, "include_obfuscation": boolean}, closed=True)),
    "stop": nullable(stop),
    "max_tokens": nullable(integer(1)),
    "max_completion_tokens": nullable(integer(1)),
    "presence_penalty": nullable(number(-2, 2)),
    "frequency_penalty": nullable(number(-2, 2)),
    "logit_bias": nullable(logit_bias),
    "user": string(),
    "response_format": nullable(response_format),
    "seed": nullable(integer(-_INT_64, _INT_64 - 1)),
    "tools": array(read_tool, fewest=1, most=128),
    "tool_choice": tool_choice,
    "parallel_tool_calls": boolean,
    "functions": array(read_function, fewest=1, most=128),
    "function_call": function_call,
    "logprobs": nullable(boolean),
    "top_logprobs": nullable(integer(0, 20)),
    "store": nullable(boolean),
    "metadata": nullable(metadata),
    "modalities": nullable(modalities),
    "audio": nullable(mapping),
    "prediction": nullable(record({"type": one_of("content"), "content": anything}, required=("type", "content"))),
    "reasoning_effort": nullable(one_of("none", "minimal", "low", "medium", "high", "xhigh", "max")),
    "verbosity": nullable(one_of("low", "medium", "high")),
    "service_tier": nullable(one_of("auto", "default", "flex", "scale", "priority", "fast")),
    "web_search_options": mapping,
    "moderation": nullable(mapping),
    "safety_identifier": nullable(string(64)),
    "prompt_cache_key": nullable(string()),
    "prompt_cache_retention": nullable(one_of("in_memory", "24h")),
    "prompt_cache_options": record({"mode": one_of("implicit", "explicit"), "ttl": string()}),
}
