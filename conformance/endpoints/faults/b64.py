"""Faults of Base64 decoders."""

from __future__ import annotations

import re
from typing import Any

from conformance.endpoints.asked import SOME_PICTURE, Asked, image_urls
from conformance.endpoints.failures import hang_up, internal_error
from conformance.endpoints.fault import On, When, body_fault, fault
from conformance.endpoints.http_script import json_bytes, raw_script
from conformance.endpoints.reply import Reply, error_reply
from conformance.model.script import Finish, Script

_FOREIGN = re.compile(r"[^A-Za-z0-9+/=]")


def _payload(url: str) -> str:
    return url.partition(",")[2]


def _ends_with(padding: int) -> When:
    def when(asked: Asked) -> bool:
        payloads = (_payload(image["url"]) for image in image_urls(asked.body))
        return any(len(payload) - len(payload.rstrip("=")) == padding for payload in payloads)

    return when


def _is_foreign(payload: str) -> bool:
    return _FOREIGN.search(payload) is not None


def _has_data_behind_padding(payload: str) -> bool:
    return "=" in payload.rstrip("=")


def _is_cut(payload: str) -> bool:
    return len(payload) % 4 == 1


@body_fault(trips=("B64-001",), also=("URI-014",))
def base64_foreign_characters_accepted(body: dict[str, Any]) -> None:
    """Characters outside the Base64 alphabet are passed over, and the picture is shown as well as it can be."""
    for image in image_urls(body):
        if _is_foreign(_payload(image["url"])):
            image["url"] = SOME_PICTURE


@body_fault(trips=("B64-002",))
def base64_of_impossible_length_accepted(body: dict[str, Any]) -> None:
    """A last character that stands alone is dropped."""
    for image in image_urls(body):
        payload = _payload(image["url"])
        if _is_cut(payload) and not _is_foreign(payload):
            image["url"] = image["url"][:-1]


@body_fault(trips=("B64-003",))
def base64_behind_padding_dropped(body: dict[str, Any]) -> None:
    """Decoding ends at the first padding, and what follows is dropped."""
    for image in image_urls(body):
        head, _, payload = image["url"].partition(",")
        if _has_data_behind_padding(payload):
            image["url"] = f"{head},{payload[: payload.index('=')]}{'=' * (-payload.index('=') % 4)}"


@body_fault(trips=("B64-001", "B64-002", "B64-003"), also=("URI-014",))
def base64_decoded_leniently(body: dict[str, Any]) -> None:
    """Whatever the payload, the decoder makes something of it and never complains."""
    for image in image_urls(body):
        payload = _payload(image["url"])
        if _is_foreign(payload) or _has_data_behind_padding(payload) or _is_cut(payload):
            image["url"] = SOME_PICTURE


@body_fault(trips=("B64-004",))
def empty_picture_accepted(body: dict[str, Any]) -> None:
    """A data URI without data is passed over as if there were no picture."""
    for image in image_urls(body):
        if image["url"].endswith(";base64,"):
            image["url"] = SOME_PICTURE


@fault(
    trips=("B64-005",),
    also=("IMG-003", "FMT-002", "FMT-003", "FMT-005", "FMT-007", "SIZE-001", "SIZE-006"),
    when=_ends_with(1),
)
def single_padding_refused(_: Reply) -> Reply:
    """A pattern for data URIs allows two signs of padding or none."""
    return error_reply(400, "Image url does not match the expected format data:image/...;base64,...", param="messages")


@fault(trips=("B64-005",), also=("IMG-004", "FMT-001", "SIZE-004"), when=_ends_with(0))
def missing_padding_fails(_: Reply) -> Reply:
    """Padding is cut off and put back by a rule that is wrong where none was needed."""
    return internal_error("binascii.Error: Excess data after padding")


@fault(trips=("B64-005",), also=("IMG-003", "FMT-001", "SIZE-001", "SIZE-004"), when=_ends_with(1))
def single_padding_kills_the_worker(_: Reply) -> Script:
    """A buffer is counted too short where one sign of padding is cut off, and the worker ends."""
    return hang_up()


def _payloads(asked: Asked) -> str:
    return next((_payload(image["url"]) for image in image_urls(asked.body)), "")


@fault(trips=("B64-006",), on=On.MISTAKE, when=lambda asked: asked.has_pictures)
def payload_echoed(reply: Reply, asked: Asked) -> None:
    """The refusal of a picture quotes the whole data URI, as a validator does that shows its input."""
    reply.content["error"]["message"] += f" [input_value='data:image/png;base64,{_payloads(asked)}', input_type=str]"


@fault(trips=("B64-006",), on=On.MISTAKE, when=lambda asked: asked.has_pictures)
def start_of_payload_echoed(reply: Reply, asked: Asked) -> None:
    """The refusal of a picture quotes the first hundred characters of the data."""
    reply.content["error"]["message"] += f" Cannot decode {_payloads(asked)[:100]}..."


@body_fault(trips=("B64-007",))
def base64_foreign_characters_accepted_streamed(body: dict[str, Any]) -> None:
    """Payloads are checked only where the answer is not streamed."""
    for image in image_urls(body):
        if body.get("stream") is True and _is_foreign(_payload(image["url"])):
            image["url"] = SOME_PICTURE


