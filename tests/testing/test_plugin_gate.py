"""Coverage as a gate, and what a run writes at its end."""

import json

import pytest

from tests.testing.suites import run

pytest_plugins = ["pytester"]


USES = """
def test_list(mockserver):
    assert total(mockserver) == 0
"""


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (["--mockserver-fail-under=1"], 0, []),
        (["--mockserver-fail-under=99"], 1, ["FAIL everything: * % is covered, 99 % is asked for"]),
        (["--mockserver-fail-under=operations=99"], 1, ["FAIL operations: * 99 % is asked for"]),
        (["--mockserver-fail-under=acme_doors.links=0"], 0, []),
        (["--mockserver-fail-under=acme_doos=9"], 1, ["FAIL *did you mean 'acme_doors'?"]),
        (["--mockserver-fail-under=much"], 4, []),
        (["--mockserver-report=pdf=x.pdf"], 4, []),
        (["--mockserver-report=html"], 4, []),
    ],
    ids=lambda value: str(value) if isinstance(value, list) else None,
)
def test_coverage_is_a_gate(suite: pytest.Pytester, options: list[str], code: int, said: list[str]) -> None:
    """Less than is asked for fails the run, though every test passed; what makes no sense is refused."""
    result = run(suite, USES, *options)

    assert result.ret == code
    result.stdout.fnmatch_lines(said)


def test_the_gate_stands_in_the_projects_own_files_too(suite: pytest.Pytester) -> None:
    """By kind and vendor in pytest's ini file, or in mockserver.toml with rules that leave items out."""
    ini = suite.path / "tox.ini"
    plain = ini.read_text()
    ini.write_text(plain + "\nmockserver_fail_under =\n    acme_doors.operations=90\n    statuses=1\n")
    by_ini = run(suite, USES)
    ini.write_text(plain)
    (suite.path / "mockserver.toml").write_text(
        "[coverage]\nfail_under = {operations = 100}\n"
        "ignore = [{operation = '[!l]*', reason = 'only lists are used'}]\n"
    )
    by_toml = run(suite, USES)

    assert (by_ini.ret, by_toml.ret) == (1, 0)
    by_ini.stdout.fnmatch_lines(["FAIL acme_doors operations: * 90 % is asked for"])


def test_a_gate_that_nothing_passed_through_is_closed(suite: pytest.Pytester) -> None:
    """A run in which no vendor was called does not meet a condition by measuring nothing."""
    assert run(suite, "\ndef test_nothing(): pass\n", "--mockserver-fail-under=10").ret == 1


def test_a_strict_run_without_a_call_has_shown_nothing(suite: pytest.Pytester) -> None:
    """On the command line, that is: a project's own file holds for a part of its tests, too."""
    idle = "def test_nothing():\n    pass\n"
    result = run(suite, idle, "--mockserver-strict-client")
    suite.makeini("[pytest]\nmockserver_strict_client = true\n")

    assert result.ret == 1
    result.stdout.fnmatch_lines(["FAIL --mockserver-strict-client has judged nothing: no test called*"])
    assert run(suite, idle).ret == 0


def test_reports_and_data_are_written(suite: pytest.Pytester) -> None:
    """Each format that is asked for has its file; the data are a run that can be combined."""
    result = run(
        suite,
        USES,
        "--mockserver-report=markdown=out/report.md",
        "--mockserver-report=har=calls.har",
        "--mockserver-data=run.json",
    )

    assert result.ret == 0
    assert "acme_doors" in (suite.path / "out/report.md").read_text()
    assert len(json.loads((suite.path / "calls.har").read_text())["log"]["entries"]) == 1
    assert json.loads((suite.path / "run.json").read_text())["format"] == "mockserver-coverage"
