"""An endpoint whose context window is small enough to be overflowed, and told in its list of models."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from conformance.endpoints.asked import Asked
from conformance.endpoints.fault import Answering
from conformance.endpoints.reference.endpoint import MODELS, Reference
from conformance.endpoints.reply import Reply
from conformance.model.script import ReceivedRequest, Script

WINDOW = 32_000
"""Tokens; here a word is one."""


def with_small_window(
    healthy: Reference, overflow: Callable[[Reply], Reply | Script], *, told: str = "max_model_len"
) -> Answering:
    """Make an endpoint that tells its window and answers what is longer in its own way.

    Args:
        healthy: answers everything else.
        overflow: makes the answer to a prompt beyond the window from the healthy one.
        told: the member of the model under which the window stands; `meta.n_ctx` is one below another.
    """

    def answer(request: ReceivedRequest) -> Reply | Script:
        asked, reply = Asked(request), healthy.reply(request)
        if asked.path.endswith(MODELS) and isinstance(reply.content, dict):
            reply.content["data"] = [entry | _told(told) for entry in reply.content["data"]]
        overflows = asked.is_chat and reply.status == HTTPStatus.OK and _words(asked.body) > WINDOW
        return _with_id(overflow(reply), reply) if overflows else reply

    return answer


def _with_id(other: Reply | Script, healthy: Reply) -> Reply | Script:
    if isinstance(other, Reply):
        other.set_header("x-request-id", healthy.header("x-request-id") or "")
    return other


def _told(name: str) -> dict[str, Any]:
    outer, _, inner = name.partition(".")
    return {outer: {inner: WINDOW} if inner else WINDOW}


def _words(body: dict[str, Any]) -> int:
    return sum(len(str(message.get("content")).split()) for message in body["messages"])
