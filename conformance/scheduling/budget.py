"""How many requests a run may send."""

from __future__ import annotations


class BudgetSpent(Exception):  # noqa: N818 - a fact about the run, which becomes INCONCLUSIVE
    """The request would be one more than the user allows."""


class Budget:
    """Counts every request that leaves, attempts and liveness requests included.

    Args:
        maximum: how many may leave, or None for any number.
    """

    def __init__(self, maximum: int | None = None) -> None:
        self._maximum = maximum
        self._closed_because = ""
        self.spent = 0

    def take(self) -> None:
        """Count one request that is about to leave.

        Raises:
            BudgetSpent: no more may leave.
        """
        if self._closed_because:
            raise BudgetSpent(self._closed_because)
        if self._maximum is not None and self.spent >= self._maximum:
            raise BudgetSpent(f"the budget of {self._maximum} requests is spent")
        self.spent += 1

    def close(self, because: str) -> None:
        """Let none leave any more, and say why."""
        self._closed_because = because
