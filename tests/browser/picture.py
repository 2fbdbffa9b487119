"""`python -m tests.browser.picture docs/report.png`: the picture of the report, from an invented month."""

import sys
import tempfile
from pathlib import Path

from tests.audit.example import example_basis, example_month
from tests.browser.chromium import page
from zilv.audit.report.page import ROWS_MAX, render_report
from zilv.audit.summary import summarise
from zilv.audit.worst import worst
from zilv.rules.library import choose

WIDTH, HEIGHT = 1180, 1640


def main(out: Path) -> None:
    """Write the upper part of the report as a PNG."""
    law = choose("cn")
    findings, attempts = example_month(law)
    text = render_report(summarise(findings, attempts, example_basis(law)), worst(findings, ROWS_MAX), law)
    with tempfile.TemporaryDirectory() as folder, page() as browser:
        report = Path(folder) / "report.html"
        report.write_text(text, "utf-8")
        browser.size(WIDTH, HEIGHT)
        browser.media(prefers_color_scheme="light")
        browser.open(report.as_uri())
        browser.picture(out)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
