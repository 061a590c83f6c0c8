from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from conformance.conversations.conversation import Played
from conformance.endpoints.reference.endpoint import make_reference
from conformance.judging.plan import Item
from conformance.model.finding import Outcome
from conformance.model.report import ItemResult
from conformance.model.requirement import Level
from conformance.model.transcript import Ending
from conformance.properties.example import Example
from conformance.running.search import MOST, Means, Search, SearchResult
from conformance.running.searching import Cause, choose
from conformance.selftest.proof.in_memory import play_in_memory
from conformance.selftest.running.examples import NAME, REQUIREMENT, draw, example, number_in, played, violation
from conformance.wire.exchange import SUCCESS

ACCEPTED = Cause(REQUIREMENT, "accepted")
NOTHING = Counter[str]()


class Target:
    """Plays examples without a network, as a function says, and notes what was sent."""

    def __init__(self, answers: Callable[[str, Example], Played] = played, *, lives: bool = True) -> None:
        self.sent: list[str] = []
        self.lives = lives
        self._answers = answers

    def play(self, name: str, one: Example) -> Played:
        self.sent.append(name)
        return self._answers(name, one)

    def alive(self, name: str) -> Played:
        self.sent.append(name)
        return Played(played(name, example(0)).conversation, ())


def is_wrong(one: Played) -> bool:
    return int(one.exchanges[0].request.body) >= 1_000


def judge(one: Played) -> Sequence[ItemResult]:
    name = one.conversation.name
    met = ItemResult("ERR-003", name, Outcome.PASSED)
    return [met, violation(name)] if is_wrong(one) else [met, ItemResult(REQUIREMENT, name, Outcome.PASSED)]


def search(
    target: Target,
    examples: Mapping[str, Example] | None = None,
    *,
    known: frozenset[Cause] = frozenset(),
    level: Level = Level.MUST,
    sends: bool = True,
) -> SearchResult:
    chosen = choose(draw(80).pool, draw(80)) if examples is None else []
    wanted = examples or {f"{NAME}: example {number}": one for number, one in enumerate(chosen, 1)}
    means = Means(play=target.play, alive=target.alive, judge=judge, level=lambda _: level, sends=sends)
    return Search(draw(80), wanted, means).result(known, NOTHING)


def test_a_failure_is_shrunk_told_and_kept() -> None:
    target = Target()
    found = search(target)
    assert [number_in(failure.example) for failure in found.failures] == [1_000]
    facts = found.facts
    assert facts.examples == 20 == facts.passed + facts.failed
    assert facts.requests == len(target.sent) > 20
    (where,) = facts.smallest.values()
    assert where.startswith(f"{NAME}: smaller ")
    assert where.endswith("#0")
    by_requirement = {one.requirement: one for one in found.results}
    assert by_requirement["ERR-003"].outcome is Outcome.PASSED
    assert by_requirement[REQUIREMENT].outcome is Outcome.FAILED
    assert str(by_requirement[REQUIREMENT].findings[0].finding.exchanges[0]) == where
    assert {one.conversation for one in found.results} == {NAME}


def test_a_cause_that_is_known_is_neither_shrunk_nor_told_again() -> None:
    target = Target()
    found = search(target, known=frozenset({ACCEPTED}))
    assert len(target.sent) == 20
    assert (found.facts.failed, found.failures) == (0, ())
    assert {one.requirement for one in found.results} == {"ERR-003"}


def test_what_may_not_be_met_is_told_as_it_was_drawn() -> None:
    target = Target()
    assert search(target, level=Level.MAY).facts.failed > 0
    assert len(target.sent) == 20


def test_a_failure_of_an_earlier_run_is_small_already() -> None:
    target = Target()
    found = search(target, {f"{NAME}: kept 1": example(1_003), f"{NAME}: example 1": example(9_999)})
    assert target.sent == [f"{NAME}: kept 1", f"{NAME}: example 1"]
    assert [number_in(failure.example) for failure in found.failures] == [9_999]  # no longer than the one kept


