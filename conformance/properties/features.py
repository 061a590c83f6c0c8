"""Features that a legal body may use, each with the fixed conversations that show it alone.

Left out is what good servers refuse: `top_p` 0, messages of the role developer, and whatever schemas differ about.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from conformance.conversations import bias, freq, json_mode, maxtok, msg, pres, tool, user
from conformance.conversations.building import MAX_TOKENS, SMALL_BUDGET
from conformance.conversations.tools import TOOLS, choose
from conformance.model.settings import Dialect
from conformance.strategies.spelled_numbers import spelled_numbers

Members = Mapping[str, Any]
_HUNDREDTH = Decimal("0.01")
_NULLS = ("sampling", "nulls")
_SAMPLING_NULL = "top_p, n and both penalties null"
_LONG_STANDING_NULL = "members of long standing null"
_STOPS = ("q1", "###", "<END>", "q1 q2", "\N{SECTION SIGN}\N{SECTION SIGN}", "\N{SLIGHTLY SMILING FACE}q")
"""None of them stands in an answer that we ask for, so that a text is seldom cut."""
_TOKEN_IDS = st.integers(0, 1500).map(str)
"""In every vocabulary."""
_LARGEST_SEED = (1 << 31) - 1
"""The largest that every server holds; what becomes of longer ones is a question of its own."""
_NAMES = st.text("abcdefghijklmnopqrstuvwxyz0123456789-_", min_size=1, max_size=12)


@dataclass(frozen=True, eq=False)
class Feature:
    """A feature that a body has or has not.

    Attributes:
        name: readable, as part of a stratum.
        place: the member that it sets, or the part of the messages; of each place a body has one feature at most.
        members: the members that it sets; what belongs to the messages sets none.
        controls: the conversations that show it alone.
        shows: what it is called in the covering array, whose controls of pairs then count.
    """

    name: str
    place: str
    members: SearchStrategy[Members]
    controls: tuple[str, ...]
    shows: tuple[str, str] | None = None


@cache
def features(dialect: Dialect) -> tuple[Feature, ...]:
    """Return every feature, the plainest first."""
    return (*_sampling(), *_bounds(dialect), *_outputs(), *_tools(), *_answers(), *_messages())


def _feature(name: str, values: SearchStrategy[Any], *controls: str, shows: tuple[str, str] | None = None) -> Feature:
    """Describe a feature of one member, whose name is what the feature's name begins with."""
    member = name.partition(" ")[0]
    return Feature(name, member, values.map(lambda value: {member: value}), controls, shows)


def _null(member: str, control: str, shows: tuple[str, str] | None = None) -> Feature:
    return _feature(f"{member} null", st.none(), control, shows=shows)


def _sampling() -> Iterator[Feature]:
    zero = spelled_numbers(least=Decimal(0), most=Decimal(0))
    penalties = spelled_numbers(least=Decimal(-2), most=Decimal(2))
    yield _feature("temperature", spelled_numbers(least=_HUNDREDTH, most=Decimal(2)), "temperature two")
    yield _feature("temperature 0", zero, "temperature zero", shows=("sampling", "temperature"))
    yield _null("temperature", "temperature absent by null", _NULLS)
    yield _feature("top_p", spelled_numbers(least=_HUNDREDTH, most=Decimal(1)), "top_p 1")
    yield _null("top_p", _SAMPLING_NULL, _NULLS)
    yield _feature("presence_penalty", penalties, pres.INVENTED_WITH_PENALTY)
    yield _null("presence_penalty", _SAMPLING_NULL, _NULLS)
    yield _feature("frequency_penalty", penalties, freq.INVENTED_WITH_PENALTY)
    yield _null("frequency_penalty", _SAMPLING_NULL, _NULLS)
    biases = st.dictionaries(_TOKEN_IDS, st.integers(-5, 5), max_size=3)
    yield _feature("logit_bias", biases, "logit_bias {}", bias.FORCED)
    yield _null("logit_bias", _LONG_STANDING_NULL, _NULLS)
    yield _feature("seed", st.integers(0, _LARGEST_SEED) | st.just(_LARGEST_SEED), "seed 42")
    yield _null("seed", _LONG_STANDING_NULL, _NULLS)


