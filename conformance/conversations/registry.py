"""Finds every conversation of the modules in this room; a new module needs no registration."""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import replace
from functools import cache

import conformance.conversations
from conformance.conversations.conversation import Conversation
from conformance.conversations.depths import FURTHER, SMOKE
from conformance.model.settings import Depth, Hazard


@cache
def all_conversations() -> dict[str, Conversation]:
    """Return every conversation by name, in the order in which they are sent.

    Raises:
        ValueError: two conversations share a name, or a control or a part of a smoke run does not exist.
    """
    found: dict[str, Conversation] = {}
    for conversations in _by_module().values():
        for conversation in conversations:
            if conversation.name in found:
                raise ValueError(f"two conversations are called {conversation.name!r}")
            found[conversation.name] = _at_its_depth(conversation)
    _check_controls(found)
    return dict(sorted(found.items(), key=lambda item: _order(item[1])))


def _at_its_depth(conversation: Conversation) -> Conversation:
    if conversation.name in SMOKE:
        return replace(conversation, depth=Depth.SMOKE)
    return replace(conversation, depth=Depth.EXHAUSTIVE) if conversation.name in FURTHER else conversation


@cache
def homes() -> dict[str, str]:
    """Return the family that each conversation stands with, by its name."""
    return {one.name: module for module, conversations in _by_module().items() for one in conversations}


@cache
def _by_module() -> dict[str, tuple[Conversation, ...]]:
    found = {}
    for module in pkgutil.iter_modules(conformance.conversations.__path__):
        loaded = importlib.import_module(f"{conformance.conversations.__name__}.{module.name}")
        found[module.name] = tuple(getattr(loaded, "CONVERSATIONS", ()))
    return found


def _check_controls(found: dict[str, Conversation]) -> None:
    if unknown := (SMOKE | FURTHER) - found.keys():
        raise ValueError(f"a depth is given to {', '.join(sorted(unknown))}, which do not exist")
    for conversation in found.values():
        for control in conversation.controls:
            if control not in found:
                raise ValueError(f"{conversation.name!r} names the control {control!r}, which does not exist")


def _order(conversation: Conversation) -> tuple[bool, bool, bool]:
    """Controls come first, since others wait for them; exclusive ones come late, and what may crash a target last."""
    return (conversation.hazard is Hazard.CRASH, conversation.exclusive, bool(conversation.controls))
