"""Properties by name: each module in this room lists its own in `PROPERTIES`; a new module needs no registration."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from hypothesis.strategies import SearchStrategy

import conformance.properties
from conformance.model.settings import Dialect
from conformance.properties.example import Example


@dataclass(frozen=True, kw_only=True)
class Property:
    """What holds for every example of a strategy.

    Attributes:
        name: unique, readable, stable: `numbers out of range`.
        examples: what is drawn for a target of this dialect; the simplest example comes first, so that shrinking
            ends with what a person would have written.
        proves: every requirement that an example may name.
        controls: every conversation that an example may name.
        requests: the most requests that one example sends.
    """

    name: str
    examples: Callable[[Dialect], SearchStrategy[Example]]
    proves: frozenset[str]
    controls: frozenset[str]
    requests: int = 1


@cache
def all_properties() -> Mapping[str, Property]:
    """Return every property by name, in the order of modules and of their tables.

    Raises:
        ValueError: two properties share a name.
    """
    found: dict[str, Property] = {}
    for module in pkgutil.iter_modules(conformance.properties.__path__):
        loaded = importlib.import_module(f"{conformance.properties.__name__}.{module.name}")
        for one in getattr(loaded, "PROPERTIES", ()):
            if one.name in found:
                raise ValueError(f"two properties are called {one.name!r}")
            found[one.name] = one
    return found
