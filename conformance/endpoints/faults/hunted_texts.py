"""Faults that damage some texts on their way: rare signs, and blanks where few texts have them."""

from __future__ import annotations

import html
import json
import re
import unicodedata
from functools import partial

from conformance.endpoints.asked import Asked
from conformance.endpoints.failures import internal_error
from conformance.endpoints.fault import On, fault
from conformance.endpoints.reply import Reply

_RUN_OF_BLANKS = re.compile(r"  +")
_BLANK_BEFORE_POINT = re.compile(r" ([.,!?])")
_ODD_BLANKS = re.compile("[\t\u00a0\u2003\u3000\u202f]")
_ESCAPES = re.compile(r"[\\']")
_VARIATION = re.compile("[\ufe0e\ufe0f]")


@fault(trips=("STREAM-032",), on=On.STREAM, only_drawn=True)
def runs_of_blanks_shortened_in_streams(reply: Reply) -> None:
    """Several blanks in a row are sent as one, since they are one in a page."""
    for delta in reply.text_deltas():
        delta["content"] = _RUN_OF_BLANKS.sub(" ", delta["content"])


@fault(trips=("STREAM-032",), on=On.STREAM, only_drawn=True)
def odd_blanks_lost_in_streams(reply: Reply) -> None:
    """A blank that is no space is a mark of the vocabulary for the beginning of a word, and is cut off."""
    for delta in reply.text_deltas():
        delta["content"] = _ODD_BLANKS.sub("", delta["content"])


@fault(trips=("STREAM-032",), on=On.STREAM, only_drawn=True)
def blank_before_a_point_lost_in_streams(reply: Reply) -> None:
    """Each token is cleaned up as tokenizers do at the end of a text: no blank in front of a point."""
    before = None
    for delta in reply.text_deltas():
        if before is not None and re.match("[.,!?]", delta["content"]):
            before["content"] = before["content"].removesuffix(" ")
        delta["content"] = _BLANK_BEFORE_POINT.sub(r"\1", delta["content"])
        before = delta


@fault(trips=("STREAM-032",), on=On.STREAM, only_drawn=True)
def markup_escaped_in_streams(reply: Reply) -> None:
    """Each delta is escaped for the page that shows it."""
    for delta in reply.text_deltas():
        delta["content"] = html.escape(delta["content"], quote=False)


@fault(trips=("STREAM-032",), on=On.STREAM, only_drawn=True)
def letters_composed_in_streams(reply: Reply) -> None:
    """The streamed text is brought into the composed form of Unicode."""
    for delta in reply.text_deltas():
        delta["content"] = unicodedata.normalize("NFKC", delta["content"])


@fault(trips=("STREAM-032",), on=On.STREAM, only_drawn=True)
def variation_selectors_lost_in_streams(reply: Reply) -> None:
    """What makes a sign an emoji is a token without a width, and is dropped."""
    for delta in reply.text_deltas():
        delta["content"] = _VARIATION.sub("", delta["content"])


@fault(trips=("STREAM-032",), on=On.STREAM, only_drawn=True)
def backslashes_read_again_in_streams(reply: Reply) -> None:
    """Escapes of a text are resolved a second time, as if it stood between apostrophes."""
    for delta in reply.text_deltas():
        delta["content"] = _ESCAPES.sub("", delta["content"])


@fault(trips=("SSE-009", "SSE-014"), also=("SSE-007",), on=On.STREAM, only_drawn=True)
def rare_line_ends_split_events(reply: Reply) -> None:
    """JSON is cut into data lines at every sign that the server's language counts as the end of a line."""
    for event in reply.text_events:
        lines = json.dumps(event.data, ensure_ascii=False).splitlines()
        if len(lines) > 1:
            event.raw = "".join(f"data: {line}\n" for line in lines).encode() + b"\n"


@fault(trips=("STREAM-032",), on=On.STREAM, only_drawn=True)
def signs_beyond_the_emoji_replaced_in_streams(reply: Reply) -> None:
    """Characters from plane 2 on are kept in three bytes, and come out as U+FFFD."""
    for delta in reply.text_deltas():
        delta["content"] = re.sub("[\U00020000-\U0010ffff]", "\N{REPLACEMENT CHARACTER}", delta["content"])


def _says(mark: str, asked: Asked) -> bool:
    return mark.encode() in asked.request.body and asked.is_chat and not asked.has_pictures


@fault(trips=("HTTP-001",), also=("STREAM-001",), when=partial(_says, "{{"), only_drawn=True)
def doubled_braces_fail(_: Reply) -> Reply:
    """Texts are put into a template before the template is read."""
    return internal_error("expected token 'end of print statement', got 'x'")


@fault(trips=("HTTP-001",), also=("STREAM-001",), when=partial(_says, "<|"), only_drawn=True)
def marks_of_turns_fail(_: Reply) -> Reply:
    """The tokenizer raises where a text spells a special token."""
    return internal_error("Encountered text corresponding to disallowed special token '<|endoftext|>'.")


@fault(trips=("STREAM-032",), on=On.STREAM, only_drawn=True)
def every_fortieth_delta_lost(reply: Reply) -> None:
    """A queue of deltas that is full drops one."""
    reply.drop_chunks(*(event.data for event in reply.text_events[39::40]))
