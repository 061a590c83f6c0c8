"""Odd texts to copy, plain and streamed at temperature 0: what a stream damages shows beside the plain copy."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from conformance.conversations.building import chat_payload
from conformance.conversations.conversation import Trait
from conformance.conversations.stream import COPIED, COPIED_STREAMED
from conformance.model.settings import Dialect
from conformance.properties.building import served
from conformance.properties.example import Example
from conformance.properties.property import Property
from conformance.strategies.texts import ODD_TEXTS, odd_texts

_BUDGET = 128
"""Rare signs take up to four tokens each."""
_MOST_ODDITIES = 3
_TEMPERATURE = ("temperature zero", "temperature zero streamed")
_CONTROLS = ("text", "text streamed", COPIED, COPIED_STREAMED, *_TEMPERATURE)
_COUNTED = "text streamed with usage"
_USAGE = {"include_usage": True}
_COUNTED_MOSTLY = (*[True] * 7, False)
"""Some are sent without, for targets that count no usage in streams."""


@st.composite
def _examples(draw: DrawFn, dialect: Dialect) -> Example:
    """Draw a text; usage of both answers tells what was lost on its way from what was not written."""
    kinds = draw(st.lists(st.sampled_from(tuple(ODD_TEXTS)), min_size=1, max_size=_MOST_ODDITIES))
    content = f"Repeat exactly:\n{draw(odd_texts(kinds))}"
    plain = chat_payload(dialect, content, max_tokens=_BUDGET, temperature=0)
    streamed = {**plain, "stream": True, "stream_options": _USAGE}
    if not draw(st.sampled_from(_COUNTED_MOSTLY)):
        del streamed["stream_options"]
        return _twins(kinds[0], plain, streamed, _CONTROLS)
    return _twins(kinds[0], plain, streamed, (*_CONTROLS, _COUNTED))


def _twins(stratum: str, plain: dict[str, Any], streamed: dict[str, Any], controls: tuple[str, ...]) -> Example:
    return served(stratum, "HTTP-001", plain, streamed, controls=controls, also=frozenset({Trait.COPY}))


PROPERTIES = (
    Property(
        name="odd texts",
        examples=_examples,
        proves=frozenset({"HTTP-001", "STREAM-001", "STREAM-032", "STREAM-034", "STREAM-036", "USAGE-007"}),
        controls=frozenset({*_CONTROLS, _COUNTED}),
        requests=2,
    ),
)
