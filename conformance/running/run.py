"""One run: preflight, sending ahead, judging on demand, and the report at the end."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from dataclasses import replace
from datetime import UTC, datetime

from conformance.conversations.conversation import Conversation, Played
from conformance.conversations.pictures import picture, picture_path
from conformance.conversations.registry import all_conversations
from conformance.judging.judge import controls_of, judge_item
from conformance.judging.plan import Item, SearchItem, beyond_depth, not_judged, plan_items, with_controls
from conformance.model.finding import Outcome
from conformance.model.report import ItemResult, Report
from conformance.model.request import ExchangeKey, Request
from conformance.model.settings import Dialect, Hazard, Target
from conformance.report.judgement import Judgement
from conformance.report.standing import Course, ExitCode, misses_gate
from conformance.running.baseline import compared, known_in, read_baseline
from conformance.running.certifying import write_statement
from conformance.running.options import SettingsError, reason_of
from conformance.running.preflight import TargetNotReached, check_target, find_model
from conformance.running.report_directory import held, make_writable, report_directory
from conformance.running.reporting import general_trouble, make_report, write_report
from conformance.running.run_record import run_record
from conformance.running.searches import Searches
from conformance.running.searching import causes
from conformance.running.setup import Setup
from conformance.running.waivers import Excuses
from conformance.running.weaving import weaving
from conformance.scheduling.play import sending_through
from conformance.scheduling.scheduler import Scheduler
from conformance.transport.evidence import EvidenceWriter
from conformance.transport.http import HttpSender
from conformance.transport.listener import Listener, WatchingSender
from conformance.transport.sender import Sender, Unsendable
from conformance.wire.exchange import Exchange

_SOME_MODEL = "default"
_PICTURE = "red.png"


@asynccontextmanager
async def _watching(sender: HttpSender, listener: Listener) -> AsyncIterator[Sender]:
    async with sender as opened:
        yield WatchingSender(opened, listener)


class Run:
    """Sends what items need, judges them one by one, and reports.

    Args:
        setup: what was decided beforehand.
        items: the selected items, in the order in which they will be asked for.
    """

    def __init__(self, setup: Setup, items: Sequence[Item | SearchItem]) -> None:
        self._setup = setup
        self._items = tuple(item for item in items if isinstance(item, Item))
        self._properties = tuple(item.drawn for item in items if isinstance(item, SearchItem))
        self._own_errors: list[str] = []
        self._searches: Searches | None = None
        self._crashing: list[Conversation] = []
        self._weighing = setup.weighing()
        self._results: dict[Item, ItemResult] = {}
        self._played: dict[str, Played] = {}
        self._started_at = time.time()
        self._scheduler: Scheduler | None = None
        self._evidence: EvidenceWriter | None = None
        self._listener: Listener | None = None
        self._target: Target | None = None
        self._model = ""
        self._unreached = ""
        self._usage_errors: tuple[str, ...] = ()
        self.directory = report_directory(setup)
        self._baseline: Judgement | None = None
        self._excuses = Excuses()
        self.report: Report | None = None
        self.paths: tuple[str, ...] = ()

    @property
    def failed_items(self) -> int:
        """How many items pytest counts as failed."""
        return sum(1 for result in self._results.values() if self._fails(result))

    def _fails(self, result: ItemResult) -> bool:
        missed = any(misses_gate(self._setup.gate, judged) for judged in result.findings)
        return missed or result.outcome is Outcome.ERRORED

    def make_directory(self) -> None:
        """Make the report directory; comes first, since without it nothing could be told; and look for earlier runs.

        Raises:
            SettingsError: it cannot be written, or the baseline cannot be read.
        """
        make_writable(self.directory)
        setup = self._setup
        setup.resources.enter_context(held(self.directory))
        self._baseline = read_baseline(setup.options["baseline"], self.directory, setup.name.text)
        today = datetime.fromtimestamp(self._started_at, UTC).date()
        self._excuses = Excuses(waivers=setup.waivers, today=today, known=known_in(self._baseline))

    def start(self) -> bool:
        """Check the target and begin to send; where there is nothing to judge, write the report and return False."""
        if not self._began():
            self.finish(interrupted=False)
            return False
        self._model = str(self._setup.recorded().get("model") or self._setup.options["model"] or "")
        if self._setup.replay is None and self._target and not self._preflight(self._target):
            self.finish(interrupted=False)
            return False
        self._listener = self._listen()
        dialect = self._dialect()
        self._searches = Searches(self._setup, self._properties, dialect, self.directory)
        self._scheduler = Scheduler(
            self._first(),
            make_sender=self._make_sender,
            dialect=dialect,
            limits=self._setup.limits,
            concurrency=self._setup.options["concurrency"],
            max_requests=self._setup.options["max-requests"],
            on_exchange=self._keep_exchange,
            liveness=all_conversations()["text"],
            followers=self._searches.followers if self._properties else None,
        )
        self._scheduler.start()
        self._searches.draw()
        return True

    def _began(self) -> bool:
        """Start what the target needs to be there, and say whether it is."""
        try:
            self._setup.launch(self.directory)
            self._target = self._setup.target()
        except TargetNotReached as problem:
            self._unreached = str(problem)
        except SettingsError as problem:
            self._usage_errors = (str(problem),)
        return self._target is not None

    def _first(self) -> list[Conversation]:
        """Return what is played first; while there is something to search, nothing that may crash the target."""
        names = {item.conversation for item in self._items}
        wanted = with_controls(names | (self._searches.controls if self._searches else frozenset()))
        self._crashing = [one for one in wanted if one.hazard is Hazard.CRASH and self._properties]
        return [one for one in wanted if one not in self._crashing]

    def _make_sender(self) -> AbstractAsyncContextManager[Sender]:
        if self._setup.replay is not None:
            return nullcontext(self._setup.replay)
        if self._target is None:
            raise RuntimeError("the run was not started")
        sender = HttpSender(self._target, self._setup.limits, self._setup.options["concurrency"])
        return weaving(sender if self._listener is None else _watching(sender, self._listener), self._setup.challenge)

    def _dialect(self) -> Dialect:
        """Return the dialect of the run, which names the listener where one may be named to the target."""
        dialect = replace(self._setup.dialect(self._model), local_picture=str(picture_path(_PICTURE)))
        return dialect if self._listener is None else replace(dialect, listener=self._listener.url)

    def _listen(self) -> Listener | None:
        setup = self._setup
        if setup.replay is not None or not setup.name.is_local or Hazard.FETCH not in setup.selection.hazards:
            return None
        return setup.resources.enter_context(Listener(picture(_PICTURE)))

    def _keep_exchange(self, exchange: Exchange, pushed_back: bool) -> None:  # noqa: FBT001 (the scheduler's callback)
        if self._evidence is None:
            return
        drawn = self._searches.record(exchange.key.conversation) if self._searches else None
        try:
            self._evidence.exchange(
                exchange.key, exchange.request, exchange.transcript, pushed_back=pushed_back, drawn=drawn
            )
        except OSError as problem:
            self._evidence.close()
            self._evidence = None
            self._lose_evidence(problem)

    def _lose_evidence(self, problem: OSError) -> None:
        """Send no more: what nobody can look at again proves nothing, and may cost money."""
        sentence = f"The evidence cannot be written to {self.directory}: {reason_of(problem)}."
        self._usage_errors += (sentence,)
        if self._scheduler is not None:
            self._scheduler.send_no_more("the evidence cannot be written")

    def _open_evidence(self, preflight: Iterable[Exchange]) -> None:
        """Begin the evidence with what was exchanged before the model was known, which the run record names."""
        try:
            self._evidence = EvidenceWriter(self.directory, run_record(self._setup, self._model, self._started_at))
        except OSError as problem:
            self._lose_evidence(problem)
        for exchange in preflight:
            self._keep_exchange(exchange, pushed_back=False)

    def _preflight(self, target: Target) -> bool:
        exchanges: list[Exchange] = []
        try:
            asyncio.run(self._check(target, exchanges))
        except TargetNotReached as problem:
            self._unreached = str(problem)
        except SettingsError as problem:
            self._usage_errors = (str(problem),)
        except Unsendable as problem:
            self._usage_errors = (f"Nothing can be sent to {target.base_url}: {problem}.",)
        finally:
            self._open_evidence(exchanges)
        return not self._unreached and not self._usage_errors

    async def _check(self, target: Target, exchanges: list[Exchange]) -> None:
        async with weaving(HttpSender(target, self._setup.limits, 1), self._setup.challenge) as sender:
            send_plainly = sending_through(sender, self._setup.limits)

            async def send(key: ExchangeKey, request: Request) -> Exchange:
                exchanges.append(await send_plainly(key, request))
                return exchanges[-1]

            if not self._model:
                self._model = await find_model(send, target, self._setup.dialect(_SOME_MODEL))
            await check_target(send, target, self._setup.dialect(self._model))

    def results(self, item: Item | SearchItem) -> tuple[ItemResult, ...]:
        """Wait for the conversation of an item and its controls, and judge; or search."""
        found = self._search(item.drawn) if isinstance(item, SearchItem) else (self._result(item),)
        return tuple(map(self._excuses.applied, found))

    def _result(self, item: Item) -> ItemResult:
        conversation = all_conversations()[item.conversation]
        for name in (*conversation.controls, conversation.name):
            if name not in self._played:
                self._played[name] = self._await(name)
        played = self._played[conversation.name]
        return judge_item(item, played, controls_of(conversation, self._played), self._weighing)

    def _await(self, name: str) -> Played:
        if self._scheduler is None:
            raise RuntimeError("the run was not started")
        if any(name == one.name for one in self._crashing):
            self._scheduler.add(self._crashing)
            self._crashing = []
        return self._scheduler.result(name)

    def _search(self, name: str) -> tuple[ItemResult, ...]:
        """Wait for the examples of a property, judge them, and shrink what failed."""
        if self._scheduler is None or self._searches is None:
            raise RuntimeError("the run was not started")
        self._scheduler.wait_for_followers()
        fixed = {control: self._await(control) for control in self._searches.controls}
        known = frozenset(causes(self._results.values()))
        return self._searches.result(name, self._scheduler.add, self._play, fixed, known).results

    def _play(self, conversation: Conversation) -> Played:
        if self._scheduler is None:
            raise RuntimeError("the run was not started")
        self._scheduler.add([conversation])
        self._played[conversation.name] = self._scheduler.result(conversation.name)
        return self._played[conversation.name]

    def keep(self, results: Iterable[ItemResult]) -> None:
        """Keep results for the report."""
        self._results |= {Item(one.requirement, one.conversation): one for one in results}

    def keep_error(self, item: Item | SearchItem, problem: str) -> None:
        """Keep an exception of our own for the report; it says nothing about the target."""
        if isinstance(item, SearchItem):
            self._own_errors.append(f"Our own error in the {item}: {problem}")
        else:
            self.keep([ItemResult(item.requirement, item.conversation, Outcome.ERRORED, reason=problem)])

    def finish(self, *, interrupted: bool, own_errors: tuple[str, ...] = ()) -> int:
        """Stop sending, assemble and write the report, and return the exit code."""
        if self.report is not None:
            return self.report.exit_code
        if self._scheduler is not None:
            self._scheduler.cancel()
        if self._evidence is not None:
            self._evidence.close()
        course = Course(
            usage_errors=self._usage_errors,
            interrupted=interrupted,
            unreached=self._unreached,
            own_errors=(*self._own_errors, *own_errors),
            stale_waivers=self._stale_waivers(),
            notes=general_trouble(self._played),
        )
        report = self._assemble(course)
        self._write(replace(report, comparison=compared(self._baseline, report)))
        self._setup.close()
        return self.report.exit_code if self.report is not None else int(ExitCode.OWN_ERROR)

    def _stale_waivers(self) -> tuple[str, ...]:
        if not self._setup.waivers:  # what a whole run would judge need not be planned again
            return ()
        possible = [(item.requirement, item.conversation) for item in plan_items(self._setup.selection)]
        selected = {(item.requirement, item.conversation) for item in self._items}
        return self._excuses.stale(self._results.values(), possible, selected)

    def _assemble(self, course: Course) -> Report:
        return make_report(
            self._setup,
            self._results.values(),
            self._played,
            selected=frozenset(item.requirement for item in self._items),
            left_out=not_judged(self._setup.selection),
            left_open=beyond_depth(self._setup.selection),
            schedule=self._scheduler.facts() if self._scheduler else None,
            model=self._model,
            searches=self._searches.facts if self._searches else (),
            started_at=self._started_at,
            course=course,
        )

    def _write(self, report: Report) -> None:
        try:
            self.paths = write_report(report, self.directory, self._exchanges(), self._setup)
            if self._searches is not None:
                self._searches.keep()
            if self._evidence is not None:
                challenge, sign = self._setup.challenge, self._setup.sign
                self.paths += write_statement(report, self.directory, challenge=challenge, sign=sign)
        except OSError as problem:
            reason = reason_of(problem)
            sentence = f"The report cannot be written to {self.directory}: {reason}."
            report = replace(report, problems=(sentence, *report.problems), exit_code=int(ExitCode.USAGE))
        self.report = report

    def _exchanges(self) -> Mapping[str, Exchange]:
        return {str(e.key): e for played in self._played.values() for e in played.exchanges}
