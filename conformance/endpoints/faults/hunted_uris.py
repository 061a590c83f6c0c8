"""Faults of readers of data URIs and Base64 that the usual spellings do not meet."""

from __future__ import annotations

import re
from typing import Any

from conformance.endpoints.asked import image_urls
from conformance.endpoints.failures import internal_error
from conformance.endpoints.fault import On, When, body_fault, fault
from conformance.endpoints.reply import Reply, error_reply

_BETWEEN_THE_LETTERS = re.compile(r"[<>?@\[\\\]^`]")
_BEHIND_PADDING = re.compile(r"=[A-Za-z0-9+/]{1,3}$")
_SIGNS = re.compile(r"[!$&'*+~]")
_CONTROLS = re.compile("[\x01-\x08\x0e-\x1f\x7f]")
_LONE_PADDING = re.compile(r"(?<=[^=])=(?=[^=])")
_REFUSED_LABELS = ("text/plain", "application/pdf", "application/octet-stream", "video/mp4")
_LABEL = re.compile(r"[a-z]+/[a-z0-9.+-]+")
_QUANTUM = 4
_KNOWN_PARAMETERS = 2


def _head(url: str) -> str:
    """Return what stands between the scheme and the comma."""
    return url.partition(",")[0].partition(":")[2]


def _some(test: Any) -> When:
    """Return the condition that the URL of some picture passes the test."""
    return lambda asked: any(test(image["url"]) for image in image_urls(asked.body))


def _pictures(body: dict[str, Any]) -> list[tuple[dict[str, Any], str, str]]:
    """Return each picture with its URL up to the comma, and behind it."""
    parted = ((image, *image["url"].partition(",")) for image in image_urls(body))
    return [(image, head, payload) for image, head, comma, payload in parted if comma]


def _is_cased_oddly(word: str) -> bool:
    return word not in (word.lower(), word.upper(), word.capitalize(), word.title())


@fault(
    trips=("URI-001",),
    also=("URI-003", "URI-004", "URI-013"),
    when=_some(lambda url: _is_cased_oddly(url.partition(":")[0])),
    only_drawn=True,
)
def scheme_of_mixed_case_refused(_: Reply) -> Reply:
    """The scheme is one of data, DATA and Data."""
    return error_reply(400, "Invalid image_url: unknown scheme", param="messages")


@fault(
    trips=("URI-002",),
    also=("URI-003", "URI-004", "URI-013"),
    when=_some(lambda url: _is_cased_oddly(_subtype(url))),
    only_drawn=True,
)
def media_type_of_mixed_case_refused(_: Reply) -> Reply:
    """The subtype is one of png, PNG and Png."""
    return error_reply(400, "Unsupported image type", param="messages")


def _subtype(url: str) -> str:
    return _head(url).partition(";")[0].partition("/")[2]


@fault(
    trips=("URI-003",),
    also=("URI-004", "URI-013"),
    when=_some(lambda url: _is_cased_oddly(_head(url).rpartition(";")[2])),
    only_drawn=True,
)
def base64_of_mixed_case_refused(_: Reply) -> Reply:
    """The word base64 is known in small letters, in capitals and with one capital."""
    return error_reply(400, "Only base64 data is supported", param="messages")


@fault(trips=("URI-004",), also=("URI-013",), when=_some(lambda url: _SIGNS.search(_head(url))), only_drawn=True)
def signs_in_parameters_fail(_: Reply) -> Reply:
    """A parameter is pasted into a command line, where some signs mean something."""
    return internal_error("sh: 1: Syntax error: Unterminated quoted string")


@fault(
    trips=("URI-018",),
    on=On.ANY,
    when=_some(lambda url: '"' in _head(url) and "/" not in _parameters(url)),
    only_drawn=True,
)
def quoted_parameters_fail(_: Reply) -> Reply:
    """A quotation mark in a parameter ends the text that the URI is pasted into."""
    return internal_error("SyntaxError: Unexpected string in JSON at position 31")


def _parameters(url: str) -> str:
    return _head(url).partition(";")[2]


