"""Signals that end a run: all alike, repeated where one was lost, and none while the report is written."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator

import pytest

from conformance.running import interruption
from conformance.running.interruption import Interruption


@pytest.fixture
def handled() -> Iterator[Interruption]:
    before = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)
    one = Interruption()
    one.all_like_ctrl_c()
    yield one
    one.as_before()
    assert (signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)) == before


def wait(seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        time.sleep(0.01)


def test_one_that_was_lost_comes_again(handled: Interruption, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interruption, "_PATIENCE", 0.05)
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGTERM)
    with pytest.raises(KeyboardInterrupt):
        wait(5)
    handled.none()
    wait(0.2)


def test_none_disturbs_the_end(handled: Interruption) -> None:
    handled.none()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.raise_signal(number)


def test_what_the_user_ignores_stays_ignored() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)  # as nohup does
    one = Interruption()
    try:
        one.all_like_ctrl_c()
        signal.raise_signal(signal.SIGHUP)
    finally:
        one.as_before()
        signal.signal(signal.SIGHUP, before)
