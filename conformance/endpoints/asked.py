"""What a fault may want to know about the request that it spoils the answer of."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any

from conformance.model.script import ReceivedRequest

SOME_PICTURE = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAEAAAABACAIAAAAlC+aJAAAATElEQVR42u3PQQ0AAAgEoNP+nTWCbz"
    "doQE1+6wgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIHBZShQF/CY4YrwAAAABJRU5ErkJggg"
    "=="
)
"""A red square of 64 pixels: what a body fault puts in the place of a picture that it accepts against the rules."""


@dataclass(frozen=True)
class Asked:
    """Facts of a request, read leniently; nothing here raises.

    Attributes:
        request: the request as received.
    """

    request: ReceivedRequest

    @property
    def path(self) -> str:
        """The target without its query."""
        return self.request.target.partition("?")[0]

    @property
    def is_chat(self) -> bool:
        """Whether this is a POST to a path that ends in /chat/completions."""
        return self.request.method == "POST" and self.path.endswith("/chat/completions")

    @cached_property
    def body(self) -> dict[str, Any]:
        """The JSON object of the body, or {} where there is none."""
        return parse_object(self.request.body) or {}

    @property
    def streams(self) -> bool:
        """Whether the body says `stream: true`."""
        return _streams(self.request.body)

    @property
    def wants_usage(self) -> bool:
        """Whether the body says `include_usage: true`."""
        options = self.body.get("stream_options")
        return isinstance(options, dict) and options.get("include_usage") is True

    @property
    def n(self) -> int:
        """The number of choices that were asked for; 1 where the body gives no number."""
        return int(number_of(self.body, "n") or 1)

    @property
    def has_pictures(self) -> bool:
        """Whether some message has an `image_url` part."""
        return any(image_urls(self.body))


@lru_cache(maxsize=2048)
def _streams(body: bytes) -> bool:
    return (parse_object(body) or {}).get("stream") is True


def parse_object(body: bytes) -> dict[str, Any] | None:
    """Parse a body leniently; None where it is not a JSON object."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def number_of(body: dict[str, Any], name: str) -> int | float | None:
    """Return a member that is a number (booleans are not), else None."""
    value = body.get(name)
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def parts_of(body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield every content part of every message, live."""
    messages = body.get("messages")
    for message in messages if isinstance(messages, list) else ():
        content = message.get("content") if isinstance(message, dict) else None
        yield from (part for part in content if isinstance(part, dict)) if isinstance(content, list) else ()


def image_urls(body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield every `image_url` object whose `url` is a string, live."""
    images = (part.get("image_url") for part in parts_of(body))
    return (image for image in images if isinstance(image, dict) and isinstance(image.get("url"), str))


def with_header(request: ReceivedRequest, name: str, value: str | None) -> ReceivedRequest:
    """Return the request with this field in place of all of that name; None removes them."""
    kept = tuple((key, old) for key, old in request.headers if key.lower() != name.lower())
    return replace(request, headers=kept if value is None else (*kept, (name, value)))


def with_object(request: ReceivedRequest, body: dict[str, Any]) -> ReceivedRequest:
    """Return the request with this JSON object as its body."""
    return replace(request, body=json.dumps(body).encode("utf-8"))
