"""What Azure OpenAI documents beside the specification: reports of content filters."""

from __future__ import annotations

from typing import Any

from conformance.endpoints.asked import Asked
from conformance.endpoints.fault import On, benign
from conformance.endpoints.reply import Event, Reply

_SAFE = {name: {"filtered": False, "severity": "safe"} for name in ("hate", "self_harm", "sexual", "violence")}
_ABOUT_PROMPT = {"prompt_filter_results": [{"prompt_index": 0, "content_filter_results": _SAFE}]}
_BLANK = {"id": "", "object": "", "created": 0, "model": ""}


def _first_chunk(reply: Reply) -> None:
    reply.stream.insert(0, Event({**_BLANK, "choices": [], **_ABOUT_PROMPT}))


@benign(on=On.SUCCESS)
def azure(reply: Reply) -> None:
    """Streams open with a chunk about the prompt, without choices, id and model; choices have filter results."""
    for choice in reply.choices():
        choice["content_filter_results"] = _SAFE
    if reply.is_stream:
        _first_chunk(reply)
    else:
        reply.content.update(_ABOUT_PROMPT)


def _annotation(index: int, finish_reason: str | None) -> Event:
    offsets = {"check_offset": 0, "start_offset": 0, "end_offset": 40}
    choice: dict[str, Any] = {"index": index, "finish_reason": finish_reason}
    choice.update(content_filter_offsets=offsets, content_filter_results=_SAFE)
    return Event({**_BLANK, "choices": [choice]})


@benign(on=On.STREAM)
def azure_asynchronous_filter(reply: Reply, asked: Asked) -> None:
    """Reports of the asynchronous filter, choices without a delta, stand between the chunks and behind the finish."""
    _first_chunk(reply)
    reply.stream.insert(min(4, reply.done_at() - 1), _annotation(0, None))
    at = reply.done_at() - asked.wants_usage
    reply.stream[at:at] = [_annotation(index, "stop") for index in range(asked.n)]
