"""Faults that a search of usual length often finds, and not always: what must come together in one body for it.

Every other fault of the `hunted` ones is found with any seed. Whoever lengthens the search finds these too.
"""

from __future__ import annotations

NEEDS_LUCK = {
    "fault/biases-behind-the-first-clamped": "two biases, of which the second alone is out of range",
    "fault/blank-before-a-point-lost-in-streams": "a blank that is drawn next to one of four signs",
    "fault/body-read-as-a-literal-of-python": "one of three of the ways to spell JSON as a program does",
    "fault/every-fortieth-delta-lost": "many words, and usage at the end of their stream",
    "fault/markup-escaped-in-streams": "one of three signs in a drawn text",
    "fault/media-type-of-mixed-case-refused": "a subtype that is written neither small, nor large, nor with a capital",
    "fault/negative-bound-means-no-bound": "a bound below -1 and within 64 bits",
    "fault/numbers-read-as-in-programs": "one of four of the ways to spell a number as a program does",
    "fault/seed-beyond-64-bits-wrapped": "a seed of more than 64 bits that is no infinity",
    "fault/slashes-in-a-row-fail": "sixteen equal letters, which are slashes, in a payload",
    "fault/stream-in-front-refused": "an order of the members in which `stream` is the first",
    "fault/temperature-null-beside-a-format-fails": "two parameters in one body, one of them null",
    "fault/url-of-a-structure-skipped": "a URL of some of the types that it should not have",
}
"""`fault/NAME` -> what must be drawn."""
