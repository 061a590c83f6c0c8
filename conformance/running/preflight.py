"""At most two requests before anything is judged: is there a target, does it take the key, does it know the model?

Whatever would make every later exchange fail for the same reason ends the run here with one sentence.
"""

from __future__ import annotations

import html
import re
from collections.abc import Awaitable, Callable
from typing import Any

from conformance.conversations.building import chat_payload, encode
from conformance.model.finding import shown
from conformance.model.request import ExchangeKey, Request
from conformance.model.settings import Dialect, Target
from conformance.model.transcript import Ending
from conformance.running.options import SettingsError
from conformance.wire.exchange import Exchange

PREFLIGHT = "preflight"
_SUCCESS = 200
_NOT_FOUND = 404
_KEY_REFUSED = frozenset({401, 403})
_BAD_REQUEST = frozenset({400, 404, 422})
_REDIRECTS = range(300, 400)
_MOST_CANDIDATES = 20
_UNKNOWN_MODEL = re.compile(
    r"model.{0,80}(?:not (?:found|exist|available|supported)|unknown|does not exist|invalid)|"
    r"(?:no such|unknown|invalid|unrecogni[sz]ed) model",
    re.IGNORECASE | re.DOTALL,
)
_LOOKS_LIKE_HTML = re.compile(rb"\s*(?:<!doctype html|<html)", re.IGNORECASE)

Send = Callable[[ExchangeKey, Request], Awaitable[Exchange]]


class TargetNotReached(Exception):  # noqa: N818 (a fact about the target, not a failure of ours)
    """The target cannot be judged at all; the message is one sentence for people."""


async def find_model(send: Send, target: Target, probe: Dialect) -> str:
    """Return the only entry of `GET {base}/models`.

    Args:
        send: sends a request and keeps the exchange.
        target: where to.
        probe: names some model. Where there is no list, one request with it tells a target that has none from a
            URL at which there is nothing at all.

    Raises:
        TargetNotReached: there is no target, or it refuses the key.
        SettingsError: the list has several entries, or there is no list.
    """
    exchange = await send(ExchangeKey(PREFLIGHT, 0), Request(method="GET", path="/models", body=b"", headers=()))
    _check_reached(exchange, target)
    _check_key(exchange, target)
    names = _model_names(exchange)
    if not names:
        _check_place(await _ask(send, target, probe), target)
        problem = f"{target.base_url}/models lists no model ({exchange.status})"
        raise SettingsError(f"{problem}: name one with --target-model.")
    if len(names) > 1:
        more = ", ..." if len(names) > _MOST_CANDIDATES else ""
        listed = ", ".join(names[:_MOST_CANDIDATES]) + more
        raise SettingsError(f"{target.base_url} has {len(names)} models: choose one with --target-model: {listed}")
    return names[0]


def _model_names(exchange: Exchange) -> list[str]:
    listed = (exchange.value or {}).get("data") if exchange.status == _SUCCESS else None
    entries: list[Any] = listed if isinstance(listed, list) else []
    return [entry["id"] for entry in entries if isinstance(entry, dict) and isinstance(entry.get("id"), str)]


async def check_target(send: Send, target: Target, dialect: Dialect) -> None:
    """Send one plain text request and make sure that there is something to judge.

    A 400, a 429 or a 5xx is an answer of the target and is judged; it does not end the run here.

    Raises:
        TargetNotReached: refused connection, DNS, TLS, reset, silence, no HTTP, redirect, HTML, key or model refused.
    """
    exchange = await _ask(send, target, dialect)
    _check_model(exchange, dialect)
    _check_place(exchange, target)


async def _ask(send: Send, target: Target, dialect: Dialect) -> Exchange:
    exchange = await send(ExchangeKey(PREFLIGHT, 1), Request(body=encode(chat_payload(dialect))))
    _check_reached(exchange, target)
    _check_key(exchange, target)
    return exchange


def _check_reached(exchange: Exchange, target: Target) -> None:
    transcript = exchange.transcript
    if exchange.status is None:
        detail = transcript.detail or str(transcript.ending)
        if transcript.ending is Ending.SILENT:
            raise TargetNotReached(f"{target.base_url} took the request and stayed silent: {detail}.")
        raise TargetNotReached(f"{target.base_url} cannot be reached: {detail}.")
    if transcript.ending is Ending.LIMIT:
        raise TargetNotReached(f"{target.base_url} does not come to an end with a short answer: {transcript.detail}")
    if exchange.status in _REDIRECTS:
        location = shown(exchange.http.header("location") or "nowhere")
        message = f"{target.base_url} answers {exchange.status} and points to {location}."
        raise TargetNotReached(f"{message} Redirects are not followed: give the final URL.")


def _check_key(exchange: Exchange, target: Target) -> None:
    if exchange.status in _KEY_REFUSED:
        given = "the API key" if target.key else "a request without an API key"
        hint = "Check the key." if target.key else "Set EYECHART_API_KEY, or name a variable with --target-api-key-env."
        raise TargetNotReached(f"{target.base_url} refuses {given} ({exchange.status}{_words(exchange)}). {hint}")


def _check_model(exchange: Exchange, dialect: Dialect) -> None:
    if _names_model(exchange):
        message = f"The target does not know the model {dialect.model!r} ({exchange.status}{_words(exchange)})."
        raise TargetNotReached(f"{message} GET /models may list those that it knows.")
    if exchange.status in _BAD_REQUEST and "max_completion_tokens" in _complaint(exchange):
        hint = "--target-max-tokens-name=max_completion_tokens"
        raise TargetNotReached(f"The model {dialect.model!r} refuses max_tokens: give {hint}.")


def _names_model(exchange: Exchange) -> bool:
    """Tell whether the request was refused because of its model."""
    code = exchange.error.get("code") if isinstance(exchange.error, dict) else None
    unknown = code == "model_not_found" or _UNKNOWN_MODEL.search(_complaint(exchange))
    return exchange.status in _BAD_REQUEST and bool(unknown)


def _complaint(exchange: Exchange) -> str:
    error = exchange.error if isinstance(exchange.error, dict) else {}
    return str(error.get("message") or exchange.value or "")


def _check_place(exchange: Exchange, target: Target) -> None:
    if exchange.status == _NOT_FOUND and not _names_model(exchange):
        message = f"There are no chat completions at {target.base_url}/chat/completions: it answers 404."
        raise TargetNotReached(f"{message} Does the base URL lack a part such as /v1?")
    if exchange.http.media_type == "text/html" or _LOOKS_LIKE_HTML.match(exchange.http.body(512)):
        title = re.search(rb"<title>([^<]{1,80})", exchange.http.body(4096), re.IGNORECASE)
        page = f" ({html.unescape(title.group(1).decode('utf-8', 'replace')).strip()!r})" if title else ""
        message = f"{target.base_url}/chat/completions answers {exchange.status} with a web page{page}, not with JSON."
        raise TargetNotReached(f"{message} Is this the base URL of an API?")


def _words(exchange: Exchange) -> str:
    error = exchange.error
    message = error.get("message") if isinstance(error, dict) else None
    return f": {shown(message)}" if isinstance(message, str) and message else ""
