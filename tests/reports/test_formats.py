"""What each format says: the right things in the right places."""

import io
from dataclasses import replace

import pytest
from rich.console import Console

from mockserver.coverage.clients.rules import RULES
from mockserver.reports import Report, render, terminal
from mockserver.reports.markdown import code
from tests.reports.conftest import DOCUMENT, line_of, report, verdict
from tests.reports.readers import READERS, read_ctrf, read_github, read_html, read_junit, read_markdown

LIMIT = "/paths/~1things/get/parameters/0"


def test_junit_has_a_case_for_each_called_operation_and_rule(broken: Report) -> None:
    """Errors fail, warnings and remarks are output, what no test calls is skipped, conditions are cases."""
    root = read_junit(render("junit", broken))

    cases = {(case.get("classname"), case.get("name")): case for case in root.iter("testcase")}
    assert {name for place, name in cases if place == "acme.listThings"} == {*RULES, "drift"}
    failure = cases["acme.listThings", "contract-broken"].find("failure")
    assert failure is not None
    assert failure.get("message") == "sent too much"
    assert "#1 GET /acme/things?sent too much -> 400" in str(failure.text)
    assert cases["acme.listThings", "walk-abandoned"].find("failure") is None
    assert "stopped early" in str(cases["acme.listThings", "walk-abandoned"].findtext("system-out"))
    assert cases["acme.listThings", "retried-too-early"].find("*") is None
    assert cases["acme.deleteThing", "called"].find("skipped") is not None
    assert cases["no document", "unmatched"].find("failure") is not None
    assert cases["coverage", "acme statuses"].find("failure") is not None
    assert root.get("failures") == "5"


def test_junit_of_a_clean_run_has_no_failure(clean: Report) -> None:
    root = read_junit(render("junit", clean))

    assert (root.get("tests"), root.get("failures")) == (str(len(RULES) + 2), "0")


def test_a_rule_that_was_switched_off_is_no_case(clean: Report) -> None:
    root = read_junit(render("junit", replace(clean, off={"excess-scope"})))

    assert "excess-scope" not in {case.get("name") for case in root.iter("testcase")}


def test_ctrf_says_the_same_as_junit(broken: Report) -> None:
    results, root = read_ctrf(render("ctrf", broken)), read_junit(render("junit", broken))

    assert results["summary"]["tests"] == int(root.get("tests", ""))
    assert results["summary"]["failed"] == int(root.get("failures", ""))
    (failed,) = [t for t in results["tests"] if t["name"] == "listThings: contract-broken"]
    assert (failed["status"], failed["message"], failed["suite"]) == (
        "failed",
        "sent too much",
        ["acme", "listThings"],
    )
    assert (failed["filePath"], failed["line"]) == ("acme.yaml", line_of("/paths/~1things/get"))


def test_sarif_has_the_line_of_the_document(broken: Report) -> None:
    """A result stands at the parameter that was broken, once for all times, with a fingerprint that stays."""
    run = READERS["sarif"](render("sarif", broken))

    (result,) = [each for each in run["results"] if each["ruleId"] == "contract-broken"]
    (location,) = result["locations"]
    physical = location["physicalLocation"]
    assert physical["artifactLocation"] == {"uri": "acme.yaml", "uriBaseId": "PROJECT"}
    assert physical["region"]["startLine"] == line_of(LIMIT)
    assert (
        DOCUMENT.splitlines()[line_of(LIMIT) - 3].strip().startswith("- {name: limit")
    )  # below two lines of head
    assert result["occurrenceCount"] == 2
    assert result["level"] == "error"
    again = report([verdict(50, "sent too much")])
    (other,) = READERS["sarif"](render("sarif", again))["results"]
    assert other["partialFingerprints"] == result["partialFingerprints"]
    assert {each["level"] for each in run["results"]} == {"error", "warning", "note"}
    rules = run["tool"]["driver"]["rules"]
    assert all(rules[each["ruleIndex"]]["id"] == each["ruleId"] for each in run["results"])


def test_sarif_leads_outside_the_project_by_url(lived: Report) -> None:
    run = READERS["sarif"](render("sarif", replace(lived, root=lived.root / "elsewhere")))

    place = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert place["uri"].startswith("file:///")
    assert "uriBaseId" not in place


def test_github_annotates_the_lines_of_documents(broken: Report) -> None:
    found = read_github(render("github", broken))

    levels = [(level, properties["title"]) for level, properties, _ in found]
    assert levels == [
        ("error", "Coverage is too low"),
        ("error", "Coverage is too low"),
        ("error", "unmatched"),
        ("error", "contract-broken: acme listThings"),
        ("error", "drift: acme listThings"),
        ("warning", "deprecated-operation: acme createThing"),
        ("notice", "walk-abandoned: acme listThings"),
    ]
    _, properties, message = found[3]
    assert (properties["file"], properties["line"]) == ("acme.yaml", str(line_of(LIMIT)))
    assert "#1 GET /acme/things?sent too much -> 400" in message.split("\n")


