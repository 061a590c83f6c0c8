"""Classes of HTTP status codes, RFC 9110 section 15."""

from __future__ import annotations

from typing import Final

SUCCESSES: Final = range(200, 300)
CLIENT_ERRORS: Final = range(400, 500)
SERVER_ERRORS: Final = range(500, 1000)
"""From 600 on, codes are no codes; the section has recipients treat them as 5xx."""
