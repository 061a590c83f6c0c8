"""Unix time stamps in answers."""

from __future__ import annotations

from typing import Any

from conformance.checks.registry import Judged
from conformance.model.finding import Finding, Outcome, Place, Remark

_EARLIEST = 1_500_000_000
_ELEVEN_DIGITS = 10_000_000_000
_MILLISECONDS = 100_000_000_000
_A_DAY = 86_400


def judge_timestamp(value: Any, place: Place) -> Judged:
    """Judge whether `created` can be seconds since 1970."""
    if type(value) is not int:
        yield Remark(Outcome.BLOCKED, "created is no integer (see the schema findings)")
    elif value >= _MILLISECONDS:
        yield Finding("milliseconds", "created counts more than seconds.", "10 digits", str(value)[:40], place)
    elif not _EARLIEST <= value < _ELEVEN_DIGITS:
        expected = f"{_EARLIEST} to {_ELEVEN_DIGITS - 1}"
        yield Finding("implausible", "created is no time of any completion.", expected, str(value), place)


def judge_clock(value: Any, now: float, place: Place) -> Judged:
    """Judge whether `created` is within a day of our clock; a replay uses the clock of its recording."""
    if type(value) is not int or not _EARLIEST <= value < _ELEVEN_DIGITS:
        yield Remark(Outcome.BLOCKED, "created is no time in seconds (see RESP-003 and STREAM-004)")
    elif now and abs(value - now) > _A_DAY:
        expected = f"about {int(now)}"
        yield Finding("other-day", "created is not the time of the answer.", expected, str(value), place)
