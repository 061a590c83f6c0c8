"""What real clients make of a run's answers: `python -m conformance.selftest.clients.replay REPORT_DIRECTORY`.

The recorded bytes of plain conversations (a text, a picture, tools, streams of them) are served on the loopback
interface to every client that is installed. What a client returns is compared with what a lenient reader finds in the
bytes. The exit code is 1 if a client breaks; an error that the target answered breaks nobody.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from conformance.conversations.conversation import Conversation, Trait
from conformance.conversations.registry import all_conversations
from conformance.endpoints.server import serve
from conformance.model.script import Finish, Pause, ReceivedRequest, Script, Send
from conformance.model.settings import Capability, Hazard
from conformance.model.transcript import Ending, Recording, Transcript
from conformance.requirements.clients import COPED, Outcome, Verdict
from conformance.selftest.clients.drivers import Driver, DriverError, Job
from conformance.selftest.clients.measure import started
from conformance.selftest.clients.routes import hurried
from conformance.selftest.clients.surfaces import DRIVERS, surfaces_of
from conformance.selftest.clients.told import Told, read_sent
from conformance.selftest.clients.verdict import verdict
from conformance.transport.evidence import EvidenceError, read_evidence

SECONDS = 10.0
TASKS = {
    Capability.TEXT: "text",
    Capability.STREAMING: "text",
    Capability.IMAGES: "picture",
    Capability.TOOLS: "tools",
    Capability.USAGE_IN_STREAM: "usage",
}
"""What a client asks to be given the answer of a conversation."""
FINISHES = {
    Ending.COMPLETE: Finish.CLOSE,
    Ending.TRUNCATED: Finish.CLOSE,
    Ending.GARBLED: Finish.CLOSE,
    Ending.RESET: Finish.RESET,
    Ending.SILENT: Finish.HANG,
    Ending.HELD_OPEN: Finish.HANG,
}
"""How the connection ends; what ended otherwise was ended by us."""
_SPECIAL = frozenset({Trait.INVALID, Trait.ALONE, Trait.AUTHENTICATION})
_HTTP = b"HTTP/1"
_PATH = re.compile(r"/(\d+)/v1/.*")


@dataclass(frozen=True)
class Recorded:
    """The answer to the first request of a conversation."""

    conversation: str
    task: str
    streams: bool
    script: Script


@dataclass(frozen=True)
class Made:
    """What a client made of an answer."""

    recorded: Recorded
    surface: str
    told: Told
    verdict: Verdict

    @property
    def broke(self) -> bool:
        """Whether the client broke."""
        return self.verdict.outcome not in (Outcome.COPED, Outcome.REFUSED)


def recorded_answers(report: Path) -> Iterator[Recorded]:
    """Yield the answers of a run that a client can be given.

    Raises:
        EvidenceError: the evidence cannot be read.
    """
    evidence = read_evidence(report)
    known = all_conversations()
    last = {key.conversation: key for key in sorted(evidence.keys) if (key.step, key.trial) == (0, 0)}
    for name, key in last.items():
        conversation = known.get(name)
        if conversation is None or not _is_plain(conversation):
            continue
        script = script_of(evidence.exchange(key)[1])
        if script is not None:
            streams = Trait.STREAM in conversation.traits
            yield Recorded(name, TASKS[conversation.capability], streams, script)


def _is_plain(conversation: Conversation) -> bool:
    traits = conversation.traits
    return (
        conversation.capability in TASKS
        and conversation.hazard is Hazard.NONE
        and not traits & _SPECIAL
        and bool(traits & {Trait.PLAIN, Trait.STREAM})
    )


def script_of(transcript: Transcript) -> Script | None:
    """Return the script that sends what was recorded, piece by piece, in a second at most; None if it cannot be."""
    finish = FINISHES.get(transcript.ending)
    if finish is None or transcript.recording.head(len(_HTTP)) != _HTTP:
        return None
    return hurried(Script(tuple(_steps(transcript.recording)), finish))


def _steps(recording: Recording) -> Iterator[Send | Pause]:
    data, begin, before = recording.read(), 0, 0.0
    for end, seconds in zip(recording.ends, recording.seconds, strict=True):
        yield Pause(max(0.0, seconds - before))
        yield Send(data[begin:end])
        begin, before = end, seconds


def judged(recorded: Recorded, surface: str, told: Told) -> Made:
    """Compare what a client returned with what stands in the bytes."""
    sent = read_sent(recorded.script)
    finish = told.finish if told.finish.replace("-", "_") == sent.said.finish else sent.said.finish
    expected = replace(sent.said, finish=finish, role=told.role)
    return Made(recorded, surface, told, verdict(told, expected, sent))


def ask(recorded: Sequence[Recorded], drivers: Mapping[str, Driver]) -> Iterator[Made]:
    """Give every answer to every surface that asks in its way.

    Raises:
        DriverError: a driver ended too early.
    """

    def answer(request: ReceivedRequest) -> Script:
        match = _PATH.fullmatch(request.target)
        if match is None:
            raise LookupError(f"{request.target} leads to no answer.")
        return recorded[int(match[1])].script

    surfaces = surfaces_of(frozenset(drivers))
    questions = [
        (at, name) for at, one in enumerate(recorded) for name, streams in surfaces.items() if streams is one.streams
    ]
    with serve(answer) as server:
        root = server.url.removesuffix("/v1")
        for name, driver in drivers.items():
            jobs = [
                Job(number, f"{root}/{at}/v1", surface, recorded[at].task, SECONDS)
                for number, (at, surface) in enumerate(questions)
                if DRIVERS[surface] == name
            ]
            for line in driver.run(jobs):
                at, surface = questions[line["job"]]
                yield judged(recorded[at], surface, Told.of(line))


def lines(some: Sequence[Made]) -> Iterator[str]:
    """Say for each surface how many answers it coped with, and what it did with which others."""
    for surface, made in _grouped(some, lambda one: one.surface).items():
        coped = sum(1 for one in made if one.verdict == COPED)
        yield f"{surface}: coped with {coped} of {len(made)} answers"
        others = _grouped((one for one in made if one.verdict != COPED), _shown)
        yield from (
            f"  {words}: {', '.join(one.recorded.conversation for one in alike)}" for words, alike in others.items()
        )


def _shown(one: Made) -> str:
    return f"{one.verdict} ({one.told.message})" if one.told.message else str(one.verdict)


def _grouped(some: Iterable[Made], key: Callable[[Made], str]) -> dict[str, list[Made]]:
    groups: dict[str, list[Made]] = {}
    for one in some:
        groups.setdefault(key(one), []).append(one)
    return groups


def main(arguments: list[str] | None = None) -> int:
    """Serve the answers of a run to the clients; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("report", type=Path, help="report directory with the evidence of a run")
    options = parser.parse_args(arguments)
    recorded = list(recorded_answers(options.report))
    if not recorded:
        sys.stderr.write(f"{options.report} holds no answer to a plain conversation.\n")
        return 2
    with ExitStack() as stack:
        some = list(ask(recorded, started(stack)))
    sys.stdout.writelines(f"{line}\n" for line in lines(some))
    return 1 if any(one.broke for one in some) else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (DriverError, EvidenceError) as problem:
        sys.exit(str(problem))
