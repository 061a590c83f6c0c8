"""Faults around the member `model`, of requests and of answers."""

from __future__ import annotations

from typing import Any

from conformance.endpoints.fault import On, body_fault, fault
from conformance.endpoints.reference.endpoint import DEFAULT_MODEL
from conformance.endpoints.reply import Reply


@fault(trips=("MODEL-001",), on=On.PLAIN)
def model_missing(reply: Reply) -> None:
    """Completions do not name a model."""
    del reply.content["model"]


@fault(trips=("MODEL-001",), on=On.PLAIN)
def model_null(reply: Reply) -> None:
    """The model of completions is null."""
    reply.content["model"] = None


@fault(trips=("MODEL-001",), on=On.PLAIN)
def model_empty(reply: Reply) -> None:
    """The model of completions is an empty string."""
    reply.content["model"] = ""


@fault(trips=("MODEL-001",), on=On.PLAIN)
def model_object(reply: Reply) -> None:
    """The model of completions is the registry's whole entry."""
    reply.content["model"] = {"id": DEFAULT_MODEL, "object": "model"}


@body_fault(trips=("MODEL-002",))
def model_absent_accepted(body: dict[str, Any]) -> None:
    """A request without model goes to the default model."""
    body.setdefault("model", DEFAULT_MODEL)


@body_fault(trips=("MODEL-003",))
def model_number_accepted(body: dict[str, Any]) -> None:
    """A number in place of the model is the position in the list of models."""
    if isinstance(body.get("model"), int):
        body["model"] = DEFAULT_MODEL


@body_fault(trips=("MODEL-003",))
def model_of_any_type_accepted(body: dict[str, Any]) -> None:
    """A model that is no string is not looked at."""
    if "model" in body and not isinstance(body["model"], str):
        body["model"] = DEFAULT_MODEL


@body_fault(trips=("MODEL-004",), also=("MODEL-006",))
def model_unknown_answered(body: dict[str, Any]) -> None:
    """The one model that is loaded answers for every name, and says so."""
    if isinstance(body.get("model"), str):
        body["model"] = DEFAULT_MODEL


@fault(trips=("MODEL-005",), on=On.PLAIN)
def model_renamed(reply: Reply) -> None:
    """Completions name the file that the model was loaded from."""
    reply.content["model"] = "/models/qwen2-vl-7b-q4_k_m.gguf"


@body_fault(trips=("MODEL-006",))
def model_empty_accepted(body: dict[str, Any]) -> None:
    """An empty model is the default model."""
    if body.get("model") == "":
        body["model"] = DEFAULT_MODEL


@body_fault(trips=("MODEL-003", "MODEL-006"))
def model_false_accepted(body: dict[str, Any]) -> None:
    """A model that is false in the server's language, such as null, is the default model."""
    if "model" in body and not body["model"]:
        body["model"] = DEFAULT_MODEL
