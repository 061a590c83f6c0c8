"""The order in which a target looks at key and body."""

from __future__ import annotations

from collections.abc import Mapping

from conformance.checks.registry import Judged, named, relation
from conformance.conversations.conversation import Played
from conformance.model.finding import Finding, Outcome, Remark

_CLIENT_ERRORS = range(400, 500)


@relation("AUTH-011", named("key unknown, body cut off"))
def key_before_body(played: Played, _: Mapping[str, Played]) -> Judged:
    """A stranger must not learn how bodies are judged, nor make the target parse them."""
    whole, half = played.exchanges[0], played.exchanges[-1]
    if whole is half or whole.status not in _CLIENT_ERRORS or half.status is None:
        yield Remark(Outcome.BLOCKED, "the unknown key is not refused with a valid body (see AUTH-002)")
    elif half.status != whole.status:
        expected = f"{whole.status}, as with a valid body"
        yield Finding("other-status", "The body was judged before the key.", expected, str(half.status)).at(half.key)
