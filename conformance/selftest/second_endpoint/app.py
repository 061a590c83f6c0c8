"""The HTTP side: routes, keys, bodies, request ids, and an error envelope for whatever goes wrong."""

from __future__ import annotations

import asyncio
import hmac
import time
import uuid
from collections.abc import AsyncIterator, Iterator

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from conformance.selftest.second_endpoint.answers import Answer, as_text
from conformance.selftest.second_endpoint.manners import Manner
from conformance.selftest.second_endpoint.reading import read_json
from conformance.selftest.second_endpoint.refusals import Refusal, unauthorized
from conformance.selftest.second_endpoint.speaking import WINDOW
from conformance.selftest.second_endpoint.streaming import events
from conformance.selftest.second_endpoint.validation import check_dials, validated

MODEL = "second-opinion"
LARGEST_BODY = 64 << 20
_PACE, _TIRED, _FRESH = 0.002, 0.1, 16
"""Seconds between chunks, the same for an author who grows tired, and the chunks until then."""
_MESSAGES = {404: "There is nothing at this path.", 405: "This path does not know the method."}


class Door:
    """Lets in who has the key, and answers in one manner."""

    def __init__(self, key: str, manner: Manner) -> None:
        """Keep the key."""
        self._key = key
        self._manner = manner

    def application(self) -> Starlette:
        """Return what uvicorn serves."""
        return Starlette(
            routes=[
                Route("/v1/chat/completions", self.completions, methods=["POST"]),
                Route("/v1/models", self.models, methods=["GET"]),
            ],
            exception_handlers={Refusal: self.refused, HTTPException: self.refused, Exception: self.refused},
        )

    async def completions(self, request: Request) -> Response:
        """Answer a chat request, as a whole or as a stream."""
        self._check_key(request)
        media_type = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if media_type != "application/json" and not self._manner.forgives:
            raise Refusal("Send the body as application/json.", status=415)
        answer = await run_in_threadpool(self._answer, await _body(request))
        if answer.request.stream:
            headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no", **_request_id()}
            return StreamingResponse(_paced(events(answer)), media_type="text/event-stream", headers=headers)
        return self._json(await run_in_threadpool(answer.completion))

    async def models(self, request: Request) -> Response:
        """List the only model, with the size of its window."""
        self._check_key(request)
        entry = {"id": MODEL, "object": "model", "created": int(time.time()), "owned_by": "nobody"}
        return self._json({"object": "list", "data": [{**entry, "context_window": WINDOW}]})

    async def refused(self, _: Request, error: Exception) -> Response:
        """Answer with an error envelope, whatever went wrong."""
        refusal = error if isinstance(error, Refusal) else _as_refusal(error)
        response = self._json(refusal.envelope(), refusal.status)
        response.headers.update(refusal.headers)
        return response

    def _json(self, value: object, status: int = 200) -> Response:
        return Response(as_text(value, self._manner), status, _request_id(), media_type="application/json")

    def _check_key(self, request: Request) -> None:
        scheme, _, presented = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not presented.strip():
            raise unauthorized(presented=False)
        if not hmac.compare_digest(presented.strip().encode(), self._key.encode()):
            raise unauthorized(presented=True)

    def _answer(self, body: bytes) -> Answer:
        forgives = self._manner.forgives
        request = validated(read_json(body, forgives=forgives), forgives=forgives)
        if request.model != MODEL:
            raise Refusal("There is no such model.", "model", "model_not_found", status=404)
        if self._manner.thoughts:
            check_dials(request)
        return Answer(request, self._manner)


def _request_id() -> dict[str, str]:
    return {"X-Request-ID": f"req_{uuid.uuid4().hex}"}


def _as_refusal(error: Exception) -> Refusal:
    if isinstance(error, HTTPException):
        message = _MESSAGES.get(error.status_code, "This request is not served.")
        return Refusal(message, status=error.status_code, headers=error.headers or {})
    return Refusal("The endpoint failed.", status=500, kind="server_error")


async def _body(request: Request) -> bytes:
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > LARGEST_BODY:
            raise Refusal(f"A body has at most {LARGEST_BODY} bytes.", status=413)
        parts.append(part)
    return b"".join(parts)


async def _paced(stream: Iterator[bytes]) -> AsyncIterator[bytes]:
    for number, event in enumerate(stream):
        yield event
        await asyncio.sleep(_PACE if number < _FRESH else _TIRED)
