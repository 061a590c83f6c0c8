"""What one exchange does to others, and whether slow readers and careful clients are served."""

from __future__ import annotations

from collections.abc import Mapping

from conformance.checks.registry import Judged, named, relation
from conformance.checks.standing import PUSHBACK, pushed_back, succeeded
from conformance.conversations.conversation import Played
from conformance.conversations.life import EXPECTS_CONTINUE, OVER_HTTP2, SIDE_BY_SIDE, SLOW, TICKETS, USED_AGAIN
from conformance.model.finding import Finding, Outcome, Remark, shown
from conformance.model.transcript import Ending
from conformance.relations.acceptance import judge_acceptance
from conformance.relations.controls import failed_control
from conformance.wire.choices import text_in
from conformance.wire.exchange import SUCCESS

_EXPECTATION_FAILED = 417
_CUT = frozenset({Ending.TRUNCATED, Ending.RESET, Ending.SILENT})


@relation("LIFE-002", named(SIDE_BY_SIDE))
def streams_do_not_mix(played: Played, controls: Mapping[str, Played]) -> Judged:
    """What one user asked is read by another: the worst that a server can do, and only load shows it."""
    remark = failed_control(controls, Outcome.BLOCKED)
    if remark:
        yield remark
        return
    texts = {exchange.key.trial: (exchange, text_in(exchange).lower()) for exchange in played.exchanges}
    for number, (exchange, text) in texts.items():
        foreign = [ticket for at, ticket in enumerate(TICKETS) if at != number and ticket in text]
        if foreign:
            expected = f"{TICKETS[number]} or nothing of the kind"
            message = "A stream holds what another one was asked for."
            yield Finding("mixed", message, expected, shown(text)).at(exchange.key)
    if not any(TICKETS[number] in text for number, (_, text) in texts.items()):
        yield Remark(Outcome.INCONCLUSIVE, "the model does not repeat the words that tell the streams apart")


@relation("LIFE-003", named(SLOW))
def slow_reader_served(played: Played, controls: Mapping[str, Played]) -> Judged:
    """Phones on bad networks read slowly; a server that loses patience cuts their answers."""
    remark = failed_control(controls, Outcome.BLOCKED)
    if remark:
        yield remark
        return
    exchange = played.exchanges[0]
    if any(one.exchanges[0].transcript.ending in _CUT for one in controls.values()):
        yield Remark(Outcome.BLOCKED, "streams are cut for quick readers, too (see SSE-018)")
    elif pushed_back(exchange):
        yield Remark(Outcome.INCONCLUSIVE, f"the target pushed back with {exchange.status}")
    elif exchange.transcript.ending in _CUT:
        actual = exchange.transcript.detail or str(exchange.transcript.ending)
        yield Finding("cut", "A stream that is read slowly does not come to its end.", "the whole stream", actual)
    elif not succeeded(exchange):
        yield Finding("not-served", "A slow reader got no stream.", "200 and a stream", str(exchange.status))


@relation("LIFE-004", named(USED_AGAIN))
def connection_serves_again(played: Played, controls: Mapping[str, Played]) -> Judged:
    """Clients keep connections open; one that is spoilt by a stream fails the next request for no visible reason."""
    remark = failed_control(controls, Outcome.BLOCKED)
    if remark:
        yield remark
        return
    stream, following = played.exchanges[0], played.exchanges[-1]
    if stream is following or not succeeded(stream):
        yield Remark(Outcome.BLOCKED, "the stream in front of it failed (see STREAM-001)")
    elif pushed_back(following):
        yield Remark(Outcome.INCONCLUSIVE, f"the target pushed back with {following.status}")
    elif not succeeded(following):
        actual = str(following.status or following.transcript.detail or following.transcript.ending)
        finding = Finding("not-served", "The request after a complete stream was not answered.", "200", actual)
        yield finding.at(following.key)


@relation("LIFE-005", named(EXPECTS_CONTINUE))
def expectation_is_no_failure(played: Played, controls: Mapping[str, Played]) -> Judged:
    """HTTP libraries add Expect to large bodies on their own: pictures fail where text works."""
    if played.exchanges[0].status == _EXPECTATION_FAILED:
        yield Remark(Outcome.UNSUPPORTED, "417: the target says that it does not know the expectation")
        return
    yield from judge_acceptance(played, controls, frozenset())


@relation("LIFE-006", named(OVER_HTTP2))
def http2_is_http2(played: Played, controls: Mapping[str, Played]) -> Judged:
    """A proxy that speaks HTTP/2 to clients and copies the fields of HTTP/1.1 is hung up on by strict clients."""
    remark = failed_control(controls, Outcome.BLOCKED)
    if remark:
        yield remark
        return
    exchange = played.exchanges[0]
    reading, transcript = exchange.http2, exchange.transcript
    if transcript.ending is Ending.UNREACHABLE:
        yield Remark(Outcome.NOT_APPLICABLE, transcript.detail)
    elif transcript.ending is not Ending.COMPLETE or reading.problem or reading.status is None:
        actual = reading.problem or transcript.detail or "no status"
        yield Finding("not-served", "A request over HTTP/2 got no whole answer.", "200", actual)
    elif reading.status in PUSHBACK:
        yield Remark(Outcome.INCONCLUSIVE, f"the target pushed back with {reading.status}")
    elif reading.status != SUCCESS:
        yield Finding("not-served", "A request that is served over HTTP/1.1 is refused.", "200", str(reading.status))
    for name, value in (*reading.connection_fields, *reading.upper_case_fields):
        actual = f"{name.decode('latin-1')}: {value.decode('latin-1')}"
        message = "The answer holds a field that makes it malformed."
        yield Finding("connection-field", message, "none that belongs to HTTP/1.1", shown(actual))
