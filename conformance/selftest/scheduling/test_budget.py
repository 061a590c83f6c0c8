"""A budget that is spent, or closed, says why nothing more is sent."""

from __future__ import annotations

import pytest

from conformance.scheduling.budget import Budget, BudgetSpent


def test_no_more_than_the_user_allows() -> None:
    budget = Budget(1)
    budget.take()
    with pytest.raises(BudgetSpent, match="the budget of 1 requests is spent"):
        budget.take()
    assert budget.spent == 1


def test_a_closed_budget_says_why() -> None:
    budget = Budget()
    budget.take()
    budget.close("the disk is full")
    with pytest.raises(BudgetSpent, match="the disk is full"):
        budget.take()
    assert budget.spent == 1
