"""Streams of which more is known than their form: texts that are copied."""

from __future__ import annotations

from conformance.conversations.building import accepted, chat, streamed

COPY = "Reply with exactly: one two three 🙂 漢字 ďábel four five"
"""Characters of two, three and four bytes, which tokens cut in the middle, between words with blanks."""
COPIED = "exact text"

CONVERSATIONS = (
    accepted(COPIED, "", chat(COPY), controls=("text",)),
    streamed("exact text streamed", "", chat(COPY, stream=True), controls=(COPIED, "text streamed")),
)
