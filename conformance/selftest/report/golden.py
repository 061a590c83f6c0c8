"""Golden renderings of the sample report; `python -m conformance.selftest.report.golden` writes them anew."""

from __future__ import annotations

from pathlib import Path

from conformance.report import as_badge, as_html, as_json, as_junit, as_markdown, as_sarif, terminal
from conformance.selftest.report.sample import sample

DIRECTORY = Path(__file__).parents[3] / "reports" / "examples" / "golden"
PATHS = ("reports/report.html", "reports/report.md", "reports/report.json", "reports/junit.xml")


def renderings() -> dict[str, str]:
    """Return file name -> text."""
    report = sample()
    return {
        "report.json": as_json.render(report),
        "report.html": as_html.render(report, {}),
        "report.md": as_markdown.render(report),
        "junit.xml": as_junit.render(report),
        "report.sarif": as_sarif.render(report),
        "badge.svg": as_badge.render(report),
        "summary.txt": terminal.render(report, paths=PATHS),
    }


def main() -> None:
    """Write the renderings."""
    DIRECTORY.mkdir(parents=True, exist_ok=True)
    for name, text in renderings().items():
        (DIRECTORY / name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
