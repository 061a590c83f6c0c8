"""Where the readers say that something is odd, and what stood there.

In the texts, U+2021 stands before the odd place; it is taken out before the text is read.
"""

from __future__ import annotations

import gzip
from ast import literal_eval

import pytest

from conformance.model.finding import Oddity
from conformance.model.settings import Limits
from conformance.model.transcript import Ending, Recording
from conformance.wire.base64_reader import read_base64
from conformance.wire.data_uri import read_data_uri
from conformance.wire.http_reader import read_http
from conformance.wire.strict_json import read_json

HERE = "\u2021"
OK = "HTTP/1.1 200 OK\r\n"
CHUNKED = f"{OK}Transfer-Encoding: chunked\r\n\r\n"
Told = tuple[str, str, int | None]


def marked(text: str) -> tuple[bytes, int | None]:
    """Take the mark out of a text, and return where it stood, as an offset in bytes."""
    before, mark, after = text.partition(HERE)
    return (before + after).encode(), len(before.encode()) if mark else None


def told(oddities: tuple[Oddity, ...]) -> list[Told]:
    """Return kind, what stood there, and the offset of every oddity."""
    assert all(isinstance(one.message, str) and isinstance(one.expected, str) for one in oddities)
    return [(str(one.kind), unquoted(one.actual), one.place.byte) for one in oddities]


def unquoted(actual: str) -> str:
    """Return the text that stands between quotation marks, as Python writes them."""
    value = literal_eval(actual) if actual[:1] in {"'", '"'} or actual[:2] in {"b'", 'b"'} else actual
    return value.decode() if isinstance(value, bytes) else str(value)


@pytest.mark.parametrize(
    ("text", "kind", "actual"),
    [
        ("\u2021HTTP/1.1 OK\r\n\r\n", "malformed-status-line", "HTTP/1.1 OK"),
        ("\u2021HTTP/1.1  200 OK\r\nContent-Length: 0\r\n\r\n", "malformed-status-line", "HTTP/1.1  200 OK"),
        (f"{OK}\u2021no field\r\nContent-Length: 0\r\n\r\n", "malformed-header", "no field"),
        (f"{OK}\u2021: none\r\nContent-Length: 0\r\n\r\n", "malformed-header", ": none"),
        (f"{OK}\u2021X A: 1\r\nContent-Length: 0\r\n\r\n", "malformed-header", "X A: 1"),
        (f"{OK}\u2021X: a\x01b\r\nContent-Length: 0\r\n\r\n", "malformed-header", "X: a\x01b"),
        (f"{OK}X: a\r\n\u2021 b\r\nContent-Length: 0\r\n\r\n", "malformed-header", " b"),
        (f"{OK}X: a\u2021\nContent-Length: 0\r\n\r\n", "bare-line-feed", "X: a\n"),
        (f"{OK}Content-Length: 2\r\n\r\nhi\u2021more", "surplus-bytes", "more"),
        (f"{CHUNKED}0\r\n\r\n\u2021more", "surplus-bytes", "more"),
        (f"{CHUNKED}\u2021x\r\nhi\r\n0\r\n\r\n", "chunk-malformed", "x\r\n"),
        (f"{CHUNKED}\u20212 \r\nhi\r\n0\r\n\r\n", "chunk-malformed", "2 \r\n"),
        (f"{CHUNKED}2\r\nhi\u2021j\r\n0\r\n\r\n", "chunk-malformed", "j\r\n"),
        (f"{CHUNKED}2\r\nhi\u2021\n0\r\n\r\n", "bare-line-feed", "\n"),
        (f"{CHUNKED}2\r\nhi\r\n0\u2021\n\r\n", "bare-line-feed", "0\n"),
        (f"{CHUNKED}0\r\n\u2021no field\r\n\r\n", "malformed-header", "no field"),
        (f"{CHUNKED}2\r\nhi\r\n\u2021x", "chunk-malformed", "x"),
    ],
)
@pytest.mark.parametrize("size", [1, 7, 1 << 20])
def test_http_messages(text: str, kind: str, actual: str, size: int) -> None:
    data, place = marked(text)
    pieces = [(0.0, data[at : at + size]) for at in range(0, len(data), size)]
    assert told(read_http(Recording.of(*pieces), Ending.COMPLETE).oddities)[0] == (kind, actual, place)


