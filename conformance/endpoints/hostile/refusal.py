"""Peers that answer everything alike, or not at all."""

from __future__ import annotations

from conformance.endpoints.fault import hostile
from conformance.endpoints.http_script import raw_script
from conformance.endpoints.reply import Reply, error_reply, json_reply
from conformance.model.script import Finish, ReceivedRequest, Script

_PAGE = b"<!DOCTYPE html><html><head><title>Welcome</title></head><body><h1>It works!</h1></body></html>"


@hostile
def silent(_: ReceivedRequest) -> Script:
    """Takes every request and never answers."""
    return Script((), Finish.HANG)


@hostile
def resets(_: ReceivedRequest) -> Script:
    """Resets every connection after the request."""
    return Script((), Finish.RESET)


@hostile
def closes(_: ReceivedRequest) -> Script:
    """Closes every connection after the request."""
    return Script((), Finish.CLOSE)


@hostile
def html(_: ReceivedRequest) -> Reply:
    """Answers everything with a web page and status 200."""
    return Reply(200, [("Content-Type", "text/html; charset=utf-8")], _PAGE)


@hostile
def redirect(request: ReceivedRequest) -> Reply:
    """Redirects every request to another path of its own."""
    return Reply(302, [("Location", f"/elsewhere{request.target}")])


@hostile
def always_200(_: ReceivedRequest) -> Reply:
    """Answers everything with the same completion."""
    message = {"role": "assistant", "content": "ready", "refusal": None}
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
    usage = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
    body = {"id": "chatcmpl-1", "object": "chat.completion", "created": 1_700_000_000, "model": "m", "usage": usage}
    return json_reply({**body, "choices": [choice]})


@hostile
def always_400(_: ReceivedRequest) -> Reply:
    """Refuses everything as the client's mistake."""
    return error_reply(400, "Bad request.")


@hostile
def always_429(_: ReceivedRequest) -> Reply:
    """Is always too busy, and says for how long."""
    reply = error_reply(429, "Too many requests.", kind="rate_limit_error", code="rate_limit_exceeded")
    reply.set_header("Retry-After", "1")
    return reply


@hostile
def always_500(_: ReceivedRequest) -> Reply:
    """Fails at everything."""
    return error_reply(500, "The server had an error.", kind="server_error")


@hostile
def garbage(_: ReceivedRequest) -> Script:
    """Answers with bytes that are not HTTP."""
    return raw_script(bytes(range(256)) * 16, finish=Finish.CLOSE)
