"""Routes, authorization and answers of the reference."""

from __future__ import annotations

import hashlib
import hmac
import itertools
import time
from collections.abc import Callable
from email.utils import formatdate
from typing import Any

from conformance.endpoints.http2_script import render_http2
from conformance.endpoints.http_script import render
from conformance.endpoints.reference.answers import answer
from conformance.endpoints.reference.completion import Identity, completion
from conformance.endpoints.reference.mistakes import RequestError
from conformance.endpoints.reference.request_rules import read_chat_request
from conformance.endpoints.reference.sampling import sample
from conformance.endpoints.reference.streaming import events
from conformance.endpoints.reference.tokens import count_prompt
from conformance.endpoints.reply import Reply, error_reply, json_reply, stream_reply
from conformance.model.script import ReceivedRequest, Script

CHAT = "/chat/completions"
MODELS = "/models"
DEFAULT_MODEL = "eyechart-reference"
_CONTEXT_WINDOW = 1 << 20


class Reference:
    """The endpoint that meets every requirement: a callable from request to script.

    Answers depend on the request alone, but for `created` (the clock), the ids, since two answers have two of them, and
    what is invented at a temperature above 0.

    Attributes:
        api_key: the key that requests must present, or None to serve everybody.
        model: the one model that is served.
    """

    def __init__(self, api_key: str | None, model: str, clock: Callable[[], float]) -> None:
        self.api_key = api_key
        self.model = model
        self._clock = clock
        self._numbers = itertools.count(1)

    def __call__(self, request: ReceivedRequest) -> Script:
        """Answer a request with the bytes of a whole HTTP message."""
        if request.over_http2:
            return render_http2(self.reply(request))
        return render(self.reply(request), head_only=request.method == "HEAD")

    def reply(self, request: ReceivedRequest, *, check_key: bool = True) -> Reply:
        """Answer a request with a structured reply, fresh and free to be bent.

        Args:
            request: as received.
            check_key: False serves without a look at the key, for faults that do.
        """
        token = hashlib.sha256(b"%d/%b" % (next(self._numbers), request.body)).hexdigest()
        try:
            if check_key and not _is_preflight(request):
                self._authorize(request)
            reply = self._route(request, token)
        except RequestError as error:
            reply = error_reply(error.status, error.message, param=error.param, code=error.code)
            if error.status == 401:  # noqa: PLR2004 - the status says more than a name for it
                reply.set_header("WWW-Authenticate", "Bearer")
        reply.headers += [("x-request-id", f"req_{token[:32]}"), ("Date", formatdate(self._clock(), usegmt=True))]
        return reply

    def _authorize(self, request: ReceivedRequest) -> None:
        if self.api_key is None:
            return
        scheme, _, key = (request.header("Authorization") or "").partition(" ")
        key = key.strip()
        if scheme.lower() != "bearer" or not key:
            raise RequestError("An API key is required: send it as 'Authorization: Bearer KEY'.", status=401)
        if not hmac.compare_digest(key.encode("utf-8", "surrogatepass"), self.api_key.encode()):
            raise RequestError("The API key is not valid.", code="invalid_api_key", status=401)

    def _route(self, request: ReceivedRequest, token: str) -> Reply:
        path = request.target.partition("?")[0]
        if path.endswith(CHAT) and _is_preflight(request):
            return _allow(request)
        if path.endswith(CHAT):
            return self._chat(request, token) if request.method == "POST" else _not_allowed("POST")
        if path.endswith(MODELS):
            listing = {"object": "list", "data": [self._model_object()]}
            return json_reply(listing) if request.method == "GET" else _not_allowed("GET")
        if path.endswith(f"{MODELS}/{self.model}") and request.method == "GET":
            return json_reply(self._model_object())
        raise RequestError("There is nothing at this path.", code="not_found", status=404)

    def _model_object(self) -> dict[str, Any]:
        return {"id": self.model, "object": "model", "created": 1_700_000_000, "owned_by": "eyechart"}

    def _chat(self, request: ReceivedRequest, token: str) -> Reply:
        _refuse_other_media_types(request)
        asked = read_chat_request(request.body, self.model)
        prompt = count_prompt(asked)
        if prompt > _CONTEXT_WINDOW:
            raise RequestError("The prompt is longer than the context window.", "messages", "context_length_exceeded")
        choices = [sample(answer(asked, choice, token), asked) for choice in range(asked.n)]
        identity = Identity(f"chatcmpl-{token[:29]}", int(self._clock()), self.model)
        if asked.stream:
            return stream_reply(events(identity, asked, choices, prompt))
        return json_reply(completion(identity, asked, choices, prompt))


def make_reference(
    api_key: str | None = None, model: str = DEFAULT_MODEL, clock: Callable[[], float] = time.time
) -> Reference:
    """Make a reference endpoint.

    Args:
        api_key: the key that requests must present, or None to serve everybody.
        model: the one model that is served.
        clock: Unix seconds, for `created` and `Date`.
    """
    return Reference(api_key, model, clock)


reference = make_reference()
"""A reference that asks for no key."""


def _is_preflight(request: ReceivedRequest) -> bool:
    return request.method == "OPTIONS" and request.header("Access-Control-Request-Method") is not None


def _allow(request: ReceivedRequest) -> Reply:
    """Let pages of every origin ask (WHATWG Fetch, CORS-preflight fetch)."""
    allowed = [
        ("Access-Control-Allow-Origin", "*"),
        ("Access-Control-Allow-Methods", "POST"),
        ("Access-Control-Allow-Headers", "Authorization, Content-Type"),
    ]
    if request.header("Access-Control-Request-Private-Network"):
        allowed.append(("Access-Control-Allow-Private-Network", "true"))
    return Reply(headers=allowed)


def _refuse_other_media_types(request: ReceivedRequest) -> None:
    media_type = (request.header("Content-Type") or "application/json").partition(";")[0].strip().lower()
    if media_type != "application/json":
        raise RequestError("The body must be labelled application/json.", code="unsupported_media_type")


def _not_allowed(method: str) -> Reply:
    reply = error_reply(405, f"Only {method} is allowed here.", code="method_not_allowed")
    reply.set_header("Allow", method)
    return reply
