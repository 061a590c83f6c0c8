"""What is answered in the place of a completion: the error envelope with its four members."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(eq=False)
class Refusal(Exception):  # noqa: N818 - it is an answer, and the client's error
    """A request that is not served.

    Attributes:
        message: what was wrong, for people.
        param: path of the member that is at fault, `messages[0].content`, or None.
        code: word for programs, or None.
        status: HTTP status.
        kind: the envelope's `type`.
        headers: header fields beside the usual ones.
    """

    message: str
    param: str | None = None
    code: str | None = None
    status: int = 400
    kind: str = "invalid_request_error"
    headers: Mapping[str, str] = field(default_factory=dict)

    def envelope(self) -> dict[str, Any]:
        """Return the body (OpenAI specification, `ErrorResponse`: all four members are required)."""
        return {"error": {"message": self.message, "type": self.kind, "param": self.param, "code": self.code}}


def unauthorized(*, presented: bool) -> Refusal:
    """Refuse a request without a key, or with one that is not ours; the key itself is never repeated."""
    challenge = {"WWW-Authenticate": 'Bearer realm="second endpoint"'}
    if presented:
        return Refusal("The API key is not known here.", code="invalid_api_key", status=401, headers=challenge)
    return Refusal("No API key was sent: use Authorization: Bearer KEY.", status=401, headers=challenge)