def test_a_replay_sends_nothing_more_and_finds_the_same_example() -> None:
    recorded = {f"{NAME}: example 1": example(123_456), f"{NAME}: smaller 7": example(1_000)}
    target = Target()
    found = search(target, recorded, sends=False)
    assert target.sent == list(recorded)
    assert list(found.facts.smallest.values()) == [f"{NAME}: smaller 7#0"]


def test_shrinking_has_a_budget_of_its_own() -> None:
    def slow_to_shrink(one: Played) -> Sequence[ItemResult]:
        number = int(one.exchanges[0].request.body)
        return [violation(one.conversation.name, str(number % 7))] if number > 20 else []

    target = Target()
    chosen = {f"{NAME}: example {n}": one for n, one in enumerate(choose(draw(80).pool, draw(80)), 1)}
    means = Means(play=target.play, alive=target.alive, judge=slow_to_shrink, level=lambda _: Level.MUST)
    Search(draw(80), chosen, means).result(frozenset(), NOTHING)
    assert 20 < len(target.sent) <= 20 + MOST


def test_what_was_not_answered_is_sent_again_by_itself() -> None:
    def crowded(name: str, one: Example) -> Played:
        lost = number_in(one) == 7 and "example" in name
        return played(name, one, None, Ending.RESET) if lost else played(name, one)

    def lives(name: str) -> Played:
        target.sent.append(name)
        return _a_completion(name)

    target = Target(crowded)
    means = Means(play=target.play, alive=lives, judge=_unanswered, level=lambda _: Level.MUST)
    found = Search(draw(80), {f"{NAME}: example 1": example(7)}, means).result(frozenset(), NOTHING)
    assert [name.rpartition(" ")[0] for name in target.sent] == [
        f"{NAME}: example",
        f"{NAME}: still alive",
        f"{NAME}: smaller",
    ]
    assert found.failures == ()
    assert found.facts.unjudged == {"it got no answer, but got one when it was sent again": 1}


def test_a_target_that_is_gone_is_left_alone() -> None:
    target = Target(lambda name, one: played(name, one, None, Ending.RESET))
    means = Means(play=target.play, alive=target.alive, judge=_unanswered, level=lambda _: Level.MUST)
    found = Search(draw(80), {f"{NAME}: example {n}": example(n) for n in range(3)}, means).result(frozenset(), NOTHING)
    assert target.sent[3:] == [f"{NAME}: still alive 1"]
    assert [failure.kind for failure in found.failures] == ["no-answer"]


def test_a_target_that_cannot_be_reached_is_not_judged() -> None:
    found = search(Target(lambda name, one: played(name, one, None, Ending.UNREACHABLE)))
    assert found.results == ()
    assert found.facts.unjudged == {"the target could not be reached": 20}


def test_an_example_whose_control_was_not_played_is_not_sent() -> None:
    target = Target()
    means = Means(
        play=target.play,
        alive=target.alive,
        judge=judge,
        level=lambda _: Level.MUST,
        ready=lambda one: number_in(one) > 1_500,
    )
    found = Search(draw(80), {f"{NAME}: example 1": example(9_999)}, means).result(frozenset(), NOTHING)
    (failure,) = found.failures
    assert number_in(failure.example) > 1_500
    assert found.facts.requests == len(target.sent)


def test_a_budget_that_is_spent_is_a_reason() -> None:
    def spent(name: str, one: Example) -> Played:
        return Played(played(name, one).conversation, (), "the budget of 5 requests is spent")

    found = search(Target(spent))
    assert found.results == ()
    assert found.facts.unjudged == {"the budget of 5 requests is spent": 20}


def _unanswered(one: Played) -> Sequence[ItemResult]:
    lost = one.exchanges[0].status is None
    return [violation(one.conversation.name, "no-answer", "ERR-001")] if lost else []


def _a_completion(name: str) -> Played:
    one = play_in_memory(make_reference(), [Item("HTTP-001", "text")])["text"]
    assert one.exchanges[0].status == SUCCESS, name
    return one
