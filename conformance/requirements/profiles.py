"""Reads a profile: what the catalogue comes to for one kind of target, as data with reasons."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from conformance.model.requirement import Level, Requirement
from conformance.model.settings import Capability
from conformance.requirements.catalogue import load_catalogue
from conformance.requirements.errors import ProfileError

ROOM = Path(__file__).parent / "profiles"
DEFAULT = "standard"
_MEMBERS = {"name", "title", "text", "accepted_rejection_statuses", "required_capabilities"}
_CLIENT_ERRORS = range(400, 500)


@dataclass(frozen=True)
class Override:
    """Another level for one requirement, and why."""

    id: str
    level: Level
    reason: str


@dataclass(frozen=True, kw_only=True)
class Profile:
    """How the catalogue is read for one kind of target.

    Attributes:
        name: name of its file and of the option's value.
        title: what it stands for, in one line.
        text: for which targets it is meant.
        accepted_rejection_statuses: statuses that count as "rejected" for a client mistake.
        required_capabilities: features whose refusal is a violation; values of `Capability`.
        overrides: levels that differ from the catalogue's, in its order.
    """

    name: str
    title: str
    text: str
    accepted_rejection_statuses: tuple[int, ...]
    required_capabilities: tuple[str, ...]
    overrides: tuple[Override, ...] = ()

    @property
    def levels(self) -> Mapping[str, Level]:
        """Requirement id -> level, where the profile changes it."""
        return MappingProxyType({override.id: override.level for override in self.overrides})

    @property
    def overrides_in_words(self) -> dict[str, str]:
        """Requirement id -> `MUST instead of SHOULD: reason`, for reports."""
        rows = load_catalogue()
        return {
            entry.id: f"{entry.level} instead of {rows[entry.id].level}: {entry.reason}" for entry in self.overrides
        }

    def level(self, requirement: Requirement) -> Level:
        """Return the level of a requirement in this profile."""
        return self.levels.get(requirement.id, requirement.level)


def profile_names() -> tuple[str, ...]:
    """Return the names that `load_profile` knows, the default first."""
    return tuple(sorted((path.stem for path in ROOM.glob("*.toml")), key=lambda name: (name != DEFAULT, name)))


@cache
def load_profile(name: str) -> Profile:
    """Read the profile of this name.

    Raises:
        ProfileError: there is none, which lists the names that exist; or its file breaks a rule.
    """
    if name not in profile_names():
        raise ProfileError(f"there is no profile {name!r}; there are {', '.join(profile_names())}")
    try:
        table = tomllib.loads((ROOM / f"{name}.toml").read_text(encoding="utf-8"))
    except ValueError as error:
        raise ProfileError(f"{name}.toml: {error}") from error
    return read_profile(table, name)


def read_profile(table: dict[str, Any], name: str) -> Profile:
    """Turn a parsed profile file into a profile.

    Raises:
        ProfileError: a member is missing or unknown, the name is not the file's, a capability is unknown, or an
            override changes nothing.
    """
    overrides = tuple(_override(entry, name) for entry in table.get("override", ()))
    if table.keys() - {"override"} != _MEMBERS or table["name"] != name:
        raise ProfileError(f"{name}.toml: expected exactly {', '.join(sorted(_MEMBERS))}, and the name of the file")
    if len({override.id for override in overrides}) < len(overrides):
        raise ProfileError(f"{name}.toml: an id is overridden twice")
    statuses = tuple(table["accepted_rejection_statuses"])
    if not statuses or not all(status in _CLIENT_ERRORS for status in statuses):
        raise ProfileError(f"{name}.toml: a rejection has a status from 400 to 499")
    unknown = set(table["required_capabilities"]) - set(Capability)
    if unknown or Capability.TEXT not in table["required_capabilities"]:
        raise ProfileError(f"{name}.toml: text and other known capabilities are required, not {sorted(unknown)}")
    order = list(load_catalogue())
    return Profile(
        name=name,
        title=table["title"],
        text=" ".join(table["text"].split()),
        accepted_rejection_statuses=statuses,
        required_capabilities=tuple(table["required_capabilities"]),
        overrides=tuple(sorted(overrides, key=lambda override: order.index(override.id))),
    )


def _override(entry: dict[str, Any], name: str) -> Override:
    row = load_catalogue().get(entry.get("id", ""))
    if row is None or entry.keys() != {"id", "level", "reason"} or not entry["reason"]:
        raise ProfileError(f"{name}.toml: an override needs a known id, a level and a reason: {entry}")
    if entry["level"] not in list(Level) or Level(entry["level"]) is row.level:
        raise ProfileError(f"{name}.toml: {row.id} is already {row.level}, or {entry['level']!r} is no level")
    return Override(id=row.id, level=Level(entry["level"]), reason=entry["reason"])
