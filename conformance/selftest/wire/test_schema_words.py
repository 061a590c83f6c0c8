"""What a schema asks for, in words, and how what stood there is classed and shown."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.wire.schema_words import FaultKind, appearance, expectation, fault_kind, json_type

K = FaultKind


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (None, "null"),
        (True, "boolean"),
        (3, "integer"),
        (3.0, "integer"),
        (0.5, "number"),
        (float("inf"), "number"),
        ("a", "string"),
        ([], "array"),
        ({}, "object"),
        (b"", "bytes"),
    ],
)
def test_types_have_their_json_names(value: Any, name: str) -> None:
    assert json_type(value) == name


@pytest.mark.parametrize(
    ("keyword", "asked", "value", "kind"),
    [
        ("required", ["a"], {}, K.MISSING),
        ("required", ["a"], None, K.MISSING),
        ("type", "string", None, K.NULL),
        ("enum", ["a"], None, K.NULL),
        ("const", "a", None, K.NULL),
        ("minimum", 1, None, K.OUT_OF_RANGE),
        ("type", "string", 3, K.WRONG_TYPE),
        ("type", "object", "", K.WRONG_TYPE),
        ("enum", ["a", None], 3, K.WRONG_TYPE),
        ("enum", ["a", "b"], "c", K.UNKNOWN_VALUE),
        ("enum", ["a", "b"], "", K.EMPTY),
        ("const", "a", "c", K.UNKNOWN_VALUE),
        ("const", "a", ["a"], K.WRONG_TYPE),
        ("const", 3, 4, K.UNKNOWN_VALUE),
        ("minLength", 1, "", K.EMPTY),
        ("minItems", 1, [], K.EMPTY),
        ("minProperties", 1, {}, K.EMPTY),
        *(
            (f"{bound}{what}", 1, 0, K.OUT_OF_RANGE)
            for bound in ("min", "max")
            for what in ("imum", "Length", "Items", "Properties")
        ),
        ("pattern", "a", "", K.MALFORMED),
        ("format", "uri", "", K.MALFORMED),
    ],
)
def test_violations_are_classed_by_what_stood_there(keyword: str, asked: Any, value: Any, kind: FaultKind) -> None:
    assert fault_kind(keyword, asked, value) is kind


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({}, ""),
        ({"$comment": "a rule", "type": "string"}, "a rule"),
        ({"$comment": "a document", "$id": "x", "type": "object"}, "an object"),
        ({"const": "a", "type": "string"}, '"a"'),
        ({"const": None}, "null"),
        ({"enum": ["a"], "type": "string"}, "a"),
        ({"enum": ["a", "b", 3]}, "one of a, b, 3"),
        ({"enum": ["a", "b", None]}, "one of a, b, or null"),
        ({"enum": [None]}, "null"),
        ({"type": "boolean"}, "true or false"),
        ({"type": "null"}, "null"),
        ({"type": "number"}, "a number"),
        ({"type": ["null", "string"]}, "a string or null"),
        ({"type": ["integer", "null", "string"]}, "an integer or a string or null"),
        ({"type": "integer", "minimum": 0}, "an integer of at least 0"),
        ({"type": "number", "maximum": 2}, "a number of at most 2"),
        ({"type": "number", "minimum": -2, "maximum": 2}, "a number from -2 to 2"),
        ({"type": "string", "minLength": 1}, "a non-empty string"),
        ({"type": "string", "minLength": 2}, "a string"),
        ({"type": "string", "maxLength": 64}, "a string of at most 64 characters"),
        ({"type": "array", "minItems": 1, "maxItems": 4}, "a non-empty array of at most 4 items"),
        ({"type": "array"}, "an array"),
        ({"type": "object", "maxProperties": 16}, "an object of at most 16 members"),
        ({"type": "object", "minimum": 1, "maxLength": 1, "maxItems": 1}, "an object"),
    ],
)
def test_what_a_schema_asks_for_has_words(schema: dict[str, Any], words: str) -> None:
    assert expectation(schema) == words


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("a" * 160, '"' + "a" * 160 + '"'),
        ("a" * 161, '"' + "a" * 160 + '" and so on, 161 characters in all'),
        ([0] * 20, str([0] * 20)),
        ([0] * 21, "an array of 21 items"),
        (dict.fromkeys("abcdefghijklmnopqrstu"), "an object of 21 members"),
        (None, "null"),
        (b"", "a value that cannot be shown"),
        ([b""], "an array that cannot be shown"),
        ({"a": b""}, "an object that cannot be shown"),
    ],
)
def test_what_stood_there_is_shown_as_json_where_it_is_short(value: Any, shown: str) -> None:
    assert appearance(value) == shown


def test_what_is_nested_too_deep_to_be_written_is_not_shown() -> None:
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    assert appearance(deep) == "an array that cannot be shown"
