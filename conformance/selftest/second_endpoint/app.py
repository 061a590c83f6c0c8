"""The HTTP side: routes, keys, bodies, request ids, and an error envelope for whatever goes wrong."""

from __future__ import annotations

import asyncio
import hmac
import time
import uuid
from collections.abc import AsyncIterator

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from conformance.selftest.second_endpoint.answers import WINDOW, Answer, as_event, as_text
from conformance.selftest.second_endpoint.reading import read_json
from conformance.selftest.second_endpoint.refusals import Refusal, unauthorized
from conformance.selftest.second_endpoint.validation import validated

MODEL = "second-opinion"
LARGEST_BODY = 64 << 20
_PACE, _TIRED, _FRESH = 0.002, 0.1, 16
"""Seconds between chunks, the same for an author who grows tired, and the chunks until then."""
_MESSAGES = {404: "There is nothing at this path.", 405: "This path does not know the method."}
_DONE = b"data: [DONE]\r\n\r\n"
_BEGIN = b": written as you read\r\n\r\n"


def application(key: str) -> Starlette:
    """Return the application; it serves whoever presents the key."""

    async def completions(request: Request) -> Response:
        _check_key(request, key)
        return await _completions(request)

    async def models(request: Request) -> Response:
        _check_key(request, key)
        entry = {"id": MODEL, "object": "model", "created": int(time.time()), "owned_by": "nobody"}
        return _json({"object": "list", "data": [{**entry, "context_window": WINDOW}]})

    return Starlette(
        routes=[
            Route("/v1/chat/completions", completions, methods=["POST"]),
            Route("/v1/models", models, methods=["GET"]),
        ],
        exception_handlers={Refusal: _refused, HTTPException: _refused, Exception: _refused},
    )


def _json(value: object, status: int = 200) -> Response:
    return Response(as_text(value), status, _request_id(), media_type="application/json; charset=utf-8")


def _request_id() -> dict[str, str]:
    return {"X-Request-ID": f"req_{uuid.uuid4().hex}"}


def _refused(_: Request, error: Exception) -> Response:
    refusal = error if isinstance(error, Refusal) else _as_refusal(error)
    response = _json(refusal.envelope(), refusal.status)
    response.headers.update(refusal.headers)
    return response


def _as_refusal(error: Exception) -> Refusal:
    if isinstance(error, HTTPException):
        message = _MESSAGES.get(error.status_code, "This request is not served.")
        return Refusal(message, status=error.status_code, headers=error.headers or {})
    return Refusal("The endpoint failed.", status=500, kind="server_error")


def _check_key(request: Request, key: str) -> None:
    scheme, _, presented = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not presented.strip():
        raise unauthorized(presented=False)
    if not hmac.compare_digest(presented.strip().encode(), key.encode()):
        raise unauthorized(presented=True)


async def _completions(request: Request) -> Response:
    media_type = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if media_type != "application/json":
        raise Refusal("Send the body as application/json.", status=415)
    body = await _body(request)
    answer = await run_in_threadpool(_answer, body)
    if answer.request.stream:
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no", **_request_id()}
        return StreamingResponse(_events(answer), media_type="text/event-stream", headers=headers)
    return _json(await run_in_threadpool(answer.completion))


async def _body(request: Request) -> bytes:
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > LARGEST_BODY:
            raise Refusal(f"A body has at most {LARGEST_BODY} bytes.", status=413)
        parts.append(part)
    return b"".join(parts)


def _answer(body: bytes) -> Answer:
    request = validated(read_json(body))
    if request.model != MODEL:
        raise Refusal("There is no such model.", "model", "model_not_found", status=404)
    return Answer(request)


async def _events(answer: Answer) -> AsyncIterator[bytes]:
    yield _BEGIN
    for number, chunk in enumerate(answer.chunks()):
        yield as_event(chunk)
        await asyncio.sleep(_PACE if number < _FRESH else _TIRED)
    yield _DONE
