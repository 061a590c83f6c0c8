"""Finds every conversation of the modules in this room; a new module needs no registration."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

import conformance.conversations
from conformance.conversations.conversation import Conversation


@cache
def all_conversations() -> dict[str, Conversation]:
    """Return every conversation by name, in the order in which they are sent.

    Raises:
        ValueError: two conversations share a name, or one names a control that does not exist.
    """
    found: dict[str, Conversation] = {}
    for module in pkgutil.iter_modules(conformance.conversations.__path__):
        loaded = importlib.import_module(f"{conformance.conversations.__name__}.{module.name}")
        for conversation in getattr(loaded, "CONVERSATIONS", ()):
            if conversation.name in found:
                raise ValueError(f"two conversations are called {conversation.name!r}")
            found[conversation.name] = conversation
    _check_controls(found)
    return dict(sorted(found.items(), key=lambda item: _order(item[1])))


def _check_controls(found: dict[str, Conversation]) -> None:
    for conversation in found.values():
        for control in conversation.controls:
            if control not in found:
                raise ValueError(f"{conversation.name!r} names the control {control!r}, which does not exist")


def _order(conversation: Conversation) -> tuple[bool, bool]:
    """Controls come first, since others wait for them; exclusive conversations come last."""
    return (conversation.exclusive, bool(conversation.controls))
