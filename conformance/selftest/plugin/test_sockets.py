"""A sample of the proof matrix as users see it: real pytest, real sockets, the report on disk.

For some the whole list is played, so that an accusation too many shows; the rest plays what its family needs.
"""

from __future__ import annotations

import pytest

from conformance.endpoints.catalogue import benign, faults
from conformance.selftest.plugin.typing_in import LISTED, Command, Seen, only, violated

WHOLE_FAULTS = ("done-missing", "temperature-ignored")
PART_FAULTS = {
    "usage-without-total": "USAGE",
    "jpeg-refused": "IMG",
    "finish-reason-empty": "STREAM",
    "stop-ignored": "STOP",
    "base64-decoded-leniently": "B64",
    "max-tokens-ignored": "MAXTOK",
}
WHOLE_BENIGN = ("crlf",)
PART_BENIGN = {"one-byte-segments": "SSE", "mistakes-are-422": "ERR"}


def judged(kind: str, name: str, family: str = "", *more: str) -> Command:
    part = (only(family),) if family else ()
    return Command(f"{kind}/{name}", (f"--target-url=embedded:{kind}/{name}", *part, *more, LISTED))


# A fault declares what the listed conversations show of it, those of exhaustive runs included.
ALL_LISTED = "--target-depth=exhaustive"
FAULTS = (
    *(judged("fault", name) for name in WHOLE_FAULTS),
    *(judged("fault", name, family, ALL_LISTED) for name, family in PART_FAULTS.items()),
)
BENIGN = (*(judged("benign", n) for n in WHOLE_BENIGN), *(judged("benign", n, f) for n, f in PART_BENIGN.items()))


@pytest.mark.parametrize("command", FAULTS, ids=str)
def test_a_fault_is_found_and_nothing_else_is_accused(command: Command, seen: Seen) -> None:
    variant = faults()[command.name.removeprefix("fault/")]
    family = PART_FAULTS.get(variant.name, "")
    assert violated(seen.report) == {name for name in variant.ids if name.startswith(family)}, seen.text
    levels = {one["id"]: one["level"] for one in seen.report["requirements"]}
    assert seen.code == int(any(levels[name] == "MUST" for name in violated(seen.report))), seen.text
    assert seen.report["tiers"]["exemplary"] is False
    assert seen.report["problems"] == []


@pytest.mark.parametrize("command", BENIGN, ids=str)
def test_what_is_legal_is_not_accused(command: Command, seen: Seen) -> None:
    assert seen.code in {0, 7}, seen.text
    assert violated(seen.report) <= benign()[command.name.removeprefix("benign/")].ids, seen.text
    assert False not in seen.report["tiers"].values()
    assert seen.report["problems"] == []
