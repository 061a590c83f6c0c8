"""What a refusal of a picture says, and what became of Base64 that may be served or refused."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from conformance.checks.registry import Judged, named, relation
from conformance.checks.statuses import SUCCESSES
from conformance.conversations.b64 import ODD, PLUS_SIGNS, URL_SAFE
from conformance.conversations.conversation import Conversation, Played, Trait
from conformance.conversations.img import PICTURE_PATH
from conformance.model.finding import Finding, Outcome, Remark
from conformance.model.settings import Capability
from conformance.relations.completions import text_of
from conformance.relations.composure import served_or_refused
from conformance.relations.controls import failed_control

_LONG_RUN = re.compile(rb"[A-Za-z0-9+/]{64,}")
_SENT, _OTHER = "red", "blue"
"""What `two-readings.png` shows, and what a decoder that drops its plus signs makes of it."""


def _a_broken_picture(conversation: Conversation) -> bool:
    return Trait.INVALID in conversation.traits and conversation.capability is Capability.IMAGES


@relation("B64-006", _a_broken_picture)
def payload_not_echoed(played: Played, _: Mapping[str, Played]) -> Judged:
    """Megabytes of Base64 in an error message fill logs, chats and terminals."""
    exchange = played.exchanges[0]
    if exchange.status is None or exchange.status in SUCCESSES or exchange.request.subject != PICTURE_PATH:
        yield Remark(Outcome.NOT_APPLICABLE, "there is no error to read")
        return
    said = exchange.http.body(1 << 20).replace(rb"\/", b"/")  # some writers of JSON escape the slash
    for run in _LONG_RUN.findall(said):
        if run in exchange.request.body:
            actual = f"{len(run)} characters of it"
            yield Finding("payload-echoed", "The error repeats the payload.", "a message without the payload", actual)
            return


def _odd(conversation: Conversation) -> bool:
    return conversation.name.startswith(ODD) or conversation.name == URL_SAFE


@relation("B64-010", _odd)
def odd_base64_is_survived(played: Played, controls: Mapping[str, Played]) -> Judged:
    """Encoders of other worlds break lines, drop padding and use - and _: their users deserve an answer either way."""
    what = played.conversation.name.removeprefix(f"{ODD}: ")
    return served_or_refused(played, controls, f"Base64 with {what}" if what != URL_SAFE else URL_SAFE)


@relation("B64-011", named(PLUS_SIGNS, URL_SAFE))
def the_picture_is_the_one_that_was_sent(played: Played, controls: Mapping[str, Played]) -> Judged:
    """A decoder that drops what it does not know shows the model another picture, and nobody hears of it."""
    control = controls["PNG picture"]
    remark = failed_control({"PNG picture": control}, Outcome.INCONCLUSIVE)
    if remark:
        yield remark
        return
    texts = [text_of(replace(played, exchanges=(one,))) for one in played.exchanges if one.completion]
    if not texts:
        yield Remark(Outcome.NOT_APPLICABLE, "the picture was not accepted")
    elif not _says(text_of(control), _SENT, _OTHER):
        yield Remark(Outcome.INCONCLUSIVE, f"the model does not call a plain {_SENT} picture {_SENT}")
    elif len(texts) > 1 and all(_says(text, _OTHER, _SENT) for text in texts):
        yield Finding("other-picture", "The model saw another picture than was sent.", _SENT, texts[0][:80])
    elif all(_says(text, _SENT, _OTHER) for text in texts):
        yield Remark(Outcome.PASSED, f"the picture is seen as {_SENT}")
    else:
        yield Remark(Outcome.INCONCLUSIVE, "the answers do not say which of the two pictures was seen")


def _says(text: str, word: str, other: str) -> bool:
    words = re.findall(r"[a-z]+", text.lower())
    return word in words and other not in words
