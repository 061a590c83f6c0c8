"""What is shown while a run goes on: a letter for each conversation and search, instead of thousands for all items."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from conformance.judging.plan import Item, SearchItem
from conformance.model.finding import Outcome, worst_of

_BEST = list(Outcome)[-1]


class Progress:
    """Decides which letters are due.

    Args:
        items: in the order in which they are judged; those of one conversation stand together.
    """

    def __init__(self, items: Sequence[Item | SearchItem]) -> None:
        self._ends = {[*some][-1] for _, some in groupby(items, key=_scene)}
        self._scene = ""
        self._worst = _BEST

    def due(self, item: Item | SearchItem, outcome: Outcome) -> Outcome | None:
        """Return the outcome whose letter is due behind an item, None for none.

        Of a conversation it is the first failure, at once, or else the worst outcome of its items, behind the last.
        """
        if self._scene != _scene(item):
            self._scene, self._worst = _scene(item), _BEST
        before, self._worst = self._worst, worst_of((self._worst, outcome), _BEST)
        if before is Outcome.FAILED:
            return None
        return self._worst if self._worst is Outcome.FAILED or item in self._ends else None


def _scene(item: Item | SearchItem) -> str:
    return item.conversation if isinstance(item, Item) else str(item)
