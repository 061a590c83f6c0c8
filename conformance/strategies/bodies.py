"""Bodies of chat completion requests: small legal ones, with every optional member present, null and absent."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument
from hypothesis.strategies import DrawFn, SearchStrategy

from conformance.strategies.messages import Message, message_lists

Body = dict[str, Any]
_TOOL = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
    },
}
_TOOL_CHOICES = ("none", "auto", "required", {"type": "function", "function": {"name": "get_weather"}})
_PENALTIES = st.integers(-2, 2) | st.floats(-2, 2)
_STOPS = st.text(min_size=1, max_size=4)
_NULLABLE: dict[str, SearchStrategy[Any]] = {
    "temperature": st.integers(0, 2) | st.floats(0, 2),
    "top_p": st.integers(0, 1) | st.floats(0, 1),
    "n": st.integers(1, 3),
    "stop": _STOPS | st.lists(_STOPS, min_size=1, max_size=4),
    "max_tokens": st.integers(1, 32),
    "max_completion_tokens": st.integers(1, 32),
    "presence_penalty": _PENALTIES,
    "frequency_penalty": _PENALTIES,
    "logit_bias": st.dictionaries(st.integers(0, 50_000).map(str), st.integers(-100, 100), max_size=2),
    "seed": st.integers(-(1 << 63), (1 << 63) - 1),
    "store": st.sampled_from([False]),
    "metadata": st.dictionaries(st.text(max_size=8), st.text(max_size=8), max_size=2),
}
"""Members of the official schema that may be null."""
_NEVER_NULL: dict[str, SearchStrategy[Any]] = {
    "user": st.text(max_size=8),
    "response_format": st.just({"type": "text"}),
}
OPTIONAL_MEMBERS = (*_NULLABLE, *_NEVER_NULL, "stream", "logprobs", "tools")
"""Members that a legal body has or has not."""


def bodies(
    *,
    model: str,
    messages: SearchStrategy[list[Message]] | None = None,
    allow_stream: bool = True,
    allow_tools: bool = True,
) -> SearchStrategy[Body]:
    """Return a strategy for legal bodies by the official schema, small enough to be answered at once.

    Args:
        model: the model to ask.
        messages: the messages; `message_lists()` unless given.
        allow_stream: whether `stream` may be true; if not, it may still be false or null.
        allow_tools: whether tools may be offered.

    Raises:
        InvalidArgument: `model` is empty.
    """
    if not model:
        raise InvalidArgument("model must not be empty.")
    said = message_lists(allow_tools=allow_tools) if messages is None else messages
    return _bodies(model, said, allow_stream=allow_stream, allow_tools=allow_tools)


@st.composite
def _bodies(
    draw: DrawFn, model: str, messages: SearchStrategy[list[Message]], *, allow_stream: bool, allow_tools: bool
) -> Body:
    body = {"model": model, "messages": draw(messages), **draw(_optional_members())}
    body |= draw(_streaming(allow_stream=allow_stream)) | draw(_logprobs())
    if allow_tools:
        body |= draw(_tools())
    return {name: body[name] for name in draw(st.permutations(sorted(body)))}


def _optional_members() -> SearchStrategy[Body]:
    nullable = {name: st.none() | values for name, values in _NULLABLE.items()}
    return st.fixed_dictionaries({}, optional={**nullable, **_NEVER_NULL})


def _streaming(*, allow_stream: bool) -> SearchStrategy[Body]:
    """Draw `stream` and its options, which may be given only where it is true."""
    plain: SearchStrategy[Body] = st.sampled_from([{}, {"stream": None}, {"stream": False}, {"stream_options": None}])
    flags = st.fixed_dictionaries({}, optional={"include_usage": st.booleans(), "include_obfuscation": st.booleans()})
    streamed = st.fixed_dictionaries(
        {"stream": st.sampled_from([True])}, optional={"stream_options": st.none() | flags}
    )
    return plain | streamed if allow_stream else plain


def _logprobs() -> SearchStrategy[Body]:
    """Draw `logprobs` and `top_logprobs`, which may be given only where it is true."""
    top = st.none() | st.integers(0, 3)
    asked = st.fixed_dictionaries({"logprobs": st.sampled_from([True])}, optional={"top_logprobs": top})
    unasked: SearchStrategy[Body] = st.sampled_from(
        [{}, {"logprobs": None}, {"logprobs": False}, {"top_logprobs": None}]
    )
    return unasked | asked


def _tools() -> SearchStrategy[Body]:
    """Draw no tools, or one with any way to choose it."""
    offered = st.fixed_dictionaries(
        {"tools": st.just([_TOOL])},
        optional={"tool_choice": st.sampled_from(_TOOL_CHOICES), "parallel_tool_calls": st.booleans()},
    )
    return st.just({}) | offered