@fault(trips=("B64-006",), on=On.MISTAKE, when=lambda asked: asked.has_pictures)
def payload_echoed_with_escaped_slashes(reply: Reply, asked: Asked) -> None:
    """The refusal of a picture quotes the data, by a writer of JSON that escapes the slash."""
    reply.content["error"]["message"] += f" ({_payloads(asked)})"
    reply.content = json_bytes(reply.content).replace(b"/", rb"\/")


def _is_full_of(sign: str) -> When:
    return lambda asked: sign * 8 in _payloads(asked)


def _without(body: dict[str, Any], sign: str) -> None:
    for image in image_urls(body):
        head, _, payload = image["url"].partition(",")
        if sign * 8 in payload:
            image["url"] = f"{head},{payload.replace(sign, '')}"


@fault(trips=("B64-008",), when=_is_full_of("+"))
def plus_signs_refused(_: Reply) -> Reply:
    """The body passed a reader of forms, plus signs are blanks by now, and the payload is refused."""
    return error_reply(400, "Invalid base64 image_url.", param="messages")


@fault(trips=("B64-008",), when=_is_full_of("+"))
def plus_signs_fail(_: Reply) -> Reply:
    """The body passed a reader of forms, and the decoder fails on the blanks."""
    return internal_error("java.lang.IllegalArgumentException: Illegal base64 character 20")


@fault(trips=("B64-008",), when=_is_full_of("+"))
def plus_signs_kill_the_worker(_: Reply) -> Script:
    """A long run of the same letter is a loop that unrolls beyond its buffer."""
    return hang_up()


@body_fault(trips=("B64-009",))
def half_the_padding_suffices(body: dict[str, Any]) -> None:
    """The equal signs are cut off and put back before anyone counts them."""
    for image in image_urls(body):
        payload = _payload(image["url"])
        if payload.endswith("=") and len(payload.rstrip("=")) % 4 == 2 and len(payload) % 4 == 3:  # noqa: PLR2004
            image["url"] += "="


def _odd(sign: str) -> When:
    return lambda asked: sign in _payloads(asked)


@fault(trips=("B64-010",), on=On.ANY, when=lambda asked: "\n" in _payloads(asked).rstrip())
def broken_lines_fail(_: Reply) -> Reply:
    """The decoder's complaint about a line feed is caught by nobody."""
    return internal_error("binascii.Error: Only base64 data is allowed")


@fault(trips=("B64-010",), on=On.ANY, when=_odd("-"))
def url_safe_base64_kills_the_worker(_: Reply) -> Script:
    """The table of the decoder has no entry for the letters of the URL-safe alphabet."""
    return hang_up()


@fault(trips=("B64-010",), on=On.ANY, when=_odd("%3D"))
def percent_encoded_padding_waited_for(_: Reply) -> Script:
    """A percent sign starts an escape, whose end the reader waits for."""
    return raw_script(finish=Finish.HANG)


@fault(trips=("B64-010",), on=On.ANY, when=lambda asked: _lacks_padding(_payloads(asked)))
def missing_padding_not_caught(_: Reply) -> Reply:
    """The decoder's complaint about padding is caught by nobody."""
    return internal_error("binascii.Error: Incorrect padding")


def _lacks_padding(payload: str) -> bool:
    return len(payload) % 4 > 1 and payload.isascii() and not payload.endswith("=") and not _is_foreign(payload)


@body_fault(trips=("B64-011",))
def plus_signs_dropped(body: dict[str, Any]) -> None:
    """Plus signs became blanks on the way, and the decoder passes over blanks: what remains is another picture."""
    _without(body, "+")


@body_fault(trips=("B64-011",))
def url_safe_letters_dropped(body: dict[str, Any]) -> None:
    """The decoder passes over letters of the URL-safe alphabet, as Python's does: what remains is another picture."""
    _without(body, "-")


@fault(trips=("ERR-001",), on=On.MISTAKE, when=lambda asked: any(map(_FOREIGN.search, _payloads_of(asked))))
def characters_outside_the_alphabet_fail(_: Reply) -> Reply:
    """A payload that is no Base64 is 500, and nobody says that the picture is why.

    Seen on NVIDIA Dynamo: https://github.com/ai-dynamo/dynamo/issues/14604
    """
    return internal_error("Failed to generate completions")


@fault(trips=("ERR-001",), also=("URI-018",), on=On.MISTAKE, when=lambda asked: any(map(_lacks_base64, _urls(asked))))
def data_uri_without_base64_fails(_: Reply) -> Reply:
    """A data URI that does not declare Base64 is 500.

    Seen on NVIDIA Dynamo: https://github.com/ai-dynamo/dynamo/issues/14604
    """
    return internal_error("Failed to generate completions")


def _urls(asked: Asked) -> list[str]:
    return [image["url"] for image in image_urls(asked.body)]


def _payloads_of(asked: Asked) -> list[str]:
    """Return what stands behind the comma of Base64 data URIs."""
    return [_payload(url) for url in _urls(asked) if ";base64," in url]


def _lacks_base64(url: str) -> bool:
    head, comma, _ = url.partition(",")
    return head.startswith("data:image/") and bool(comma) and ";base64" not in head.lower()
