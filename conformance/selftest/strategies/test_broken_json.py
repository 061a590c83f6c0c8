from __future__ import annotations

import json
from typing import Any

import pytest

from conformance.selftest.strategies.sampling import sample
from conformance.strategies.broken_json import Extension, Malformation, broken_documents
from conformance.strategies.ill_formed_utf8 import IllFormed, ill_formed_utf8

TEXT = '{"model":"m","max_tokens":32,"stream":false,"stop":null,"messages":[{"role":"user","content":"Say ready."}]}'
MISTAKES: list[Any] = [*Malformation, *Extension]


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")


def is_json(text: str) -> bool:
    try:
        json.loads(text, parse_constant=_refuse)
    except ValueError:
        return False
    return True


def _tolerated(text: str) -> bool:
    """Tell whether a reader of another language, or one with extensions, makes sense of it."""
    try:
        compile(text.strip(" \n").replace("null", "None").replace("false", "False"), "", "eval")
    except (SyntaxError, ValueError):
        return False
    return True


def test_the_text_itself_is_json() -> None:
    assert is_json(TEXT)


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_leaves_no_json(mistake: Malformation | Extension) -> None:
    drawn = set(sample(broken_documents(TEXT, mistake), 200))
    assert len(drawn) > 2
    assert not [text for text in drawn if is_json(text)]


@pytest.mark.parametrize("mistake", Malformation)
def test_what_is_malformed_is_so_in_another_language_too(mistake: Malformation) -> None:
    drawn = set(sample(broken_documents(TEXT, mistake), 120))
    assert mistake is Malformation.WORD_MISSPELT or not [text for text in drawn if _tolerated(text)]


def test_the_simplest_cuts_off_the_last_bracket() -> None:
    simplest = sample(broken_documents(TEXT, Malformation.CUT_BEFORE_THE_LAST_BRACKETS), 1)
    assert simplest == [TEXT[:-1]]


@pytest.mark.parametrize("kind", IllFormed)
def test_ill_formed_bytes_are_no_characters_wherever_they_stand(kind: IllFormed) -> None:
    drawn = set(sample(ill_formed_utf8(kind), 80))
    assert len(drawn) > 1
    for bad in drawn:
        for around in (b"%b", b"a%bb", b'"%b"', b"%b\xc3\xa9", b"\xc3\xa9%b"):
            with pytest.raises(UnicodeDecodeError):
                (around % bad).decode("utf-8")
