"""The page in a real browser."""

import re
from pathlib import Path

import pytest

from mockserver.reports import Report, write
from mockserver.reports.issues import issues
from tests.browser import dom_of
from tests.reports.conftest import AWKWARD, awkward


def opened(report: Report, folder: Path) -> str:
    """The page's elements, as the browser has built them."""
    path = folder / "page.html"
    write("html", report, path)
    return dom_of(path.as_uri(), folder / "profile")


def test_the_browser_shows_coverage_verdicts_and_calls(lived: Report, tmp_path: Path) -> None:
    """Every operation, verdict and call of a real run is an element of the page."""
    page = opened(lived, tmp_path)

    operations = lived.operations("rotor")
    assert all(f"<code>{each.method} {each.path}</code>" in page for each in operations)
    assert page.count('class="issue"') == len(issues(lived)) > 3
    assert page.count('<tr id="c-') == len(lived.exchanges)
    assert "<title>Contract coverage: " in page


@pytest.mark.parametrize("name", ["html", "cdata", "template"])
def test_nothing_that_a_client_sent_becomes_part_of_the_page(name: str, tmp_path: Path) -> None:
    page = opened(awkward(AWKWARD[name]), tmp_path)

    assert "<title>owned" not in page
    assert not re.search(r"<(script|img)\b", page)
