"""Words that a format does not know: misspelt ones, and ones that are like no other."""

from __future__ import annotations

from collections.abc import Collection
from string import ascii_lowercase

from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument
from hypothesis.strategies import SearchStrategy


def unknown_words(*, known: Collection[str], simplest: str) -> SearchStrategy[str]:
    """Return a strategy for words of small letters that are not known.

    Args:
        known: every word that some server may know, those of other vendors among them.
        simplest: the word to begin with.

    Raises:
        InvalidArgument: the simplest word is known.
    """
    if simplest in known:
        raise InvalidArgument(f"simplest={simplest!r} is known.")
    others = st.text(ascii_lowercase, min_size=3, max_size=9).filter(lambda word: word not in known)
    return st.just(simplest) | others


def near_words(words: Collection[str], *, known: Collection[str] = ()) -> SearchStrategy[str]:
    """Return a strategy for words that are one slip of the hand away from one of `words`; case and blanks are no slips.

    Args:
        words: the words to misspell.
        known: words besides that are not drawn.

    Raises:
        InvalidArgument: there is nothing to misspell.
    """
    slips = (slip for word in words for slip in _slips(word))
    wrong = tuple(dict.fromkeys(slip for slip in slips if slip and slip not in words and slip not in known))
    if not wrong:
        raise InvalidArgument(f"words={words!r} leave nothing to draw.")
    return st.sampled_from(wrong)


def _slips(word: str) -> tuple[str, ...]:
    """Return a word with a letter more, with one less, with two that changed places, and with another joint."""
    swapped = word[:-2] + word[-1:] + word[-2:-1]
    return (word + "s", word[:-1], word[1:], word + word[-1:], swapped, word.replace("_", "-"), word.replace("_", ""))
