"""Faults of Base64 decoders."""

from __future__ import annotations

import re
from typing import Any

from conformance.endpoints.asked import SOME_PICTURE, image_urls
from conformance.endpoints.fault import body_fault

_FOREIGN = re.compile(r"[^A-Za-z0-9+/=]")


@body_fault(trips=("B64-001",), also=("B64-007",))
def base64_foreign_characters_accepted(body: dict[str, Any]) -> None:
    """Characters outside the Base64 alphabet are passed over, and the picture is shown as well as it can be."""
    for image in image_urls(body):
        if _FOREIGN.search(image["url"].partition(",")[2]):
            image["url"] = SOME_PICTURE
