"""The context window in a list of models, whose members are not ours."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from conformance.conversations.lim import window_of
from conformance.strategies.json_values import json_values


@pytest.mark.parametrize(
    ("entry", "window"),
    [
        ({"max_model_len": 4096}, 4096),
        ({"context_length": 8192, "owned_by": "us"}, 8192),
        ({"meta": {"n_ctx": 2048, "n_ctx_train": 131_072}}, 2048),
        ({"max_model_len": "4096"}, None),
        ({"max_model_len": True}, None),
        ({"max_model_len": 0}, None),
        ({"meta": None}, None),
        ({}, None),
    ],
)
def test_window_of_a_model(entry: dict[str, Any], window: int | None) -> None:
    others = [{"id": "other", "max_model_len": 1}, None, "m"]
    assert window_of({"data": [*others, {"id": "m", **entry}]}, "m") == window


@given(json_values())
def test_any_list(models: Any) -> None:
    window = window_of(models, "m")
    assert window is None or window > 0
