"""Faults of the rarer members of a chunk: tool calls, log probabilities, refusals, and what tells servers apart."""

from __future__ import annotations

from typing import Any

from conformance.endpoints.asked import Asked
from conformance.endpoints.fault import On, fault
from conformance.endpoints.reply import Reply


@fault(trips=("RESP-016",), on=On.STREAM)
def chunk_service_tier_empty(reply: Reply) -> None:
    """A gateway passes on a service_tier that it does not have: an empty string."""
    for chunk in reply.chunks:
        chunk["service_tier"] = ""


@fault(trips=("RESP-016",), on=On.STREAM)
def chunk_fingerprint_number(reply: Reply) -> None:
    """The system_fingerprint of the chunks is a number."""
    for chunk in reply.chunks:
        chunk["system_fingerprint"] = 1


@fault(trips=("STREAM-025",), on=On.STREAM)
def delta_tool_calls_empty_object(reply: Reply) -> None:
    """Deltas without tool calls say `tool_calls: {}`."""
    for delta in reply.messages():
        delta["tool_calls"] = {}


@fault(trips=("STREAM-025",), on=On.STREAM)
def delta_refusal_false(reply: Reply) -> None:
    """The refusal of a delta that refuses nothing is false."""
    for delta in reply.messages():
        delta["refusal"] = False


def _without_tools(asked: Asked) -> bool:
    """Where tools were offered, more is known of a call than its form."""
    return "tools" not in asked.body


def _call(reply: Reply, call: dict[str, Any]) -> None:
    """Let the first delta of every choice bring a tool call."""
    for delta in reply.messages():
        if "role" in delta:
            delta["tool_calls"] = [call]


@fault(trips=("STREAM-025",), on=On.STREAM, when=_without_tools)
def tool_call_of_another_type(reply: Reply) -> None:
    """The type of a tool call in a delta is a word of the server's own."""
    call = {"index": 0, "id": "call_1", "type": "builtin_function", "function": {"name": "$search", "arguments": "{}"}}
    _call(reply, call)


@fault(trips=("STREAM-025",), on=On.STREAM, when=_without_tools)
def tool_call_type_empty(reply: Reply) -> None:
    """A tool call of a delta has empty strings where it has nothing to say."""
    _call(reply, {"index": 0, "id": "", "type": "", "function": {"name": "", "arguments": "{}"}})


def _probabilities(reply: Reply, **members: Any) -> None:
    for choice in reply.choices():
        if text := choice["delta"].get("content"):
            token = {"token": text, "logprob": -0.1, "bytes": list(text.encode()), "top_logprobs": []}
            choice["logprobs"] = {"content": [{**token, **members}], "refusal": None}


@fault(trips=("STREAM-025",), on=On.STREAM)
def chunk_logprob_positive(reply: Reply) -> None:
    """What is called logprob is a probability."""
    _probabilities(reply, logprob=0.9)


@fault(trips=("LOGP-003",), on=On.STREAM)
def chunk_logprobs_of_text(reply: Reply) -> None:
    """The log probabilities have the form of the interface without messages."""
    for choice in reply.choices():
        text = choice["delta"].get("content")
        if text:
            choice["logprobs"] = {"tokens": [text], "token_logprobs": [-0.1], "text_offset": [0]}


@fault(trips=("STREAM-025",), on=On.STREAM)
def chunk_logprobs_without_candidates(reply: Reply) -> None:
    """The other candidates of a token are null where none were asked for."""
    _probabilities(reply, top_logprobs=None)
