"""What a preflight may be answered with."""

from __future__ import annotations

import pytest

from conformance.checks.browsers import preflight_is_allowed, private_network_is_allowed
from conformance.conversations.http import ORIGIN, PRIVATE_NETWORK
from conformance.model.finding import Finding, Remark
from conformance.model.request import ExchangeKey, Request
from conformance.model.transcript import Ending, Recording, Transcript
from conformance.wire.exchange import Exchange

FIELDS = "Access-Control-Allow-Headers: content-type, AUTHORIZATION"
ANY = "Access-Control-Allow-Origin: *"
PRIVATE = "Access-Control-Allow-Private-Network: true"
ASKED = ((PRIVATE_NETWORK, "true"),)


def exchange(status: int, *fields: str, asked: tuple[tuple[str, str], ...] = ()) -> Exchange:
    lines = "".join(f"{field}\r\n" for field in fields)
    data = f"HTTP/1.1 {status} X\r\n{lines}Content-Length: 0\r\n\r\n".encode()
    transcript = Transcript(recording=Recording.of((0.1, data)), ending=Ending.COMPLETE)
    request = Request(body=b"", method="OPTIONS", headers=asked)
    return Exchange(ExchangeKey("test"), request, transcript)


@pytest.mark.parametrize("origin", ["*", ORIGIN])
@pytest.mark.parametrize("status", [200, 204])
def test_a_preflight_that_is_allowed(status: int, origin: str) -> None:
    assert list(preflight_is_allowed(exchange(status, f"Access-Control-Allow-Origin: {origin}", FIELDS))) == []


@pytest.mark.parametrize(
    ("status", "fields", "kind"),
    [
        (401, (), "key-asked-for"),
        (403, (ANY, FIELDS), "key-asked-for"),
        (400, (), "refused"),
        (405, (ANY, FIELDS), "refused"),
        (200, (), "origin-not-allowed"),
        (200, ("Access-Control-Allow-Origin: https://other.example", FIELDS), "origin-not-allowed"),
        (200, (ANY,), "fields-not-allowed"),
        (200, (ANY, "Access-Control-Allow-Headers: *"), "fields-not-allowed"),
        (200, (ANY, "Access-Control-Allow-Headers: content-type"), "fields-not-allowed"),
    ],
)
def test_a_preflight_that_is_not(status: int, fields: tuple[str, ...], kind: str) -> None:
    (found,) = preflight_is_allowed(exchange(status, *fields))
    assert isinstance(found, Finding)
    assert found.kind == kind


def test_a_private_network_is_allowed_or_not() -> None:
    assert list(private_network_is_allowed(exchange(200, ANY, FIELDS, PRIVATE, asked=ASKED))) == []
    (found,) = private_network_is_allowed(exchange(200, ANY, FIELDS, asked=ASKED))
    assert isinstance(found, Finding)


@pytest.mark.parametrize(("status", "asked"), [(200, ()), (405, ASKED)])
def test_a_private_network_is_no_question(status: int, asked: tuple[tuple[str, str], ...]) -> None:
    (remark,) = private_network_is_allowed(exchange(status, ANY, FIELDS, asked=asked))
    assert isinstance(remark, Remark)
