"""A buyer's text in the prompts of a run, so that the run cannot have been made before the buyer chose it.

It stands before the two prompts that most conversations share, wherever they stand: requests that are compared with
each other stay alike, and the model reads what it is to do behind it.
"""

from __future__ import annotations

import re

ALLOWED = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9 ._:-]{0,62}[A-Za-z0-9])?")
"""Needs no escape in JSON, and is no markup."""
_PLACE = re.compile(rb'"(?:Reference: ([ -~]{1,64}?)\. )?(?=Reply with the single word:|Which colour is the picture\?)')


def woven(body: bytes, challenge: str) -> bytes:
    """Return a body whose prompts begin with the challenge; one without such prompts stays as it is."""
    return _PLACE.sub(b'"Reference: ' + challenge.encode("ascii") + b". ", body)


def carries(body: bytes, challenge: str) -> bool | None:
    """Tell whether all prompts of a body begin with the challenge that can; None where there is no such prompt."""
    found = set(_PLACE.findall(body))
    return found == {challenge.encode("utf-8", "replace")} if found else None
