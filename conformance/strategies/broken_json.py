"""Texts that are JSON but for one mistake: what no reader can make sense of, and what only lenient readers take."""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import StrEnum
from itertools import pairwise
from typing import Final

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]:,]|[^\s{}\[\]:,"]+')
_CLOSING = "]}"
_BRACKETS = "[{]}"

Token = re.Match[str]


class Malformation(StrEnum):
    """A mistake after which the text says nothing: no reader that is known to extend JSON takes it."""

    CUT_BEFORE_THE_LAST_BRACKETS = "cut before its last brackets"
    CUT_BETWEEN_TOKENS = "cut between tokens"
    CUT_IN_A_STRING = "cut in a string"
    BRACKET_LOST = "a bracket lost"
    BRACKET_OF_ANOTHER_KIND = "a bracket of another kind"
    QUOTE_LOST = "a quote lost"
    COLON_WRONG = "a colon lost or doubled"
    COMMA_LOST = "a comma lost"
    VALUE_LOST = "a value lost"
    NUMBER_BROKEN = "a broken number"
    WORD_MISSPELT = "a misspelt word"
    ESCAPE_BROKEN = "a broken escape"


class Extension(StrEnum):
    """What is not in the grammar, and is taken by readers that extend it (RFC 8259 section 9)."""

    TRAILING_COMMA = "a trailing comma"
    DOUBLED_COMMA = "a doubled comma"
    COMMENT = "a comment"
    SINGLE_QUOTES = "single quotes"
    BARE_NAME = "a name without quotes"
    RAW_CONTROL = "a raw control character"
    LEADING_ZERO = "a leading zero"
    ODD_NUMBER = "a number of another language"
    ODD_WORD = "a word of another language"
    ODD_BLANK = "a blank that is none"
    MORE_BEHIND = "something behind the object"
    MORE_BEFORE = "something before the object"


def broken_documents(text: str, mistake: Malformation | Extension) -> SearchStrategy[str]:
    """Return a strategy for a text with one mistake.

    Args:
        text: a JSON object with a content that is a string, and with a number or a word where the mistake is about one.
        mistake: which one.
    """
    return _BREAKS[mistake](text, [*_TOKEN.finditer(text)])


def _put(text: str, token: Token, new: str) -> str:
    return text[: token.start()] + new + text[token.end() :]


def _replaced(text: str, tokens: list[Token], *new: str) -> SearchStrategy[str]:
    """Put one of some texts, in which `@` is the token, in the place of one of some tokens."""
    return st.builds(
        lambda token, one: _put(text, token, one.replace("@", token[0])), st.sampled_from(tokens), st.sampled_from(new)
    )


def _strings(tokens: list[Token]) -> list[Token]:
    return [token for token in tokens if token[0][0] == '"']


def _names(tokens: list[Token]) -> list[Token]:
    return [token for token, after in pairwise(tokens) if after[0] == ":"]


def _of(tokens: list[Token], signs: str) -> list[Token]:
    return [token for token in tokens if token[0] in signs]


def _numbers(tokens: list[Token]) -> list[Token]:
    return [token for token in tokens if token[0][0] in "-0123456789"]


def _words(tokens: list[Token]) -> list[Token]:
    return [token for token in tokens if token[0] in {"true", "false", "null"}]


def _text(tokens: list[Token]) -> list[Token]:
    return [tokens[at + 2] for at, token in enumerate(tokens) if token[0] == '"content"']


def _scalar_values(tokens: list[Token]) -> list[Token]:
    return [token for before, token in pairwise(tokens) if before[0] == ":" and token[0] not in _BRACKETS]


def _cut_before_brackets(text: str, _: list[Token]) -> SearchStrategy[str]:
    return st.integers(1, len(text) - len(text.rstrip(_CLOSING))).map(lambda count: text[:-count])


def _cut_between(text: str, tokens: list[Token]) -> SearchStrategy[str]:
    return st.sampled_from(tokens[:-1]).map(lambda token: text[: token.end()])


def _cut_in_string(text: str, tokens: list[Token]) -> SearchStrategy[str]:
    places = [at for token in _strings(tokens) for at in range(token.start() + 1, token.end())]
    return st.sampled_from(places).map(lambda at: text[:at])


def _quote_lost(text: str, tokens: list[Token]) -> SearchStrategy[str]:
    places = [at for token in _strings(tokens) for at in (token.start(), token.end() - 1)]
    return st.sampled_from(places).map(lambda at: text[:at] + text[at + 1 :])


def _other_bracket(text: str, tokens: list[Token]) -> SearchStrategy[str]:
    other = dict(zip(_BRACKETS, "{[}]", strict=True))
    return st.sampled_from(_of(tokens, _BRACKETS)).map(lambda token: _put(text, token, other[token[0]]))


def _inside(text: str, tokens: list[Token], *new: str) -> SearchStrategy[str]:
    """Put one of some texts inside one of some strings."""
    places = [at for token in tokens for at in range(token.end() - 1, token.start(), -1)]
    return st.builds(lambda at, one: text[:at] + one + text[at:], st.sampled_from(places), st.sampled_from(new))


def _single_quotes(text: str, tokens: list[Token]) -> SearchStrategy[str]:
    one = st.sampled_from(_strings(tokens)).map(lambda token: _put(text, token, f"'{token[0][1:-1]}'"))
    return st.just(text.replace('"', "'")) | one


def _bare_names(text: str, tokens: list[Token]) -> SearchStrategy[str]:
    return st.sampled_from(_names(tokens)).map(lambda token: _put(text, token, token[0].strip('"')))


def _odd_words(text: str, tokens: list[Token]) -> SearchStrategy[str]:
    other = {"true": ["True", "TRUE"], "false": ["False", "FALSE"], "null": ["None", "undefined", "NULL"]}
    pairs = [(token, word) for token in _words(tokens) for word in other[token[0]]]
    return st.sampled_from(pairs).map(lambda pair: _put(text, *pair))


_Break = Callable[[str, list[Token]], SearchStrategy[str]]
_BREAKS: Final[dict[Malformation | Extension, _Break]] = {
    Malformation.CUT_BEFORE_THE_LAST_BRACKETS: _cut_before_brackets,
    Malformation.CUT_BETWEEN_TOKENS: _cut_between,
    Malformation.CUT_IN_A_STRING: _cut_in_string,
    Malformation.BRACKET_LOST: lambda text, tokens: _replaced(text, _of(tokens, _BRACKETS), ""),
    Malformation.BRACKET_OF_ANOTHER_KIND: _other_bracket,
    Malformation.QUOTE_LOST: _quote_lost,
    Malformation.COLON_WRONG: lambda text, tokens: _replaced(text, _of(tokens, ":"), "", "::"),
    Malformation.COMMA_LOST: lambda text, tokens: _replaced(text, _of(tokens, ","), "", " "),
    Malformation.VALUE_LOST: lambda text, tokens: _replaced(text, _scalar_values(tokens), ""),
    Malformation.NUMBER_BROKEN: lambda text, tokens: _replaced(text, _numbers(tokens), "@e", "@-", "@.2.3", "@e+", "-"),
    Malformation.WORD_MISSPELT: lambda text, tokens: _replaced(text, _words(tokens), "@e", "ture", "nul", "n"),
    Malformation.ESCAPE_BROKEN: lambda text, tokens: _inside(
        text, _text(tokens), r"\u12 ", r"\u00g0", r"\uu", r"\u+041"
    ),
    Extension.TRAILING_COMMA: lambda text, tokens: _replaced(text, _of(tokens, _CLOSING), ",@"),
    Extension.DOUBLED_COMMA: lambda text, tokens: _replaced(text, _of(tokens, ","), ",,"),
    Extension.COMMENT: lambda text, tokens: _replaced(text, tokens, "@/* x */", "@// x\n", "@# x\n", "/* x */@"),
    Extension.SINGLE_QUOTES: _single_quotes,
    Extension.BARE_NAME: _bare_names,
    Extension.RAW_CONTROL: lambda text, tokens: _inside(text, _text(tokens), *"\n\t\r\0\x01\x08\x1b\x1f"),
    Extension.LEADING_ZERO: lambda text, tokens: _replaced(text, _numbers(tokens), "0@", "00@", "-0@"),
    Extension.ODD_NUMBER: lambda text, tokens: _replaced(text, _numbers(tokens), "+@", "@.", "0x20", "@_0"),
    Extension.ODD_WORD: _odd_words,
    Extension.ODD_BLANK: lambda text, tokens: _replaced(text, tokens, "@\v", "@\f", "@\u00a0", "@\u2028", "@\ufeff"),
    Extension.MORE_BEHIND: lambda text, _: st.sampled_from(["}", "]", "x", "{}", "null", ",", "\0", ";", text]).map(
        lambda more: text + more
    ),
    Extension.MORE_BEFORE: lambda text, _: st.sampled_from([",", "x", "{}", "\0", "data: ", ")]}'\n"]).map(
        lambda more: more + text
    ),
}
