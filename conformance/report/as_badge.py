"""The verdict as a small picture for a page: an SVG that needs no network and no font of its own."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Mapping

from conformance.model.report import Report, Verdict
from conformance.report.escaping import brief

_LABEL = "eyechart"
_HEIGHT = 20
_PADDING = 6
_CHARACTER = 6.7
"""Width of a character of about 11 pixels; `textLength` fits the text to it, whatever the font."""
_LONGEST = 40
_FONT = "Verdana,Geneva,DejaVu Sans,sans-serif"
_PLAIN_PROFILE = "standard"
_GREEN, _RED, _GREY = "#1a7f37", "#b42318", "#5b6470"
_COLOURS: Mapping[Verdict, str] = {
    Verdict.CONFORMANT: _GREEN,
    Verdict.NON_CONFORMANT: _RED,
    Verdict.INCONCLUSIVE: _GREY,
    Verdict.ERROR: _GREY,
}
"""White text has a contrast of at least 4.5 to each (WCAG 2.2, 1.4.3)."""


def render(report: Report) -> str:
    """Return `badge.svg`; its title says in words what the picture shows."""
    words = message(report)
    left, right = (round(len(text) * _CHARACTER) + 2 * _PADDING for text in (_LABEL, words))
    size = {"width": str(left + right), "height": str(_HEIGHT)}
    svg = ET.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", **size, "role": "img"})
    svg.set("aria-label", f"{_LABEL}: {words}")
    ET.SubElement(svg, "title").text = f"{_LABEL}: {words}"
    ET.SubElement(svg, "rect", {**size, "rx": "3", "fill": "#3b434d"})
    cover = {"x": str(left), "width": str(right), "height": str(_HEIGHT), "rx": "3", "fill": _COLOURS[report.verdict]}
    ET.SubElement(svg, "rect", cover)
    # The left corners of the coloured part are square.
    ET.SubElement(svg, "rect", {**cover, "width": "4", "rx": "0"})
    group = ET.SubElement(svg, "g", {"fill": "#fff", "font-family": _FONT, "font-size": "11"})
    _add_text(group, _LABEL, _PADDING, left - 2 * _PADDING)
    _add_text(group, words, left + _PADDING, right - 2 * _PADDING)
    return f"{ET.tostring(svg, encoding='unicode')}\n"


def message(report: Report) -> str:
    """Return the verdict in words: what conforms names the edition, and the profile where it is not the usual one."""
    if report.verdict is Verdict.CONFORMANT:
        profile = "" if report.profile == _PLAIN_PROFILE else f" ({report.profile})"
        return brief(f"conformant {report.edition}{profile}", _LONGEST)
    return {Verdict.NON_CONFORMANT: "non-conformant", Verdict.INCONCLUSIVE: "cannot tell"}.get(report.verdict, "error")


def _add_text(group: ET.Element, words: str, x: int, width: int) -> None:
    fitted = {"textLength": str(width), "lengthAdjust": "spacingAndGlyphs"}
    ET.SubElement(group, "text", {"x": str(x), "y": "14", **fitted}).text = words
