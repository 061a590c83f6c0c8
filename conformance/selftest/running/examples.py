"""Examples and properties for tests of searches, with nothing of the protocol in them."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from conformance.conversations.conversation import Played, Trait
from conformance.model.finding import Finding, Outcome
from conformance.model.report import ItemResult, JudgedFinding
from conformance.model.request import ExchangeKey, Expectation, Request
from conformance.model.requirement import Level
from conformance.model.settings import Dialect
from conformance.model.transcript import Ending, Recording, Transcript
from conformance.properties.example import Example, conversation_of
from conformance.properties.property import Property
from conformance.running.searching import Draw
from conformance.wire.exchange import Exchange

NAME = "numbers"
REQUIREMENT = "TEMP-004"


def example(number: int, *, proves: str = REQUIREMENT, controls: tuple[str, ...] = ("text",)) -> Example:
    return Example(
        stratum=f"{number % 10} in the end",
        bodies=(str(number).encode(),),
        expectation=Expectation.REJECTED,
        proves=proves,
        controls=controls,
        traits=frozenset({Trait.INVALID}),
    )


def number_in(one: Example) -> int:
    return int(one.bodies[0])


def numbers(_: Dialect) -> SearchStrategy[Example]:
    return st.integers(0, 10**6).map(example)


PROPERTY = Property(
    name=NAME, examples=numbers, proves=frozenset({REQUIREMENT, "TEMP-003"}), controls=frozenset({"text"})
)


def draw(count: int = 20, seed: int = 1) -> Draw:
    return Draw(PROPERTY, Dialect(model="m"), seed, count)


def answered(name: str, body: bytes = b"", status: int | None = 400, ending: Ending = Ending.COMPLETE) -> Exchange:
    """Return an exchange with an empty answer of this status, or none."""
    data = b"" if status is None else b"HTTP/1.1 %d X\r\nContent-Length: 0\r\n\r\n" % status
    recording = Recording.of((0.0, data)) if data else Recording.of()
    request = Request(body=body, expectation=Expectation.REJECTED)
    return Exchange(ExchangeKey(name), request, Transcript(recording=recording, ending=ending))


def played(name: str, one: Example, status: int | None = 400, ending: Ending = Ending.COMPLETE) -> Played:
    return Played(conversation_of(one, name), (answered(name, one.bodies[0], status, ending),))


def violation(name: str, kind: str = "accepted", requirement: str = REQUIREMENT) -> ItemResult:
    judged = JudgedFinding(Finding(kind, "A fault was accepted.").at(ExchangeKey(name)), (), Level.MUST)
    return ItemResult(requirement, name, Outcome.FAILED, (judged,))
