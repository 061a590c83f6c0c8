"""Properties by name: each module in this room lists its own in `PROPERTIES`; a new module needs no registration."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from hypothesis.strategies import SearchStrategy, nothing

import conformance.properties
from conformance.model.settings import Depth, Dialect, Hazard
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
        depth: the least depth of a run in which it is searched.
        hazard: what its examples might do to a target; such are searched last.
    """

    name: str
    examples: Callable[[Dialect], SearchStrategy[Example]]
    proves: frozenset[str]
    controls: frozenset[str]
    requests: int = 1
    depth: Depth = Depth.STANDARD
    hazard: Hazard = Hazard.NONE


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


def property_named(name: str) -> Property:
    """Return a property; one that only a recording knows draws nothing and may do no harm."""
    unknown = Property(name=name, examples=lambda _: nothing(), proves=frozenset(), controls=frozenset())
    return all_properties().get(name, unknown)


def is_hazardous(name: str) -> bool:
    """Tell whether a property may harm the target."""
    return property_named(name).hazard is not Hazard.NONE
