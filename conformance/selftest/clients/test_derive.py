from __future__ import annotations

import json

import pytest

from conformance.model.requirement import Client
from conformance.requirements.breaks import read_breaks
from conformance.requirements.clients import COPED, Outcome, Verdict
from conformance.selftest.clients import causes, derive
from conformance.selftest.clients.attribution import Blame, Observation
from conformance.selftest.clients.sample import CAUSES, LOST, MEASURED, RAISED
from conformance.selftest.clients.wording import how, said
from conformance.selftest.proof.proven import Row


def blame(surface: str, *verdicts: Verdict, spoken: int = 0) -> Blame:
    broken = tuple(Observation(f"fault/{at}", frozenset({"X-001 y"}), verdict) for at, verdict in enumerate(verdicts))
    return Blame(surface, broken, spoken or len(broken))


def test_breaks_are_derived_and_can_be_read() -> None:
    breaks = derive.derived(MEASURED, CAUSES)
    assert list(breaks) == ["RESP-004 empty", "RESP-004 missing", "RESP-004 null"]
    assert breaks["RESP-004 missing"][0] == {
        "client": "openai-python create",
        "how": "raises TypeError in create",
        "source": "openai-python 1.0.0, measured with fault/choices-missing: CLIENTS.md#resp",
        "evidence": ["fault/choices-missing"],
    }
    read = read_breaks(json.loads(derive.as_text(breaks)))
    assert [entry.client for entry in read["RESP-004"]["null"]] == [Client.PYTHON_CREATE, Client.NODE]
    assert read["RESP-004"]["null"][1].how == "loses text in create"


@pytest.mark.parametrize(
    ("client", "blames", "words"),
    [
        (Client.PYTHON_STREAM, [blame("openai-python stream()", RAISED)], "raises TypeError"),
        (
            Client.LANGCHAIN,
            [blame("langchain invoke", RAISED), blame("langchain stream", RAISED)],
            "raises TypeError",
        ),
        (
            Client.NODE,
            [blame("openai-node create", RAISED), blame("openai-node streamed", LOST)],
            "raises TypeError in create; loses text in streamed",
        ),
        (
            Client.AI_SDK,
            [blame("ai-sdk streamText", RAISED, RAISED, LOST, spoken=4)],
            "raises TypeError (3 of 4 faults) in streamText",
        ),
    ],
)
def test_how_a_client_breaks(client: Client, blames: list[Blame], words: str) -> None:
    assert how(client, blames) == words


def test_every_outcome_has_words() -> None:
    assert len({said(Verdict(outcome, "text")) for outcome in Outcome}) == len(Outcome)


def test_only_what_a_fault_is_written_to_violate_is_its_doing() -> None:
    found = frozenset({"RESP-004 missing", "RESP-015 other"})
    row = Row("fault/choices-missing", frozenset(), frozenset(), kinds=found)
    assert causes.caused(row) == {"RESP-004 missing"}


def test_a_requirement_that_owns_the_rest_of_a_document_is_no_cause() -> None:
    row = Row("fault/tool-call-type-empty", frozenset(), frozenset(), kinds=frozenset({"STREAM-025 empty"}))
    assert "STREAM-025" in causes.catch_alls()
    assert causes.caused(row) == frozenset()


def test_usage_and_choices_of_tools_are_asked_for_on_demand() -> None:
    assert {"USAGE-001", "TOOL-003", "MAXTOK-008"} <= causes.on_demand()
    assert {"HTTP-001", "IMG-001", "STREAM-001", "TOOL-001"}.isdisjoint(causes.on_demand())


def test_causes_are_written_and_read(tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("data") / "causes.json"
    path.write_text(causes.as_text({**CAUSES, "fault/idle": frozenset()}), "utf-8")
    assert causes.load_causes(path) == CAUSES


def test_what_copes_breaks_nothing() -> None:
    assert said(COPED) == "copes"
    assert not blame("openai-node create", spoken=1).holds


def test_the_data_in_the_repository_is_current() -> None:
    assert derive.main(["--check"]) == 0
