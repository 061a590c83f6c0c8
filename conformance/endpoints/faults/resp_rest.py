"""Faults of the rest of a completion: counts of tokens, tool calls, log probabilities, text, and streams instead."""

from __future__ import annotations

from typing import Any

from conformance.endpoints.asked import Asked
from conformance.endpoints.fault import On, fault
from conformance.endpoints.http_script import json_bytes
from conformance.endpoints.reply import DONE, Event, Reply, stream_reply


@fault(trips=("RESP-010",), on=On.PLAIN)
def usage_missing(reply: Reply) -> None:
    """Completions count no tokens."""
    del reply.content["usage"]


@fault(trips=("RESP-010",), on=On.PLAIN)
def usage_null(reply: Reply) -> None:
    """The usage of completions is null."""
    reply.content["usage"] = None


@fault(trips=("RESP-010",), on=On.PLAIN, when=lambda asked: asked.has_pictures)
def picture_answer_usage_missing(reply: Reply) -> None:
    """Where the request has a picture no tokens are counted."""
    del reply.content["usage"]


@fault(trips=("RESP-011",), on=On.PLAIN)
def usage_total_missing(reply: Reply) -> None:
    """The member usage has no total_tokens."""
    for usage in reply.usages():
        del usage["total_tokens"]


@fault(trips=("RESP-011",), on=On.PLAIN)
def usage_prompt_is_null(reply: Reply) -> None:
    """prompt_tokens is null, because the tokenizer runs elsewhere."""
    for usage in reply.usages():
        usage["prompt_tokens"] = None


@fault(trips=("RESP-011",), on=On.PLAIN)
def usage_counts_in_text(reply: Reply) -> None:
    """The counts of usage are strings."""
    for usage in reply.usages():
        usage["total_tokens"] = str(usage["total_tokens"])


@fault(trips=("RESP-011",), on=On.PLAIN)
def usage_in_an_array(reply: Reply) -> None:
    """The member usage is an array of counts, one for each choice."""
    reply.content["usage"] = [reply.content["usage"]]


@fault(trips=("RESP-011",), on=On.PLAIN)
def usage_below_zero(reply: Reply) -> None:
    """completion_tokens is negative: the prompt was subtracted twice."""
    for usage in reply.usages():
        usage["completion_tokens"] = -387
        usage["total_tokens"] = usage["prompt_tokens"] - 387
        del usage["completion_tokens_details"]


@fault(trips=("RESP-012",), on=On.PLAIN)
def usage_total_is_the_completion(reply: Reply) -> None:
    """total_tokens leaves the prompt out."""
    for usage in reply.usages():
        usage["total_tokens"] = usage["completion_tokens"]


@fault(trips=("RESP-012",), on=On.PLAIN, when=lambda asked: asked.has_pictures)
def usage_total_without_pictures(reply: Reply) -> None:
    """total_tokens leaves the tokens of pictures out."""
    for usage in reply.usages():
        usage["total_tokens"] -= 1


@fault(trips=("RESP-013",), on=On.PLAIN)
def usage_cached_in_text(reply: Reply) -> None:
    """cached_tokens is a string."""
    for usage in reply.usages():
        usage["prompt_tokens_details"]["cached_tokens"] = "0"


@fault(trips=("RESP-013",), on=On.PLAIN)
def usage_details_empty_array(reply: Reply) -> None:
    """Empty details are an empty array, as some languages write an empty map."""
    for usage in reply.usages():
        usage["completion_tokens_details"] = []


@fault(trips=("RESP-013",), on=On.PLAIN)
def usage_cached_exceeds_prompt(reply: Reply) -> None:
    """cached_tokens counts whole blocks, and is larger than the prompt."""
    for usage in reply.usages():
        usage["prompt_tokens_details"]["cached_tokens"] = usage["prompt_tokens"] + 16


@fault(trips=("RESP-013",), on=On.PLAIN)
def usage_reasoning_below_zero(reply: Reply) -> None:
    """reasoning_tokens is -1 where nothing was counted."""
    for usage in reply.usages():
        usage["completion_tokens_details"]["reasoning_tokens"] = -1


