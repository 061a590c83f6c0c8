"""Every endpoint that can be talked to, by the name that users type: `reference`, `fault/NAME`, `benign/NAME`, ..."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from conformance.endpoints import benign as benign_room
from conformance.endpoints import faults as faults_room
from conformance.endpoints import hostile as hostile_room
from conformance.endpoints.fault import Variant
from conformance.endpoints.reference.endpoint import make_reference
from conformance.model.script import Endpoint

REFERENCE = "reference"
_ROOMS = {"fault": faults_room, "benign": benign_room, "hostile": hostile_room}


class UnknownEndpointError(LookupError):
    """There is no endpoint of that name."""


def find(name: str, api_key: str | None = None) -> Endpoint:
    """Build a fresh endpoint.

    Args:
        name: `reference`, `fault/NAME`, `benign/NAME` or `hostile/NAME`.
        api_key: the key that requests must present, or None to serve everybody.

    Raises:
        UnknownEndpointError: there is no endpoint of that name.
    """
    healthy = make_reference(api_key)
    if name == REFERENCE:
        return healthy
    return variant(name).make(healthy)


def variant(name: str) -> Variant:
    """Return the variant of a name with its kind, such as `fault/done-missing`.

    Raises:
        UnknownEndpointError: there is no variant of that name.
    """
    kind, _, rest = name.partition("/")
    try:
        return _variants(kind)[rest]
    except KeyError:
        raise UnknownEndpointError(f"There is no endpoint called {name!r}.") from None


def names() -> tuple[str, ...]:
    """Return every name that `find` knows, the reference first."""
    return (REFERENCE, *(f"{kind}/{name}" for kind in _ROOMS for name in _variants(kind)))


def faults() -> Mapping[str, Variant]:
    """Return every fault by name, in order of module and source."""
    return _variants("fault")


def benign() -> Mapping[str, Variant]:
    """Return every benign variant by name."""
    return _variants("benign")


def hostile() -> Mapping[str, Variant]:
    """Return every hostile endpoint by name."""
    return _variants("hostile")


@cache
def _variants(kind: str) -> Mapping[str, Variant]:
    room = _ROOMS[kind]
    found: dict[str, Variant] = {}
    for module in sorted(entry.name for entry in pkgutil.iter_modules(room.__path__)):
        for value in vars(importlib.import_module(f"{room.__name__}.{module}")).values():
            if not isinstance(value, Variant):
                continue
            if value.name in found:
                raise ValueError(f"Two endpoints are called {kind}/{value.name}.")
            found[value.name] = value
    return MappingProxyType(found)
