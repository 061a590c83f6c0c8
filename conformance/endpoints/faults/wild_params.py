"""Faults of ordinary parameters and messages as single servers were reported to have them."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

from conformance.endpoints.asked import Asked, number_of, with_object
from conformance.endpoints.failures import hang_up, internal_error, unprocessable
from conformance.endpoints.fault import Answering, On, body_fault, endpoint_fault, fault
from conformance.endpoints.faults.msg import messages_of
from conformance.endpoints.reference.endpoint import Reference
from conformance.endpoints.reply import Reply, error_reply, json_reply
from conformance.model.script import ReceivedRequest, Script

_WINDOW = 4096
_THOUGHT = 60
_BATCH, _EVERY = 2, 3
_MESSAGE_MEMBERS = frozenset({"role", "content", "tool_calls", "tool_call_id"})


def _bound(asked: Asked) -> float:
    return number_of(asked.body, "max_tokens") or _WINDOW


@fault(trips=("MAXTOK-013",), on=On.PLAIN, when=lambda asked: _bound(asked) <= _THOUGHT)
def small_budget_spent_out_of_sight(reply: Reply) -> None:
    """Switching thought off is ignored: a small budget goes to it, and nothing of it is returned or counted apart.

    Seen on Ollama: https://github.com/ollama/ollama/issues/16240
    """
    for choice in reply.choices():
        if choice["finish_reason"] == "length":
            choice["message"]["content"] = ""


@fault(trips=("MSG-011",), when=lambda asked: any(one.get("role") == "developer" for one in messages_of(asked.body)))
def developer_refused_flat(_: Reply) -> Reply:
    """The developer role fails validation, and the error is flat, with a number as code.

    Seen on SGLang: https://github.com/sgl-project/sglang/pull/14304
    """
    told = "Input tag 'developer' found using 'role' does not match any of the expected tags: 'system', 'user'"
    return json_reply({"object": "error", "message": told, "type": "BadRequestError", "param": None, "code": 400}, 400)


@fault(trips=("RESP-022",), on=On.PLAIN)
def last_token_alone_unless_streamed(reply: Reply) -> None:
    """Not streamed, the content is the last token alone, and the finish_reason always says that the text is whole.

    Seen on TGI (TensorRT-LLM): https://github.com/huggingface/text-generation-inference/issues/2466
    """
    for choice in reply.finals():
        choice["finish_reason"] = choice["finish_reason"].replace("length", "stop")
    for message in reply.text_deltas():
        message["content"] = message["content"].split()[-1]


def _modern(asked: Asked) -> bool:
    return "max_completion_tokens" in asked.body


@fault(trips=("PARAM-008",), when=_modern)
def max_completion_tokens_forbidden(_: Reply) -> Reply:
    """The validator forbids what it does not know, max_completion_tokens among it.

    Seen on Mistral: https://github.com/editor-code-assistant/eca/issues/231
    """
    return unprocessable("Extra inputs are not permitted", "max_completion_tokens", given=32)


@fault(trips=("PARAM-008",), when=_modern)
def max_completion_tokens_forbidden_flat(_: Reply) -> Reply:
    """The validator forbids max_completion_tokens, and its list is written into the message of a flat error.

    Seen on vLLM: https://github.com/voideditor/void/issues/128
    """
    entry = (
        "{'type': 'extra_forbidden', 'loc': ('body', 'max_completion_tokens'), 'msg': 'Extra inputs are not permitted'}"
    )
    return json_reply({"object": "error", "message": f"[{entry}]", "type": "BadRequestError", "code": 400}, 400)


def _make_room(body: dict[str, Any], fewest: int) -> None:
    """Cut the prompt to the words for which a window has room beside the answer, or to the fewest that are kept."""
    room = max(_WINDOW - int(number_of(body, "max_tokens") or 0), fewest)
    for message in messages_of(body):
        if isinstance(message.get("content"), str) and len(words := message["content"].split(" ")) > room:
            message["content"] = " ".join(words[-room:])


@body_fault(trips=("MAXTOK-012",), also=("LIM-002",))
def prompt_cut_to_make_room(body: dict[str, Any]) -> None:
    """The answer's room is taken off the window first, and the prompt loses its beginning to fit into the rest.

    Seen on KoboldCpp: https://github.com/LostRuins/koboldcpp/issues/2481
    """
    _make_room(body, 16)


@endpoint_fault(trips=("MAXTOK-012", "RESP-010"))
def prompt_cut_to_make_room_and_not_counted(healthy: Reference) -> Answering:
    """The prompt loses its beginning where the bound is large, and no completion says how long it was."""

    def answer(request: ReceivedRequest) -> Reply:
        asked = Asked(request)
        if not asked.is_chat or not asked.body:
            return healthy.reply(request)
        whole = json.dumps(asked.body)
        _make_room(asked.body, 40)
        reply = healthy.reply(request if json.dumps(asked.body) == whole else with_object(request, asked.body))
        if not reply.is_stream and "usage" in reply.content:
            del reply.content["usage"]
        return reply

    return answer


@fault(trips=("STREAM-032",), also=("JSON-003",), on=On.STREAM, when=lambda asked: "max_tokens" in asked.body)
def batches_of_tokens_lost_in_streams(reply: Reply) -> None:
    """With a bound every third batch of tokens is dropped: fewer deltas come than tokens are counted.

    Seen on TensorRT-LLM: https://github.com/NVIDIA/TensorRT-LLM/issues/10824
    """
    for at, event in enumerate(reply.text_events):
        if at // _BATCH % _EVERY == _EVERY - 1:
            reply.drop_chunks(event.data)


@fault(trips=("ERR-001",), on=On.MISTAKE, when=lambda asked: asked.body.get("n") == 0)
def n_zero_fails_upstream(_: Reply) -> Reply:
    """An n of 0 passes the gateway's validation and fails behind it.

    Seen on OrcaRouter-Lite: https://github.com/Continuum-AI-Corp/OrcaRouter-Lite/pull/103
    """
    return error_reply(502, "upstream returned no choices", kind="upstream_error")


def _has(*members: str) -> Any:
    return lambda asked: any(member in message for message in messages_of(asked.body) for member in members)


@fault(trips=("MSG-026",), also=("ERR-021",), when=_has("reasoning_content"))
def reasoning_in_history_refused(_: Reply) -> Reply:
    """A thought that an assistant message of the history keeps is an extra input.

    Seen on Mistral: https://github.com/charmbracelet/crush/issues/1590
    """
    return unprocessable("Extra inputs are not permitted", "messages", "1", "assistant", "reasoning_content")


def _speaks_behind_a_tool(asked: Asked) -> bool:
    roles = [message.get("role") for message in messages_of(asked.body)]
    return ("tool", "user") in pairwise(roles)


@fault(trips=("MSG-027",), when=_speaks_behind_a_tool)
def user_behind_a_tool_refused(_: Reply) -> Reply:
    """The template lets no user speak behind a tool.

    Seen on Scaleway (Mistral): https://github.com/LibreChat-AI/agents/issues/344
    """
    return error_reply(400, "Unexpected role 'user' after role 'tool'")


def _user_speaks_twice(asked: Asked) -> bool:
    return [message.get("role") for message in messages_of(asked.body)] == ["user", "user"]


@fault(trips=("MSG-027",), when=_user_speaks_twice)
def roles_must_alternate(_: Reply) -> Reply:
    """The template raises where two messages of the user follow each other.

    Seen on Scaleway (Mistral): https://github.com/LibreChat-AI/agents/issues/344
    """
    return error_reply(400, "Conversation roles must alternate user/assistant/user/assistant/...")


@fault(trips=("MSG-027",), when=_user_speaks_twice)
def roles_that_do_not_alternate_fail(_: Reply) -> Reply:
    """What the template raises where two messages of the user follow each other is caught by nobody."""
    return internal_error("Conversation roles must alternate user/assistant/user/assistant/...")


@fault(trips=("MSG-027",), when=_speaks_behind_a_tool)
def user_behind_a_tool_kills_the_worker(_: Reply) -> Script:
    """A user who speaks behind a tool leaves the template in a state that ends the worker."""
    return hang_up()


@fault(trips=("PARAM-008",), when=lambda asked: asked.body.get("stop") is not None)
def stop_not_yet_supported(_: Reply) -> Reply:
    """Whoever sends stop is told that it is not supported, under a message without an envelope.

    Seen on LightLLM: https://github.com/ModelTC/LightLLM/issues/130
    """
    return json_reply({"message": "The stop parameter is not currently supported"}, 400)


@fault(trips=("USAGE-001",), when=lambda asked: asked.streams and asked.wants_usage)
def stream_options_left_behind_without_stream(_: Reply) -> Reply:
    """A proxy turns streaming off for its upstream, forwards stream_options, and hands the refusal on.

    Seen on LiteLLM: https://github.com/BerriAI/litellm/issues/5803
    """
    told = "The 'stream_options' parameter is only allowed when 'stream' is enabled."
    return error_reply(400, told, param="stream_options")


@fault(
    trips=("TEMP-002", "ERR-003"),
    also=("ERR-021",),
    on=On.ANY,
    when=lambda asked: (number_of(asked.body, "temperature") or 0) > 1,
)
def temperature_above_one_refused_in_the_message(_: Reply) -> Reply:
    """The temperature ends at 1, and what the validator says is an object in the place of the message.

    Seen on Mistral: https://github.com/vegu-ai/talemate/issues/102
    """
    entry = {
        "type": "less_than_equal",
        "loc": ["body", "temperature"],
        "msg": "Input should be less than or equal to 1",
    }
    return json_reply({"object": "error", "message": {"detail": [entry]}, "type": "invalid_request_error"}, 422)


@fault(
    trips=("MSG-024", "MSG-026"),
    also=("ERR-021",),
    when=lambda asked: any(
        one.get("role") == "user" and {"name", "tool_calls"} & one.keys() for one in messages_of(asked.body)
    ),
)
def names_and_null_calls_refused(_: Reply) -> Reply:
    """A user message has no name, and no calls either, even if they are null.

    Seen on Mistral: https://github.com/Gage-Technologies/mistral-go/pull/2
    """
    return unprocessable("Extra inputs are not permitted", "messages", "0", "user", "tool_calls")


@fault(
    trips=("MSG-026",),
    when=lambda asked: any(one.keys() - _MESSAGE_MEMBERS - {"name"} for one in messages_of(asked.body)),
)
def further_members_of_messages_refused(_: Reply) -> Reply:
    """A gateway permits no members in messages but those it knows.

    Seen on OpenCode Zen: https://github.com/anomalyco/opencode/issues/43089
    """
    return error_reply(400, "messages.1.agent: Extra inputs are not permitted")
