"""Who came to the suite's own listener, and what an answer gives away."""

from __future__ import annotations

from collections.abc import Mapping

from conformance.checks.findings import excerpt
from conformance.checks.registry import Judged, named, relation
from conformance.conversations.conversation import Conversation, Played
from conformance.conversations.sec import CONTROL, FILE_PAIR, PRIVATE_TEXT, PRIVATE_URL, SVG
from conformance.model.finding import Finding, Outcome, Remark
from conformance.model.settings import LISTENER_WORD, NO_LISTENER
from conformance.relations.composure import served_or_refused
from conformance.relations.controls import failed_control
from conformance.wire.exchange import SUCCESS, Exchange

_NOBODY = "nobody asks the listener for anything"
_PLACEHOLDER = "PATH"


def _cannot_be_seen(played: Played, controls: Mapping[str, Played]) -> Remark | None:
    remark = failed_control({CONTROL: controls[CONTROL]}, Outcome.INCONCLUSIVE)
    if remark is None and NO_LISTENER.encode() in played.exchanges[0].request.body:
        remark = Remark(Outcome.INCONCLUSIVE, "a target elsewhere cannot reach the suite's listener")
    return remark


def _judge_visits(played: Played, controls: Mapping[str, Played], message: str) -> Judged:
    remark = _cannot_be_seen(played, controls)
    if remark:
        yield remark
        return
    visits = played.exchanges[0].transcript.visits
    if visits:
        yield Finding("fetched", message, _NOBODY, visits[0])


@relation("SEC-001", named(PRIVATE_URL))
def private_address_not_fetched(played: Played, controls: Mapping[str, Played]) -> Judged:
    """Whoever may send a picture could read what only the server can reach: metadata services, internal pages."""
    return _judge_visits(played, controls, "The target fetched a picture from a loopback address.")


def _spelled(conversation: Conversation) -> bool:
    return conversation.name.startswith(f"{PRIVATE_URL}, written as")


@relation("SEC-002", _spelled)
def other_spellings_not_fetched(played: Played, controls: Mapping[str, Played]) -> Judged:
    """A filter that compares text lets through every other spelling of the same address."""
    plain = controls.get(PRIVATE_URL)
    if plain and plain.exchanges and plain.exchanges[0].transcript.visits:
        yield Remark(Outcome.BLOCKED, "the plain spelling is fetched already (see SEC-001)")
        return
    yield from _judge_visits(played, controls, "The target fetched a picture from an address in another spelling.")


@relation("SEC-003", named(PRIVATE_TEXT))
def nothing_fetched_is_disclosed(played: Played, controls: Mapping[str, Played]) -> Judged:
    """An error that quotes what was fetched turns a blind request into a way to read internal pages."""
    remark = _cannot_be_seen(played, controls)
    if remark:
        yield remark
        return
    exchange = played.exchanges[0]
    if LISTENER_WORD.encode() in exchange.http.body(1 << 20):
        yield Finding("disclosed", "The answer quotes what the target fetched.", "nothing of it", excerpt(exchange))


@relation("SEC-004", named(SVG))
def svg_does_not_fetch(played: Played, controls: Mapping[str, Played]) -> Judged:
    """A drawing that is rendered with its links is a way to internal addresses that no URL filter sees."""
    return _judge_visits(played, controls, "The target followed a link inside an SVG picture.")


@relation("SEC-009", named(PRIVATE_URL, PRIVATE_TEXT))
def pictures_elsewhere_are_survived(played: Played, controls: Mapping[str, Played]) -> Judged:
    """A URL that cannot be fetched is everyday life; a 5xx makes SDKs send it again, and silence holds up the user."""
    return served_or_refused(played, controls, "A picture by an http URL")


def _complaint(exchange: Exchange) -> str:
    """Return status and body without the path, which may be quoted."""
    content = exchange.asked.payload["messages"][0]["content"] if exchange.asked.payload else []
    path = str(content[1]["image_url"]["url"]).removeprefix("file://") if len(content) > 1 else ""
    error = exchange.error if isinstance(exchange.error, dict) else {}
    message = str(error.get("message") or exchange.http.body(1 << 16).decode("utf-8", "replace"))
    return f"{exchange.status} {message.replace(path, _PLACEHOLDER)}" if path else ""


@relation("SEC-007", named(FILE_PAIR))
def paths_are_not_told(played: Played, controls: Mapping[str, Played]) -> Judged:
    """An error that differs with the file tells anybody which files the machine has."""
    remark = failed_control(controls, Outcome.INCONCLUSIVE)
    if remark:
        yield remark
        return
    existing, missing, missing_again, existing_again = played.exchanges
    if existing.status == SUCCESS:
        yield Remark(Outcome.BLOCKED, "file URLs are accepted (see SEC-005)")
    elif (_complaint(existing), _complaint(missing)) != (_complaint(existing_again), _complaint(missing_again)):
        yield Remark(Outcome.INCONCLUSIVE, "the same file URL is answered in different words")
    elif _complaint(existing) != _complaint(missing):
        expected, actual = f"as for a file that exists: {_complaint(existing)[:200]}", _complaint(missing)[:200]
        yield Finding("told", "The answer tells whether a file exists.", expected, actual)
