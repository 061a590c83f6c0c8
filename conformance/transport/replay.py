"""Sends nothing: returns what was recorded, so that a later edition judges the same evidence."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
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

    @cached_property
    def drawn(self) -> dict[str, tuple[Mapping[str, Any], tuple[Request, ...]]]:
        """Return each conversation that was an example of a property: what is known of it, and its requests."""
        found: dict[str, tuple[Mapping[str, Any], tuple[Request, ...]]] = {}
        final = set(self._last.values())
        for key in (key for key in self.keys if key in final):
            facts = self._evidence.drawn(key)
            if facts is not None:
                before = found.get(key.conversation, (facts, ()))[1]
                found[key.conversation] = (facts, (*before, self._evidence.exchange(key)[0]))
        return found

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
