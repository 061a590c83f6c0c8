"""Unix time stamps in answers."""

from __future__ import annotations

from typing import Any

from conformance.checks.registry import Judged
from conformance.model.finding import Finding, Outcome, Place, Remark

_EARLIEST = 1_500_000_000
_MILLISECONDS = 100_000_000_000
_A_DAY = 86_400


def judge_timestamp(value: Any, now: float, place: Place) -> Judged:
    """Judge `created`: seconds since 1970, of the last day by our clock (a replay uses the clock of its recording)."""
    if type(value) is not int:
        yield Remark(Outcome.BLOCKED, "created is no integer (see the schema findings)")
    elif value >= _MILLISECONDS:
        yield Finding("milliseconds", "created counts more than seconds.", "10 digits", str(value)[:40], place)
    elif value < _EARLIEST or (now and abs(value - now) > _A_DAY):
        yield Finding("implausible", "created is not the time of the answer.", f"about {int(now)}", str(value), place)
