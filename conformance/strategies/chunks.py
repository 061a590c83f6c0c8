"""Chat completion chunks: those of one choice in legal order, and single ones with members replaced."""

from __future__ import annotations

from itertools import chain, zip_longest
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from conformance.strategies.arguments import check_size
from conformance.strategies.json_values import json_values

USAGE = {"prompt_tokens": 9, "completion_tokens": 3, "total_tokens": 12}
_TEXTS = st.text(max_size=6)
_TOKEN = {"token": "a", "logprob": -0.5, "bytes": [97]}
_TOKENS = [{**_TOKEN, "top_logprobs": [_TOKEN]}, {**_TOKEN, "bytes": None, "top_logprobs": []}]
_LOGPROBS: SearchStrategy[dict[str, Any]] = st.sampled_from(
    [
        *({}, {"logprobs": None}, {"logprobs": {"content": _TOKENS, "refusal": None}}),
        *({"logprobs": {"content": None, "refusal": _TOKENS[:1]}}, {"logprobs": {"content": [], "refusal": []}}),
    ]
)
"""What an entry of `choices` says about its tokens."""
_WHOLE = st.sampled_from([True, False])
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
    middle = [chunk(choice(delta, index=index, **draw(_LOGPROBS))) for delta in draw(deltas)]
    begin = chunk(choice({"role": "assistant", **first}, index=index))
    return [begin, *middle, chunk(choice(last, draw(reasons), index=index))]


@st.composite
def _call_deltas(draw: DrawFn, most: int) -> list[dict[str, Any]]:
    """Draw calls, each begun by its id and name and continued by fragments of its arguments, in turn or by turns."""
    calls = [_fragments(call, whole=draw(_WHOLE)) for call in range(draw(st.integers(1, min(2, most))))]
    if sum(map(len, calls)) > most:
        calls = [[_beginning(call, "{}")] for call in range(len(calls))]
    by_turns = chain.from_iterable(zip_longest(*calls))
    fragments = draw(st.sampled_from([list(chain(*calls)), [fragment for fragment in by_turns if fragment]]))
    return [{"tool_calls": [fragment]} for fragment in fragments]


def _fragments(call: int, *, whole: bool) -> list[dict[str, Any]]:
    if whole:
        return [_beginning(call, "{}")]
    later = ({"index": call, "function": {"arguments": piece}} for piece in ('{"city":', '"Oslo"}'))
    return [_beginning(call, ""), *later]


def _beginning(call: int, arguments: str) -> dict[str, Any]:
    function = {"name": "get_weather", "arguments": arguments}
    return {"index": call, "id": f"call_{call}", "type": "function", "function": function}


@st.composite
def _odd_chunks(draw: DrawFn) -> dict[str, Any]:
    anything = odd_chunk_members()
    delta = draw(st.dictionaries(_NAMES, anything, max_size=3)) | {"content": "a"}
    inner = choice(delta, draw(st.sampled_from([None, "", "stop", 5])), draw(st.integers(-1, 3)))
    value = chunk(inner | draw(st.dictionaries(_NAMES, anything, max_size=2)))
    return value | draw(st.dictionaries(_NAMES, anything, max_size=2))
