"""A `curl` line, run by a shell, sends what the run sent: the same target, header fields and bytes, and no secret."""

from __future__ import annotations

import shutil
import string
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.model.report import Reproduction
from conformance.model.request import JSON_CONTENT, Credential, ExchangeKey, Request
from conformance.model.settings import Target
from conformance.report.curl import KEY_VARIABLE, reproduction
from conformance.report.escaping import printable
from conformance.strategies.json_values import json_documents
from conformance.strategies.unruly_texts import unruly_texts
from conformance.transport.outgoing import header_fields, request_target

pytestmark = pytest.mark.skipif(shutil.which("sh") is None or sys.platform == "win32", reason="needs a POSIX shell")

SHELL = "exec 3>&1; curl() { printf '%s\\0' \"$@\" >&3; }; head() { :; }; "
BESIDE = {"host", "accept", "accept-encoding", "user-agent", "content-length"}
"""What curl fills in by itself."""
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Sent:
    """What curl would send, by its manual page."""

    method: str
    url: str
    fields: Counter[tuple[str, str]]
    body: bytes


def run(found: Reproduction, environment: dict[str, str]) -> list[str]:
    """Return the words that a shell hands to curl."""
    done = subprocess.run(  # noqa: S602 - a shell is what the line is for
        SHELL + found.curl, shell=True, env=environment, capture_output=True, check=True
    )
    assert not done.stderr
    return done.stdout.decode().split("\0")[:-1]


def read(words: list[str], files: dict[str, bytes]) -> Sent:
    method, urls, fields, body = "", [], dict[str, list[str]](), None
    rest = iter(words)
    for word in rest:
        match word:
            case "-sS" | "-N":
                pass
            case "-I":
                method = "HEAD"
            case "-X":
                method = next(rest)
            case "-H":
                name, value = header(next(rest))
                fields.setdefault(name, []).append(value)
            case "--data-binary":
                data = next(rest)
                body = files[data[1:]] if data.startswith("@") else data.encode()
            case _:
                urls.append(word)
    if body is not None:
        fields.setdefault("content-type", [FORM])
    told = Counter((name, value) for name, values in fields.items() for value in values if value != "none")
    (url,) = urls
    return Sent(method, url, told, body or b"")


def header(text: str) -> tuple[str, str]:
    """Read what stands behind -H: a field, `Name;` for an empty one, `Name:` to send none."""
    name, colon, value = text.partition(":")
    if not colon:
        assert text.endswith(";")
        return text[:-1].lower(), ""
    return name.lower(), value.strip() or "none"


SECRETS = st.text(string.ascii_letters + string.digits + "-_.", max_size=8).map("s3cret-".__add__)
NAMES = st.text(string.ascii_letters, min_size=1, max_size=6)
VALUES = st.text(st.sampled_from("aZ0 '\"$`\\!@#*?;|&<>(){}[]~%é"), max_size=8).map(str.strip)
BODIES = (
    json_documents().map(lambda document: document.data)
    | unruly_texts().map(lambda text: text.encode("utf-8", "surrogatepass"))
    | st.binary(max_size=20)
    | st.builds(lambda first, rest: (first + rest).encode(), st.sampled_from(["", "@"]), VALUES)
)
PATHS = st.sampled_from(["/chat/completions", "/models", "/x?y=1", "/chat//completions/", "/a'b \"$HOME`x`\\é~"])
BASES = st.sampled_from(["https://host.example/v1", "http://[::1]:8000", "http://h/a$b/(c)'", "http://h/ü"])
FIELDS = st.sampled_from([(), JSON_CONTENT]) | st.lists(st.tuples(NAMES.map("X-".__add__), VALUES), max_size=2).map(
    tuple
)
QUERIES = st.lists(
    st.tuples(NAMES, SECRETS) | st.tuples(st.sampled_from(["api-version", "version"]), st.just("2025-01-01")),
    max_size=3,
    unique_by=lambda pair: pair[0].upper(),
)
OWN_FIELDS = st.lists(
    st.tuples(NAMES.map("X-Own-".__add__) | st.sampled_from(["Authorization", "content-type"]), SECRETS),
    max_size=2,
    unique_by=lambda pair: pair[0].upper(),
)
REQUESTS = st.builds(
    Request,
    body=BODIES,
    path=PATHS,
    headers=FIELDS,
    credential=st.sampled_from(Credential),
    disconnect_after_events=st.sampled_from([None, 2]),
) | st.builds(Request, body=st.just(b""), method=st.sampled_from(["GET", "HEAD", "POST", "DELETE"]), path=PATHS)


@st.composite
def targets(draw: st.DrawFn) -> Target:
    query = "&".join(f"{name}={value}" for name, value in draw(QUERIES))
    return Target(base_url=draw(BASES), query=query, key=draw(SECRETS), headers=tuple(draw(OWN_FIELDS)))


def secrets(target: Target) -> Iterator[tuple[str, str]]:
    """Yield every secret of a target with the variable that stands for it."""
    yield KEY_VARIABLE, target.key or ""
    for name, value in target.headers:
        yield f"EYECHART_HEADER_{name.upper().replace('-', '_')}", value
    for name, value in parse_qsl(target.query):
        if not name.endswith("version"):
            yield f"EYECHART_QUERY_{name.upper()}", value


def parts(target: str) -> tuple[str, Counter[tuple[str, str]]]:
    """Return a request target without the freedom that RFC 3986, section 2.3, leaves in writing it."""
    path, _, query = target.partition("?")
    return unquote(path), Counter(parse_qsl(query, keep_blank_values=True))


@settings(deadline=None)
@given(REQUESTS, targets())
def test_a_line_sends_what_the_run_sent(request: Request, target: Target) -> None:
    own = [name for name, _ in target.headers]
    found = reproduction(ExchangeKey("text"), request, target.base_url, query=target.query, header_names=own)
    hidden = dict(secrets(target))
    assert not any(secret in found.curl for secret in hidden.values())
    assert printable(found.curl) == found.curl
    sent = read(run(found, hidden), {found.body_file: request.body})
    assert (sent.method, sent.body) == (request.method, request.body)
    url = urlsplit(sent.url)
    assert f"{url.scheme}://{url.netloc}" == "/".join(target.base_url.split("/")[:3])
    assert parts(sent.url[len(f"{url.scheme}://{url.netloc}") :]) == parts(request_target(target, request))
    due = ((name.lower(), value.strip()) for name, value in header_fields(target, request))
    assert sent.fields == Counter(field for field in due if field[0] not in BESIDE)
