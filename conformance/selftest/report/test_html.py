"""`report.html` is one file, shows what the report holds, and runs nothing but our script."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.conversations.pictures import picture_path
from conformance.model.report import Report
from conformance.model.request import ExchangeKey, Request
from conformance.model.transcript import Ending, Recording, Transcript
from conformance.report import as_html
from conformance.report.page.frame import packed
from conformance.report.page.pictures import Album
from conformance.selftest.report.sample import BODY, KEY, sample
from conformance.strategies.unruly_texts import unruly_texts
from conformance.wire.exchange import Exchange

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
EVENTS = (b'data: {"a": 1}\n\n', b"data: <script>alert(1)</script>\n\n", b"data: [DONE]\n\n")
RED = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC")


class Elements(HTMLParser):
    """Collects what a browser would make of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {}
        self._open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._open.append(tag)

    def handle_data(self, data: str) -> None:
        self.texts.setdefault(self._open[-1] if self._open else "", []).append(data)


def exchange(body: bytes = BODY, *pieces: bytes) -> Exchange:
    recording = Recording.of((0.1, HEAD), *((0.2 + number / 10, piece) for number, piece in enumerate(pieces)))
    return Exchange(KEY, Request(body=body), Transcript(recording=recording, ending=Ending.COMPLETE, seconds=0.9))


def page(report: Report | None = None, *exchanges: Exchange) -> str:
    return as_html.render(report or sample(), {str(one.key): one for one in exchanges})


def data_of(text: str) -> dict[str, Any]:
    (code,) = re.findall(r'<script type="application/octet-stream" id="data">([^<]*)</script>', text)
    value = json.loads(gzip.decompress(base64.b64decode(code)))
    assert isinstance(value, dict)
    return value


def test_the_first_screen_says_what_was_judged() -> None:
    text = page()
    for said in (
        "https://vision.example/v1",
        "sight-1",
        "2026-01",
        "standard",
        "2026-01-01T00:00:00Z",
        "5,120",
        "34.2",
    ):
        assert said in text
    assert "violated: SSE-003" in text


def test_every_requirement_and_every_finding_has_an_address() -> None:
    report = sample()
    ids = {attributes.get("id") for _, attributes in Elements(page(report)).tags}
    for result in report.requirements:
        assert result.requirement.id in ids
        assert all(f"{result.requirement.id}-{number}" in ids for number in range(1, len(result.findings) + 1))


def test_nothing_is_loaded_and_nothing_runs_but_our_script() -> None:
    parsed = Elements(page())
    for tag, attributes in parsed.tags:
        assert tag not in {"link", "iframe", "object", "embed", "base"}
        assert not any(name.startswith("on") or name in {"style", "src"} for name in attributes)
    (policy,) = [one["content"] for tag, one in parsed.tags if tag == "meta" and "http-equiv" in one]
    (script,) = [text for text in parsed.texts["script"] if "use strict" in text]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert policy is not None
    assert f"script-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'")


def test_text_of_the_target_never_becomes_markup() -> None:
    parsed = Elements(page(sample(), exchange(BODY, *EVENTS)))
    assert not {"b", "img"} & {tag for tag, _ in parsed.tags}
    assert sum(tag == "script" for tag, _ in parsed.tags) == 2


@given(unruly_texts())
def test_no_text_breaks_out_of_the_page(text: str) -> None:
    usual = [tag for tag, _ in Elements(page()).tags]
    report = sample()
    changed = Report(**{**vars(report), "target": text, "model": text, "problems": (text,)})
    assert [tag for tag, _ in Elements(page(changed)).tags] == usual


def test_an_exchange_is_told_with_events_arrivals_and_marks() -> None:
    told = data_of(page(sample(), exchange(BODY, *EVENTS)))["exchanges"][str(KEY)]
    assert base64.b64decode(told["body"]) == b"".join(EVENTS)
    assert [event[:2] for event in told["events"]] == [[0, 16], [16, 49], [49, 63]]
    assert [at for at, _ in told["arrivals"]] == [0.2, 0.3, 0.4]
    assert {mark["id"] for mark in told["marks"]} == {"HTTP-022", "SSE-003", "SSE-010"}


def test_a_long_answer_is_cut_in_the_middle() -> None:
    told = data_of(page(sample(), exchange(BODY, b"a" * 30_000, b"b" * 5_000)))["exchanges"][str(KEY)]
    assert told["length"] == 35_000
    assert base64.b64decode(told["tail"]) == b"b" * 4_000
    assert len(base64.b64decode(told["body"])) == 20_000


def test_a_picture_that_was_sent_is_shown_once_and_cut_in_the_body() -> None:
    uri = f"data:image/png;base64,{base64.b64encode(RED).decode()}"
    body = json.dumps({"messages": [{"content": [{"image_url": {"url": uri}}, {"image_url": {"url": uri}}]}]}).encode()
    data = data_of(page(sample(), exchange(body)))
    request = data["exchanges"][str(KEY)]["request"]
    assert list(data["pictures"].values()) == [uri]
    assert request["pictures"] == list(data["pictures"])
    assert "characters more]" in request["body"]


def test_a_page_does_not_tell_where_the_suite_is_installed() -> None:
    path = picture_path("red.png")
    body = json.dumps({"url": path.as_uri(), "path": str(path)}).encode()
    request = data_of(page(sample(), exchange(body)))["exchanges"][str(KEY)]["request"]
    assert str(path.parent.parent) not in request["body"]
    assert request["body"].count("[fixtures of the suite]") == 2


@pytest.mark.parametrize(
    "payload", [b"<svg xmlns='http://www.w3.org/2000/svg'/>" * 3, b"GIF89a" + b"\0" * 40, b"x" * 40]
)
def test_what_is_no_picture_is_not_shown(payload: bytes) -> None:
    album = Album()
    _, names = album.shortened(f'"data:image/png;base64,{base64.b64encode(payload).decode()}"')
    assert (names, album.pictures) == ([], {})


def test_equal_reports_give_equal_pages() -> None:
    assert page() == page()
    assert packed({"a": 1}) == packed({"a": 1})


def test_exchanges_without_an_answer_are_told() -> None:
    silent = Exchange(
        ExchangeKey("text streamed"), Request(body=b"{}"), Transcript(recording=Recording(), ending=Ending.UNREACHABLE)
    )
    told = data_of(page(sample(), silent))["exchanges"][str(KEY)]
    assert (told["status"], told["length"]) == (None, 0)


@given(st.binary(max_size=300))
def test_any_bytes_of_a_target_can_be_shown(data: bytes) -> None:
    assert data_of(page(sample(), exchange(data, data)))["exchanges"]
