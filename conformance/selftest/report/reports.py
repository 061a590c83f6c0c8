"""Reports in which every text is a stranger's."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import strategies as st

from conformance.model.finding import Finding, Outcome, Place
from conformance.model.report import ItemResult, JudgedFinding, Report, Reproduction, ScheduleFacts, SearchFacts, Tier
from conformance.model.request import ExchangeKey, Request
from conformance.model.requirement import Break, Client, Level
from conformance.report.assemble import RunFacts, assemble
from conformance.report.curl import reproduction
from conformance.report.standing import Course
from conformance.selftest.report.sample import CATALOGUE
from conformance.strategies.unruly_texts import unruly_texts

MARKUP = (
    "- a",
    "+ a",
    "1. a",
    "2) a",
    "---",
    "===",
    "a\n---",
    "[a](b)",
    "www.a.example",
    "see https://a.example/b",
    "|",
)
"""What begins a block of Markdown, or is markup by itself."""
ANYTHING = unruly_texts() | st.sampled_from(MARKUP)
_TEXTS = st.lists(ANYTHING, max_size=2).map(tuple)
_COUNT = st.none() | st.integers(0)
_BREAKS = st.builds(Break, st.sampled_from(Client), ANYTHING, ANYTHING)
_WORDS = st.dictionaries(ANYTHING, ANYTHING, max_size=2)
_SEARCHES = st.builds(
    SearchFacts,
    ANYTHING,
    st.integers(0),
    st.integers(0),
    failed=st.integers(0, 3),
    unjudged=st.dictionaries(ANYTHING, st.integers(0), max_size=1),
    smallest=_WORDS,
)
_COURSES = st.builds(
    Course,
    usage_errors=_TEXTS,
    unreached=ANYTHING,
    interrupted=st.booleans(),
    own_errors=_TEXTS,
    stale_waivers=_TEXTS,
    notes=_TEXTS,
)


@st.composite
def reports(draw: st.DrawFn) -> Report:
    """Draw a report; everything in it but the catalogue is drawn."""
    keys = draw(st.lists(st.builds(ExchangeKey, ANYTHING, st.integers(0, 3)), min_size=1, max_size=2))
    return assemble(
        draw(st.lists(_results(keys), max_size=4)),
        catalogue=CATALOGUE,
        levels=draw(st.dictionaries(st.sampled_from(sorted(CATALOGUE)), st.sampled_from(Level), max_size=3)),
        edition=frozenset(CATALOGUE),
        selected=draw(st.frozensets(st.sampled_from(sorted(CATALOGUE)))),
        gate=draw(st.sampled_from(["none", *Tier])),
        run=draw(_facts(keys)),
        course=draw(st.builds(Course, notes=_TEXTS) | _COURSES),
        left_open=draw(st.dictionaries(st.sampled_from(sorted(CATALOGUE)), ANYTHING, max_size=2)),
    )


def _results(keys: list[ExchangeKey]) -> st.SearchStrategy[ItemResult]:
    findings = st.builds(
        Finding,
        kind=ANYTHING,
        message=ANYTHING,
        expected=ANYTHING,
        actual=ANYTHING,
        place=st.builds(Place, _COUNT, _COUNT, st.none() | ANYTHING),
        exchanges=st.lists(st.sampled_from(keys), max_size=2, unique=True).map(tuple),
    )
    judged = st.builds(JudgedFinding, findings, st.lists(_BREAKS, max_size=2).map(tuple), st.sampled_from(Level))
    return st.builds(
        ItemResult,
        st.sampled_from(sorted(CATALOGUE)),
        ANYTHING,
        st.sampled_from(Outcome),
        st.lists(judged, max_size=3).map(tuple),
        ANYTHING,
        _TEXTS,
    )


@st.composite
def _facts(draw: st.DrawFn, keys: list[ExchangeKey]) -> RunFacts:
    return RunFacts(
        suite_version=draw(ANYTHING),
        edition=draw(ANYTHING),
        profile=draw(ANYTHING),
        target=draw(ANYTHING),
        model=draw(ANYTHING),
        started_at=draw(st.floats()),
        seconds=draw(st.floats()),
        overrides=draw(_WORDS),
        options=draw(st.dictionaries(ANYTHING, ANYTHING | st.floats() | st.none() | st.binary(), max_size=2)),
        unsupported=draw(_WORDS),
        extra_members=draw(st.dictionaries(ANYTHING, st.integers(0), max_size=2)),
        schedule=draw(
            st.builds(ScheduleFacts, tokens=st.none() | st.integers(0), longest_conversation=st.floats(0, 9))
        ),
        reproductions=draw(_reproductions(keys)),
        seed=draw(_COUNT),
        searches=draw(st.lists(_SEARCHES, max_size=2).map(tuple)),
    )


@st.composite
def _reproductions(draw: st.DrawFn, keys: list[ExchangeKey]) -> Mapping[str, Reproduction]:
    request = Request(body=draw(ANYTHING).encode("utf-8", "replace"), headers=(("X", draw(ANYTHING)),))
    target, query = f"https://{draw(ANYTHING)}", draw(ANYTHING)
    return {str(key): reproduction(key, request, target, query=query) for key in keys}
