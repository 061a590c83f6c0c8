"""Large bodies, and pictures that crash decoders."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from conformance.checks.findings import excerpt
from conformance.checks.registry import Judged, named, relation
from conformance.checks.standing import succeeded
from conformance.checks.statuses import CLIENT_ERRORS, SERVER_ERRORS
from conformance.conversations.conversation import Played
from conformance.conversations.size import HARD, HUGE_HEADER, LARGE_PHOTO, LARGEST_PHOTO, MANY_PIXELS, SMALL
from conformance.model.finding import Finding, Outcome, Place, Remark
from conformance.model.transcript import Ending
from conformance.relations.acceptance import unanswered
from conformance.relations.composure import lost_composure, no_verdict
from conformance.relations.controls import failed_control
from conformance.relations.rejection import judge_beside
from conformance.wire.exchange import Exchange

_TOO_LARGE = frozenset({400, 413, 422})
_LARGE = named(LARGE_PHOTO, LARGEST_PHOTO)


@relation("SIZE-002", _LARGE)
def large_picture_accepted(played: Played, controls: Mapping[str, Played]) -> Judged:
    """Photos have megabytes, and frameworks start with a limit of one or of a tenth of one."""
    remark = failed_control(controls, Outcome.BLOCKED)
    exchange = played.exchanges[0]
    if remark:
        yield remark
    elif exchange.status is None:
        yield _silence(played) or Remark(Outcome.BLOCKED, "the large body got no answer (see SIZE-003)")
    elif exchange.status in SERVER_ERRORS:
        yield Remark(Outcome.BLOCKED, f"the large body was answered {exchange.status} (see FMT-001)")
    elif exchange.status in CLIENT_ERRORS and exchange.status not in _TOO_LARGE:
        yield Remark(Outcome.BLOCKED, f"the large body was answered {exchange.status} (see SIZE-003)")
    elif not succeeded(exchange):
        actual = f"{exchange.status} {excerpt(exchange)}"
        yield Finding("refused", f"A {played.conversation.name} was refused.", "a completion", actual)


def _silence(played: Played) -> Finding | Remark | None:
    """Return what silence comes to: about the picture only where the text behind it was answered."""
    first, last = played.exchanges[0], played.exchanges[-1]
    if first.transcript.ending is not Ending.SILENT:
        return None
    if last is not first and succeeded(last):
        return Finding("silent", "A picture was met with silence.", "an answer", first.transcript.detail)
    return Remark(Outcome.INCONCLUSIVE, "neither the picture nor the text behind it was answered in time")


@relation("SIZE-003", _LARGE)
def large_picture_refused_in_order(played: Played, controls: Mapping[str, Played]) -> Judged:
    """Whoever is told that a photo is too large makes it smaller; a 404 or a page sends them elsewhere."""
    remark = failed_control(controls, Outcome.BLOCKED)
    exchange = played.exchanges[0]
    expected = "413, 400 or 422 with an error object"
    if remark:
        yield remark
    elif exchange.status is None:
        silence = _silence(played)
        yield Remark(Outcome.BLOCKED, "there was silence (see SIZE-002)") if silence else unanswered(exchange)
    elif exchange.status not in CLIENT_ERRORS:
        yield Remark(Outcome.NOT_APPLICABLE, f"nothing was refused: answered {exchange.status}")
    elif exchange.status not in _TOO_LARGE:
        actual = f"{exchange.status} {excerpt(exchange)}"
        yield Finding("other-status", "A large body was refused as something else.", expected, actual)
    elif not isinstance(exchange.error, dict):
        place = Place(pointer="/error")
        yield Finding("no-error-object", "The refusal has no error object.", expected, excerpt(exchange), place)


@dataclass(frozen=True)
class _Ordeal:
    """A picture between two texts."""

    picture: Exchange
    after: Exchange

    @property
    def survived(self) -> bool:
        return succeeded(self.after)

    @property
    def may_be_busy(self) -> bool:
        """Whether the target fell silent with the picture: it may still be at work on it."""
        return all(one.transcript.ending is Ending.SILENT for one in (self.picture, self.after))


def _ordeal(played: Played, controls: Mapping[str, Played]) -> _Ordeal | Remark:
    remark = no_verdict(controls)
    if remark:
        return remark
    if len(played.exchanges) < 3:  # noqa: PLR2004 - text, picture, text
        return Remark(Outcome.INCONCLUSIVE, "the target did not answer a text before the picture came")
    ordeal = _Ordeal(*played.exchanges[1:])
    if ordeal.may_be_busy:
        return Remark(Outcome.INCONCLUSIVE, "neither the picture nor the text behind it was answered in time")
    return ordeal


@relation("SIZE-004", named(*SMALL, *MANY_PIXELS))
def hard_picture_answered(played: Played, controls: Mapping[str, Played]) -> Judged:
    """A file of a hundred bytes must not be enough to end a request in an internal error."""
    ordeal = _ordeal(played, controls)
    if isinstance(ordeal, Remark):
        yield ordeal
        return
    if ordeal.survived:
        yield from lost_composure(ordeal.picture, "A picture of an odd size", "200, 400 or 422")
    else:
        yield Remark(Outcome.BLOCKED, "the target did not answer afterwards (see SIZE-005)")


@relation("SIZE-005", named(*HARD))
def server_survives(played: Played, controls: Mapping[str, Played]) -> Judged:
    """One user's odd file takes the service away from all the others."""
    ordeal = _ordeal(played, controls)
    if isinstance(ordeal, Remark):
        yield ordeal
    elif not ordeal.survived:
        after = ordeal.after
        actual = f"{after.status} {excerpt(after)}" if after.status else after.transcript.detail
        yield Finding("dead", "A text behind the picture was not answered; before it, it was.", "200", actual)


def _answered(played: Played, controls: Mapping[str, Played]) -> Exchange | Remark:
    ordeal = _ordeal(played, controls)
    if isinstance(ordeal, Remark):
        return ordeal
    status = ordeal.picture.status
    if not ordeal.survived:
        return Remark(Outcome.BLOCKED, "the target did not answer afterwards (see SIZE-005)")
    if status is None or status in SERVER_ERRORS:
        return Remark(Outcome.BLOCKED, "the target failed on the picture (see SIZE-004)")
    return ordeal.picture


@relation("SIZE-006", named(*SMALL))
@relation("SIZE-007", named(*MANY_PIXELS))
def odd_picture_accepted(played: Played, controls: Mapping[str, Played]) -> Judged:
    """Icons, lines of text and posters are pictures, too; a server that scales them serves more of its users."""
    answered = _answered(played, controls)
    if isinstance(answered, Remark):
        yield answered
    elif not succeeded(answered):
        actual = f"{answered.status} {excerpt(answered)}"
        yield Finding("refused", "A picture was refused for its size.", "a completion", actual)


@relation("SIZE-008", named(HUGE_HEADER))
def huge_header_refused(played: Played, controls: Mapping[str, Played]) -> Judged:
    """A server that reserves what a header declares, or shows a picture that is not there, believes anything."""
    answered = _answered(played, controls)
    if isinstance(answered, Remark):
        yield answered
    else:
        yield from judge_beside(controls, answered)
