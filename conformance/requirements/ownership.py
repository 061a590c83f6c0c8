"""Which requirement a schema error belongs to, so that one broken member is one finding of one row.

An entry of `owns` is a location of a document with array indexes as `*`, optionally followed by kinds of schema
error, which the row may report under a name of its own:

    chunk#/choices/*/delta/role: null        only this kind, exactly there
    completion#/model                        the kinds that the row lists, exactly there
    completion#/usage/**                     the same, there and everywhere below
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from conformance.model.requirement import Requirement
from conformance.requirements.errors import CatalogueError

_BELOW = "/**"
_SCHEMA_KINDS = frozenset({"missing", "null", "empty", "wrong-type", "unknown-value", "out-of-range", "malformed"})


@dataclass(frozen=True)
class Claim:
    """One entry of a row's `owns`.

    Attributes:
        requirement: id of the row.
        location: where, without `/**`.
        below: whether everything below the location belongs to it too.
        kinds: the kinds of schema error that belong to it.
        explicit: whether the entry itself named the kinds.
    """

    requirement: str
    location: str
    below: bool
    kinds: frozenset[str]
    explicit: bool

    def covers(self, location: str, kind: str) -> bool:
        """Whether a schema error of this kind at this location belongs to the entry."""
        here = location == self.location or (self.below and location.startswith(f"{self.location}/"))
        return here and (not kind or kind in self.kinds)

    @property
    def rank(self) -> tuple[int, bool, bool]:
        """Sorts the more exact entry behind the less exact one."""
        return (self.location.count("/"), not self.below, self.explicit)


@dataclass(frozen=True)
class Ownership:
    """All entries of the catalogue, the most exact first."""

    claims: tuple[Claim, ...]

    @classmethod
    def of(cls, rows: Iterable[Requirement]) -> Ownership:
        """Collect the entries of all rows.

        Raises:
            CatalogueError: an entry is malformed, or two rows claim the same kind at the same location.
        """
        claims = [_claim(row, entry) for row in rows for entry in row.owns]
        _check_unique(claims)
        return cls(tuple(sorted(claims, key=lambda claim: claim.rank, reverse=True)))

    def owner_of(self, location: str, kind: str = "") -> str | None:
        """Return the id of the row that owns the location for this kind (any kind if empty), or None."""
        plain = location.rstrip("/")
        return next((claim.requirement for claim in self.claims if claim.covers(plain, kind)), None)


def _claim(row: Requirement, entry: str) -> Claim:
    location, _, listed = (part.strip() for part in entry.partition(": "))
    document, mark, _ = location.partition("#")
    named = frozenset(kind.strip() for kind in listed.split(",") if kind.strip())
    if document not in {"completion", "chunk", "error"} or not mark:
        raise CatalogueError(f"{row.id}: owns {entry!r}, which is no location of a completion, chunk or error")
    if unknown := named - _SCHEMA_KINDS:
        raise CatalogueError(f"{row.id}: owns {', '.join(sorted(unknown))}, which are no kinds of schema error")
    return Claim(
        requirement=row.id,
        location=location.removesuffix(_BELOW),
        below=location.endswith(_BELOW),
        kinds=named or _SCHEMA_KINDS & row.kinds.keys(),
        explicit=bool(named),
    )


def _check_unique(claims: list[Claim]) -> None:
    seen: dict[tuple[str, bool, bool, str], str] = {}
    for claim in claims:
        for kind in sorted(claim.kinds):
            key = (claim.location, claim.below, claim.explicit, kind)
            if key in seen:
                raise CatalogueError(
                    f"{claim.requirement} and {seen[key]} both own {kind} at {claim.location}",
                )
            seen[key] = claim.requirement
