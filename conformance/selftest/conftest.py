"""Hypothesis settings for all tests: how fast examples are drawn says something about the machine, not about us."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

settings.register_profile("selftest", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("selftest")
