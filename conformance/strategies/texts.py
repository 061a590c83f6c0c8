"""Texts that servers are known to damage: signs of many bytes or code points, odd blanks, what looks like framing.

Others are taken for a template, or for the end of a turn. All are well-formed Unicode without control characters but
tabs and line breaks, so that every server must take them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

_JOINER = "\N{ZERO WIDTH JOINER}"
_EMOJI_STYLE = "\N{VARIATION SELECTOR-16}"
_WORDS = ("lamp", "wall", "door", "moon", "fish", "tree", "rain", "bell", "sand", "wind", "road", "ship")
_LETTERS: Final = ("L", "N", "P", "S")


def _signs(first: int, last: int, *, most: int = 4) -> SearchStrategy[str]:
    """Return a strategy for a few signs between two code points that Unicode assigns."""
    among = st.characters(min_codepoint=first, max_codepoint=last, categories=_LETTERS)
    return st.text(among, min_size=1, max_size=most)


def _several(*texts: str) -> SearchStrategy[str]:
    return st.lists(st.sampled_from(texts), min_size=1, max_size=3).map("".join)


def _between(*texts: str) -> SearchStrategy[str]:
    """Return a strategy for texts that stand between two words, where nothing takes them for the end of a line."""
    return st.sampled_from(texts)


def _accented() -> SearchStrategy[str]:
    marks = st.text("\u0301\u0308\u0323\u030a\u0327", min_size=1, max_size=3)
    return st.lists(st.tuples(st.sampled_from("aeoun"), marks).map("".join), min_size=1, max_size=3).map("".join)


ODD_TEXTS: Mapping[str, SearchStrategy[str]] = {
    "letters of two bytes": _signs(0x00C0, 0x024F),
    "Greek and Cyrillic": _signs(0x0391, 0x044F),
    "signs of three bytes": _signs(0x4E00, 0x9FA5),
    "Hangul and Kana": _signs(0xAC00, 0xD7A3) | _signs(0x3041, 0x3096),
    "Indic letters with vowel signs": _several("नि", "स्ते", "க்ஷ", "ক্ষ", "ไม้"),
    "emoji": _signs(0x1F600, 0x1F64F),
    "signs of plane 1": _signs(0x10400, 0x1044F) | _signs(0x1D400, 0x1D433),
    "signs of plane 2": _signs(0x20000, 0x2A6DF),
    "joined emoji": _several(_JOINER.join("👩👩👧"), _JOINER.join("👩🔬"), f"{_JOINER.join('🏳🌈')}"),
    "flags": _several("🇨🇿", "🇳🇴", "🇯🇵"),
    "emoji with a skin tone": _several("👍🏽", "👋🏿"),
    "emoji by a variation selector": _several(f"❤{_EMOJI_STYLE}", f"✈{_EMOJI_STYLE}", f"1{_EMOJI_STYLE}\u20e3"),
    "letters with combining marks": _accented(),
    "letters of compatibility": _several("\ufb01", "\u2460", "\uff21", "\u00bd", "\u2122"),
    "written from right to left": _signs(0x05D0, 0x05EA) | _signs(0x0627, 0x063A),
    "marks of direction": _between("\u200f\u05d0\u05d1\u200e", "\u202b\u0628\u062a\u202c", "\u2067\u05d0\u05d1\u2069"),
    "signs without width": _between("\u200b", "\u2060", "\ufeff", "\u00ad", "\u200c"),
    "runs of blanks": st.integers(2, 6).map(lambda count: " " * count),
    "tabs": _between("\t", " \t", "\t\t"),
    "blanks that are no space": _between("\u00a0", "\u2003", "\u3000", "\u202f"),
    "blank before a point": _between(" . ", " , ", " ! ", " ? ", " 's "),
    "line breaks": _between("\n", "\n\n", "\n\n\n", " \n "),
    "rare ends of lines": _between("\u2028", "\u2029"),
    "markup": _between("<b>", "&amp;", "a < b & c > d", "&lt;", "<!-- -->"),
    "backslashes and quotes": _between("\\", "\\n", "\\u0041", '"', '\\"', "C:\\new", "'"),
    "JSON": _between('{"a": [1, null]}', '{"content": "x"}', "[]", '"a": "b",'),
    "Markdown": _between("```\nx\n```", "**x**", "# x", "| x |"),
    "marks of templates": _between("{{ x }} %s", "{% if {{x}} %} {0}", "{{x}} ${x} 100 %", "%(x)s {x} {{ y }}"),
    "marks of turns": _between("<|im_end|>", "<|endoftext|> </s>", "<|eot_id|> [INST]"),
    "a field of an event": _between("\ndata: x\n", "\n\ndata: x\n\n", "\nevent: x\n", "\nid: 1\n", "\n: x\n", "data:"),
    "an event that is the end mark": st.just("\n\ndata: [DONE]\n\n"),
    "the end mark in a line": _between("\ndata: [DONE]\n", " [DONE] ", " data: [DONE] "),
    "a long word": st.integers(3, 8).map(lambda count: "Donaudampf" * count),
    "many words": st.lists(st.sampled_from(_WORDS), min_size=44, max_size=48).map(" ".join),
    "anything": st.text(st.characters(categories=_LETTERS), min_size=1, max_size=6),
}
"""What a text is odd in, and a strategy for what stands in its middle."""


def odd_texts(kinds: Sequence[str]) -> SearchStrategy[str]:
    """Return a strategy for texts of words with something odd between them, which touches them or not.

    Args:
        kinds: what is odd, names of `ODD_TEXTS`.
    """
    blanks = st.sampled_from([" ", ""])
    odd = (st.tuples(blanks, ODD_TEXTS[kind], blanks, st.just("omega")) for kind in kinds)
    return st.tuples(*odd).map(lambda pieces: "alpha" + "".join(part for piece in pieces for part in piece))
