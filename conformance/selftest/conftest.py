"""Settings of all tests: how fast examples are drawn says something about the machine, not about us."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("selftest", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("selftest")


def pytest_configure(config: pytest.Config) -> None:
    """Let every coroutine be a test; said here, since the project file is read where no pytest-asyncio is installed."""
    config.option.asyncio_mode = "auto"
