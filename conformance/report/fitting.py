"""What of a long text is kept where there is a bound: the most important blocks first, and a word about the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from conformance.report.wording import counted, listed

LONGEST_COMMENT = 65_536
"""Characters of a comment on a pull request; a job's summary may have sixteen times as many."""
_ROOM = 400
"""Characters kept free for the word about what is left out."""


@dataclass(frozen=True)
class Block:
    """Lines that are shown together or not at all.

    Attributes:
        lines: what is shown.
        name: what one such block is called where it is left out; "" for headings, which are not counted.
        rank: blocks of lower rank are kept first; among equals, those that come first.
    """

    lines: tuple[str, ...]
    name: str
    rank: int

    @property
    def size(self) -> int:
        """Characters, line ends included."""
        return sum(len(line) + 1 for line in self.lines)


def fitted(blocks: Sequence[Block], limit: int = LONGEST_COMMENT) -> str:
    """Join blocks in their order; of more than `limit` characters, the lowest ranks that fit, and what is missing."""
    if sum(block.size for block in blocks) <= limit:
        return _joined(blocks)
    left = limit - _ROOM
    kept: set[int] = set()
    for number in sorted(range(len(blocks)), key=lambda number: blocks[number].rank):
        if blocks[number].size <= left:
            left -= blocks[number].size
            kept.add(number)
    missing = [block for number, block in enumerate(blocks) if number not in kept and block.name]
    return _joined([*(blocks[number] for number in sorted(kept)), _note(missing, limit)])


def _joined(blocks: Iterable[Block]) -> str:
    return "\n".join(line for block in blocks for line in block.lines).rstrip("\n") + "\n"


def _note(missing: Iterable[Block], limit: int) -> Block:
    names = Counter(block.name for block in missing)
    told = listed(counted(number, name) for name, number in names.items())
    sentence = f"Left out, to stay within {limit:,} characters: {told}. They stand in report.html and report.json."
    return Block(("## Left out", "", sentence), "", 0)
