"""A rule and a report format are one module each and one line: all else that names them asks them."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import httpx
import orjson
import pytest
from click.testing import CliRunner

from mockserver.cli.main import main
from mockserver.coverage.clients.rules import RULES
from mockserver.coverage.runs.summary import summarise
from mockserver.errors import UsageError
from mockserver.reports import FORMATS, Report, reference_page, render
from mockserver.runtime.judging import judging
from tests.builders import serving
from tests.reports.readers import READERS
from tests.reports.toys import FORMAT, RULE

DOCUMENT = """\
paths:
  /tea:
    get: {operationId: brew, responses: {'200': {description: Tea.}}}
"""
PAGE = """\
<!-- rules: begin -->
<!-- rules: end -->
<!-- coffee-of-teapot: begin -->
<!-- coffee-of-teapot: end -->
<!-- formats: begin -->
<!-- formats: end -->
"""


@pytest.fixture(autouse=True)
def registered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(cast("dict[str, Any]", RULES), RULE.name, RULE)
    monkeypatch.setitem(cast("dict[str, Any]", FORMATS), FORMAT.name, FORMAT)


@pytest.fixture
def judged(tmp_path: Path) -> Iterator[Report]:
    """A run in which a client asked for coffee."""
    with serving(DOCUMENT, tmp_path) as server, judging(server) as judgement:
        for _ in range(2):
            httpx.get(f"{server['acme'].url}/coffee")
        summary = summarise(judgement.run(), judgement.contracts, vendors=["acme"])
        yield Report(summary, judgement.contracts, datetime(2026, 1, 1, tzinfo=UTC), tmp_path)


def test_a_rule_of_one_module_judges(judged: Report) -> None:
    found = {verdict.rule: verdict for verdict in judged.summary.run.verdicts}

    assert found.keys() == {"unmatched", "coffee-of-teapot"}
    assert (found["coffee-of-teapot"].severity, found["coffee-of-teapot"].message) == (
        "warning",
        "asked a teapot for coffee again",
    )


def test_a_format_of_one_module_reports(judged: Report) -> None:
    assert "CoffeeOfTeapot: asked a teapot for coffee again\n" in render("tea-leaves", judged)


@pytest.mark.parametrize("name", [name for name in FORMATS if name not in {"har", "tea-leaves"}])
def test_every_format_tells_of_a_rule_of_one_module(name: str, judged: Report) -> None:
    text = render(name, judged)

    READERS[name](text)
    assert "coffee-of-teapot" in text


def test_what_a_rule_says_of_itself_stands_in_sarif(judged: Report) -> None:
    (rule,) = [
        rule
        for rule in orjson.loads(render("sarif", judged))["runs"][0]["tool"]["driver"]["rules"]
        if rule["id"] == RULE.name
    ]

    assert (rule["name"], rule["shortDescription"]["text"], rule["help"]["text"]) == (
        "CoffeeOfTeapot",
        RULE.description,
        RULE.help,
    )
    assert rule["defaultConfiguration"]["level"] == "warning"


def test_pages_and_help_tell_of_them() -> None:
    page = reference_page.with_parts(PAGE)
    told = CliRunner().invoke(main, ["check", "--help"]).output

    assert (
        "| [`coffee-of-teapot`](verdicts.md#coffee-of-teapot) | warning | Asked a teapot for coffee. |"
        in page
    )
    assert (
        "## coffee-of-teapot\n\n**warning**: Asked a teapot for coffee.\n\nA teapot is short and stout."
        in page
    )
    assert "| `tea-leaves` | those who read them |" in page
    assert "tea-leaves" in told


def test_a_rule_of_one_module_is_switched_off_by_its_name(tmp_path: Path) -> None:
    with serving(DOCUMENT, tmp_path) as server, judging(server, off=[RULE.name]) as judgement:
        for _ in range(2):
            httpx.get(f"{server['acme'].url}/coffee")

    assert {verdict.rule for verdict in judgement.verdicts} == {"unmatched"}
    with (
        pytest.raises(UsageError, match="did you mean 'coffee-of-teapot'"),
        judging(server, off=["coffee-of-teapots"]),
    ):
        pass
