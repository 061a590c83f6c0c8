"""What shows a feature alone, or a pair of features: the controls of whatever uses features together."""

from __future__ import annotations

from collections.abc import Mapping

Feature = tuple[str, str]
"""A kind of feature and which of them it is, as in the rows of the covering array: `("choices", "two")`."""

_STREAMED = ("streamed", "streamed with usage")
_PICTURES = ("picture", "two pictures")
_SHOWN_ELSEWHERE: tuple[tuple[Mapping[str, tuple[str, ...]], tuple[str, ...]], ...] = (
    ({"answer": _STREAMED}, ("text streamed",)),
    ({"answer": ("streamed with usage",)}, ("text streamed with usage",)),
    ({"content": ("text parts",)}, ("two numbers in two parts",)),
    ({"content": _PICTURES}, ("PNG picture",)),
    ({"content": ("two pictures",)}, ("two pictures",)),
    ({"content": _PICTURES, "answer": _STREAMED}, ("PNG picture streamed",)),
    ({"content": _PICTURES, "answer": ("streamed with usage",)}, ("PNG picture streamed with usage",)),
    ({"content": _PICTURES, "history": ("system message",)}, ("PNG picture behind a system message",)),
    ({"content": _PICTURES, "sampling": ("nulls",)}, ("PNG picture with null parameters",)),
    ({"content": _PICTURES, "output": ("JSON",)}, ("json_object beside a picture",)),
    ({"history": ("system message",)}, ("text behind a system message",)),
    ({"history": ("earlier picture",), "answer": ("streamed with usage",)}, ("PNG picture streamed with usage",)),
    ({"history": ("earlier picture",), "output": ("JSON",)}, ("json_object beside a picture",)),
    ({"history": ("earlier picture",)}, ("PNG picture", "picture of an earlier turn swapped")),
    ({"history": ("earlier picture",), "answer": _STREAMED}, ("PNG picture streamed",)),
    ({"choices": ("two",)}, ("two choices",)),
    ({"choices": ("two",), "answer": _STREAMED}, ("two choices streamed",)),
    ({"sampling": ("temperature",)}, ("temperature zero",)),
    ({"sampling": ("temperature",), "answer": _STREAMED}, ("temperature zero streamed",)),
    ({"sampling": ("dials",)}, ("user", "seed 42", "top_p 1")),
    (
        {"sampling": ("nulls",)},
        ("temperature absent by null", "top_p, n and both penalties null", "members of long standing null"),
    ),
    ({"bounds": ("stop",)}, ("short count, stopped",)),
    ({"bounds": ("stop",), "answer": _STREAMED}, ("short count, stopped, streamed",)),
    ({"bounds": ("four stops",)}, ("stop with four strings",)),
    ({"history": ("tool result",)}, ("tool history",)),
    ({"tools": ("auto",)}, ("tool offered",)),
    ({"tools": ("named",)}, ("named tool",)),
    ({"tools": ("named",), "answer": _STREAMED}, ("named tool streamed",)),
    ({"output": ("JSON",)}, ("json_object",)),
    ({"output": ("JSON",), "answer": _STREAMED}, ("json_object streamed",)),
    ({"output": ("logprobs",)}, ("logprobs of a copied text",)),
    ({"output": ("logprobs",), "answer": _STREAMED}, ("logprobs of a copied text, streamed",)),
    ({"tools": ("auto",)}, ("two calls",)),
    ({"tools": ("auto",), "answer": _STREAMED}, ("two calls streamed",)),
    ({"tools": ("named",)}, ("named tool",)),
    ({"tools": ("named",), "answer": _STREAMED}, ("named tool streamed",)),
    ({"history": ("tool result",)}, ("tool history",)),
)
"""Features -> the conversations that show them alone, or that pair: where one fails, the combination adds nothing."""


def shown_elsewhere(features: frozenset[Feature]) -> tuple[str, ...]:
    """Return the conversations that show these features alone, or a pair of them."""
    shown = (
        names
        for needed, names in _SHOWN_ELSEWHERE
        if all(any((kind, one) in features for one in among) for kind, among in needed.items())
    )
    return tuple(dict.fromkeys(name for names in shown for name in names))


def all_shown_elsewhere() -> frozenset[str]:
    """Return every conversation that `shown_elsewhere` may name."""
    return frozenset(name for _, names in _SHOWN_ELSEWHERE for name in names)