@pytest.mark.parametrize(("many", "shown"), [(10, 10), (11, 9), (500, 9)])
def test_github_gets_at_most_ten_annotations(many: int, shown: int) -> None:
    """From the eleventh on, the tenth sums up the rest."""
    found = read_github(render("github", report([verdict(n, f"fault {n}") for n in range(many)])))

    assert len(found) == 10
    assert sum("fault" in message for _, _, message in found) == shown
    if shown < many:
        assert found[-1][2] == f"{many - 9} findings besides these: contract-broken ({many - 9})"


def test_github_says_nothing_of_a_clean_run(clean: Report) -> None:
    assert render("github", clean) == ""


def test_markdown_has_a_table_of_vendors_and_kinds(broken: Report) -> None:
    tokens = read_markdown(render("markdown", broken))

    cells = [tokens[i + 1].content for i, token in enumerate(tokens) if token.type == "td_open"]
    assert cells[0] == "`acme`"
    assert "50 % (1/2)" in cells  # operations, of which one need not be covered
    assert any("80 % is asked for" in token.content for token in tokens if token.type == "inline")


def test_markdown_of_a_large_run_fits_in_a_comment_and_says_what_it_leaves_out() -> None:
    text = render("markdown", report([verdict(n, f"{n} {'𝄞' * 3000}") for n in range(2000)]))

    read_markdown(text)
    assert "more sections left out" in text
    assert text.index("### Verdicts") < 3000


@pytest.mark.parametrize("text", ["plain", "`", "a`b", "``", "a``b`", "|"])
def test_code_spans_hold_what_they_are_given(text: str) -> None:
    (inline,) = [token for token in read_markdown(f"x {code(text)}") if token.type == "inline"]

    assert [child.content for child in inline.children or () if child.type == "code_inline"] == [text]


def test_json_has_everything(broken: Report) -> None:
    data = READERS["json"](render("json", broken))

    assert data["version"] == 1
    assert data["verdicts"] == {"errors": 4, "warnings": 1, "infos": 1}
    (total,) = [each for each in data["totals"] if each["kind"] == "statuses"]
    assert (total["covered"], total["count"]) == (1, 3)
    assert {"operation": "listThings", "name": "429"}.items() <= total["missing"][0].items()
    assert total["ignored"][0]["reason"] == "never used"
    (issue,) = [each for each in data["issues"] if each["rule"] == "contract-broken"]
    assert (issue["times"], issue["line"], issue["callers"]) == (2, line_of(LIMIT), ["test_full"])
    assert [each["kind"] for each in data["shortfalls"]] == [None, "statuses"]


def test_the_terminal_shows_totals_missing_verdicts_and_the_next_test(broken: Report) -> None:
    text = render("terminal", broken)

    assert "operations" in text
    assert "POST /things" in text
    assert "listThings 429" in text
    assert "Verdicts: 4 errors, 1 warning, 1 remark" in text
    assert "\n  1. acme: " in text
    assert "Too low: acme statuses: 33.3 % is covered, 70 % is asked for" in text
    assert "left out: 3 items: never used" in text
    assert "an ignore rule leaves nothing out, and may go: * * * nothing (left over)" in text
    assert f"at acme.yaml:{line_of(LIMIT)}" in text


def test_the_terminal_has_colours_on_a_terminal_alone(broken: Report) -> None:
    out = io.StringIO()

    terminal.print_summary(broken, Console(file=out, force_terminal=True, color_system="standard", width=80))

    assert "\x1b[31m" in out.getvalue()
    assert "\x1b" not in render("terminal", broken)


@pytest.mark.parametrize("width", [40, 80, 200])
def test_the_table_keeps_its_numbers_on_any_terminal(broken: Report, width: int) -> None:
    out = io.StringIO()

    terminal.print_summary(broken, Console(file=out, width=width))

    row = next(line.split() for line in out.getvalue().splitlines() if line.strip().startswith("statuses"))
    assert row[:4] == ["statuses", "1", "3", "33.3"]


def test_the_page_has_each_item_with_its_state(broken: Report) -> None:
    page = read_html(render("html", broken))

    text = " ".join("".join(page.text).split())
    assert "missing: 429 line" in text
    assert "covered: 200 2\N{MULTIPLICATION SIGN}" in text
    assert "ignored: DELETE /things/{id} never used" in text
    assert "Too low: everything: " in text
    assert "only what is missing" in text


def test_the_page_shows_the_calls_of_a_journal(lived: Report) -> None:
    page = read_html(render("html", lived))

    text = " ".join("".join(page.text).split())
    assert "GET /rotor/open-api/customers?limit=5000" in text
    assert [name for name in page.ids if name.startswith("c-")] == [f"c-{n}" for n, _ in lived.exchanges]
