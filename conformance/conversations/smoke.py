"""What a smoke run plays: the requests that break most often after a deploy, at most 25 of them, controls included."""

from __future__ import annotations

SMOKE = frozenset(
    {
        "text",
        "text streamed",
        "text streamed with usage",
        "two choices",
        "short count, stopped, streamed",
        "stop null",
        "temperature two",
        "temperature 2.01",
        "body cut off",
        "key unknown",
        "key unknown, streamed",
        "PNG picture",
        "PNG picture streamed",
        "JPEG picture",
        "PNG picture with null parameters",
        "PNG picture behind a system message",
        "Base64 with an illegal character",
        "Base64 with an illegal character, streamed",
    }
)
"""Names of conversations; whatever they name as a control is played, too."""
