"""What a client did, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from conformance.model.requirement import Client
from conformance.requirements.clients import Outcome, Verdict
from conformance.selftest.clients.attribution import SURFACES, Blame

PACKAGES: Mapping[Client, tuple[str, ...]] = {
    Client.PYTHON_CREATE: ("openai-python",),
    Client.PYTHON_STREAM: ("openai-python",),
    Client.NODE: ("openai-node",),
    Client.AI_SDK: ("ai", "@ai-sdk/openai-compatible"),
    Client.LANGCHAIN: ("langchain-openai",),
}
_WORDS: Mapping[Outcome, str] = {
    Outcome.COPED: "copes",
    Outcome.REFUSED: "gets an error",
    Outcome.RAISED: "raises {}",
    Outcome.HUNG: "hangs",
    Outcome.LOST: "loses {}",
    Outcome.DOUBLED: "doubles {}",
    Outcome.DAMAGED: "returns damaged {}",
    Outcome.OTHER: "returns other {}",
    Outcome.BELIEVED: "takes an error for an answer",
    Outcome.MISREAD_FINISH: "calls the finish reason {}",
}


def said(verdict: Verdict) -> str:
    """Say a verdict as what the client does: `raises TypeError`."""
    return _WORDS[verdict.outcome].format(verdict.detail)


def how(client: Client, blames: Sequence[Blame]) -> str:
    """Say how a client breaks: what most faults did, where it is not all surfaces that they reach, and how many did.

    Args:
        client: the client.
        blames: its surfaces that break.
    """
    groups: dict[str, list[str]] = {}
    for blame in blames:
        groups.setdefault(_usually(blame), []).append(blame.surface.partition(" ")[2])
    if len(groups) == 1 and len(blames) == len(SURFACES[client]):
        return next(iter(groups))
    if len(SURFACES[client]) == 1:
        return ", ".join(groups)
    return "; ".join(f"{words} in {' and '.join(surfaces)}" for words, surfaces in groups.items())


def _usually(blame: Blame) -> str:
    (words, _), *_ = Counter(said(one.verdict) for one in blame.broken).most_common(1)
    share = f" ({len(blame.broken)} of {blame.spoken} faults)" if len(blame.broken) < blame.spoken else ""
    return f"{words}{share}"


def source(client: Client, versions: Mapping[str, str], fault: str, place: str) -> str:
    """Name the measurement: the client's packages, a fault that shows it, and its place on the page."""
    packages = " with ".join(f"{package} {versions[package]}" for package in PACKAGES[client])
    return f"{packages}, measured with {fault}: {place}"
