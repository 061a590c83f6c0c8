"""One run: preflight, sending ahead, judging on demand, and the report at the end."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from conformance import __version__
from conformance.conversations.conversation import Played
from conformance.conversations.registry import all_conversations
from conformance.judging.judge import controls_of, judge_item
from conformance.judging.plan import Item, not_judged, with_controls
from conformance.model.finding import Outcome
from conformance.model.report import ItemResult, Report
from conformance.model.request import ExchangeKey, Request
from conformance.model.settings import Target
from conformance.report.standing import Course, misses_gate
from conformance.running.options import SettingsError
from conformance.running.preflight import TargetNotReached, check_target, find_model
from conformance.running.reporting import make_report, write_report
from conformance.running.setup import EDITION, Setup
from conformance.scheduling.play import Send, sending_through
from conformance.scheduling.scheduler import Scheduler
from conformance.transport.evidence import EvidenceWriter
from conformance.transport.http import HttpSender
from conformance.transport.sender import Sender
from conformance.wire.exchange import Exchange


class Run:
    """Sends what items need, judges them one by one, and reports.

    Args:
        setup: what was decided beforehand.
        items: the selected items, in the order in which they will be asked for.
    """

    def __init__(self, setup: Setup, items: Sequence[Item]) -> None:
        self._setup = setup
        self._items = tuple(items)
        self._weighing = setup.weighing()
        self._results: dict[Item, ItemResult] = {}
        self._played: dict[str, Played] = {}
        self._started_at = time.time()
        self._scheduler: Scheduler | None = None
        self._evidence: EvidenceWriter | None = None
        self._target: Target | None = None
        self._model = ""
        self._unreached = ""
        self.directory = _report_directory(setup)
        self.report: Report | None = None
        self.paths: tuple[str, ...] = ()

    @property
    def failed_items(self) -> int:
        """How many items pytest counts as failed."""
        return sum(1 for result in self._results.values() if self._fails(result))

    def _fails(self, result: ItemResult) -> bool:
        missed = any(misses_gate(self._setup.gate, judged) for judged in result.findings)
        return missed or result.outcome is Outcome.ERRORED

    def start(self) -> None:
        """Check the target and begin to send.

        Raises:
            SettingsError: the report directory cannot be written, or the model cannot be chosen.
            TargetNotReached: there is nothing to judge.
        """
        _make_writable(self.directory)
        self._target = self._setup.target()
        self._model = str(self._setup.recorded().get("model") or self._setup.options["model"] or "")
        if self._setup.replay is None:
            self._evidence = EvidenceWriter(self.directory, self._run_record())
            self._preflight(self._target)
        names = {item.conversation for item in self._items}
        self._scheduler = Scheduler(
            with_controls(names),
            make_sender=self._make_sender,
            dialect=self._setup.dialect(self._model),
            limits=self._setup.limits,
            concurrency=self._setup.options["concurrency"],
            max_requests=self._setup.options["max-requests"],
            on_exchange=self._keep_exchange,
            liveness=all_conversations()["text"],
        )
        self._scheduler.start()

    def _make_sender(self) -> AbstractAsyncContextManager[Sender]:
        if self._setup.replay is not None:
            return nullcontext(self._setup.replay)
        if self._target is None:
            raise RuntimeError("the run was not started")
        return HttpSender(self._target, self._setup.limits, self._setup.options["concurrency"])

    def _keep_exchange(self, exchange: Exchange, pushed_back: bool) -> None:  # noqa: FBT001 (the scheduler's callback)
        if self._evidence is not None:
            self._evidence.exchange(exchange.key, exchange.request, exchange.transcript, pushed_back=pushed_back)

    def _run_record(self) -> dict[str, Any]:
        options = self._setup.options
        return {
            "suite_version": __version__,
            "edition": EDITION,
            "profile": self._setup.profile.name,
            "target": self._setup.name.text,
            "base_url": self._target.base_url if self._target else "",
            "model": self._model,
            "key_given": self._setup.selection.key_given,
            "loopback": self._setup.name.is_local,
            "max_tokens_name": options["max-tokens-name"],
            "token_headroom": options["token-headroom"],
            "started_at": self._started_at,
        }

    def _preflight(self, target: Target) -> None:
        try:
            asyncio.run(self._check(target))
        except TargetNotReached as problem:
            self._unreached = str(problem)
            self.finish(interrupted=False)
            raise

    async def _check(self, target: Target) -> None:
        async with HttpSender(target, self._setup.limits, 1) as sender:
            if not self._model:
                self._model = await find_model(self._sending(sender), target)
                if self._evidence is not None:
                    self._evidence.close()
                self._evidence = EvidenceWriter(self.directory, self._run_record())
            await check_target(self._sending(sender), target, self._setup.dialect(self._model))

    def _sending(self, sender: Sender) -> Send:
        send_plainly = sending_through(sender, self._setup.limits)

        async def send(key: ExchangeKey, request: Request) -> Exchange:
            exchange = await send_plainly(key, request)
            self._keep_exchange(exchange, pushed_back=False)
            return exchange

        return send

    def result(self, item: Item) -> ItemResult:
        """Wait for the conversation of an item and its controls, and judge."""
        conversation = all_conversations()[item.conversation]
        for name in (*conversation.controls, conversation.name):
            if name not in self._played:
                self._played[name] = self._await(name)
        played = self._played[conversation.name]
        return judge_item(item, played, controls_of(conversation, self._played), self._weighing)

    def _await(self, name: str) -> Played:
        if self._scheduler is None:
            raise RuntimeError("the run was not started")
        return self._scheduler.result(name)

    def keep(self, result: ItemResult) -> None:
        """Keep a result for the report."""
        self._results[Item(result.requirement, result.conversation)] = result

    def keep_error(self, item: Item, problem: str) -> None:
        """Keep an exception of our own for the report; it says nothing about the target."""
        self.keep(ItemResult(item.requirement, item.conversation, Outcome.ERRORED, reason=problem))

    def finish(self, *, interrupted: bool) -> int:
        """Stop sending, assemble and write the report, and return the exit code."""
        if self.report is not None:
            return self.report.exit_code
        if self._scheduler is not None:
            self._scheduler.cancel()
        if self._evidence is not None:
            self._evidence.close()
        self.report = make_report(
            self._setup,
            self._results.values(),
            self._played,
            selected=frozenset(item.requirement for item in self._items),
            left_out=not_judged(self._setup.selection),
            schedule=self._scheduler.facts() if self._scheduler else None,
            model=self._model,
            base_url=self._target.base_url if self._target else "",
            started_at=self._started_at,
            course=Course(interrupted=interrupted, unreached=self._unreached),
        )
        self.paths = write_report(self.report, self.directory, self._requests())
        self._setup.close()
        return self.report.exit_code

    def _requests(self) -> Mapping[str, Request]:
        return {str(e.key): e.request for played in self._played.values() for e in played.exchanges}


def _report_directory(setup: Setup) -> Path:
    if setup.options["report-dir"]:
        return Path(setup.options["report-dir"])
    stamp = datetime.now(tz=UTC).strftime("%Y%m%d-%H%M%S")
    host = "".join(c if c.isalnum() or c in "-." else "-" for c in setup.name.host)
    return Path("reports") / f"{host}-{stamp}"


def _make_writable(directory: Path) -> None:
    try:
        directory.mkdir(parents=True, exist_ok=True)
        probe = directory / ".writable"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as problem:
        reason = problem.strerror or str(problem)
        raise SettingsError(f"the report directory {directory} cannot be written: {reason}") from None
