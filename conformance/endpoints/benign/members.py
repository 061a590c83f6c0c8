"""Members that the specification leaves open: additional ones, absent ones, and texts of every kind."""

from __future__ import annotations

from typing import Any

from conformance.endpoints.fault import On, benign
from conformance.endpoints.reply import Reply

_VENDOR: dict[str, Any] = {"provider": "Eyechart", "x_timings": {"prompt_ms": 3.25, "cache": [None, True, -0.5e-3]}}
_GREETING = "Grüße, 漢字 🙂👩‍👩‍👧 \u2028é: "


@benign(on=On.SUCCESS)
def vendor_members(reply: Reply) -> None:
    """Every object of an answer has members of the server's own."""
    for body in reply.bodies:
        body.update(_VENDOR)
    for choice in reply.choices():
        choice.update(_VENDOR, stop_reason=None, token_ids=[1, 2])
    for message in reply.messages():
        message.update(_VENDOR, reasoning=None, annotations=[], audio=None)
    for usage in reply.usages():
        usage.update(_VENDOR, cost=0.00021, prompt_cache_hit_tokens=0)


@benign(on=On.SUCCESS)
def required_members_only(reply: Reply) -> None:
    """Every member that is not required is left out: no fingerprint, refusal, logprobs, usage details."""
    for body in reply.bodies:
        for name in ("system_fingerprint", "service_tier"):
            body.pop(name, None)
    for choice in reply.choices():
        choice.pop("logprobs", None)
    for message in reply.messages():
        message.pop("refusal", None)
    for usage in reply.usages():
        usage.pop("prompt_tokens_details", None)
        usage.pop("completion_tokens_details", None)


@benign(on=On.PLAIN)
def completion_without_usage(reply: Reply) -> None:
    """The completion has no usage, which the schema does not require."""
    reply.content.pop("usage")


@benign(on=On.SUCCESS)
def nulls_for_optional_members(reply: Reply) -> None:
    """Optional members are null instead of absent."""
    for body in reply.bodies:
        body.update(system_fingerprint=None, service_tier=None)
    for choice in reply.choices():
        choice["logprobs"] = None
    for message in reply.messages():
        message.update({"refusal": None, "tool_calls": None, "function_call": None} | message)
    for usage in reply.usages():
        usage.update(prompt_tokens_details=None, completion_tokens_details=None)


@benign(on=On.SUCCESS)
def usage_details_of_all_kinds(reply: Reply) -> None:
    """Usage has details that the specification knows and others, some null."""
    for usage in reply.usages():
        usage["prompt_tokens_details"] = {
            "cached_tokens": 1,
            "audio_tokens": None,
            "image_tokens": 1,
            "video_tokens": 0,
        }
        usage["completion_tokens_details"] = {"reasoning_tokens": 0, "text_tokens": 1, "vendor_tokens": None}


@benign(on=On.SUCCESS)
def dated_model(reply: Reply) -> None:
    """The answer names the dated snapshot behind the alias that was asked for."""
    for body in reply.bodies:
        body["model"] += "-2026-08-01"


@benign(on=On.SUCCESS)
def id_of_another_form(reply: Reply) -> None:
    """The id of an answer is a UUID-like text without a prefix."""
    for body in reply.bodies:
        body["id"] = body["id"].removeprefix("chatcmpl-")


@benign(on=On.SUCCESS)
def service_tier_of_the_server(reply: Reply) -> None:
    """The service_tier is a word of the server's own."""
    for body in reply.bodies:
        body["service_tier"] = "on_demand"


def _greet(reply: Reply) -> None:
    """Put a greeting in front of every text but JSON, which may have been asked for."""
    begun: set[int] = set()
    for choice in reply.choices():
        message = choice["message" if "message" in choice else "delta"]
        if message.get("content") and choice["index"] not in begun:
            begun.add(choice["index"])
            message["content"] = ("" if message["content"][0] == "{" else _GREETING) + message["content"]


@benign(on=On.SUCCESS)
def text_beyond_ascii(reply: Reply) -> None:
    """Answers hold umlauts, Chinese, emoji and a line separator as raw UTF-8."""
    _greet(reply)


@benign(on=On.SUCCESS)
def text_beyond_ascii_escaped(reply: Reply) -> None:
    """Answers hold umlauts, Chinese and emoji as escapes, with both halves of a surrogate pair."""
    _greet(reply)
    reply.ensure_ascii = True


@benign(on=On.SUCCESS)
def text_beyond_ascii_byte_by_byte(reply: Reply) -> None:
    """Answers hold characters of up to four bytes, and every byte comes alone."""
    _greet(reply)
    reply.piece = 1


@benign(on=On.SUCCESS)
def text_ends_in_blanks(reply: Reply) -> None:
    """Texts end with a blank and a line feed."""
    for choice in reply.finals():
        message = choice["message" if "message" in choice else "delta"]
        message["content"] = (message.get("content") or "") + " \n"


@benign(on=On.SUCCESS)
def text_begins_with_a_blank(reply: Reply) -> None:
    """Texts begin with a blank, as tokenizers make them."""
    for message in reply.messages():
        if message.get("content"):
            message["content"] = " " + message["content"].lstrip()
            return


@benign(on=On.PLAIN)
def thought_beside_text(reply: Reply) -> None:
    """A reasoning model gives its thought in a member of its own, and counts its tokens."""
    for message in reply.messages():
        message["reasoning_content"] = "The user wants an answer."
    for usage in reply.usages():
        usage["completion_tokens_details"] = {"reasoning_tokens": 0}


@benign(on=On.SUCCESS)
def budget_spent_on_thought(reply: Reply) -> None:
    """A reasoning model spends a small budget on its thought: content is null, the finish_reason length."""
    if not any(choice["finish_reason"] == "length" for choice in reply.finals()):
        return
    for message in reply.messages():
        if message.get("content"):
            message["reasoning_content"] = message["content"]
        if "content" in message:
            message["content"] = None
