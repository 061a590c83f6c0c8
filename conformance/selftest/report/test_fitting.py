"""A report of any size fits a comment, and says what it left out."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from conformance.report import as_markdown, digest
from conformance.report.fitting import LONGEST_COMMENT, Block, fitted
from conformance.selftest.report.sample import sample

BLOCKS = st.lists(
    st.builds(Block, st.lists(st.text("ab", max_size=300), max_size=9).map(tuple), st.just("part"), st.integers(0, 3)),
    max_size=12,
)


@given(BLOCKS)
def test_the_limit_is_kept_and_the_rest_is_counted(blocks: list[Block]) -> None:
    text = fitted(blocks, 1_000)
    assert len(text) <= 1_000
    assert ("## Left out" in text) == (sum(block.size for block in blocks) > 1_000)


def test_what_matters_stays() -> None:
    blocks = [Block(("a" * 500,), "aside", 2), Block(("b" * 400,), "matter", 1), Block(("c" * 500,), "aside", 2)]
    text = fitted(blocks, 1_000)
    assert ("b" * 400 in text, "a" * 500 in text) == (True, False)
    assert "2 asides" in text


def test_a_report_with_thousands_of_violations_fits_a_comment() -> None:
    report = sample()
    violated = digest.violations(report)
    many = replace(
        report,
        requirements=violated * 300,
        problems=tuple(f"Problem {number} {'x' * 400}" for number in range(500)),
        extra_members={f"{number}{'x' * 400}": 1 for number in range(500)},
    )
    text = as_markdown.render(many)
    assert len(text) <= LONGEST_COMMENT
    assert len(text) > LONGEST_COMMENT // 2
    assert text.startswith(f"# Eyechart: {report.verdict}")
    assert "## Gate" in text
    assert "and 470 more" in text
    assert "1 table of unknown members" in text
