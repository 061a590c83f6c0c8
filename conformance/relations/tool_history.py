"""Whether the result of a tool reaches the model, and whether a target takes back a call of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from conformance.checks.registry import Judged, named, relation
from conformance.conversations.conversation import Played
from conformance.conversations.tool import GENERATED, NAMED_OTHER, OFFERED
from conformance.conversations.tool_history import CUT_ARGUMENTS, LONG, SHORT
from conformance.conversations.tools import STATION
from conformance.model.finding import Finding, Outcome, Place, Remark
from conformance.model.settings import Capability
from conformance.relations.acceptance import judge_acceptance
from conformance.relations.completions import text_of, tokens_of, unready
from conformance.relations.composure import served_or_refused
from conformance.relations.controls import failed_control

_MUTE = Remark(Outcome.INCONCLUSIVE, "the model does not repeat what the tool said")

_TOKENS_OF_MARKUP = 2


def _gives_the_station(played: Played) -> bool:
    """Tell whether the text has the number of the station; models write its name as they like."""
    return STATION.rpartition("-")[2] in text_of(played)


@relation("TOOL-028", named(SHORT, LONG))
def result_is_read(played: Played, controls: Mapping[str, Played]) -> Judged:
    """A result that is dropped makes the model invent one, or call the tool for ever."""
    remark = unready(played, controls)
    if remark:
        yield remark
    elif any(_gives_the_station(one) for one in (played, *controls.values())):
        yield Remark(Outcome.PASSED, "the answer gives what only the tool said")
    elif SHORT not in controls:
        yield _MUTE
    else:
        yield _compared(*(tokens_of(one, "prompt_tokens") for one in (controls[OFFERED], controls[SHORT], played)))


def _compared(other: int | None, short: int | None, long: int | None) -> Finding | Remark:
    """Judge by the counts of another prompt, and of two histories of which one has a result of a hundred words more.

    Null and absent content may be rendered apart, so that a token or two between the histories say nothing.
    """
    if other is None or short is None or long is None or other == short == long:
        return Remark(Outcome.INCONCLUSIVE, f"{_MUTE.reason}, and the prompt is not counted")
    if abs(long - short) > _TOKENS_OF_MARKUP:
        return _MUTE
    expected = f"more tokens than the {short} of a shorter result"
    place = Place(pointer="/usage/prompt_tokens")
    return Finding("result-dropped", "The prompt counts alike whatever the result says.", expected, str(long), place)


@relation("TOOL-024", named(CUT_ARGUMENTS))
def cut_arguments_break_nothing(played: Played, controls: Mapping[str, Played]) -> Judged:
    """The specification warns that models write invalid JSON; who hands such a call back must be able to go on."""
    return served_or_refused(played, controls, "A call in the history whose arguments were cut off")


@relation("TOOL-006", named(GENERATED))
def generated_schema_breaks_nothing(played: Played, controls: Mapping[str, Played]) -> Judged:
    """Libraries make such schemas of classes; a server may refuse what it cannot follow, and must not fall over it."""
    return served_or_refused(played, controls, "A schema with references and values that may be null")


@relation("TOOL-029", named(NAMED_OTHER))
def takes_its_own_call_back(played: Played, controls: Mapping[str, Played]) -> Judged:
    """The second turn of an agent is the first in which the target reads what it wrote."""
    own = played.exchanges[1:]
    remark = failed_control(controls, Outcome.BLOCKED)
    if remark:
        yield remark
    elif not own:
        yield Remark(Outcome.INCONCLUSIVE, "no whole call came that could be handed back (see TOOL-008 and TOOL-013)")
    else:
        about_results = replace(played.conversation, capability=Capability.TOOLS)
        yield from judge_acceptance(replace(played, conversation=about_results, exchanges=own), controls, frozenset())
