"""Builders of examples, so that a property reads as a table."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from conformance.conversations.building import chat_payload, encode, picture_content
from conformance.conversations.conversation import Trait
from conformance.conversations.img import PICTURE_PATH
from conformance.model.request import Expectation
from conformance.model.settings import Capability, Dialect
from conformance.properties.example import Example


def refused(
    stratum: str,
    proves: str,
    payload: Any,
    *,
    subject: str,
    controls: tuple[str, ...] = ("text",),
    capability: Capability = Capability.TEXT,
) -> Example:
    """Describe a body with one fault, which must be refused.

    Args:
        stratum: what it is an example of.
        proves: the requirement that such a fault is rejected.
        payload: a JSON value, or the bytes of the body where no JSON writer would write them.
        subject: the member at fault as a dotted path.
        controls: what must have been accepted, and plainer mistakes of the same kind.
        capability: the feature that the target must have.
    """
    return Example(
        stratum=stratum,
        bodies=(_bytes(payload),),
        expectation=Expectation.REJECTED,
        proves=proves,
        subject=subject,
        controls=controls,
        capability=capability,
        traits=frozenset({Trait.INVALID}),
    )


def either(
    stratum: str,
    proves: str,
    payload: Any,
    *,
    subject: str,
    controls: tuple[str, ...] = ("text",),
    capability: Capability = Capability.TEXT,
) -> Example:
    """Describe a body that may be served or refused, as long as the server keeps its composure; see `refused`."""
    strict = refused(stratum, proves, payload, subject=subject, controls=controls, capability=capability)
    return replace(strict, expectation=Expectation.EITHER, traits=frozenset({Trait.ALONE}))


def about_picture(
    build: Callable[..., Example],
    dialect: Dialect,
    stratum: str,
    proves: str,
    uri: str,
    *,
    controls: Iterable[str],
    capability: Capability = Capability.IMAGES,
    **members: Any,
) -> Example:
    """Describe a question about one picture whose URI is at fault, or odd.

    Args:
        build: `refused` or `either`.
        dialect: what the body depends on.
        stratum: as for `refused`.
        proves: as for `refused`.
        uri: of the picture.
        controls: as for `refused`; one that comes twice is named once.
        capability: as for `refused`.
        members: further members of the body.
    """
    payload = chat_payload(dialect, picture_content(uri), **members)
    once = tuple(dict.fromkeys(controls))
    return build(stratum, proves, payload, subject=PICTURE_PATH, controls=once, capability=capability)


def served(
    stratum: str,
    proves: str,
    *payloads: Any,
    controls: tuple[str, ...] = ("text",),
    capability: Capability = Capability.TEXT,
    also: frozenset[Trait] = frozenset(),
) -> Example:
    """Describe a legal body, and its streamed twin where there is one; the bodies' own `stream` gives the traits.

    Args:
        stratum: what it is an example of.
        proves: the requirement that such a body is served.
        payloads: JSON objects, or the bytes of bodies that hold one.
        controls: what must have been accepted.
        capability: the feature that the target must have.
        also: traits that the bodies do not tell.
    """
    bodies = tuple(map(_bytes, payloads))
    objects = [json.loads(body) for body in bodies]
    streams = [one.get("stream") is True for one in objects]
    traits = {Trait.STREAM if stream else Trait.PLAIN for stream in streams}
    if any(map(_asks_for_usage, objects)):
        traits.add(Trait.USAGE)
    if streams == [False, True]:
        traits.add(Trait.TWIN)
    return Example(
        stratum=stratum,
        bodies=bodies,
        expectation=Expectation.ACCEPTED,
        proves=proves,
        controls=controls,
        capability=capability,
        traits=frozenset(traits) | also,
    )


def _bytes(payload: Any) -> bytes:
    return payload if isinstance(payload, bytes) else encode(payload)


def _asks_for_usage(payload: dict[str, Any]) -> bool:
    options = payload.get("stream_options")
    return isinstance(options, dict) and options.get("include_usage") is True
