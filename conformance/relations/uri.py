"""Data URIs that may be served or refused: whether the server keeps its composure, and its files."""

from __future__ import annotations

import re
from collections.abc import Mapping

from conformance.checks.registry import Covers, Judged, relation
from conformance.conversations.conversation import Played
from conformance.conversations.uri import MISLABELLED, ODD, TRAVERSAL
from conformance.model.finding import Finding
from conformance.relations.composure import served_or_refused

_PASSWORD_FILE = re.compile(rb"\broot:[^:\s]*:0:0:")


def _begins(name: str) -> Covers:
    return lambda conversation: conversation.name.startswith(name)


@relation("URI-005", _begins(TRAVERSAL))
def path_is_inert(played: Played, controls: Mapping[str, Played]) -> Judged:
    """Who stores a picture under the name that a stranger gave it writes where the stranger likes, or reads there."""
    found = _PASSWORD_FILE.search(played.exchanges[0].http.body(1 << 20))
    if found:
        actual = f"a line that begins with {found.group().decode('ascii', 'replace')[:16]}"
        yield Finding("file-shown", "The answer shows the file that a parameter named.", "the picture's answer", actual)
    yield from served_or_refused(played, controls, "A data URI with a path in a parameter")


@relation("URI-018", _begins(ODD))
def odd_spellings_are_survived(played: Played, controls: Mapping[str, Played]) -> Judged:
    """Browsers and templates add blanks and fragments; a 5xx makes SDKs send the same picture three times."""
    what = played.conversation.name.removeprefix(f"{ODD}: ")
    return served_or_refused(played, controls, f"A data URI with {what}")


@relation("URI-019", _begins(MISLABELLED))
def other_labels_are_survived(played: Played, controls: Mapping[str, Played]) -> Judged:
    """Phones and clipboards label pictures by guess: whoever trusts the label alone fails in the decoder."""
    what = played.conversation.name.removeprefix(f"{MISLABELLED} ").partition(":")[0]
    return served_or_refused(played, controls, f"A picture labelled as {what}")
