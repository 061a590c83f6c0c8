"""Numbers outside of their ranges are refused, however close they are and however they are written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from conformance.conversations.bias import FORCED
from conformance.conversations.building import ABSENT, MAX_TOKENS, in_dialect
from conformance.conversations.logp import LOGPROBS
from conformance.conversations.maxtok import CUT_BY_MODERN, MODERN
from conformance.conversations.penalties import invented_with
from conformance.model.settings import Capability, Dialect
from conformance.properties.building import refused
from conformance.properties.example import Example
from conformance.properties.property import Property
from conformance.properties.surroundings import CONTROLS_AROUND, HERE, payload_in, surroundings, written
from conformance.strategies.decimal_numbers import Closeness, Side, fractions_beyond, integers_beyond, number_texts

Members = Callable[[Dialect], dict[str, Any]]
_BIASED, _OTHER = "1400", "1200"
"""The tokens of the fixed conversations about logit_bias."""
_SELDOM = st.sampled_from([False, False, True])
_LAST_SEED = (1 << 64) - 1
"""No integer of 64 bits, signed or not, is beyond it on either side."""


@dataclass(frozen=True, kw_only=True)
class _Range:
    """One side of one range, at one distance.

    Attributes:
        stratum: as for examples.
        member: the member at fault.
        proves: the requirement that such numbers are refused.
        control: the twin within the range.
        capability: as for examples.
        values: numbers outside.
        members: every member that this takes, with `HERE` in the place of the number.
        spelled: whether the number is often written with an exponent, or with zeros at its end. An integer is so more
            seldom: many servers refuse it for that alone.
    """

    stratum: str
    member: str
    proves: str
    control: str
    capability: Capability
    values: SearchStrategy[Decimal]
    members: Members
    spelled: bool = False


def _fractions(
    capability: Capability, low: int, high: int, *, proves: tuple[str, ...], twins: tuple[str, ...]
) -> Iterator[_Range]:
    """Describe the range of a number, below and above, at every distance."""
    member = capability.value
    sides = (Side.BELOW, low, proves[0], twins[0]), (Side.ABOVE, high, proves[-1], twins[-1])
    for side, bound, row, twin in sides:
        for closeness in reversed(Closeness):
            yield _Range(
                stratum=f"{member} {closeness} {side} {bound}",
                member=member,
                proves=row,
                control=twin,
                capability=capability,
                values=fractions_beyond(bound, side, closeness),
                members=_alone(member),
                spelled=True,
            )


def _integers(
    capability: Capability, side: Side, bound: int, *, proves: str, control: str, members: Members, most: Closeness
) -> _Range:
    """Describe one side of the range of an integer, at distances up to `most`."""
    distances = list(Closeness)[: list(Closeness).index(most) + 1]
    return _Range(
        stratum=f"{capability.value} {side} {bound}",
        member=capability.value,
        proves=proves,
        control=control,
        capability=capability,
        values=st.one_of(*(integers_beyond(bound, side, closeness) for closeness in distances)),
        members=members,
    )


def _one(number: int, member: str, *, proves: str, control: str, capability: Capability, members: Members) -> _Range:
    """Describe a number that means something else to many programs: 0 is nothing, and -1 is no limit."""
    return _Range(
        stratum=f"{member} {number}",
        member=member,
        proves=proves,
        control=control,
        capability=capability,
        values=st.just(Decimal(number)),
        members=members,
    )


def _alone(member: str) -> Members:
    return lambda _: {member: HERE}


def _of_one_token(**members: Any) -> Members:
    """Bound the answer to one token: who serves such a number has much to do for each of them."""
    return lambda dialect: {dialect.max_tokens_name: 1, **members}


def _bound(dialect: Dialect) -> dict[str, Any]:
    return {dialect.max_tokens_name: HERE}


def _modern_bound(dialect: Dialect) -> dict[str, Any]:
    return {dialect.max_tokens_name: ABSENT, MODERN: HERE}


def _penalty(capability: Capability, proves: str) -> Iterator[_Range]:
    return _fractions(capability, -2, 2, proves=(proves,), twins=(invented_with(capability.value),))


def _token_bounds() -> Iterator[_Range]:
    can, control, modern = Capability.MAX_TOKENS, "max_tokens 1", CUT_BY_MODERN[0]
    older = partial(_one, member=MAX_TOKENS, control=control, capability=can, members=_bound)
    newer = partial(_one, member=MODERN, control=modern, capability=can, members=_modern_bound)
    below = partial(_integers, can, Side.BELOW, -1, most=Closeness.FAR)
    yield older(0, proves="MAXTOK-005")
    yield older(-1, proves="MAXTOK-004")
    yield below(proves="MAXTOK-004", control=control, members=_bound)
    yield newer(0, proves="MAXTOK-011")
    negative = below(proves="MAXTOK-011", control=modern, members=_modern_bound)
    yield replace(negative, member=MODERN, stratum=f"{MODERN} below -1")


def _counts() -> Iterator[_Range]:
    below, above, can = Side.BELOW, Side.ABOVE, Capability.CHOICES
    top = partial(_integers, Capability.TOP_LOGPROBS, proves="LOGP-008", control=LOGPROBS)
    asked = _of_one_token(logprobs=True, top_logprobs=HERE)
    yield _one(0, "n", proves="N-002", control="n 1", capability=can, members=_alone("n"))
    yield _integers(can, below, 0, proves="N-002", control="n 1", members=_alone("n"), most=Closeness.FAR)
    many = _integers(
        can, above, 128, proves="N-003", control="two choices", members=_of_one_token(n=HERE), most=Closeness.JUST
    )
    yield many
    # Behind a byte, and still few enough for a target that serves them.
    yield replace(many, stratum="n above 256", values=st.integers(257, 320).map(Decimal))
    yield top(above, 20, members=asked, most=Closeness.NEAR)
    # To some servers -1 is the whole vocabulary: an answer of megabytes.
    yield top(below, -1, members=asked, most=Closeness.JUST)


def _biases_and_seeds() -> Iterator[_Range]:
    can = Capability.LOGIT_BIAS
    biased = partial(_integers, can, proves="BIAS-003", control=FORCED, members=lambda _: {can.value: {_BIASED: HERE}})
    behind = {can.value: {_OTHER: 0, _BIASED: HERE}}
    seeded = partial(_integers, Capability.SEED, proves="SEED-003", control="seed 42", members=_alone("seed"))
    biases = [biased(side, most, most=Closeness.FAR) for side, most in ((Side.ABOVE, 100), (Side.BELOW, -100))]
    yield from biases
    values = st.one_of(*(one.values for one in biases))
    yield replace(biases[0], stratum="second logit_bias out of range", values=values, members=lambda _: behind)
    for side, last in ((Side.ABOVE, _LAST_SEED), (Side.BELOW, -_LAST_SEED)):
        longer = integers_beyond(last * 100, side, Closeness.FAR)
        seed = seeded(side, last, most=Closeness.JUST)
        yield replace(seed, stratum=f"seed {side} 64 bits", values=seed.values | longer)


_RANGES: Final = (
    *_fractions(
        Capability.TEMPERATURE, 0, 2, proves=("TEMP-003", "TEMP-004"), twins=("temperature zero", "temperature two")
    ),
    *_fractions(Capability.TOP_P, 0, 1, proves=("TOPP-003",), twins=("top_p 1",)),
    *_penalty(Capability.PRESENCE_PENALTY, "PRES-002"),
    *_penalty(Capability.FREQUENCY_PENALTY, "FREQ-002"),
    *_counts(),
    *_token_bounds(),
    *_biases_and_seeds(),
)


@st.composite
def _outside(draw: DrawFn, dialect: Dialect) -> Example:
    one = draw(st.sampled_from(_RANGES))
    members = one.members(dialect)
    value = draw(one.values)
    text = draw(number_texts(value)) if one.spelled or draw(_SELDOM) else f"{value:f}"
    around = draw(surroundings(*members))
    return refused(
        one.stratum,
        one.proves,
        written(payload_in(around, dialect, members), text),
        subject=in_dialect(one.member, dialect),
        controls=(one.control, *around.controls),
        capability=one.capability,
    )


PROPERTIES = (
    Property(
        name="numbers out of range",
        examples=_outside,
        proves=frozenset(one.proves for one in _RANGES),
        controls=frozenset(one.control for one in _RANGES) | CONTROLS_AROUND,
    ),
)
