"""The tables and lists of the page."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from conformance.requirements.catalogue import FAMILIES
from conformance.requirements.clients import Clients, Outcome, Verdict
from conformance.selftest.clients.attribution import WORST
from conformance.selftest.clients.page_rows import AS_SENT, SILENT, Lot, Row, by_harm, word
from conformance.selftest.clients.wording import said

WORDS = tuple(dict.fromkeys([word(Verdict(Outcome.COPED)), word(AS_SENT), *map(word, map(Verdict, reversed(WORST)))]))
"""Every word of a cell, the best first."""
_BOLD = frozenset(word(Verdict(outcome)) for outcome in SILENT)


def of_surfaces(clients: Clients, faults: Sequence[Row]) -> Iterator[str]:
    """Count for every surface what became of the faults."""
    yield f"| surface | faults | {' | '.join(map(_shown, WORDS))} |"
    yield "|---|" + "--:|" * (1 + len(WORDS))
    for surface in clients.surfaces:
        counts = Counter(row.words[surface] for row in faults if surface in row.words)
        cells = " | ".join(str(counts[name] or "") for name in WORDS)
        yield f"| {surface} | {counts.total()} | {cells} |"


def of_families(faults: Sequence[Row]) -> Iterator[str]:
    """Count for every family what became of its faults."""
    yield f"| family | faults | {' | '.join(lot.value for lot in Lot)} |"
    yield "|---|" + "--:|" * (1 + len(Lot))
    for family, some in grouped(faults).items():
        counts = Counter(row.lot for row in some)
        cells = " | ".join(str(counts[lot] or "") for lot in Lot)
        yield f"| [{family}](#{family.lower()}) | {len(some)} | {cells} |"


def grouped(faults: Iterable[Row]) -> dict[str, list[Row]]:
    """Group faults by family, in the order of the catalogue."""
    groups: dict[str, list[Row]] = {family.upper(): [] for family in FAMILIES}
    for row in faults:
        groups[row.family].append(row)
    return {family: some for family, some in groups.items() if some}


def of_endpoints(clients: Clients, some: Iterable[Row]) -> Iterator[str]:
    """Show what became of endpoints in every surface; those with equal cells share a row."""
    same: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in by_harm(some):
        same[tuple(_shown(row.words.get(surface, "")) for surface in clients.surfaces)].append(row)
    yield f"| what is seen | {' | '.join(map(_heading, clients.surfaces))} |"
    yield "|---|" + "---|" * len(clients.surfaces)
    for cells, alike in same.items():
        yield f"| {'<br>'.join(map(_named, alike))} | {' | '.join(cells)} |"


def listed(some: Iterable[Row]) -> Iterator[str]:
    """List endpoints, one line each, by family."""
    for family, members in grouped(some).items():
        yield f"- **{family}**"
        yield from (f"  - {_named(row)}" for row in sorted(members, key=lambda row: row.name))


def explained(some: Iterable[Row]) -> Iterator[str]:
    """Say of every surface that breaks on an endpoint what it does, one endpoint a line."""
    for row in by_harm(some):
        did: dict[str, list[str]] = defaultdict(list)
        for surface, verdict in row.broken.items():
            did[said(verdict)].append(surface)
        yield f"- `{row.name.partition('/')[2]}`: " + "; ".join(
            f"{', '.join(surfaces)} {words}" for words, surfaces in did.items()
        )


def _named(row: Row) -> str:
    summary = row.summary.replace("|", "\\|")
    return f"`{row.name.partition('/')[2]}` {summary}"


def _shown(name: str) -> str:
    return f"**{name}**" if name in _BOLD else name


def _heading(surface: str) -> str:
    client, _, way = surface.partition(" ")
    return f"{client}<br>{way}"
