"""Faults of chunks as they were reported: each shows in one kind of answer, or beside one kind of request."""

from __future__ import annotations

from typing import Any

from conformance.endpoints.asked import Asked
from conformance.endpoints.fault import On, fault
from conformance.endpoints.reply import Event, Reply, stream_reply


def _has_tools(asked: Asked) -> bool:
    return bool(asked.body.get("tools"))


def _hold_back(reply: Reply, asked: Asked) -> None:
    """Let the first event wait until everything was generated."""
    bound = asked.body.get("max_tokens")
    reply.stream[0].pause = 0.02 * (bound if type(bound) is int else 1)


def _in_one_delta(reply: Reply) -> None:
    events = reply.text_events
    for event in events[1:]:
        events[0].data["choices"][0]["delta"]["content"] += event.data["choices"][0]["delta"]["content"]
    reply.drop_chunks(*(event.data for event in events[1:]))


@fault(trips=("STREAM-028",), on=On.STREAM, when=lambda asked: _has_tools(asked) and asked.n == 1)
def text_in_one_delta_beside_tools(reply: Reply) -> None:
    """Where the request has tools the whole text is parsed for calls first, and comes in one delta.

    Seen on Ollama: https://github.com/ollama/ollama/issues/5796
    """
    _in_one_delta(reply)


@fault(trips=("HTTP-023",), on=On.STREAM, when=_has_tools)
def stream_held_back_beside_tools(reply: Reply, asked: Asked) -> None:
    """Where the request has tools all events come in one burst when the answer is complete.

    Seen on KoboldCpp: https://github.com/LostRuins/koboldcpp/issues/2480
    """
    _hold_back(reply, asked)


@fault(trips=("HTTP-023",), on=On.STREAM, when=lambda asked: asked.has_pictures)
def stream_held_back_beside_a_picture(reply: Reply, asked: Asked) -> None:
    """Where the request has a picture all events come in one burst when the answer is complete.

    Seen on openedai-vision: https://github.com/matatonic/openedai-vision/issues/11
    """
    _hold_back(reply, asked)


@fault(trips=("STREAM-019",), on=On.STREAM)
def finish_lost_at_natural_ends(reply: Reply) -> None:
    """A text that ends by itself has no finish_reason; one that is cut at the token limit has.

    Seen on vllm-mlx: https://github.com/waybarrios/vllm-mlx/issues/628
    """
    for choice in list(reply.finals()):
        if choice["finish_reason"] == "stop":
            choice["finish_reason"] = None


@fault(trips=("STREAM-022",), also=("STREAM-019", "STREAM-023"), on=On.STREAM, when=lambda asked: asked.n == 1)
def finish_on_the_thought(reply: Reply) -> None:
    """The chunk that brings the thought says stop, and the text comes behind it.

    Seen on Open WebUI: https://github.com/open-webui/open-webui/issues/16377
    """
    first = reply.chunks[0]
    thought = {**first["choices"][0], "delta": {"reasoning_content": "A word is asked for."}, "finish_reason": "stop"}
    reply.stream.insert(1, Event({**first, "choices": [thought]}))


@fault(trips=("STREAM-020",), on=On.STREAM, when=_has_tools)
def finish_reason_with_a_hyphen(reply: Reply) -> None:
    """The finish_reason of calls is the word of a library, `tool-calls`.

    Seen on elizaOS cloud: https://github.com/elizaOS/eliza/pull/12945
    """
    for choice in reply.finals():
        choice["finish_reason"] = choice["finish_reason"].replace("_", "-")


@fault(trips=("RESP-014",), on=On.STREAM)
def streams_share_an_id(reply: Reply) -> None:
    """The path of streams has its id in the source.

    Seen on KoboldCpp: https://github.com/LostRuins/koboldcpp/issues/2481
    """
    for chunk in reply.chunks:
        chunk["id"] = "chatcmpl-A1"


@fault(trips=("STREAM-013",), on=On.STREAM, when=_has_tools)
def role_missing_from_streamed_calls(reply: Reply) -> None:
    """Where the request has tools the first delta is a call, and no delta has a role.

    Seen on OmniRoute: https://github.com/diegosouzapw/OmniRoute/pull/3911
    """
    for delta in reply.messages():
        delta.pop("role", None)


@fault(trips=("STREAM-014",), on=On.STREAM, when=_has_tools)
def calls_before_the_role(reply: Reply) -> None:
    """The first delta is a call, and the role comes with the last one.

    Seen by LangChain.js: https://github.com/langchain-ai/langchainjs/pull/11157
    """
    if not any(delta.get("tool_calls") for delta in reply.messages()):
        return
    for delta in reply.messages():
        delta.pop("role", None)
    for final in reply.finals():
        final["delta"]["role"] = "assistant"


@fault(trips=("RESP-004", "STREAM-009"), also=("STREAM-019",))
def no_choice_where_nothing_is_said(reply: Reply) -> None:
    """An answer without text or calls has no choice, streamed or not.

    Seen on LiteLLM: https://github.com/BerriAI/litellm/pull/40864
    """
    if any(message.get("content") or message.get("tool_calls") for message in reply.messages()):
        return
    for body in reply.bodies:
        body["choices"] = []


@fault(trips=("ERR-011",), on=On.MISTAKE, when=lambda asked: asked.streams)
def role_before_the_engine_accepts(reply: Reply) -> Reply:
    """A stream opens with the role before the engine has seen the request, and the refusal comes behind it.

    Seen on ROCm ATOM: https://github.com/ROCm/ATOM/pull/1710
    """
    choice = {"index": 0, "delta": {"role": "assistant", "content": ""}, "finish_reason": None}
    role: dict[str, Any] = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1_800_000_000}
    return stream_reply([Event({**role, "model": "eyechart-reference", "choices": [choice]}), Event(reply.content)])


@fault(trips=("USAGE-005",), also=("USAGE-003", "USAGE-004"), on=On.STREAM)
def usage_empty_on_every_chunk(reply: Reply) -> None:
    """Every chunk without counts has a usage of {}.

    Seen on LiteLLM: https://github.com/BerriAI/litellm/issues/1571
    """
    for chunk in reply.chunks:
        chunk["usage"] = chunk.get("usage") or {}


@fault(trips=("USAGE-003", "USAGE-005"), on=On.STREAM, when=lambda asked: not asked.wants_usage)
def usage_placeholder_without_being_asked(reply: Reply) -> None:
    """The chunks that bring text have a usage with totals of 0 though nobody asked for it.

    Seen on MiniMax: https://github.com/MiniMax-AI/MiniMax-M2.5/issues/2
    """
    for event in reply.text_events:
        event.data["usage"] = {"total_tokens": 0, "total_characters": 0}


@fault(trips=("STREAM-038",), on=On.STREAM, when=lambda asked: asked.n == 1)
def whole_message_on_the_last_chunk(reply: Reply) -> None:
    """The choice with the finish_reason has the whole message beside its delta.

    Seen on a server of agents: https://github.com/abundantbeing/hermes-browser-extension/issues/11
    """
    text = "".join(delta["content"] for delta in reply.text_deltas())
    for choice in reply.finals():
        choice["message"] = {"role": "assistant", "content": text}
