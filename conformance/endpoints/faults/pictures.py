"""The requirements that nobody meets who does not look at the pictures."""

from __future__ import annotations

EVERY_REFUSED_PICTURE = ("FMT-008", "FMT-009", "FMT-010", "FMT-011", "FMT-012", "FMT-013", "SIZE-008")
"""Requirements that a file is refused, which nobody meets who does not look at it."""
