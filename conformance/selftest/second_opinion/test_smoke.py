"""The second endpoint as a user would judge it, as short as it goes."""

from __future__ import annotations

from pathlib import Path
from secrets import token_hex

from conformance.selftest.second_endpoint.app import MODEL
from conformance.selftest.second_endpoint.serving import serving
from conformance.selftest.second_opinion.__main__ import opinion_on


def test_nothing_is_held_against_an_endpoint_that_was_written_elsewhere(tmp_path: Path) -> None:
    key = token_hex(16)
    with serving(key) as url:
        opinion = opinion_on(url, ["--target-depth=smoke", f"--target-model={MODEL}"], tmp_path, key)
    accused = {
        item: outcome for item, outcome in opinion.outcomes.items() if outcome in {"failed", "warned", "errored"}
    }
    assert accused == {}
    assert opinion.problems == ()
    assert False not in opinion.tiers.values()
    assert len({requirement for requirement, _ in opinion.outcomes}) > 100