@pytest.mark.parametrize(
    ("text", "ending", "expected"),
    [
        (f"{OK}Content-Length: 5\r\n\r\nhi", Ending.TRUNCATED, ("body-short", "2 bytes", None)),
        (f"{OK}Content-Length: 5, 6\r\n\r\nhi", Ending.COMPLETE, ("conflicting-lengths", "5, 6", None)),
        (f"{OK}Content-Length: 2, 2\r\n\r\nhi", Ending.COMPLETE, ("malformed-header", "2, 2", None)),
        (f"{OK}Content-Length: two\r\n\r\nhi", Ending.COMPLETE, ("malformed-header", "two", None)),
        (f"{OK}X: {'a' * 100}\r\nX-B: 1", Ending.TRUNCATED, ("malformed-header", f"{'a' * 72}\r\nX-B: 1", 128)),
        (f"{CHUNKED}1F\r\n{'a' * 31}\r\n0\r", Ending.TRUNCATED, ("last-chunk-missing", "0\r", None)),
        (f"{CHUNKED}2\r\nhi\r\n", Ending.TRUNCATED, ("last-chunk-missing", "", None)),
        (f"{CHUNKED}2\r\nhi\r\n0\r", Ending.TRUNCATED, ("last-chunk-missing", "0\r", None)),
        (f"{CHUNKED}2\r\nhi\r\n0\r\nX: 1", Ending.TRUNCATED, ("last-chunk-missing", "X: 1", None)),
        (f"{OK}Content-Encoding: br\r\nContent-Length: 0\r\n\r\n", Ending.COMPLETE, ("content-encoded", "br", None)),
        (f"{OK}Content-Encoding: br, GZIP\r\n\r\n", Ending.COMPLETE, ("content-encoded", "br, gzip", None)),
    ],
)
def test_http_messages_as_a_whole(text: str, ending: Ending, expected: Told) -> None:
    assert told(read_http(Recording.of((0.0, text.encode())), ending).oddities)[0] == expected


def test_a_malformed_chunk_is_the_last_that_is_said() -> None:
    data = f"{CHUNKED}2\r\nhij\r\n2\r\nhij\r\nx\r\n".encode()
    assert len(read_http(Recording.of((0.0, data)), Ending.COMPLETE).oddities) == 1


def test_packed_bodies_end_at_the_limit() -> None:
    head = f"{OK}Content-Encoding: gzip\r\n\r\n".encode()
    for members, size in ((1, 3000), (3, 1000)):
        packed = gzip.compress(b"a" * size, mtime=0) * members
        for limit, length in ((3000, 3000), (2999, 2999), (2500, 2500)):
            reading = read_http(Recording.of((0.0, head + packed)), Ending.COMPLETE, Limits(body_bytes=limit))
            assert len(reading.body(9999)) == length
            beyond = [kind for kind, *_ in told(reading.oddities) if kind == "content-undecodable"]
            assert beyond == ([] if limit == length == 3000 else ["content-undecodable"])


@pytest.mark.parametrize("size", [64, 1 << 20])
def test_a_body_that_cannot_be_unpacked_further_is_said_once(size: int) -> None:
    head = f"{OK}Content-Encoding: gzip\r\n\r\n".encode()
    packed = gzip.compress(bytes(range(256)) * 64, mtime=0)
    for spoilt in (packed[:90] + bytes(9) * 40 + packed[90:], b"no gzip" * 40):
        data = head + spoilt
        pieces = [(0.0, data[at : at + size]) for at in range(0, len(data), size)]
        reading = read_http(Recording.of(*pieces), Ending.COMPLETE)
        assert [kind for kind, *_ in told(reading.oddities)] == ["content-encoded", "content-undecodable"]


@pytest.mark.parametrize(
    ("text", "kind", "actual"),
    [
        ("\u2021 data:image/png;base64,YQ==", "leading-blanks", " data:image/png;base64,YQ=="),
        ("\u2021http://x/", "not-a-data-uri", "http://x/"),
        ("data:image/png;base64,YQ==\u2021#x", "fragment", "#x"),
        (" data:image/png;base64,YQ==\u2021#x", "fragment", "#x"),
        ("data:image/png;base64\u2021", "no-comma", "data:image/png;base64"),
        ("data:\u2021image/png,a", "not-base64", "image/png"),
        (" data:\u2021image/png,a", "not-base64", "image/png"),
        ("data:\u2021image/png; base64,YQ==", "parameter-malformed", "image/png; base64"),
        ("data:\u2021;base64,YQ==", "media-type-missing", ""),
        ("data:\u2021image;base64,YQ==", "media-type-malformed", "image"),
        ("data:image/png;\u2021x;base64,YQ==", "parameter-malformed", "x"),
        ("data:image/png;a=b;\u2021x;base64,YQ==", "parameter-malformed", "x"),
        ("data:image/png;\u2021base64;a=b,a", "base64-not-last", "base64"),
        ("data:image/png;base64,\u2021", "empty-payload", ""),
        ("data:image/png;base64,YQ\u2021%3D%3D", "percent-encoded", "YQ%3D%3D"),
        ("data:image/png;base64,YW\u2021-j", "url-safe-alphabet", "YW-j"),
        ("data:image/png,ab\u2021\u00e9cd", "illegal-url-character", "\u00e9cd"),
    ],
)
def test_data_uris(text: str, kind: str, actual: str) -> None:
    data, place = marked(text)
    found = told(read_data_uri(data.decode()).oddities)
    assert (kind, actual, place) in found


