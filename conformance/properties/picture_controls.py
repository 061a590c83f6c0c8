"""Which fixed conversations show that a target reads what a drawn picture has about it."""

from __future__ import annotations

PADDED = tuple(f"Base64 with {count} padding characters" for count in range(3))
"""Conversations with a picture whose Base64 ends in 0, 1 and 2 equal signs."""


def padded_like(uri: str) -> str:
    """Return the conversation whose picture has the padding of this URI."""
    return PADDED[len(uri) - len(uri.rstrip("="))]
