"""Asks by all drivers at once, and judges what they report."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property

from conformance.endpoints.catalogue import REFERENCE
from conformance.model.script import ReceivedRequest, Script
from conformance.requirements.clients import Cell, Verdict
from conformance.selftest.clients.drivers import Driver, DriverError, Job
from conformance.selftest.clients.routes import Routes, base_path
from conformance.selftest.clients.surfaces import DRIVERS
from conformance.selftest.clients.told import Told, read_sent
from conformance.selftest.clients.verdict import verdict

JOB_SECONDS, PATIENT_SECONDS = 3.0, 10.0
_WARM_UP_SECONDS = 60.0
_REFERENCE_ROUNDS = 3


@dataclass(frozen=True)
class Question:
    """One cell of one variant, and the script that answers it."""

    variant: str
    cell: Cell
    script: Script


@dataclass(frozen=True)
class Measured:
    """What a client told, and what that came to."""

    question: Question
    told: Told
    verdict: Verdict


@dataclass
class Asking:
    """Everything that is needed to ask.

    Attributes:
        root: URL of the server, without a path.
        routes: what it serves.
        drivers: every running driver by its name.
        cells: what is asked.
    """

    root: str
    routes: Routes
    drivers: Mapping[str, Driver]
    cells: Sequence[Cell]
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    @property
    def versions(self) -> dict[str, str]:
        """The versions of all clients."""
        return {name: version for driver in self.drivers.values() for name, version in driver.versions.items()}

    @cached_property
    def expected(self) -> dict[Cell, Told]:
        """What every cell reports on the reference.

        Raises:
            DriverError: it reports an error, or not the same each time.
        """
        rounds = [
            self._told([(REFERENCE, cell) for cell in self.cells], _WARM_UP_SECONDS) for _ in range(_REFERENCE_ROUNDS)
        ]
        for cell, *told in zip(self.cells, *rounds, strict=True):
            if len(set(told)) > 1 or told[0].error or told[0].hung:
                raise DriverError(f"{cell} on the reference should be the same answer each time: {told}")
        return dict(zip(self.cells, rounds[0], strict=True))

    @cached_property
    def requests(self) -> dict[Cell, ReceivedRequest]:
        """What every cell's client sends."""
        numbers = self._ask([(REFERENCE, cell) for cell in self.cells], _WARM_UP_SECONDS)
        return {cell: self.routes.asked[number] for cell, (number, _) in zip(self.cells, numbers, strict=True)}

    def measure(self, questions: Sequence[Question], seconds: float = JOB_SECONDS) -> list[Measured]:
        """Ask all questions, and judge the reports.

        Args:
            questions: what is asked.
            seconds: who says nothing for so long hangs.

        Raises:
            DriverError: a driver ended too early.
        """
        told = self._told([(question.variant, question.cell) for question in questions], seconds)
        return [self._judged(*pair) for pair in zip(questions, told, strict=True)]

    def _judged(self, question: Question, told: Told) -> Measured:
        found = verdict(told, self.expected[question.cell], read_sent(question.script))
        return Measured(question, told, found)

    def _told(self, asked: Sequence[tuple[str, Cell]], seconds: float) -> list[Told]:
        return [told for _, told in self._ask(asked, seconds)]

    def _ask(self, asked: Sequence[tuple[str, Cell]], seconds: float) -> list[tuple[int, Told]]:
        numbered = [(next(self._numbers), name, cell) for name, cell in asked]
        jobs: dict[str, list[Job]] = {name: [] for name in self.drivers}
        for number, name, cell in numbered:
            url = self.root + base_path(name, number)
            jobs[DRIVERS[cell.surface]].append(Job(number, url, cell.surface, cell.task, seconds))
        with ThreadPoolExecutor(len(self.drivers)) as pool:
            results = pool.map(lambda name: list(self.drivers[name].run(jobs[name])), self.drivers)
            told = {line["job"]: Told.of(line) for lines in results for line in lines}
        return [(number, told[number]) for number, _, _ in numbered]
