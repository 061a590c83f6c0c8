from __future__ import annotations

import pytest

from conformance.selftest.report.golden import DIRECTORY, renderings


@pytest.mark.parametrize("name", sorted(renderings()))
def test_rendering_is_as_committed(name: str) -> None:
    assert renderings()[name] == (DIRECTORY / name).read_text(encoding="utf-8")


def test_nothing_else_stands_there() -> None:
    assert {path.name for path in DIRECTORY.iterdir()} == renderings().keys()
