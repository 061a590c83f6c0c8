"""A hand-made catalogue and run that show everything a report can hold."""

from __future__ import annotations

from conformance.model.finding import Finding, Outcome, Place
from conformance.model.report import ItemResult, JudgedFinding, Report, ScheduleFacts, SearchFacts, Tier
from conformance.model.request import ExchangeKey, Request
from conformance.model.requirement import Break, Clause, Client, Level, Requirement
from conformance.report.assemble import RunFacts, assemble
from conformance.report.curl import reproduction
from conformance.report.standing import Course

HTML = Clause(
    "HTML Standard 9.2.6", "https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation"
)
CHAT = Clause(
    "OpenAI API reference, create chat completion", "https://platform.openai.com/docs/api-reference/chat/create"
)
RFC = Clause("RFC 9110 section 15", "https://www.rfc-editor.org/rfc/rfc9110#section-15")

WAITS = Break(Client.LANGCHAIN, "waits until the connection closes", "langchain-openai 1.0, chat_models/base.py")
LOSES = Break(Client.PYTHON_CREATE, "loses the last event", "openai-python 3.54, _streaming.py")
STREAM_LOSES = Break(Client.PYTHON_STREAM, "loses the last event", "openai-python 3.54, _streaming.py")
RAISES = Break(Client.NODE, "raises SyntaxError", "openai-node 6.1, core/streaming.ts")


def requirement(name: str, level: Level, title: str, clause: Clause = CHAT, **more: object) -> Requirement:
    breaks = more.get("breaks", {})
    assert isinstance(breaks, dict)
    return Requirement(
        id=name,
        level=level,
        title=title,
        text=f"{title}.",
        clause=clause,
        breaks=breaks,
        inconclusive_blocks=bool(more.get("inconclusive_blocks", True)),
    )


ROWS = (
    requirement("HTTP-001", Level.MUST, "A valid text request is answered 200 with a JSON object", RFC),
    requirement("HTTP-021", Level.SHOULD, "Every answer has a request id header", RFC),
    requirement("HTTP-022", Level.MAY, "A stream carries Cache-Control no-cache or no-store", RFC),
    requirement(
        "SSE-003",
        Level.MUST,
        "Every event ends with a blank line",
        HTML,
        breaks={"unterminated-event": (LOSES, STREAM_LOSES)},
    ),
    requirement("SSE-010", Level.SHOULD, "Every block has data", HTML, breaks={"empty-data": (RAISES,)}),
    requirement(
        "SSE-015", Level.MUST, "The stream ends with [DONE], exactly once", CHAT, breaks={"done-missing": (WAITS,)}
    ),
    requirement("STREAM-013", Level.MUST, "The role assistant appears for every choice"),
    requirement("IMG-003", Level.SHOULD, "A WebP picture is accepted, streamed and not"),
    requirement("IMG-006", Level.SHOULD, "A picture adds to prompt_tokens", inconclusive_blocks=False),
    requirement("SEEN-001", Level.MUST, "A picture is seen: another one changes the answer", inconclusive_blocks=False),
    requirement("SEEN-002", Level.MUST, "A picture is seen when the answer is streamed", inconclusive_blocks=False),
    requirement("STOP-004", Level.MUST, "A stop that is not a string or an array of strings is rejected"),
    requirement("TEMP-003", Level.MUST, "A temperature below 0 is rejected"),
    requirement("TEMP-004", Level.MUST, "A temperature above 2 is rejected"),
    requirement("USAGE-003", Level.SHOULD, "Usage is not sent unless it was asked for"),
)
CATALOGUE = {row.id: row for row in ROWS}
EDITION = frozenset(CATALOGUE)


def item(
    name: str, conversation: str, outcome: Outcome, *findings: Finding, reason: str = "", evidence: str = ""
) -> ItemResult:
    row = CATALOGUE[name]
    judged = tuple(
        JudgedFinding(finding.at(ExchangeKey(conversation)), row.breaks.get(finding.kind, ()), row.level)
        for finding in findings
    )
    return ItemResult(name, conversation, outcome, judged, reason, (evidence,) if evidence else ())


def unterminated(byte: int) -> Finding:
    return Finding(
        "unterminated-event",
        f"The body ended {byte} bytes in, within an event.",
        "a blank line behind every event",
        'data: {"id":"chatcmpl-1","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}',
        Place(byte=byte, event=7),
    )


def _hostile() -> Finding:
    return Finding(
        "accepted",
        "A stop that is a number was accepted.",
        "a status of 400 or 422 with the error envelope",
        'HTTP 200, "\x1b[2J\x1b]0;owned\x07 <b>bold</b> | `code` \u202egnp.exe\u200b' + "x" * 400,
        Place(pointer="/choices/0/message/content"),
    )