def _bounds(dialect: Dialect) -> Iterator[Feature]:
    small = st.integers(1, 8).map(lambda bound: bound + dialect.token_headroom)
    name = dialect.max_tokens_name
    yield Feature(f"{name} small", MAX_TOKENS, small.map(lambda bound: {name: bound}), ("max_tokens 1",))
    if name == MAX_TOKENS:
        modern = {MAX_TOKENS: None, maxtok.MODERN: SMALL_BUDGET + dialect.token_headroom}
        shown = ("max_tokens null", maxtok.CUT_BY_MODERN[0])
        yield Feature("max_tokens null beside max_completion_tokens", MAX_TOKENS, st.just(modern), shown)
    one = st.sampled_from(_STOPS)
    yield _feature("stop", one, "short count, stopped", shows=("bounds", "stop"))
    several = st.lists(one, min_size=1, max_size=4, unique=True)
    yield _feature("stop in an array", several, "stop with four strings", shows=("bounds", "four stops"))
    yield _null("stop", "stop null")


def _outputs() -> Iterator[Feature]:
    yield _feature("n", st.sampled_from([2, 1]), "two choices", "n 1", shows=("choices", "two"))
    yield _null("n", _SAMPLING_NULL, _NULLS)
    yield _feature("user", _NAMES, user.NAMED)
    yield _feature("response_format text", st.just({"type": "text"}), "response_format text")
    mode = st.just({"type": "json_object"})
    yield _feature("response_format json_object", mode, json_mode.MODE, shows=("output", "JSON"))
    probable: SearchStrategy[Members] = st.sampled_from(
        [{"logprobs": True}, *({"logprobs": True, "top_logprobs": most} for most in range(3))]
    )
    shown = ("logprobs of a copied text", "top_logprobs 20")
    yield Feature("logprobs", "logprobs", probable, shown, ("output", "logprobs"))


def _tools() -> Iterator[Feature]:
    chosen = {"tools": st.just(TOOLS)}
    auto = st.fixed_dictionaries(chosen, optional={"tool_choice": st.just("auto")})
    yield Feature("tools", "tools", auto, (tool.OFFERED, tool.TWO_CALLS), ("tools", "auto"))
    none = st.fixed_dictionaries(chosen | {"tool_choice": st.just("none")})
    yield Feature("tools that are forbidden", "tools", none, (tool.FORBIDDEN,))
    named = st.fixed_dictionaries(chosen | {"tool_choice": st.just(choose("get_weather"))})
    yield Feature("tool by its name", "tools", named, (tool.NAMED,), ("tools", "named"))


def _answers() -> Iterator[Feature]:
    def answer(name: str, members: Members, control: str, shows: tuple[str, str] | None = None) -> Feature:
        return Feature(name, "stream", st.just(members), (control,), shows)

    streamed, null = ("answer", "streamed"), {"stream_options": None}
    usage = {"stream": True, "stream_options": {"include_usage": True}}
    yield answer("stream", {"stream": True}, "text streamed", streamed)
    yield answer("stream with usage", usage, "text streamed with usage", ("answer", "streamed with usage"))
    yield answer("stream with options null", {"stream": True, **null}, "stream_options null streamed", streamed)
    yield answer("stream false", {"stream": False}, "stream false")
    yield answer("stream null", {"stream": None}, "stream null")
    yield answer("stream_options null", null, _LONG_STANDING_NULL)


def _messages() -> Iterator[Feature]:
    nothing: SearchStrategy[Members] = st.just({})
    yield Feature("system message", "instructions", nothing, (msg.BEHIND_SYSTEM,), ("history", "system message"))
    earlier = "two numbers in a system message and an earlier turn"
    yield Feature("earlier turn", "history", nothing, (earlier,))
    yield Feature("earlier picture", "history", nothing, (earlier,), ("history", "earlier picture"))
    yield Feature("earlier call", "history", nothing, ("tool history", earlier), ("history", "tool result"))
    yield Feature("text in a part", "content", nothing, (msg.TEXT_PART,))
    yield Feature("text in two parts", "content", nothing, (), ("content", "text parts"))
    yield Feature("picture", "content", nothing, (), ("content", "picture"))
    yield Feature("two pictures", "content", nothing, (), ("content", "two pictures"))
