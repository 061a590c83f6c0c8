"""Choices that the specification leaves open, in sets: strict, easy-going, and as models that reason.

All are legal, so that whatever is said of one and not of another is recorded only, or it is a mistake.
"""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, kw_only=True)
class Manner:
    """How an endpoint behaves where it may choose.

    Attributes:
        name: what to call it.
        forgives: takes what strict readers refuse: unknown members, null for any optional one, members of one name, a
            byte order mark, half of a surrogate pair.
        goes_by_bytes: tells the format of a picture by its bytes, and reads Base64 as browsers do.
        is_brief: leaves out what may be absent: log probabilities that nobody asked for, a refusal, padding.
        begins_with_role: sends the role in a chunk of its own.
        in_turn: sends the choices of a stream by turns, not one after the other.
        whole_calls: sends a call in one fragment.
        names_null_usage: sends usage null in chunks that are not about it.
        line_end: what ends a line of a stream.
        indents: indents answers, in ASCII.
        dates_model: names a snapshot of the model that was asked for.
        most_choices: the ceiling of n.
        thoughts: tokens that are spent before the first word; a model that spends some takes no dials.
        settings: options with which such a target is judged.
    """

    name: str
    forgives: bool
    goes_by_bytes: bool
    is_brief: bool
    begins_with_role: bool
    in_turn: bool
    whole_calls: bool
    names_null_usage: bool
    line_end: str
    indents: bool
    dates_model: bool
    most_choices: int
    thoughts: int = 0
    settings: tuple[str, ...] = ()


STRICT = Manner(
    name="strict",
    forgives=False,
    goes_by_bytes=False,
    is_brief=True,
    begins_with_role=False,
    in_turn=True,
    whole_calls=False,
    names_null_usage=False,
    line_end="\r\n",
    indents=True,
    dates_model=True,
    most_choices=128,
)
EASY = Manner(
    name="easy",
    forgives=True,
    goes_by_bytes=True,
    is_brief=False,
    begins_with_role=True,
    in_turn=False,
    whole_calls=True,
    names_null_usage=True,
    line_end="\n",
    indents=False,
    dates_model=False,
    most_choices=8,
)
REASONING = replace(
    STRICT,
    name="reasoning",
    goes_by_bytes=True,
    begins_with_role=True,
    line_end="\n",
    most_choices=8,
    thoughts=48,
    settings=("--target-max-tokens-name=max_completion_tokens", "--target-token-headroom=48"),
)
"""As current models behind api.openai.com were seen to behave: what a model cannot do is refused by name."""
MANNERS = {one.name: one for one in (STRICT, EASY, REASONING)}
