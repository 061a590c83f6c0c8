"""What is said about preflights, to the letter."""

from __future__ import annotations

import pytest

from conformance.conversations.http import ORIGIN, PRIVATE_NETWORK
from conformance.selftest.checks.answers import Said, answered, judged

BOTH = "Authorization, Content-Type"
NO_HEADER = "no such header"


@pytest.mark.parametrize(
    ("status", "origin", "fields", "said"),
    [
        (204, "*", BOTH, []),
        (200, f" {ORIGIN} ", "content-type,AUTHORIZATION, x", []),
        (401, "*", BOTH, [("key-asked-for", "401", "")]),
        (403, "*", BOTH, [("key-asked-for", "403", "")]),
        (405, "*", BOTH, [("refused", "405", "")]),
        (204, "https://other.example", BOTH, [("origin-not-allowed", "https://other.example", "")]),
        (204, "", BOTH, [("origin-not-allowed", NO_HEADER, "")]),
        (204, "*", "*", [("fields-not-allowed", "*", "")]),
        (204, "*", "Authorization", [("fields-not-allowed", "Authorization", "")]),
        (204, "*", "Content-Type", [("fields-not-allowed", "Content-Type", "")]),
        (204, "*", "", [("fields-not-allowed", NO_HEADER, "")]),
    ],
)
def test_preflights(status: int, origin: str, fields: str, said: list[Said]) -> None:
    headers = {"Access-Control-Allow-Origin": origin, "Access-Control-Allow-Headers": fields}
    assert judged("HTTP-037", answered(status, b"", headers=headers)) == said


@pytest.mark.parametrize(
    ("status", "origin", "value", "said"),
    [
        (204, "*", "true", []),
        (204, "*", " True ", []),
        (204, "*", "false", [("not-allowed", "false", "")]),
        (204, "*", "", [("not-allowed", NO_HEADER, "")]),
        (405, "*", "true", [("blocked", "preflights are not allowed at all (see HTTP-037)", "")]),
        (204, "", "true", [("blocked", "preflights are not allowed at all (see HTTP-037)", "")]),
    ],
)
def test_private_networks(status: int, origin: str, value: str, said: list[Said]) -> None:
    headers = {"Access-Control-Allow-Origin": origin, "Access-Control-Allow-Private-Network": value}
    asked = ((PRIVATE_NETWORK, "true"),)
    assert judged("HTTP-038", answered(status, b"", headers=headers, sent_headers=asked)) == said


def test_a_target_on_no_private_network_is_not_judged() -> None:
    said = judged("HTTP-038", answered(204, b"", headers={"Access-Control-Allow-Origin": "*"}))
    assert said == [("not-applicable", "the target is not on a private network, as far as we know", "")]