def _each_message(reply: Reply, **members: Any) -> None:
    for message in reply.messages():
        message.update(members)


@fault(trips=("RESP-015",), on=On.PLAIN)
def refusal_false(reply: Reply) -> None:
    """The member refusal is false where there is none."""
    _each_message(reply, refusal=False)


def _without_tools(asked: Asked) -> bool:
    """Where tools were offered, more is known of a call than its form."""
    return "tools" not in asked.body


def _custom_call(reply: Reply, **custom: Any) -> None:
    _each_message(reply, tool_calls=[{"id": "call_0", "type": "custom", "custom": {"name": "describe", **custom}}])


@fault(trips=("RESP-015",), on=On.PLAIN, when=_without_tools)
def custom_call_without_input(reply: Reply) -> None:
    """A call of a custom tool has no input."""
    _custom_call(reply)


@fault(trips=("RESP-015",), on=On.PLAIN, when=_without_tools)
def custom_call_with_input_null(reply: Reply) -> None:
    """The input of a call of a custom tool is null."""
    _custom_call(reply, input=None)


def _citation(reply: Reply, kind: str) -> None:
    cited = {"start_index": 0, "end_index": 5, "title": "A page", "url": "https://example.org/"}
    _each_message(reply, annotations=[{"type": kind, "url_citation": cited}])


@fault(trips=("RESP-015",), on=On.PLAIN)
def annotation_type_is_empty(reply: Reply) -> None:
    """The type of an annotation is an empty string."""
    _citation(reply, "")


@fault(trips=("RESP-015",), on=On.PLAIN)
def annotation_type_of_another_vendor(reply: Reply) -> None:
    """The type of an annotation is another vendor's word."""
    _citation(reply, "citation")


@fault(trips=("RESP-015",), on=On.PLAIN)
def logprob_is_positive(reply: Reply) -> None:
    """The member logprob is a probability in per cent instead of a logarithm."""
    token = {"token": "Hello", "logprob": 97.5, "bytes": None, "top_logprobs": []}
    for choice in reply.choices():
        choice["logprobs"] = {"content": [token], "refusal": None}


@fault(trips=("RESP-015",), on=On.PLAIN)
def logprobs_with_refusal_object(reply: Reply) -> None:
    """The log probabilities of the refusal are an empty object instead of null."""
    for choice in reply.choices():
        choice["logprobs"] = {"content": None, "refusal": {}}


@fault(trips=("RESP-018",), on=On.PLAIN, when=lambda asked: "stream" not in asked.body)
def stream_by_default(reply: Reply) -> Reply:
    """Where the member stream is absent the answer is a stream."""
    body = dict(reply.content, object="chat.completion.chunk")
    body["choices"] = [
        {**{name: value for name, value in choice.items() if name != "message"}, "delta": choice["message"]}
        for choice in body["choices"]
    ]
    return stream_reply([Event(body), Event(DONE)])


@fault(trips=("RESP-018",), on=On.PLAIN)
def completion_as_one_event(reply: Reply) -> None:
    """The completion stands behind `data:`, under the label of JSON."""
    reply.prefix, reply.suffix = b"data: ", b"\n\n"


@fault(trips=("RESP-018",), on=On.PLAIN)
def done_behind_the_completion(reply: Reply) -> None:
    """A gateway ends every answer with `data: [DONE]`, streamed or not."""
    reply.content = json_bytes(reply.content) + b"\n\ndata: [DONE]\n\n"


@fault(trips=("RESP-019",), also=("MAXTOK-013",), on=On.PLAIN)
def text_empty(reply: Reply) -> None:
    """The answer stops and has no text."""
    _each_message(reply, content="")


@fault(trips=("RESP-019",), on=On.PLAIN, when=lambda asked: asked.has_pictures)
def picture_answer_without_text(reply: Reply) -> None:
    """A picture that cannot be read is answered 200 with nothing."""
    _each_message(reply, content=None)
    for choice in reply.finals():
        choice["finish_reason"] = "stop"
