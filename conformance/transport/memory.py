"""Sends to an endpoint function in virtual time: no socket, no sleeping, the same transcripts."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from conformance.model.request import ExchangeKey, Request
from conformance.model.script import Endpoint, Finish, Pause, ReceivedRequest, Script, Send
from conformance.model.settings import Limits, Target
from conformance.model.transcript import Ending, Transcript
from conformance.transport.http2 import NOT_OFFERED
from conformance.transport.masking import Masker
from conformance.transport.outgoing import header_fields, request_target
from conformance.transport.sender import Sent
from conformance.transport.tape import GARBLED_SECONDS, Left, Spool, Tape, microseconds


class MemorySender:
    """Plays an endpoint's scripts.

    Bytes that a script sends behind the end of its message, without a pause before them, count as having arrived
    in the same read, so they are recorded as they would be from a socket.

    Args:
        endpoint: what answers.
        base_path: path of the base URL.
        key: API key of the target, or None.
        limits: as for a real target; their seconds are virtual.
        spool: directory for recordings over 256 KiB; a temporary one by default.
        clock: wall clock for `started_at`.
        remembered: transcripts by request and script, where the clock stands still: what is played in the same way
            once more is the same evidence.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        base_path: str = "/v1",
        key: str | None = None,
        *,
        limits: Limits | None = None,
        spool: Path | None = None,
        clock: Callable[[], float] = time.time,
        remembered: Mapping[tuple[ReceivedRequest, Script], Transcript] = MappingProxyType({}),
    ) -> None:
        self._endpoint = endpoint
        self._remembered = remembered
        self._target = Target(base_url=f"http://embedded{base_path}", key=key)
        self._limits = limits or Limits()
        self._masker = Masker(self._target)
        self._spool = Spool(spool)
        self._clock = clock

    async def send(self, key: ExchangeKey, request: Request) -> Sent:  # noqa: ARG002 - the protocol of senders
        """Send a request; see `Sender.send`. An exception of the endpoint function is not caught."""
        received = _received(self._target, request)
        script = self._endpoint(received)
        remembered = None if request.disconnect_after_events else self._remembered.get((received, script))
        return Sent(request, remembered or self._transcript(request, script))

    def _transcript(self, request: Request, script: Script) -> Transcript:
        started_at = microseconds(self._clock())
        play = _Play(request, self._limits, self._spool)
        ending, detail = play.run_frames(script) if request.over_http2 else play.run(script)
        recording, masked = self._masker.mask(play.tape.recording())
        return Transcript(
            recording=recording,
            ending=ending,
            detail=self._masker.mask_text(detail),
            started_at=started_at,
            seconds=microseconds(play.now),
            masked=masked,
        )


@lru_cache(maxsize=2048)
def _received(target: Target, request: Request) -> ReceivedRequest:
    """Return a request as its target sees it; the conversations of the next endpoint send most of them again."""
    fields = tuple(header_fields(target, request))
    return ReceivedRequest(request.method, request_target(target, request), fields, request.body, request.over_http2)


class _Play:
    """One script against one tape; `now` is the virtual second of the exchange."""

    def __init__(self, request: Request, limits: Limits, spool: Spool) -> None:
        self.now = 0.0
        self.tape = Tape(request, limits, spool, lambda: self.now)

    def run(self, script: Script) -> tuple[Ending, str]:
        try:
            return self._steps(script) or self._finish(script.finish)
        except Left as left:
            return left.ending, left.detail

    def run_frames(self, script: Script) -> tuple[Ending, str]:
        """Record the frames of an HTTP/2 answer; an endpoint that writes HTTP/1.1 by hand does not offer the other."""
        if any(isinstance(step, Send) and step.data.startswith(b"HTTP/1") for step in script.steps):
            return Ending.UNREACHABLE, NOT_OFFERED
        for step in script.steps:
            if isinstance(step, Pause):
                self.now += step.seconds
            else:
                self.tape.keep(step.data)
        closed = script.finish is Finish.KEEP
        return (Ending.COMPLETE, "") if closed else (Ending.TRUNCATED, "the peer closed the connection")

    def _steps(self, script: Script) -> tuple[Ending, str] | None:
        frame, garbled_until = self.tape.frame, float("inf")
        for step in script.steps:
            if isinstance(step, Pause):
                if frame.complete:
                    return Ending.COMPLETE, ""
                if frame.garbled and self.now + step.seconds > garbled_until:
                    break
                self._wait(step.seconds)
            elif step.data:
                self.tape.take(step.data)
                if frame.garbled:
                    garbled_until = min(garbled_until, self.now + GARBLED_SECONDS)
        if frame.garbled:
            return Ending.GARBLED, f"not an HTTP/1.1 answer: {frame.garbled}"
        return (Ending.COMPLETE, "") if frame.complete else None

    def _wait(self, seconds: float) -> None:
        until, _ = self.tape.patience()
        if self.now + seconds > until:
            error = self.tape.out_of_patience()
            self.now = max(self.now, until)
            raise error
        self.now += seconds

    def _finish(self, finish: Finish) -> tuple[Ending, str]:
        """End a message that is not complete by its framing."""
        match finish:
            case Finish.RESET:
                return Ending.RESET, "the connection was reset"
            case Finish.CLOSE:
                return self._close()
            case Finish.KEEP | Finish.HANG:
                self._wait(float("inf"))
        raise AssertionError("waiting for ever always ends in Left")

    def _close(self) -> tuple[Ending, str]:
        frame = self.tape.frame
        frame.peer_closed()
        if frame.complete_if_closed:
            return Ending.COMPLETE, ""
        if frame.garbled:
            return Ending.GARBLED, f"not an HTTP/1.1 answer: {frame.garbled}"
        came = f"after {len(self.tape)} bytes" if len(self.tape) else "without an answer"
        return Ending.TRUNCATED, f"the peer closed the connection {came}"
