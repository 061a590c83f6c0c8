"""Which requirement a schema error belongs to, so that one broken member is one finding of one row.

An entry of `owns` is a location of a document with array indexes as `*`, optionally followed by kinds of schema
error, each optionally followed by the kind under which the row reports it:

    completion#/model                                  the kinds that the row lists, exactly there
    completion#/usage/**                               the same, there and everywhere below
    chunk#/choices/*/delta/role: null                  only this kind, exactly there
    completion#/choices/*/index: missing -> no-index   only this kind, under another name
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from conformance.model.requirement import Requirement
from conformance.requirements.errors import CatalogueError

_BELOW = "/**"
_DOCUMENTS = frozenset({"completion", "chunk", "error"})
SCHEMA_KINDS = frozenset({"missing", "null", "empty", "wrong-type", "unknown-value", "out-of-range", "malformed"})
"""Every kind of schema error there is."""


@dataclass(frozen=True)
class Claim:
    """One entry of a row's `owns`.

    Attributes:
        requirement: id of the row.
        location: where, without `/**`.
        below: whether everything below the location belongs to it too.
        kinds: kind of schema error that belongs to it -> kind of finding under which the row reports it.
        explicit: whether the entry itself named the kinds.
    """

    requirement: str
    location: str
    below: bool
    kinds: dict[str, str]
    explicit: bool

    def covers(self, location: str, kind: str) -> bool:
        """Whether a schema error of this kind (any if empty) at this location belongs to the entry."""
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

    def claim_of(self, location: str, kind: str = "") -> Claim | None:
        """Return the entry that owns the location for this kind (any kind if empty), or None."""
        plain = location.rstrip("/")
        return next((claim for claim in self.claims if claim.covers(plain, kind)), None)


def _claim(row: Requirement, entry: str) -> Claim:
    location, _, listed = (part.strip() for part in entry.partition(": "))
    document, mark, _ = location.partition("#")
    if document not in _DOCUMENTS or not mark:
        raise CatalogueError(f"{row.id}: owns {entry!r}, which is no location of a completion, chunk or error")
    named = dict(_kind(part) for part in listed.split(",") if part.strip())
    for schema_kind, kind in named.items():
        if schema_kind not in SCHEMA_KINDS or kind not in row.kinds:
            raise CatalogueError(f"{row.id}: owns {entry!r}, where {schema_kind} or {kind} is no known kind")
    return Claim(
        requirement=row.id,
        location=location.removesuffix(_BELOW),
        below=location.endswith(_BELOW),
        kinds=named or {kind: kind for kind in row.kinds if kind in SCHEMA_KINDS},
        explicit=bool(named),
    )


def _kind(part: str) -> tuple[str, str]:
    schema_kind, _, kind = (word.strip() for word in part.partition("->"))
    return schema_kind, kind or schema_kind


def _check_unique(claims: list[Claim]) -> None:
    seen: dict[tuple[str, bool, bool, str], str] = {}
    for claim in claims:
        for kind in claim.kinds:
            key = (claim.location, claim.below, claim.explicit, kind)
            if key in seen:
                raise CatalogueError(f"{claim.requirement} and {seen[key]} both own {kind} at {claim.location}")
            seen[key] = claim.requirement
