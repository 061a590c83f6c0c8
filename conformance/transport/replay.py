"""Sends nothing: returns what was recorded, so that a later edition judges the same evidence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from conformance.model.request import ExchangeKey, Request
from conformance.transport.evidence import read_evidence
from conformance.transport.sender import NotRecorded, Sent


class ReplaySender:
    """Answers from evidence.

    Args:
        path: the report directory, or `exchanges.jsonl` in it.

    Raises:
        EvidenceError: the evidence cannot be read.
    """

    def __init__(self, path: Path) -> None:
        self._evidence = read_evidence(path)
        self._last: dict[tuple[str, int, int], ExchangeKey] = {}
        for key in self._evidence.keys:
            exchange = (key.conversation, key.step, key.trial)
            self._last[exchange] = max(key, self._last.get(exchange, key))

    @property
    def run_record(self) -> dict[str, Any]:
        """What the recorded run was."""
        return self._evidence.run_record

    @property
    def keys(self) -> tuple[ExchangeKey, ...]:
        """All recorded attempts."""
        return self._evidence.keys

    def attempts(self, key: ExchangeKey) -> tuple[ExchangeKey, ...]:
        """Return the keys of all attempts at an exchange, in order."""
        named = (key.conversation, key.step, key.trial)
        return tuple(sorted(one for one in self.keys if (one.conversation, one.step, one.trial) == named))

    async def send(self, key: ExchangeKey, request: Request) -> Sent:  # noqa: ARG002 - the protocol of senders
        """Return the recorded request and transcript of the last attempt at an exchange, whatever attempt is asked for.

        Raises:
            NotRecorded: the run has no such exchange.
            EvidenceError: a file beside the evidence has been removed or altered.
        """
        final = self._last.get((key.conversation, key.step, key.trial))
        if final is None:
            raise NotRecorded(f"{key} was not recorded")
        recorded, transcript = self._evidence.exchange(final)
        return Sent(recorded, transcript, final, self._evidence.pushed_back(final))
