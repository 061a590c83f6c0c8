"""Writes CATALOGUE.md, the catalogue for people: `python -m conformance.requirements.catalogue_page [--check]`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from itertools import groupby

from conformance.model.requirement import Break, Requirement
from conformance.requirements.catalogue import ROOM, load_catalogue
from conformance.requirements.generated import keep_current
from conformance.requirements.profiles import Profile, load_profile, profile_names

PAGE = ROOM / "CATALOGUE.md"
_HEAD = """\
# Catalogue of requirements

<!-- Written by `python -m conformance.requirements.catalogue_page`; do not edit. -->

What the suite demands of a target, why, and which clients break otherwise. MUST fails a target, SHOULD warns, MAY is
recorded; profiles change levels, with reasons. A *kind* is the way in which a requirement was not met: it decides which
clients break. That was measured, with endpoints that have this one fault: see [CLIENTS.md](CLIENTS.md).
"""


def page() -> str:
    """Return the text of the page."""
    families = [(name, list(rows)) for name, rows in groupby(load_catalogue().values(), lambda row: row.family)]
    lines = [_HEAD, *_overview(families)]
    for name, rows in families:
        lines += ["", f"## {name}", "", *_table(rows)]
        for row in rows:
            lines += ["", *_section(row)]
    return "\n".join([*lines, "", *_profiles()]) + "\n"


def _overview(families: list[tuple[str, list[Requirement]]]) -> Iterator[str]:
    yield "| family | requirements | kinds | kinds that break a client |"
    yield "|---|--:|--:|--:|"
    for name, rows in families:
        kinds = sum(len(row.kinds) for row in rows)
        breaking = sum(len(row.breaks) for row in rows)
        yield f"| [{name}](#{name.lower()}) | {len(rows)} | {kinds} | {breaking} |"


def _table(rows: list[Requirement]) -> Iterator[str]:
    yield "| id | level | requirement | clause |"
    yield "|---|---|---|---|"
    for row in rows:
        yield f"| [{row.id}](#{row.id.lower()}) | {row.level} | {_cell(row.title)} | {_clause(row)} |"


def _section(row: Requirement) -> Iterator[str]:
    yield f"### {row.id}"
    yield ""
    yield f"**{row.level}. {row.title}.** {row.text}"
    yield ""
    yield f"Clause: {_clause(row)}."
    if row.owns:
        yield f"Owns the schema locations {', '.join(f'`{entry}`' for entry in row.owns)}."
    if row.untestable:
        yield f"Not judged: {row.untestable}"
    if not row.inconclusive_blocks:
        yield "An inconclusive outcome does not keep a target from being certified."
    yield ""
    for kind, meaning in row.kinds.items():
        yield f"- `{kind}`: {meaning}."
        yield from (f"  - {_break(entry)}" for entry in row.breaks.get(kind, ()))


def _break(entry: Break) -> str:
    measurement, _, place = entry.source.rpartition(": ")
    return f"breaks {entry.client}, which {entry.how} ([{measurement}]({place}))"


def _clause(row: Requirement) -> str:
    return f"[{_cell(row.clause.source)}]({row.clause.link})"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _profiles() -> Iterator[str]:
    yield "## Profiles"
    for name in profile_names():
        profile = load_profile(name)
        statuses = " or ".join(str(status) for status in profile.accepted_rejection_statuses)
        required = ", ".join(f"`{capability}`" for capability in profile.required_capabilities)
        yield ""
        yield f"### Profile {name}"
        yield ""
        yield f"**{profile.title}.** {profile.text}"
        yield ""
        yield f"A mistake is rejected with {statuses}. May not be refused: {required}."
        if profile.overrides:
            yield ""
            yield from _overrides(profile)


def _overrides(profile: Profile) -> Iterator[str]:
    yield "| id | here | elsewhere | requirement | why |"
    yield "|---|---|---|---|---|"
    for entry in profile.overrides:
        row = load_catalogue()[entry.id]
        link = f"[{row.id}](#{row.id.lower()})"
        yield f"| {link} | {entry.level} | {row.level} | {_cell(row.title)} | {_cell(entry.reason)} |"


def main(arguments: list[str] | None = None) -> int:
    """Write the page, or with `--check` say whether it is current. Returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if the page is not current")
    check = parser.parse_args(arguments).check
    return keep_current(PAGE, page(), __spec__.name if __spec__ else __name__, check=check)


if __name__ == "__main__":
    sys.exit(main())
