"""Faults of Base64 decoders."""

from __future__ import annotations

import re
from typing import Any

from conformance.endpoints.asked import image_urls
from conformance.endpoints.fault import body_fault

_FOREIGN = re.compile(r"[^A-Za-z0-9+/=]")


@body_fault(trips=("B64-001",), also=("B64-007",))
def base64_foreign_characters_dropped(body: dict[str, Any]) -> None:
    """Characters outside the Base64 alphabet are passed over, as MIME decoders do."""
    for image in image_urls(body):
        head, comma, payload = image["url"].partition(",")
        image["url"] = head + comma + _FOREIGN.sub("", payload)
