"""The sentence about a target that serves what it must refuse: said where that explains most of what was found."""

from __future__ import annotations

from http import HTTPStatus
from itertools import count

import pytest

from conformance.endpoints.asked import Asked, with_object
from conformance.endpoints.http_script import render
from conformance.endpoints.reference.endpoint import make_reference
from conformance.judging.plan import Selection, plan_items
from conformance.model.script import Endpoint, ReceivedRequest, Script
from conformance.requirements.catalogue import load_catalogue
from conformance.running.reporting import general_trouble
from conformance.selftest.proof.in_memory import KEY, play_in_memory

_FAMILIES = ("TEMP-", "TOPP-", "PRES-", "FREQ-", "MAXTOK-", "STOP-", "SEED-", "N-0", "BIAS-", "JSON-")


def _refusing_one_in(share: int) -> Endpoint:
    """Build an endpoint that refuses every so many-th mistake, none where `share` is 0, and serves the others."""
    healthy, mistakes = make_reference(KEY), count()

    def answer(request: ReceivedRequest) -> Script:
        reply = healthy.reply(request)
        if reply.status == HTTPStatus.BAD_REQUEST and (not share or next(mistakes) % share):
            body = Asked(request).body
            reply = healthy.reply(with_object(request, {name: body[name] for name in ("model", "messages")}))
        return render(reply)

    return answer


@pytest.mark.parametrize(("share", "says"), [(0, "to all"), (5, "it looks at little"), (2, ""), (1, "")])
def test_the_sentence(share: int, says: str) -> None:
    only = frozenset(name for name in load_catalogue() if name.startswith(_FAMILIES))
    trouble = general_trouble(play_in_memory(_refusing_one_in(share), plan_items(Selection(only=only))))
    assert [says in sentence for sentence in trouble] == ([True] if says else []), trouble
