"""Which examples a run sends: drawn while the fixed conversations are played, chosen by what became of those."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Future

from conformance.conversations.conversation import Conversation, Played
from conformance.judging.judge import Weighing, controls_of, judge_item
from conformance.judging.plan import Item
from conformance.properties.example import Example, conversation_of
from conformance.relations.composure import no_verdict
from conformance.running.failures import Failure
from conformance.running.searching import Draw, choose

KEPT = "kept"
"""Stands in the name of a conversation that sends a failure of an earlier run again."""


class Drawing:
    """Draws and chooses examples.

    Args:
        draws: what is drawn, one draw for each property.
        weighing: the profile.
        kept: failures of an earlier run.

    Attributes:
        examples: conversation -> its example, of everything that was chosen.
        unsent: property -> why examples were not chosen -> how many.
    """

    def __init__(
        self,
        draws: Iterable[Draw],
        weighing: Weighing,
        *,
        kept: Sequence[Failure] = (),
    ) -> None:
        self._draws = tuple(draws)
        self._weighing = weighing
        self._kept = kept
        self._pools: dict[str, Future[list[Example]]] = {draw.one.name: Future() for draw in self._draws}
        self.examples: dict[str, Example] = {}
        self.unsent: dict[str, Counter[str]] = {draw.one.name: Counter() for draw in self._draws}

    def draw(self) -> None:
        """Draw everything; `conversations`, which another thread may ask for, waits for it.

        Not in a thread of its own: Hypothesis parses sources, as pytest does at times, and two threads that do that at
        once break the parser of CPython 3.11.
        """
        try:
            for draw in self._draws:
                self._pools[draw.one.name].set_result(draw.pool)
        finally:
            for pool in self._pools.values():
                pool.cancel()

    def conversations(self, played: Mapping[str, Played]) -> list[Conversation]:
        """Return what to send, now that the fixed conversations were played; kept failures come first.

        Examples whose controls failed, and those of requirements that a fixed conversation shows to be violated, would
        say nothing new and are not sent.
        """
        violated = self._violated(played)
        for draw in self._draws:
            name = draw.one.name
            kept = list(dict.fromkeys(one.example for one in self._kept if one.drawn == name))
            drawn = [example for example in self._pools[name].result() if example not in kept]
            again = [example for example in kept if not self._why_not(example, played, violated)]
            reasons = {example: self._why_not(example, played, violated) for example in drawn}
            self.unsent[name].update(reason for reason in reasons.values() if reason)
            self._enter(name, KEPT, again)
            self._enter(name, "example", choose([one for one in drawn if not reasons[one]], draw))
        return [conversation_of(example, name) for name, example in self.examples.items()]

    def _enter(self, drawn: str, label: str, examples: Iterable[Example]) -> None:
        self.examples |= {f"{drawn}: {label} {number}": one for number, one in enumerate(examples, 1)}

    def _why_not(self, example: Example, played: Mapping[str, Played], violated: frozenset[str]) -> str:
        if example.proves in violated:
            return f"{example.proves} is violated anyway"
        missing = next((name for name in example.controls if name not in played), "")
        if missing:
            return f"the control '{missing}' was not played"
        remark = no_verdict({name: played[name] for name in example.controls})
        return remark.reason if remark else ""

    def _violated(self, played: Mapping[str, Played]) -> frozenset[str]:
        """Return what fixed conversations show to be violated, of what examples would prove."""
        wanted = frozenset[str]().union(*(draw.one.proves for draw in self._draws))
        found = set()
        for one in played.values():
            proves = one.conversation.proves
            if proves in wanted and set(one.conversation.controls) <= played.keys():
                item = Item(proves, one.conversation.name)
                if judge_item(item, one, controls_of(one.conversation, played), self._weighing).findings:
                    found.add(proves)
        return frozenset(found)
