"""The first line of the evidence: under which conditions a run was made, so that a replay judges by the same."""

from __future__ import annotations

from typing import Any

from conformance import __version__
from conformance.running.reporting import shown_options
from conformance.running.setup import EDITION, Setup


def run_record(setup: Setup, model: str, started_at: float) -> dict[str, Any]:
    """Return the run record.

    Args:
        setup: what was decided beforehand.
        model: the model that is asked.
        started_at: Unix seconds.
    """
    options = setup.options
    return {
        "suite_version": __version__,
        "edition": EDITION,
        "profile": setup.profile.name,
        "target": setup.name.text,
        "base_url": setup.name.again,
        "model": model,
        "key_given": setup.selection.key_given,
        "loopback": setup.name.is_local,
        "max_tokens_name": options["max-tokens-name"],
        "token_headroom": options["token-headroom"],
        "depth": str(setup.selection.depth),
        "hazards": sorted(setup.selection.hazards),
        "seed": setup.seed,
        "challenge": setup.challenge,
        "options": shown_options(setup),
        "started_at": started_at,
    }
