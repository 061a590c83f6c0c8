"""Faults around `temperature`."""

from __future__ import annotations

from typing import Any

from conformance.endpoints.asked import number_of
from conformance.endpoints.fault import body_fault

_HIGHEST = 2


@body_fault(trips=("TEMP-004",))
def temperature_too_high_accepted(body: dict[str, Any]) -> None:
    """A temperature above 2 is taken for 2."""
    if (number_of(body, "temperature") or 0) > _HIGHEST:
        body["temperature"] = _HIGHEST
