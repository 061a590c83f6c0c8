"""Writes CLIENTS.md, what real clients do, for people: `python -m conformance.selftest.clients.page [--check]`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from itertools import chain

from conformance.requirements.clients import DATA, Clients, load_clients
from conformance.requirements.generated import keep_current
from conformance.selftest.clients.page_rows import Lot, Row, family_of, rows
from conformance.selftest.clients.page_tables import explained, grouped, listed, of_endpoints, of_families, of_surfaces

PAGE = DATA.with_name("CLIENTS.md")
_HEAD = """\
# What clients do with what servers get wrong

<!-- Written by `python -m conformance.selftest.clients.page`; do not edit. -->

Each endpoint here is our reference with one thing changed: a *fault* violates a requirement of the
[catalogue](CATALOGUE.md), a *benign variant* is legal and unusual. Real clients asked each of them over loopback,
without retries, up to four questions: for a text, about a picture, with tools, and for a stream with usage. What a
client returned is compared with what the same client returned from the reference. Nothing here is hearsay, and nothing
is written by hand: the data is [clients.json](clients.json), made by `tox -e clients`, and what the catalogue says
about clients that break follows from it. Pauses were cut to a second in all: slowness by itself is not measured.

| client | version measured |
|---|---|
{versions}

## How to read it

A cell is the worst of what the questions came to, and empty where the endpoint answers them as the reference does.

| word | what the client did |
|---|---|
| `·` | coped: it returned the same as from the reference |
| `as sent` | it handed on what it got, which is not what it should have got |
| **`believed`** | it returned an error as if it were an answer |
| **`doubled`**, **`lost`**, **`damaged`**, **`other`** | a part came twice, not at all, altered, or all is another |
| **`finish`** | it returned everything, with another finish reason |
| `hung` | it returned nothing before the time-out |
| `raised` | it raised an exception |
| `refused` | it raised, since the endpoint refuses what is legal |

What is **bold** happens in silence: no exception, no warning. For the AI SDK an error part in the stream counts as
raised; a program that reads `textStream` alone sees the end of the text and no more. A tool call that LangChain sets
apart in `invalid_tool_calls` is lost for a program that reads `tool_calls`.
"""
_SURFACES = "Faults by the worst that each surface does with them."
_FAMILIES = "Faults by family of the requirement that they violate. {} more endpoints answer these questions correctly."
_LEGAL_TITLE = "Legal, and yet a client breaks"
_ANCHOR = str.maketrans(" ", "-", ",")
"""How GitHub makes an anchor of a heading."""
_LEGAL = (
    "Benign variants, which violate nothing. A client that breaks here has a bug, and a server does well not to do it."
)
_NO_LEGAL = "No client breaks on a benign variant."
_UNNOTICED = """\
Every client returns the same as from the reference: whoever tests a server with clients does not see these faults. They
matter to other programs: proxies, stricter parsers, whoever counts tokens or looks at the members that clients skip.
Some of them come to light in other questions alone: with a small bound on tokens, a choice of tools, two pictures."""
_AS_SENT = """\
Every client hands on what is in the bytes, or copes: the answer itself is wrong, and no client can know."""


def page(clients: Clients) -> str:
    """Return the text of the page."""
    every = rows(clients)
    faults = [row for row in every if row.family]
    lines = [
        _HEAD.format(versions="\n".join(f"| {name} | {version} |" for name, version in clients.versions.items())),
        *_section("Each client", _SURFACES, of_surfaces(clients, faults)),
        *_section("Each family", _FAMILIES.format(len(clients.unreached)), of_families(faults)),
        *_legal(clients, [row for row in every if not row.family and row.surprises]),
        *_families(clients, [row for row in faults if row.breaks]),
        *_section("What no client notices", _UNNOTICED, listed(_of(faults, Lot.UNNOTICED))),
        *_section("What every client hands on", _AS_SENT, listed(_of(faults, Lot.AS_SENT))),
    ]
    return "\n".join(lines)


def place_of(name: str) -> str:
    """Return the link to the part of the page where an endpoint stands that breaks a client."""
    return f"{PAGE.name}#{(family_of(name) or _LEGAL_TITLE).lower().translate(_ANCHOR)}"


def _of(faults: Sequence[Row], lot: Lot) -> list[Row]:
    return [row for row in faults if row.lot is lot]


def _section(title: str, words: str, body: Iterator[str]) -> Iterator[str]:
    yield from (f"## {title}", "", words, "", *body, "")


def _legal(clients: Clients, breaking: Sequence[Row]) -> Iterator[str]:
    if not breaking:
        return _section(_LEGAL_TITLE, _NO_LEGAL, iter(()))
    return _section(_LEGAL_TITLE, _LEGAL, chain(of_endpoints(clients, breaking), [""], explained(breaking)))


def _families(clients: Clients, breaking: Sequence[Row]) -> Iterator[str]:
    yield from ("## Faults that break a client", "", "By family; what is silent comes first.", "")
    for family, some in grouped(breaking).items():
        yield from (f"### {family}", "", *of_endpoints(clients, some), "")


def main(arguments: list[str] | None = None) -> int:
    """Write the page, or with `--check` say whether it is current. Returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if the page is not current")
    check = parser.parse_args(arguments).check
    return keep_current(PAGE, page(load_clients()), __spec__.name if __spec__ else __name__, check=check)


if __name__ == "__main__":
    sys.exit(main())
