"""A small measurement, made by hand, for tests."""

from __future__ import annotations

from conformance.requirements.clients import COPED, Cell, Clients, Outcome, Verdict

CREATE, STREAMED, NODE = "openai-python create", "openai-python streamed", "openai-node create"
RAISED = Verdict(Outcome.RAISED, "TypeError")
LOST = Verdict(Outcome.LOST, "text")
AS_SENT = Verdict(Outcome.LOST, "text", as_sent=True)
VERDICTS = {
    "fault/choices-missing": {Cell(CREATE, "text"): RAISED, Cell(NODE, "text"): LOST, Cell(NODE, "tools"): RAISED},
    "fault/choices-null": {Cell(CREATE, "text"): RAISED, Cell(NODE, "text"): LOST},
    "fault/choices-empty": {Cell(CREATE, "text"): COPED, Cell(NODE, "text"): RAISED},
    "fault/done-missing": {Cell(STREAMED, "text"): COPED},
    "fault/stream-cut": {Cell(STREAMED, "text"): AS_SENT},
    "benign/crlf": {Cell(CREATE, "text"): RAISED},
}
CAUSES = {
    "fault/choices-missing": frozenset({"RESP-004 missing"}),
    "fault/choices-null": frozenset({"RESP-004 null"}),
    "fault/choices-empty": frozenset({"RESP-004 empty"}),
    "fault/done-missing": frozenset({"SSE-015 done-missing"}),
}
MEASURED = Clients(
    versions={"openai-python": "1.0.0", "openai-node": "2.0.0"},
    surfaces={CREATE: False, STREAMED: True, NODE: False},
    tasks=("text", "tools"),
    reached={name: frozenset(row) for name, row in VERDICTS.items()},
    verdicts=VERDICTS,
    unreached=frozenset({"fault/n-ignored"}),
)
