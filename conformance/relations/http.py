"""What one exchange does to the next."""

from __future__ import annotations

from collections.abc import Mapping

from conformance.checks.registry import Judged, named, relation
from conformance.checks.standing import succeeded
from conformance.conversations.conversation import Played
from conformance.model.finding import Finding, Outcome, Remark
from conformance.model.transcript import Ending
from conformance.relations.controls import failed_control


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
