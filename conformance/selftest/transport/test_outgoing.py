from __future__ import annotations

from base64 import b64encode

import pytest

from conformance.model.request import Credential, Request
from conformance.model.settings import Target
from conformance.transport.outgoing import USER_AGENT, header_fields, request_target

POST = Request(body=b'{"stream": true}')


@pytest.mark.parametrize(
    ("base_url", "query", "path", "expected"),
    [
        ("http://host/v1", "", "/chat/completions", "/v1/chat/completions"),
        ("http://host", "", "/chat/completions", "/chat/completions"),
        ("http://host/v1/", "a=b&c=%20", "/x", "/v1/x?a=b&c=%20"),
        ("http://host/v1", "a=b", "/x?y=z", "/v1/x?y=z&a=b"),
        ("http://host/ü", "a=ü b", "/x", "/%C3%BC/x?a=%C3%BC%20b"),
    ],
)
def test_request_target(base_url: str, query: str, path: str, expected: str) -> None:
    assert request_target(Target(base_url=base_url, query=query), Request(body=b"", path=path)) == expected


def test_key_in_the_query() -> None:
    target = Target(base_url="http://host/v1", query="a=b", key="k&y")
    request = Request(body=b"", credential=Credential.QUERY)
    assert request_target(target, request) == "/v1/chat/completions?a=b&api_key=k%26y"


def test_fields_that_every_request_has() -> None:
    fields = dict(header_fields(Target(base_url="https://me:pw@host:8443/v1"), POST))
    assert fields == {
        "Host": "host:8443",
        "Accept": "application/json, text/event-stream, */*",
        "Accept-Encoding": "identity",
        "User-Agent": USER_AGENT,
        "Content-Length": "16",
        "Content-Type": "application/json",
    }
    assert dict(header_fields(Target(base_url="http://h"), Request(body=b"{}")))["Accept"] == "application/json, */*"
    assert dict(header_fields(Target(base_url="http://bücher:80/v1"), POST))["Host"] == "xn--bcher-kva:80"


def test_body_length_is_left_out_where_no_body_belongs() -> None:
    target = Target(base_url="http://host/v1")
    assert "Content-Length" not in dict(header_fields(target, Request(body=b"", method="GET")))
    assert dict(header_fields(target, Request(body=b"")))["Content-Length"] == "0"


def test_request_goes_before_user_and_user_before_us() -> None:
    target = Target(
        base_url="http://host/v1", headers=(("user-agent", "mine"), ("X-Team", " a "), ("content-type", "x"))
    )
    fields = header_fields(target, Request(body=b"", headers=(("Content-Type", "text/plain"),)))
    assert [value for name, value in fields if name.lower() == "content-type"] == ["text/plain"]
    assert [value for name, value in fields if name.lower() == "user-agent"] == ["mine"]
    assert ("X-Team", "a") in fields


@pytest.mark.parametrize("credential", [Credential.ABSENT, Credential.QUERY])
def test_authorization_of_the_user_goes_only_where_the_key_would(credential: Credential) -> None:
    target = Target(base_url="http://host/v1", key="k", headers=(("Authorization", "Bearer other"),))
    values = {name: value for name, value in header_fields(target, POST) if name == "Authorization"}
    assert values == {"Authorization": "Bearer other"}
    without = dict(header_fields(target, Request(body=b"", credential=credential)))
    assert "Authorization" not in without


def test_userinfo_becomes_basic_credentials_unless_there_is_a_key() -> None:
    target = Target(base_url="http://host/v1", userinfo="me:p%40ss")
    assert dict(header_fields(target, POST))["Authorization"] == "Basic " + b64encode(b"me:p@ss").decode()
    both = Target(base_url="http://host/v1", userinfo="me:pw", key="k")
    assert dict(header_fields(both, POST))["Authorization"] == "Bearer k"


def test_a_body_in_chunks_has_no_length() -> None:
    request = Request(body=b"{}", headers=(("Transfer-Encoding", "chunked"),))
    fields = dict(header_fields(Target(base_url="http://host/v1"), request))
    assert fields["Transfer-Encoding"] == "chunked"
    assert "Content-Length" not in fields
