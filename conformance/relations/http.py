"""What one exchange does to the next."""

from __future__ import annotations

from collections.abc import Mapping

from conformance.checks.findings import excerpt
from conformance.checks.registry import Judged, named, relation
from conformance.checks.standing import succeeded
from conformance.checks.statuses import CLIENT_ERRORS
from conformance.conversations.conversation import Played
from conformance.conversations.http import BODY_IN_CHUNKS, LABELLED_AS_TEXT, UNLABELLED
from conformance.conversations.stream import COPIED, COPY
from conformance.model.finding import Finding, Outcome, Remark, shown
from conformance.model.transcript import Ending
from conformance.relations.completions import text_of, unready
from conformance.relations.composure import no_verdict, served_or_refused
from conformance.relations.controls import failed_control

_LENGTH_REQUIRED = 411


@relation("HTTP-024", named("client leaves mid-stream"))
def next_request_undisturbed(played: Played, controls: Mapping[str, Played]) -> Judged:
    """Users close tabs and press stop; a server that falls over then is down for everybody else."""
    remark = failed_control(controls, Outcome.BLOCKED)
    if remark:
        yield remark
        return
    abandoned, following = played.exchanges[0], played.exchanges[-1]
    if abandoned is following or abandoned.transcript.ending is not Ending.DISCONNECTED:
        yield Remark(Outcome.NOT_APPLICABLE, "the stream was over before we left")
    elif not succeeded(following):
        actual = str(following.status or following.transcript.detail or following.transcript.ending)
        yield Finding("disturbed", "The request after an abandoned stream was not answered.", "200", actual)


@relation("HTTP-026", named(LABELLED_AS_TEXT, UNLABELLED))
def other_label_breaks_nothing(played: Played, controls: Mapping[str, Played]) -> Judged:
    """Clients that forget the label deserve a word about it; a handler that fails first does not give one."""
    return served_or_refused(played, controls, "A body labelled text/plain")


@relation("HTTP-035", named(BODY_IN_CHUNKS))
def body_in_chunks_is_read(played: Played, controls: Mapping[str, Played]) -> Judged:
    """Clients that stream a picture from disk do not know its length; RFC 9112 section 7.1 has servers read chunks."""
    exchange = played.exchanges[0]
    if exchange.status == _LENGTH_REQUIRED:
        yield Remark(Outcome.UNSUPPORTED, "the target asks for a length: 411")
    elif no_verdict(controls) is None and exchange.status in CLIENT_ERRORS:
        actual = f"{exchange.status} {excerpt(exchange)}"
        yield Finding("refused", "A body in chunks was refused.", "200 or 411", actual)
    else:
        yield from served_or_refused(played, controls, "A body in chunks")


@relation("HTTP-030", named("text again"))
def request_ids_differ(played: Played, controls: Mapping[str, Played]) -> Judged:
    """An id that names every request finds none of them in the operator's log."""
    first = controls["text"].exchanges[0] if controls["text"].exchanges else None
    ids = [exchange.http.header("x-request-id") for exchange in (first, played.exchanges[0]) if exchange]
    if len(ids) != 2 or not all(ids):  # noqa: PLR2004 (two answers)
        yield Remark(Outcome.BLOCKED, "there are no two ids to compare (see HTTP-021)")
    elif ids[0] == ids[1]:
        yield Finding("repeated-id", "Two answers have one x-request-id.", "two ids", shown(ids[0]))


@relation("HTTP-034", named(COPIED))
def text_beyond_ascii_is_read(played: Played, controls: Mapping[str, Played]) -> Judged:
    """A body that is decoded by the wrong table shows the model another text, and nobody is told."""
    remark = unready(played, controls)
    if remark:
        yield remark
        return
    text, wanted = text_of(played).strip(), COPY.partition(": ")[2]
    if text == wanted:
        yield Remark(Outcome.PASSED, "every character came back")
    elif _is_garbled(text, wanted):
        yield Finding("garbled", "Characters beyond ASCII were read by another table.", shown(wanted), shown(text))
    else:
        yield Remark(Outcome.INCONCLUSIVE, "the model does not copy the text")


def _is_garbled(text: str, wanted: str) -> bool:
    """Tell whether a text is what becomes of another one by a wrong decoding, and nothing that a model would write."""
    raw = wanted.encode()
    misread = (raw.decode("latin-1"), raw.decode("cp1252", "replace"), wanted.encode("ascii", "replace").decode())
    return text in misread or text == raw.decode("ascii", "replace")
