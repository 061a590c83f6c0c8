"""What all pages share: templates that escape, the style and the script, and a policy that lets nothing else run."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from conformance.report.as_json import timestamp
from conformance.report.escaping import printable
from conformance.report.wording import counted

_ASSETS = files(__package__) / "assets"


def page(template: str, *, scripts: Sequence[str] = (), **values: Any) -> str:
    """Return a page as one file of HTML.

    Args:
        template: name of a template of this package; it extends `frame.html`.
        scripts: names of script files of this package, in the order in which they run.
        values: what the template shows; every text among them is escaped.
    """
    style = _asset("style.css")
    script = "\n".join(map(_asset, scripts))
    policy = f"default-src 'none'; img-src data:; style-src {_hash(style)}; script-src {_hash(script)}; base-uri 'none'"
    frame = {"style": Markup(style), "script": Markup(script), "policy": policy}  # noqa: S704 - our own files
    return _environment().get_template(template).render(**frame, **values)


def packed(value: Any) -> str:
    """Return a value as compressed JSON in Base64: a page's script unpacks it, and no parser of HTML misreads it."""
    data = json.dumps(value, separators=(",", ":"), ensure_ascii=True).encode()
    # Without a time in its header, equal values give equal pages.
    return base64.b64encode(gzip.compress(data, 9, mtime=0)).decode()


@cache
def _asset(name: str) -> str:
    return (_ASSETS / name).read_text("utf-8")


def _hash(text: str) -> str:
    """Name a text in a Content-Security-Policy (CSP 3, section 2.3.1)."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("conformance.report.page"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_visible,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"counted": counted, "timestamp": timestamp}
    return environment


def _visible(value: Any) -> Any:
    """Make every text of a template printable: the one place for control characters and hidden ones."""
    return value if isinstance(value, Markup) or not isinstance(value, str) else printable(value)
