"""SARIF, the badge and the HTTP archive hold what the report holds, in the forms that their readers ask for."""

from __future__ import annotations

import base64
import json
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conformance.model.report import Report, Verdict
from conformance.model.request import Credential, ExchangeKey, Request
from conformance.model.transcript import Ending, Recording, Transcript
from conformance.report import as_badge, as_har, as_sarif
from conformance.report.as_json import timestamp
from conformance.running.captured import read_capture
from conformance.selftest.report.reports import ANYTHING, reports
from conformance.selftest.report.sample import BODY, KEY, sample
from conformance.wire.exchange import Exchange

few = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
BASE = "https://vision.example/v1"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n"
SVG = "{http://www.w3.org/2000/svg}"


def sarif(report: Report) -> dict[str, Any]:
    log = json.loads(as_sarif.render(report))
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    assert isinstance(run, dict)
    return run


@few
@given(reports())
def test_sarif_has_what_the_standard_requires(report: Report) -> None:
    run = sarif(report)
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [result.requirement.id for result in report.requirements]
    assert all(urlsplit(rule["helpUri"]).scheme == "https" for rule in rules)
    assert len(run["results"]) == sum(len(result.findings) for result in report.requirements)
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in {"error", "warning", "note"}
        assert result["message"]["text"].isprintable()
        assert "](" not in result["message"]["text"]
        assert all(place["physicalLocation"]["artifactLocation"]["uri"].isascii() for place in result["locations"])
        assert all(re.fullmatch("[0-9a-f]{64}", print_) for print_ in result["partialFingerprints"].values())
    assert run["invocations"][0]["startTimeUtc"] == timestamp(report.started_at)


def test_sarif_of_the_sample() -> None:
    run = sarif(sample())
    found = {result["ruleId"]: result for result in run["results"]}
    assert {name: found[name]["level"] for name in ("SSE-003", "HTTP-021", "HTTP-022")} == {
        "SSE-003": "error",
        "HTTP-021": "warning",
        "HTTP-022": "note",
    }
    names = [place["logicalLocations"][0]["fullyQualifiedName"] for place in found["SSE-003"]["locations"]]
    assert names == ["text streamed#0", "stop streamed#0"]
    assert found["TEMP-003"]["suppressions"] == [
        {"kind": "external", "status": "accepted", "justification": "ticket 12"}
    ]
    assert [name for name, result in found.items() if "suppressions" in result] == ["TEMP-003"]


def test_a_fingerprint_outlives_numbers_and_knows_the_requirement() -> None:
    (judged,) = next(one for one in sample().requirements if one.requirement.id == "SSE-003").findings
    later = replace(judged, finding=replace(judged.finding, message="The body ended 7 bytes in, within an event."))
    other = replace(judged, finding=replace(judged.finding, message="The body ended in an event."))
    assert as_sarif.fingerprint("SSE-003", judged) == as_sarif.fingerprint("SSE-003", later)
    assert as_sarif.fingerprint("SSE-003", judged) != as_sarif.fingerprint("SSE-003", other)
    assert as_sarif.fingerprint("SSE-003", judged) != as_sarif.fingerprint("SSE-004", judged)


@few
@given(ANYTHING, ANYTHING, st.sampled_from(Verdict))
def test_no_text_breaks_the_badge(edition: str, profile: str, verdict: Verdict) -> None:
    text = as_badge.render(replace(sample(), edition=edition, profile=profile, verdict=verdict))
    root = ET.fromstring(text.encode("utf-8"))  # noqa: S314 - written by us
    assert {element.tag for element in root.iter()} == {f"{SVG}{tag}" for tag in ("svg", "title", "rect", "g", "text")}
    assert root.get("aria-label") == root.findtext(f"{SVG}title")
    assert len(text) < 2_000