ITEMS = (
    item("HTTP-001", "text", Outcome.PASSED),
    item("HTTP-001", "text streamed", Outcome.PASSED),
    item(
        "HTTP-021",
        "text",
        Outcome.WARNED,
        Finding("request-id-missing", "No header names the request.", "x-request-id", "none"),
    ),
    item("HTTP-022", "text streamed", Outcome.INFO, Finding("cache-control-missing", "No Cache-Control was sent.")),
    item("SSE-003", "text streamed", Outcome.FAILED, unterminated(1210)),
    item("SSE-003", "stop streamed", Outcome.FAILED, unterminated(977)),
    item("SSE-003", "picture streamed", Outcome.PASSED),
    item("SSE-003", "temperature 0", Outcome.NOT_APPLICABLE, reason="the answer is no event stream"),
    item(
        "SSE-010",
        "text streamed",
        Outcome.WARNED,
        Finding("empty-data", "Event 3 had empty data.", "JSON", "data:", Place(412, 3)),
    ),
    item("SSE-015", "text streamed", Outcome.BLOCKED, reason="blocked by SSE-003: unterminated-event"),
    item("STREAM-013", "text streamed", Outcome.BLOCKED, reason="blocked by SSE-003: unterminated-event"),
    item("IMG-003", "WebP picture", Outcome.UNSUPPORTED, reason="the target refuses WebP"),
    item("IMG-006", "picture and none", Outcome.INCONCLUSIVE, reason="the target reports no usage"),
    item(
        "SEEN-001",
        "picture swapped",
        Outcome.PASSED,
        evidence="Another picture moved the log probabilities by 3.2; the same request again did not.",
    ),
    item("SEEN-002", "picture swapped, streamed", Outcome.INCONCLUSIVE, reason="the stream has no log probabilities"),
    item("STOP-004", "stop is a number", Outcome.FAILED, _hostile()),
    item(
        "TEMP-003",
        "temperature below minimum",
        Outcome.WAIVED,
        Finding("accepted", "Temperature -0.1 was accepted."),
        reason="ticket 12",
    ),
    item("TEMP-004", "temperature above maximum", Outcome.PASSED),
    item("TEMP-004", "temperature 1e9", Outcome.INCONCLUSIVE, reason="the control was answered 503"),
)

KEY = ExchangeKey("text streamed")
BODY = b'{"model":"sight-1","messages":[{"role":"user","content":"Name three fruits."}],"stream":true}'


def run_facts() -> RunFacts:
    line = reproduction(KEY, Request(body=BODY), "https://vision.example/v1", query="api-version=2025-01-01&sig=s3cret")
    return RunFacts(
        suite_version="1.0.0",
        edition="2026-01",
        profile="standard",
        target="https://vision.example/v1",
        model="sight-1",
        started_at=1767225600.0,
        seconds=34.21,
        overrides={"IMG-003": "MAY instead of SHOULD: picture decoders of small servers lack WebP"},
        options={"gate": "conformant", "concurrency": 8, "seed": 1},
        unsupported={"webp": "image/webp is not supported\x1b[31m; use image/png"},
        extra_members={"completion#/choices/*/message/reasoning": 12, "chunk#/x_request": 4},
        schedule=ScheduleFacts(shared=14, serial=2, longest_conversation=6.5, requests=31, tokens=5120),
        reproductions={str(KEY): line},
        seed=20261122,
        searches=(
            SearchFacts("numbers out of range", 40, 40, passed=36, unjudged={"the target pushed back": 4}),
            SearchFacts("texts", 40, 71, passed=38, failed=2, smallest={"STREAM-032 damaged": "texts: smaller 31#1"}),
        ),
        outcomes={
            name: {item.conversation: item.outcome for item in ITEMS if item.requirement == name}
            for name in dict.fromkeys(item.requirement for item in ITEMS)
        },
    )


def sample(**changes: object) -> Report:
    """Assemble the sample run; `course` and `gate` may be given."""
    course, gate = (
        changes.get("course", Course(notes=("The clock of the target is 93 s ahead.",))),
        changes.get("gate", Tier.CONFORMANT),
    )
    assert isinstance(course, Course)
    return assemble(
        ITEMS,
        catalogue=CATALOGUE,
        levels={},
        edition=EDITION,
        selected=EDITION - {"USAGE-003"},
        gate=str(gate),
        run=run_facts(),
        course=course,
    )
