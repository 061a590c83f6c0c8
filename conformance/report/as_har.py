"""Every exchange of a run as an HTTP archive (HAR 1.2), for the developer tools of a browser.

What is written is what was recorded: secrets were masked there, and the key that was sent is a variable here. Names
that begin with `_eyechart` are ours, as the format allows.
"""

from __future__ import annotations

import base64
import codecs
import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from conformance.model.report import JudgedFinding, Report, RequirementResult
from conformance.model.request import Credential, Request
from conformance.report import digest
from conformance.report.as_json import timestamp
from conformance.report.curl import KEY_VARIABLE, authorization
from conformance.wire.exchange import Exchange

_LONGEST_REQUEST = 8 << 10
_LONGEST_ANSWER = 32 << 10
_LONGEST_FIELD = 1_000
_MOST_FIELDS = 100
_HTTP2 = "HTTP/2"
_UNKNOWN_SIZE = -1
Fields = Iterable[tuple[str, str]]


@dataclass(frozen=True)
class _Sent:
    """What the transport added to every request: the base URL, and a key where one was given."""

    base_url: str
    key_given: bool

    def url(self, request: Request) -> str:
        url = self.base_url + request.path
        if request.credential is not Credential.QUERY or not self.key_given:
            return url
        return f"{url}{'&' if '?' in url else '?'}api_key=${KEY_VARIABLE}"

    def fields(self, request: Request) -> list[tuple[str, str]]:
        fields = list(request.headers)
        value = authorization(request.credential, KEY_VARIABLE if self.key_given else None)
        if value is not None and not any(name.lower() == "authorization" for name, _ in fields):
            fields.append(("Authorization", value))
        return fields


def render(report: Report, exchanges: Mapping[str, Exchange], base_url: str, *, key_given: bool) -> str:
    """Return `exchanges.har`.

    Args:
        report: says which findings an exchange shows.
        exchanges: by the text of their key.
        base_url: what the paths of requests are appended to, without userinfo and query.
        key_given: whether requests that carry the key carried one; a variable stands for it.
    """
    shown, sent_by = digest.findings_by_exchange(report), _Sent(base_url, key_given)
    entries = [
        _entry(one, sent_by, [_finding(result, judged) for result, judged in shown.get(name, ())])
        for name, one in exchanges.items()
    ]
    entries.sort(key=lambda entry: (entry["startedDateTime"], entry["_eyechartKey"]))
    creator = {"name": "Eyechart", "version": _text(report.suite_version)}
    log = {"version": "1.2", "creator": creator, "entries": entries}
    return json.dumps({"log": log}, indent=1, allow_nan=False) + "\n"


def _finding(result: RequirementResult, judged: JudgedFinding) -> dict[str, str]:
    finding = judged.finding
    told = {"requirement": result.requirement.id, "level": judged.level, "kind": finding.kind}
    return told | {"message": _text(finding.message[:_LONGEST_FIELD])}


def _entry(exchange: Exchange, sent_by: _Sent, findings: list[dict[str, str]]) -> dict[str, Any]:
    transcript = exchange.transcript
    first = transcript.recording.arrival(1)
    sent, total = _finite(transcript.sent_seconds), _finite(transcript.seconds)
    answered = min(max(sent if first is None else _finite(first), sent), max(total, sent))
    spans = (sent, answered - sent, max(total - answered, 0.0))
    timings = dict(zip(("send", "wait", "receive"), (round(span * 1000, 3) for span in spans), strict=True))
    return {
        "startedDateTime": timestamp(transcript.started_at, "milliseconds"),
        "time": round(sum(timings.values()), 3),
        "request": _request(exchange.request, sent_by),
        "response": _response(exchange),
        "cache": {},
        "timings": timings,
        "comment": _text(transcript.detail),
        "_eyechartKey": _text(str(exchange.key)),
        "_eyechartEnding": transcript.ending,
        "_eyechartFindings": findings,
    }


def _finite(seconds: float) -> float:
    return max(seconds, 0.0) if math.isfinite(seconds) else 0.0


def _request(request: Request, sent_by: _Sent) -> dict[str, Any]:
    url = _text(sent_by.url(request))
    told: dict[str, Any] = {
        "method": _text(request.method),
        "url": url,
        "httpVersion": _HTTP2 if request.over_http2 else "HTTP/1.1",
        "cookies": [],
        "headers": _fields(sent_by.fields(request)),
        "queryString": _query(url),
        "headersSize": _UNKNOWN_SIZE,
        "bodySize": len(request.body),
    }
    return told | ({"postData": _post(request)} if request.body else {})


def _query(url: str) -> list[dict[str, str]]:
    try:
        pairs = parse_qsl(urlsplit(url).query, keep_blank_values=True)
    except ValueError:
        pairs = []
    return _fields(pairs)


def _post(request: Request) -> dict[str, Any]:
    media_type = next((value for name, value in request.headers if name.lower() == "content-type"), "")
    text = request.body[:_LONGEST_REQUEST].decode("utf-8", "backslashreplace")
    return {
        "mimeType": _text(media_type),
        "params": [],
        "text": _text(text),
        **_cut(len(request.body), _LONGEST_REQUEST),
    }


def _cut(size: int, limit: int) -> dict[str, str]:
    if size <= limit:
        return {}
    return {"comment": f"Cut after {limit:,} of {size:,} bytes; exchanges.jsonl and what it names hold them all."}


def _response(exchange: Exchange) -> dict[str, Any]:
    """Return the answer; one without a status line has the status 0, as in browsers."""
    if exchange.request.over_http2:
        http2 = exchange.http2
        status, reason, version, pieces = http2.status, "", _HTTP2, iter([http2.body])
        fields = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in http2.fields]
    else:
        http = exchange.http
        status, reason, version = exchange.status, http.reason or "", f"HTTP/{http.version or '1.1'}"
        pieces, fields = (piece for _, piece in http.body_pieces()), list(http.headers)
    content = _content(pieces, fields)
    return {
        "status": status or 0,
        "statusText": _text(reason),
        "httpVersion": _text(version),
        "cookies": [],
        "headers": _fields(fields),
        "content": content,
        "redirectURL": _text(_first(fields, "location")),
        "headersSize": _UNKNOWN_SIZE,
        "bodySize": content["size"],
    }


def _content(pieces: Iterable[bytes], fields: Fields) -> dict[str, Any]:
    kept, size = bytearray(), 0
    for piece in pieces:
        kept += piece[: _LONGEST_ANSWER - len(kept)]
        size += len(piece)
    media_type = _text(_first(fields, "content-type")) or "application/octet-stream"
    told = {"size": size, "mimeType": media_type, **_cut(size, _LONGEST_ANSWER)}
    try:
        # A character that the cut divides is left out.
        text = codecs.getincrementaldecoder("utf-8")().decode(bytes(kept), size == len(kept))
    except UnicodeDecodeError:
        return told | {"text": base64.b64encode(kept).decode("ascii"), "encoding": "base64"}
    return told | {"text": text}


def _first(fields: Fields, name: str) -> str:
    return next((value for key, value in fields if key.lower() == name), "")


def _fields(fields: Fields) -> list[dict[str, str]]:
    shown = list(fields)[:_MOST_FIELDS]
    return [{"name": _text(name[:_LONGEST_FIELD]), "value": _text(value[:_LONGEST_FIELD])} for name, value in shown]


def _text(words: str) -> str:
    """Write a lone surrogate as its escape, which strict readers of JSON take."""
    return words.encode("utf-8", "backslashreplace").decode("utf-8")