@fault(trips=("URI-004",), when=_some(lambda url: _head(url).count(";") > _KNOWN_PARAMETERS + 1), only_drawn=True)
def third_parameter_refused(_: Reply) -> Reply:
    """A pattern for data URIs has room for two parameters."""
    return error_reply(400, "image_url does not match ^data:image/\\w+(;[^;]+){0,2};base64,", param="messages")


@body_fault(trips=("URI-008",), only_drawn=True)
def words_that_end_in_base64_accepted(body: dict[str, Any]) -> None:
    """What stands in front of the comma must end in base64, whatever stands before that."""
    for image, head, payload in _pictures(body):
        if re.search(r"[^;:]base64$", head) and head.lower().startswith("data:image/"):
            image["url"] = f"{head.removesuffix('base64').rstrip(';')};base64,{payload}"


@body_fault(trips=("URI-017",), only_drawn=True)
def scheme_not_looked_at(body: dict[str, Any]) -> None:
    """The URL is cut at ;base64, and only the media type of the part before it is read."""
    for image, head, payload in _pictures(body):
        if re.fullmatch(r"[a-z]+:image/[a-z]+;base64", head):
            image["url"] = f"data:{_head(image['url'])},{payload}"


@body_fault(trips=("URI-010",), only_drawn=True)
def other_labels_passed_over(body: dict[str, Any]) -> None:
    """Some media types are refused by a list, and those that are not on it are passed to the decoder."""
    for image, head, payload in _pictures(body):
        label = _head(image["url"]).partition(";")[0]
        if not label.startswith("image/") and label not in _REFUSED_LABELS and _LABEL.fullmatch(label):
            image["url"] = head.replace(label, "image/png", 1) + f",{payload}"


@body_fault(trips=("B64-001", "B64-007"), only_drawn=True)
def signs_between_the_letters_count_as_zero(body: dict[str, Any]) -> None:
    """The table of the decoder holds zeros between the letters, where it should mark what is illegal."""
    for image, head, payload in _pictures(body):
        image["url"] = f"{head},{_without(_BETWEEN_THE_LETTERS, payload)}"


def _without(pattern: re.Pattern[str], payload: str) -> str:
    """Leave out what is illegal if that makes the length right, else put a letter in its place."""
    shorter = pattern.sub("", payload)
    return pattern.sub("A", payload) if len(payload) % _QUANTUM == 0 else shorter


@body_fault(trips=("B64-001", "B64-007"), only_drawn=True)
def last_quantum_not_checked(body: dict[str, Any]) -> None:
    """Whole words are decoded by a loop that checks them, and what is left behind it is not checked."""
    for image, head, payload in _pictures(body):
        tail = payload[-_QUANTUM:]
        if payload[:-1].isascii() and re.search(r"[^A-Za-z0-9+/=\0!]", tail):
            image["url"] = f"{head},{payload[:-_QUANTUM]}{re.sub(r'[^A-Za-z0-9+/=]', 'A', tail)}"


@body_fault(trips=("B64-003", "B64-007"), only_drawn=True)
def letters_behind_the_padding_dropped(body: dict[str, Any]) -> None:
    """What is left of the input, being less than a quantum, is not decoded."""
    for image, head, payload in _pictures(body):
        if _BEHIND_PADDING.search(payload):
            image["url"] = f"{head},{payload.rpartition('=')[0]}="


@fault(trips=("B64-008",), when=_some(lambda url: "/" * 16 in url), only_drawn=True)
def slashes_in_a_row_fail(_: Reply) -> Reply:
    """Slashes in a row are folded by the rule for paths, and the payload is too short."""
    return internal_error("binascii.Error: Incorrect padding")


@body_fault(trips=("B64-001", "B64-007"), only_drawn=True)
def control_characters_in_base64_passed_over(body: dict[str, Any]) -> None:
    """Control characters count as white space, but for the one that ends a string."""
    for image, head, payload in _pictures(body):
        image["url"] = f"{head},{_CONTROLS.sub('', payload)}"


@body_fault(trips=("B64-003", "B64-007"), only_drawn=True)
def lone_equal_signs_within_dropped(body: dict[str, Any]) -> None:
    """Padding within the payload, where chunks were joined that were encoded one by one, is passed over."""
    for image, head, payload in _pictures(body):
        image["url"] = f"{head},{_LONE_PADDING.sub('', payload)}"