@pytest.mark.parametrize(
    ("verdict", "profile", "words"),
    [
        (Verdict.CONFORMANT, "standard", "conformant 2026-01"),
        (Verdict.CONFORMANT, "lenient", "conformant 2026-01 (lenient)"),
        (Verdict.NON_CONFORMANT, "standard", "non-conformant"),
        (Verdict.INCONCLUSIVE, "standard", "cannot tell"),
        (Verdict.ERROR, "standard", "error"),
    ],
)
def test_words_of_the_badge(verdict: Verdict, profile: str, words: str) -> None:
    assert as_badge.message(replace(sample(), verdict=verdict, profile=profile)) == words


def exchange(body: bytes = b'{"a":1}', answer: bytes = b'{"b":2}', **more: Any) -> Exchange:
    recording = Recording.of((0.25, HEAD), (0.5, answer))
    transcript = Transcript(
        recording=recording, ending=Ending.COMPLETE, started_at=1767225600.25, sent_seconds=0.1, seconds=0.5
    )
    return Exchange(KEY, Request(body=body, **more), transcript)


def entry(one: Exchange, *, key_given: bool = True) -> dict[str, Any]:
    text = as_har.render(sample(), {str(one.key): one}, BASE, key_given=key_given)
    log = json.loads(text)["log"]
    assert log["version"] == "1.2"
    (found,) = log["entries"]
    assert isinstance(found, dict)
    return found


def test_an_exchange_in_the_archive() -> None:
    found = entry(exchange())
    assert (found["startedDateTime"], found["time"]) == ("2026-01-01T00:00:00.250Z", 500.0)
    assert found["timings"] == {"send": 100.0, "wait": 150.0, "receive": 250.0}
    assert (found["request"]["url"], found["request"]["postData"]["text"]) == (f"{BASE}/chat/completions", '{"a":1}')
    assert {"name": "Authorization", "value": "Bearer $EYECHART_API_KEY"} in found["request"]["headers"]
    assert (found["response"]["status"], found["response"]["content"]["text"]) == (200, '{"b":2}')
    assert found["_eyechartKey"] == str(KEY)
    assert "SSE-003" in {told["requirement"] for told in found["_eyechartFindings"]}


def test_no_authorization_where_none_was_sent() -> None:
    for one, key_given in ((exchange(), False), (exchange(credential=Credential.ABSENT), True)):
        names = {field["name"].lower() for field in entry(one, key_given=key_given)["request"]["headers"]}
        assert names == {"content-type"}


def test_long_bodies_are_cut_with_a_word() -> None:
    found = entry(exchange(body=b"x" * 9_000, answer="é".encode() * 40_000))
    assert len(found["request"]["postData"]["text"]) == 8_192
    assert "9,000" in found["request"]["postData"]["comment"]
    assert (found["request"]["bodySize"], found["response"]["bodySize"]) == (9_000, 80_000)
    assert set(found["response"]["content"]["text"]) == {"é"}
    assert "80,000" in found["response"]["content"]["comment"]


@few
@given(ANYTHING, st.binary(max_size=400), st.binary(max_size=400))
def test_whatever_was_exchanged_can_be_archived(name: str, body: bytes, wire: bytes) -> None:
    key = ExchangeKey(name)
    transcript = Transcript(recording=Recording.of((0.1, wire)), ending=Ending.GARBLED, detail=name)
    request = Request(body=body, headers=(("X", name),), path=f"/{name}")
    for over_http2 in (False, True):
        found = entry(Exchange(key, replace(request, over_http2=over_http2), transcript))
        assert isinstance(found["response"]["status"], int)
        assert found["_eyechartEnding"] == "garbled"
        assert all(part >= 0 for part in found["timings"].values())


def test_bytes_that_are_no_text_stand_in_base64() -> None:
    content = entry(exchange(answer=b"\xff\xfe\x00"))["response"]["content"]
    assert (content["encoding"], base64.b64decode(content["text"])) == ("base64", b"\xff\xfe\x00")


def test_an_archive_can_be_read_as_a_capture() -> None:
    answer = b'{"id":"chatcmpl-1","choices":[]}'
    archive = as_har.render(sample(), {str(KEY): exchange(BODY, answer)}, BASE, key_given=False)
    (captured,) = read_capture(archive.encode("utf-8"))
    assert captured.exchange.request.body == BODY
    assert captured.exchange.http.body(1_000) == answer
