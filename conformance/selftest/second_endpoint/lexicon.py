"""The words that the model writes by itself, by their place in a sentence."""

from __future__ import annotations

from typing import Final

KINDS: Final[dict[str, tuple[str, ...]]] = {
    "article": ("the", "a", "its", "one", "every", "that"),
    "adjective": ("small", "quiet", "copper", "patient", "bright", "wooden", "clever", "hidden", "gentle", "curious"),
    "noun": ("engine", "harbour", "lantern", "garden", "wheel", "river", "clock", "spring", "window", "valley"),
    "verb": ("turns", "carries", "gathers", "measures", "follows", "warms", "sorts", "lifts", "counts", "mends"),
    "manner": ("slowly", "daily", "gladly", "twice", "again", "softly", "always", "seldom", "together", "alone"),
    "link": ("and", "while", "because", "until", "before", "whenever"),
}
SENTENCE: Final = ("article", "adjective", "noun", "verb", "article", "noun", "manner")
"""One half of a sentence; a link stands between two of them."""
PLAIN_WORDS: Final = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "ready", "twice", "alpha"),
    *("omega", "red", "green", "blue", "yellow", "white", "black", "grey", "orange", "purple", "cyan", "brown", "pink"),
    *("picture", "pictures", "colour", "size", "answer", "question", "with", "word", "words", "single", "reply"),
    *("which", "what", "from", "into", "number", "room", "tool", "weather", "city", "understood", "tea", "none"),
    *("is", "are", "in", "of", "to", "on", "by", "an", "this", "says", "about", "sea", "pixels", "there", "it"),
)
