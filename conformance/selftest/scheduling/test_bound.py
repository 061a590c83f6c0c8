from __future__ import annotations

import pytest

from conformance.selftest.bench.schedule import ALLOWED, measure


@pytest.mark.parametrize("concurrency", [8, 16])
def test_schedule_stays_near_the_bound(concurrency: int) -> None:
    assert measure(concurrency, latency=0.25).ratio < ALLOWED
