"""An example as JSON and back, for evidence and for failures that are kept.

The bodies may be left out, where the evidence of the requests holds them.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from typing import Any

from conformance.conversations.conversation import Trait
from conformance.model.request import Expectation
from conformance.model.settings import Capability
from conformance.properties.example import Example


def facts_of(example: Example) -> dict[str, Any]:
    """Return everything about an example but its bodies, as JSON values."""
    return {
        "stratum": example.stratum,
        "expectation": example.expectation.value,
        "proves": example.proves,
        "subject": example.subject,
        "capability": example.capability.value,
        "controls": list(example.controls),
        "traits": sorted(trait.value for trait in example.traits),
    }


def record_of(example: Example) -> dict[str, Any]:
    """Return an example as JSON values: bodies that are UTF-8 as they stand, others as Base64."""
    return {**facts_of(example), "bodies": [_body_record(body) for body in example.bodies]}


def read_record(record: Any) -> Example:
    """Return the example of a record.

    Raises:
        ValueError: it is no such record.
    """
    try:
        return read_facts(record, tuple(map(_body, record["bodies"])))
    except (TypeError, KeyError, AttributeError) as problem:
        raise ValueError(f"this is not the record of an example: {problem!r}") from None


def read_facts(record: Any, bodies: tuple[bytes, ...]) -> Example:
    """Return the example of a record without bodies.

    Raises:
        ValueError: it is no such record.
    """
    try:
        return Example(
            stratum=str(record["stratum"]),
            bodies=bodies,
            expectation=Expectation(record["expectation"]),
            proves=str(record["proves"]),
            subject=str(record["subject"]),
            capability=Capability(record["capability"]),
            controls=tuple(map(str, record["controls"])),
            traits=frozenset(map(Trait, record["traits"])),
        )
    except (TypeError, KeyError) as problem:
        raise ValueError(f"this is not the record of an example: {problem!r}") from None


def _body_record(body: bytes) -> dict[str, str]:
    try:
        return {"text": body.decode("utf-8")}
    except UnicodeDecodeError:
        return {"base64": b64encode(body).decode("ascii")}


def _body(record: Any) -> bytes:
    return record["text"].encode("utf-8") if "text" in record else b64decode(record["base64"], validate=True)
