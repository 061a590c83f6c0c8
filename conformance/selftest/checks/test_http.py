"""Fields about rate limits, as OpenAI and others write them."""

from __future__ import annotations

import pytest

from conformance.checks.http import rate_limit_fields
from conformance.model.request import ExchangeKey, Request
from conformance.model.transcript import Ending, Recording, Transcript
from conformance.wire.exchange import Exchange


def _is_readable(name: str, value: str) -> bool:
    data = f"HTTP/1.1 200 OK\r\n{name}: {value}\r\nContent-Length: 0\r\n\r\n".encode()
    transcript = Transcript(recording=Recording.of((0.1, data)), ending=Ending.COMPLETE)
    return not list(rate_limit_fields(Exchange(ExchangeKey("test"), Request(body=b"{}"), transcript)))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("x-ratelimit-limit-requests", "5000"),
        ("X-RateLimit-Remaining-Tokens", "0"),
        ("x-ratelimit-reset-requests", "12ms"),
        ("x-ratelimit-reset-tokens", "6m0s"),
        ("x-ratelimit-reset-tokens", "1d2h3m4.5s"),
        ("x-ratelimit-reset-tokens", "17.25"),
        ("x-ratelimit-policy", "anything"),
    ],
)
def test_readable(name: str, value: str) -> None:
    assert _is_readable(name, value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("x-ratelimit-limit-requests", "5000/min"),
        ("x-ratelimit-remaining-requests", "unlimited"),
        ("x-ratelimit-reset-requests", "soon"),
        ("x-ratelimit-reset-tokens", ""),
    ],
)
def test_unreadable(name: str, value: str) -> None:
    assert not _is_readable(name, value)