def test_percent_encoded_base64_is_placed_in_what_it_decodes_to() -> None:
    assert told(read_data_uri("data:image/png;base64,%59W-j").oddities)[-1] == ("url-safe-alphabet", "YW-j", 2)


@pytest.mark.parametrize(
    ("text", "kind", "actual"),
    [
        ("YWJjYWJjYWJj\u2021 YWJjYWJjYWJj", "white-space", "YWJjYWJj YWJjYWJ"[:8] + " YWJjYWJ"),
        ("YWJj\u2021-WJj", "url-safe-alphabet", "YWJj-WJj"),
        ("YWJj\u2021!WJj", "illegal-character", "YWJj!WJj"),
        ("YQ\u2021==YQ==", "data-after-padding", "YQ==YQ=="),
        ("YWJj\u2021Y", "impossible-length", "YWJjY"),
        ("YWJj\u2021=", "excess-padding", "YWJj="),
        ("YQ=\u2021", "incomplete-padding", "YQ="),
        ("YWJjYWJjYQ\u2021", "missing-padding", "JjYWJjYQ"),
        ("YWJj\u2021YR==", "nonzero-pad-bits", "YWJjYR=="),
    ],
)
def test_base64(text: str, kind: str, actual: str) -> None:
    data, place = marked(text)
    assert (kind, actual, place) in told(read_base64(data).oddities)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ('{"a": 1}\u2021 x', "trailing-text"),
        ('{"a": \u2021}', "not-json"),
        ('\u2021\ufeff{"a": 1}', "byte-order-mark"),
    ],
)
def test_json(text: str, kind: str) -> None:
    data, place = marked(text)
    found = {name: at for name, _, at in told(read_json(data).oddities)}
    assert kind in found
    assert found[kind] in {place, None if place == 0 else place, (place or 0) + 1}


@pytest.mark.parametrize(("before", "around"), [(5, (0, 51)), (50, (61, 141))])
def test_what_is_no_json_is_shown_with_what_stands_around_it(before: int, around: tuple[int, int]) -> None:
    text = "[" + "1," * before + "x" + ",2" * 50 + "]"
    place = 1 + 2 * before
    assert told(read_json(text.encode()).oddities) == [("not-json", text[slice(*around)], place)]


def test_a_line_of_the_framing_that_does_not_end_is_shown() -> None:
    data = CHUNKED.encode() + b"5;" + b"a" * ((1 << 14) - 2)
    (kind, actual, place), *_ = told(read_http(Recording.of((0.0, data + b"a")), Ending.TRUNCATED).oddities)
    assert (kind, actual[:5], place) == ("chunk-malformed", "5;aaa", len(CHUNKED))
    (shorter,) = read_http(Recording.of((0.0, data)), Ending.TRUNCATED).oddities
    assert shorter.kind == "last-chunk-missing"


@pytest.mark.parametrize(
    ("text", "pointer"),
    [
        ('{"a": {"b": [1, NaN]}}', "/a/b/1"),
        ('{"a/b": {"~": "\\ud800"}}', "/a~1b/~0"),
        ('{"a": [{"b": 1, "b": 2}]}', "/a/0/b"),
        ('{"a": 1e999}', "/a"),
    ],
)
def test_json_says_in_which_member(text: str, pointer: str) -> None:
    assert [one.place.pointer for one in read_json(text.encode()).oddities] == [pointer]


@pytest.mark.parametrize("coding", ["gzip", "x-gzip", "X-GZIP"])
def test_names_of_a_coding(coding: str) -> None:
    data = f"{OK}Content-Encoding: {coding}\r\n\r\n".encode() + gzip.compress(b"hi", mtime=0)
    assert read_http(Recording.of((0.0, data)), Ending.COMPLETE).body(9) == b"hi"


def test_members_that_are_odd_are_shown_as_they_stand() -> None:
    (oddity,) = read_json(b'{"a": "b\x01c"}').oddities
    assert ("b" in oddity.actual, oddity.place.pointer) == (True, "/a")
    assert read_json(b"-1e999").value == float("-inf")
