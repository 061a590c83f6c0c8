"""Legal ways to call tools, models that call badly or never, and honest refusals of what a server does not have."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from conformance.endpoints.asked import Asked, with_object
from conformance.endpoints.fault import Answering, On, benign, benign_endpoint
from conformance.endpoints.reference.endpoint import Reference
from conformance.endpoints.reply import Reply, error_reply
from conformance.model.script import ReceivedRequest

_HALF = 0.5


def _offers(asked: Asked) -> bool:
    return "tools" in asked.body


def _named(asked: Asked) -> bool:
    return isinstance(asked.body.get("tool_choice"), dict)


def _calls(reply: Reply) -> Iterator[dict[str, Any]]:
    for message in reply.messages():
        yield from message.get("tool_calls") or ()


def _unsupported(reply: Reply, message: str, param: str | None = None) -> Reply:
    """Refuse by name, unless the key is not the right one, which is looked at first."""
    return reply if reply.status == HTTPStatus.UNAUTHORIZED else error_reply(400, message, param=param)


@benign(when=_named)
def named_call_ends_with_stop(reply: Reply) -> None:
    """A forced call of a named function ends with stop, as OpenAI has it."""
    for choice in reply.finals():
        choice["finish_reason"] = "stop"


@benign(on=On.STREAM, when=_offers)
def call_begins_with_the_role(reply: Reply) -> None:
    """The first fragment of a call stands beside the role, and no chunk has the role alone."""
    first, second, *_ = reply.chunks
    if second["choices"][0]["delta"].get("tool_calls"):
        second["choices"][0]["delta"] = {**first["choices"][0]["delta"], **second["choices"][0]["delta"]}
        reply.drop_chunks(first)


@benign(on=On.STREAM, when=_offers)
def call_in_one_fragment(reply: Reply) -> None:
    """Every call comes whole, in one fragment."""
    fragments = list(_calls(reply))
    for first in [fragment for fragment in fragments if "id" in fragment]:
        parts = [one["function"]["arguments"] for one in fragments if one["index"] == first["index"]]
        first["function"]["arguments"] = "".join(parts)
    for chunk in reply.chunks:
        if any("id" not in one for choice in chunk["choices"] for one in choice["delta"].get("tool_calls") or ()):
            reply.drop_chunks(chunk)


@benign(on=On.STREAM, when=_offers)
def calls_in_one_delta(reply: Reply) -> None:
    """All calls begin in one delta."""
    if not any(_calls(reply)):
        return
    openings = [fragment for fragment in _calls(reply) if "id" in fragment]
    for delta in reply.messages():
        begun = [fragment for fragment in delta.get("tool_calls") or () if "id" in fragment]
        if openings[0] in begun:
            delta["tool_calls"] += openings[1:]
        elif begun:
            del delta["tool_calls"]


@benign(on=On.STREAM, when=_offers)
def later_fragments_repeat(reply: Reply) -> None:
    """Every fragment has id, type and name again."""
    known: dict[int, tuple[str, str]] = {}
    for call in _calls(reply):
        id_, name = known.setdefault(call["index"], (call.get("id", ""), call["function"].get("name", "")))
        call.update(id=id_, type="function")
        call["function"]["name"] = name


@benign(on=On.STREAM, when=_offers)
def later_fragments_have_nulls(reply: Reply) -> None:
    """Later fragments have null where there is nothing new."""
    for call in list(_calls(reply)):
        if "id" not in call:
            call["id"] = call["function"]["name"] = None


@benign(when=_offers)
def text_beside_calls(reply: Reply) -> None:
    """The model says what it is about to do, and calls."""
    for message in reply.messages():
        if message.get("tool_calls") and ("role" in message or "id" in message["tool_calls"][0]):
            message["content"] = "I will ask <b>the tool</b> for the weather."


@benign(on=On.PLAIN, when=_offers)
def content_empty_beside_calls(reply: Reply) -> None:
    """Content beside calls is an empty string, and calls are an empty array beside text."""
    for message in reply.messages():
        message["content"] = message["content"] or ""


@benign(when=_offers)
def call_ids_of_nine_characters(reply: Reply) -> None:
    """Ids of calls are nine letters and digits."""
    for call in _calls(reply):
        if "id" in call:
            call["id"] = call["id"].removeprefix("call_")[-9:].rjust(9, "0")


@benign(on=On.ANY, when=lambda asked: asked.is_chat and "tools" in asked.body)
def tools_unsupported(reply: Reply) -> Reply:
    """A model without tools says so."""
    return _unsupported(reply, "registry.example/library/small:1b does not support tools")


@benign(on=On.ANY, when=lambda asked: _offers(asked) and asked.body.get("tool_choice") in (None, "auto"))
def automatic_tool_choice_needs_a_switch(reply: Reply) -> Reply:
    """The operator has not told the server how the model writes calls, so it takes none but forced ones (vLLM)."""
    message = '"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set'
    return _unsupported(reply, message)


@benign(on=On.ANY, when=lambda asked: asked.is_chat and asked.body.get("tool_choice", "auto") != "auto")
def tool_choice_unsupported(reply: Reply) -> Reply:
    """The model is always free to call or not."""
    return _unsupported(reply, "Only tool_choice 'auto' is supported.", "tool_choice")


@benign(on=On.ANY, when=lambda asked: asked.is_chat and "parallel_tool_calls" in asked.body)
def parallel_tool_calls_unsupported(reply: Reply) -> Reply:
    """The member parallel_tool_calls is refused by name."""
    return _unsupported(reply, "Unsupported parameter: 'parallel_tool_calls'.", "parallel_tool_calls")


@benign(on=On.ANY, when=lambda asked: asked.is_chat and '"role": "tool"' in json.dumps(asked.body))
def tool_results_unsupported(reply: Reply) -> Reply:
    """A model that was not trained on results refuses messages of role tool."""
    return _unsupported(reply, "Messages of role 'tool' are not supported by this model.", "messages")


def _choosing(healthy: Reference, choice: str) -> Answering:
    """Answer requests that leave the choice to the model as if they had made it."""

    def answer(request: ReceivedRequest) -> Reply:
        asked = Asked(request)
        free = asked.is_chat and asked.body.get("tools") and asked.body.get("tool_choice", "auto") == "auto"
        other = with_object(request, {**asked.body, "tool_choice": choice})
        return healthy.reply(other if free and healthy.reply(request).status == HTTPStatus.OK else request)

    return answer


@benign_endpoint()
def never_calls_by_itself(healthy: Reference) -> Answering:
    """A weak model calls no tool that it is free not to call."""
    return _choosing(healthy, "none")


@benign_endpoint()
def always_calls(healthy: Reference) -> Answering:
    """A weak model calls a tool whenever it may, even where it has the result."""
    return _choosing(healthy, "required")


@benign_endpoint()
def one_call_at_a_time(healthy: Reference) -> Answering:
    """The model never makes two calls at once."""

    def answer(request: ReceivedRequest) -> Reply:
        asked = Asked(request)
        serial = with_object(request, {**asked.body, "parallel_tool_calls": False})
        able = asked.is_chat and asked.body.get("tools") and "parallel_tool_calls" not in asked.body
        return healthy.reply(serial if able and healthy.reply(request).status == HTTPStatus.OK else request)

    return answer


@benign(when=_offers)
def cut_before_the_call(reply: Reply) -> None:
    """A model that thinks first spends its budget before it calls or says anything."""
    for message in reply.messages():
        message.pop("tool_calls", None)
        message["content"] = None if "role" in message else message.get("content") and ""
    for choice in reply.finals():
        choice["finish_reason"] = "length"


@benign(on=On.PLAIN, when=_offers)
def cut_within_the_arguments(reply: Reply) -> None:
    """The budget ends in the middle of the arguments."""
    if not any(_calls(reply)):
        return
    for call in _calls(reply):
        text = call["function"]["arguments"]
        call["function"]["arguments"] = text[: int(len(text) * _HALF)]
    for choice in reply.finals():
        choice["finish_reason"] = "length"


@benign(when=lambda asked: '"role": "tool"' in json.dumps(asked.body))
def results_ignored_by_the_model(reply: Reply) -> None:
    """A weak model answers a tool's result with a platitude."""
    for delta in reply.text_deltas():
        delta["content"] = "Nice. "


@benign(when=lambda asked: _offers(asked) and asked.body.get("tool_choice", "auto") == "auto")
def arguments_broken_by_the_model(reply: Reply) -> None:
    """A weak model that is free to call writes arguments that are no JSON."""
    for call in _calls(reply):
        call["function"]["arguments"] = call["function"]["arguments"].replace('"', "'")
