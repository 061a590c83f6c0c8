"""Chat completion chunks: those of one choice in legal order, and single ones with members replaced."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from conformance.strategies.arguments import check_size
from conformance.strategies.json_values import json_values

USAGE = {"prompt_tokens": 9, "completion_tokens": 3, "total_tokens": 12}
_TEXTS = st.text(max_size=6)
_NAMES = st.sampled_from(
    [
        *("id", "object", "created", "model", "choices", "usage", "error", "index", "delta", "finish_reason", "role"),
        *("content", "tool_calls", "function", "arguments", "logprobs"),
        *("content_filter_results", "prompt_filter_results"),
    ]
)


def chunk(*choices: dict[str, Any], **members: Any) -> dict[str, Any]:
    """Build a chunk that is right in everything that its arguments do not change."""
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 1_754_000_000,
        "model": "m",
        "choices": list(choices),
        **members,
    }


def choice(delta: Any = None, finish: Any = None, index: Any = 0, **members: Any) -> dict[str, Any]:
    """Build an entry of `choices` of a chunk."""
    return {"index": index, "delta": {} if delta is None else delta, "finish_reason": finish, **members}


def choice_chunks(
    *, index: int = 0, max_deltas: int = 4, allow_tools: bool = True, allow_reasoning: bool = True
) -> SearchStrategy[list[dict[str, Any]]]:
    """Return a strategy for all chunks of one choice: the role, deltas of every sort, the finish.

    Texts are drawn one by one, so that a delta may happen to repeat all that came before it.

    Args:
        index: the index of the choice.
        max_deltas: at most so many chunks between role and finish.
        allow_tools: whether the choice may call functions.
        allow_reasoning: whether deltas may have `reasoning_content`, which is not in the official schema.

    Raises:
        InvalidArgument: a number is no integer or negative.
    """
    check_size("index", index)
    check_size("max_deltas", max_deltas)
    speech = ["content", "refusal", *(["reasoning_content"] if allow_reasoning else [])]
    said = st.sampled_from(speech).flatmap(lambda name: st.fixed_dictionaries({name: _TEXTS}))
    deltas = st.lists(said | st.just({}), max_size=max_deltas)
    talks = _whole_choices(index, deltas, st.sampled_from(["stop", "length", "content_filter"]))
    if not (allow_tools and max_deltas):
        return talks
    return talks | _whole_choices(index, _call_deltas(max_deltas), st.just("tool_calls"), may_speak=False)


def odd_chunks() -> SearchStrategy[dict[str, Any]]:
    """Return a strategy for chunks with some of their members replaced by anything, nonsense numbers included."""
    return _odd_chunks()


def odd_chunk_members() -> SearchStrategy[Any]:
    """Return a strategy for any JSON in which the names of objects are those of members of a chunk."""
    return json_values(names=_NAMES, allow_nan=True, max_size=6)


@st.composite
def _whole_choices(
    draw: DrawFn,
    index: int,
    deltas: SearchStrategy[list[dict[str, Any]]],
    reasons: SearchStrategy[str],
    *,
    may_speak: bool = True,
) -> list[dict[str, Any]]:
    first: dict[str, Any] = draw(st.sampled_from([{}, {"content": ""}, {"content": None}, {"content": "x"}]))
    last: dict[str, Any] = draw(st.sampled_from([{}, {"content": ""}, {"content": "x"}] if may_speak else [{}]))
    middle = [
        chunk(choice(delta, index=index, **draw(st.sampled_from([{}, {"logprobs": None}])))) for delta in draw(deltas)
    ]
    begin = chunk(choice({"role": "assistant", **first}, index=index))
    return [begin, *middle, chunk(choice(last, draw(reasons), index=index))]


@st.composite
def _call_deltas(draw: DrawFn, most: int) -> list[dict[str, Any]]:
    """Draw calls, each begun by its id and name and continued by fragments of its arguments."""
    deltas: list[dict[str, Any]] = []
    for call in range(draw(st.integers(1, min(2, most)))):
        function = {"name": "get_weather", "arguments": draw(st.sampled_from(["", "{}"]))}
        deltas.append({"index": call, "id": f"call_{call}", "type": "function", "function": function})
        if len(deltas) < most - 1 and not function["arguments"]:
            deltas.append({"index": call, "function": {"arguments": '{"city":'}})
            deltas.append({"index": call, "function": {"arguments": '"Oslo"}'}})
    return [{"tool_calls": [delta]} for delta in deltas[:most]]


@st.composite
def _odd_chunks(draw: DrawFn) -> dict[str, Any]:
    anything = odd_chunk_members()
    delta = draw(st.dictionaries(_NAMES, anything, max_size=3)) | {"content": "a"}
    inner = choice(delta, draw(st.sampled_from([None, "", "stop", 5])), draw(st.integers(-1, 3)))
    value = chunk(inner | draw(st.dictionaries(_NAMES, anything, max_size=2)))
    return value | draw(st.dictionaries(_NAMES, anything, max_size=2))
