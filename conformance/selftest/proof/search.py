"""Generated requests against endpoints of ours, in memory: `python -m conformance.selftest.proof.search`.

    python -m conformance.selftest.proof.search --seeds 3 reference fault/NAME benign/NAME
    python -m conformance.selftest.proof.search --property "numbers out of range" --examples 100 reference

Prints one line for each endpoint, seed and cause, with the smallest body that shows it. Exit code 1 where the reference
or a benign variant is accused, or a fault is not found.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache, partial
from itertools import zip_longest

from conformance.conversations.conversation import Conversation, Played
from conformance.conversations.pictures import picture_path
from conformance.conversations.registry import all_conversations
from conformance.endpoints.catalogue import REFERENCE, variant
from conformance.judging.judge import Weighing
from conformance.model.report import ItemResult
from conformance.model.request import ExchangeKey, Request
from conformance.model.requirement import Level
from conformance.model.script import ReceivedRequest, Script
from conformance.model.settings import Dialect, Limits
from conformance.model.transcript import Ending, Recording, Transcript
from conformance.properties.example import Example, conversation_of
from conformance.properties.property import all_properties
from conformance.requirements.catalogue import load_catalogue
from conformance.running.searching import Cause, Draw, causes, choose, judge_example, smallest
from conformance.scheduling.play import play
from conformance.selftest.proof.in_memory import KEY, MODEL
from conformance.selftest.proof.remembering import RememberingReference, Scripts
from conformance.transport.memory import MemorySender
from conformance.wire.exchange import Exchange

EXAMPLES = 40
SEEDS = 20


@dataclass(frozen=True)
class Job:
    """One endpoint, one seed.

    Attributes:
        endpoint: `reference`, `fault/NAME` or `benign/NAME`.
        seed: of the run.
        properties: names of properties to search.
        examples: how many of each are sent.
    """

    endpoint: str
    seed: int
    properties: tuple[str, ...]
    examples: int


@dataclass(frozen=True)
class Catch:
    """A cause, the property that found it, and the smallest body that shows it."""

    cause: Cause
    drawn: str
    message: str
    body: bytes


_NO_EXCHANGE = Exchange(
    ExchangeKey(""), Request(body=b""), Transcript(recording=Recording.of(), ending=Ending.CANCELLED)
)


def _clock() -> float:
    return 1_800_000_000.0


_scripts: Scripts = {}
_transcripts: dict[tuple[ReceivedRequest, Script], Transcript] = {}


class Bench:
    """Plays examples against one endpoint, and knows what its controls came to.

    What is answered as by the reference, controls included, is not judged again where nothing was found in that.

    Args:
        endpoint: `reference`, `fault/NAME` or `benign/NAME`.
        healthy: what is known of the reference; None where this is the reference.
    """

    def __init__(self, endpoint: str, healthy: Bench | None = None) -> None:
        reference = RememberingReference(KEY, _clock, _scripts, learns=healthy is None)
        self._answers = reference if endpoint == REFERENCE else variant(endpoint).make(reference)
        self._limits = Limits()
        self._sender = MemorySender(self._noting, key=KEY, limits=self._limits, clock=_clock, remembered=_transcripts)
        self._last: list[tuple[ReceivedRequest, Script]] = []
        self._healthy = healthy
        self._loop = asyncio.new_event_loop()
        self._weighing = Weighing(load_catalogue())
        self._played: dict[str, Played] = {}
        self._examples: dict[tuple[str, Example], tuple[Played, list[ItemResult]]] = {}

    def _noting(self, request: ReceivedRequest) -> Script:
        self._last.append((request, self._answers(request)))
        return self._last[-1][1]

    async def _send(self, key: ExchangeKey, request: Request) -> Exchange:
        sent = await self._sender.send(key, request)
        if self._healthy is None and request.disconnect_after_events is None:
            _transcripts[self._last[-1]] = sent.transcript
        return Exchange(key, sent.request, sent.transcript, self._limits)

    def _play(self, conversation: Conversation) -> Played:
        return self._loop.run_until_complete(play(conversation, self._send, dialect()))

    def control(self, name: str) -> Played:
        """Return a fixed conversation; it is played when it is first needed."""
        if name not in self._played:
            self._played[name] = self._play(all_conversations()[name])
        return self._played[name]

    def judge(self, drawn: str, example: Example) -> list[ItemResult]:
        """Play an example and judge it, or remember what came of it."""
        if (drawn, example) not in self._examples:
            healthy = self._healthy.known(drawn, example) if self._healthy else None
            played = self._play(conversation_of(example, drawn, "example"))
            controls = {name: self.control(name) for name in example.controls}
            same = healthy is not None and self._is_as_healthy([played, *controls.values()], healthy)
            results = [] if same else judge_example(played, controls, self._weighing)
            self._examples[drawn, example] = (played, results)
        return self._examples[drawn, example][1]

    def known(self, drawn: str, example: Example) -> Played | None:
        """Return what came of an example, None where something was found."""
        return None if causes(self.judge(drawn, example)) else self._examples[drawn, example][0]

    def _is_as_healthy(self, played: list[Played], example: Played) -> bool:
        assert self._healthy is not None
        others = [example, *(self._healthy.control(one.conversation.name) for one in played[1:])]
        return all(
            mine.transcript is theirs.transcript
            for one, other in zip(played, others, strict=True)
            for mine, theirs in zip_longest(one.exchanges, other.exchanges, fillvalue=_NO_EXCHANGE)
        )


@cache
def _reference() -> Bench:
    return Bench(REFERENCE)


def dialect() -> Dialect:
    """Return what bodies depend on here."""
    return Dialect(model=MODEL, key_given=True, local_picture=str(picture_path("red.png")))


@cache
def _drawn(seed: int, name: str, examples: int) -> tuple[Draw, tuple[Example, ...]]:
    draw = Draw(all_properties()[name], dialect(), seed, examples)
    return draw, tuple(choose(draw.pool(), draw))


def search(job: Job) -> list[Catch]:
    """Search one endpoint with one seed; what is shrunk is shrunk against the same endpoint."""
    bench = _reference() if job.endpoint == REFERENCE else Bench(job.endpoint, _reference())
    found: dict[Cause, Catch] = {}
    for name in job.properties:
        draw, chosen = _drawn(job.seed, name, job.examples)
        judge = partial(bench.judge, name)
        outcomes = {example: judge(example) for example in chosen}
        for cause, judged in causes(result for results in outcomes.values() for result in results).items():
            if cause in found:
                continue
            first = next(example for example, results in outcomes.items() if cause in causes(results))
            shrunk = smallest(cause, draw, outcomes, judge)
            found[cause] = Catch(cause, name, judged.finding.message, (shrunk or first).bodies[-1])
    return list(found.values())


def counted(job: Job, catches: Iterable[Catch]) -> list[Catch]:
    """Return what counts: of the reference everything, of a benign variant what breaks a MUST."""
    if not job.endpoint.startswith("benign/"):
        return list(catches)
    return [catch for catch in catches if load_catalogue()[catch.cause.requirement].level is Level.MUST]


def right(job: Job, catches: Iterable[Catch]) -> bool:
    """Tell whether a search came to what it should: a fault is found by a requirement it declares, others never.

    One that only drawn requests show may break several requirements, of which a search of usual length finds some.
    """
    tripped = {catch.cause.requirement for catch in counted(job, catches)}
    one = variant(job.endpoint) if job.endpoint.startswith("fault/") else None
    if one is not None and one.only_drawn:
        return bool(tripped) and tripped <= one.ids
    return tripped == one.ids if one is not None else not tripped


def _lines(job: Job, catches: list[Catch]) -> Iterator[str]:
    verdict = "as it should be" if right(job, catches) else "WRONG"
    yield f"{job.endpoint}, seed {job.seed}: {verdict}; {len(catches)} causes"
    for catch in catches:
        body = catch.body.decode("utf-8", "backslashreplace")
        yield f"    {catch.cause.requirement} {catch.cause.kind} ({catch.drawn}): {catch.message}"
        yield f"        {body if len(body) < 600 else body[:400] + ' ... ' + body[-150:]}"


def _search(job: Job) -> tuple[Job, list[Catch]]:
    return job, search(job)


def main() -> int:
    """Search, print, and return the exit code."""
    started = time.perf_counter()
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("endpoints", nargs="+")
    parser.add_argument("--property", action="append", choices=tuple(all_properties()))
    parser.add_argument("--seeds", type=int, default=SEEDS)
    parser.add_argument("--examples", type=int, default=EXAMPLES)
    parser.add_argument("--quiet", action="store_true", help="print only what is wrong")
    given = parser.parse_args()
    names = tuple(given.property or all_properties())
    jobs = [Job(one, seed, names, given.examples) for seed in range(given.seeds) for one in given.endpoints]
    wrong = 0
    with ProcessPoolExecutor(max_workers=os.cpu_count()) as pool:
        for job, catches in pool.map(_search, jobs, chunksize=max(1, min(8, len(given.endpoints)))):
            fine = right(job, catches)
            wrong += not fine
            if not (given.quiet and fine):
                sys.stdout.writelines(f"{line}\n" for line in _lines(job, catches))
    seconds = time.perf_counter() - started
    sys.stdout.write(f"{len(jobs)} searches, {seconds:.0f} s: {wrong} not as they should be\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
