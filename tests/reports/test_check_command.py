"""`mockserver check`: recorded traffic, its reports, its exit codes."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from mockserver.coverage.runs.saved_runs import DEFAULT_NAME
from tests.reports.commands import invoke, told
from tests.reports.conftest import HOST
from tests.reports.readers import READERS


def har(*calls: tuple[str, str, int]) -> str:
    """A recording: method, URL and status of each call."""
    return json.dumps({
        "log": {
            "entries": [
                {
                    "startedDateTime": f"2026-01-01T00:00:0{number}Z",
                    "time": 5,
                    "request": {"method": method, "url": url, "headers": []},
                    "response": {"status": status, "headers": [], "content": {"size": 0}},
                }
                for number, (method, url, status) in enumerate(calls)
            ]
        }
    })  # fmt: skip


GOOD = ("GET", f"{HOST}/things?limit=3", 200)
WRONG = ("GET", f"{HOST}/things?limit=99", 200)
MOVED = ("GET", f"{HOST}/things", 418)
OTHER = ("GET", "https://elsewhere.test/things/9/x", 200)


@pytest.mark.parametrize(
    ("calls", "arguments", "code", "says"),
    [
        ([GOOD], [], 0, "Recorded traffic  1 call of acme"),
        ([GOOD, WRONG], [], 1, "query limit: expected maximum 9, came 99"),
        ([WRONG], ["--off", "contract-broken"], 0, "no verdicts"),
        ([WRONG], ["--off", "contract-brokn"], 2, "did you mean 'contract-broken'?"),
        ([WRONG], ["--fail-on", "never"], 0, "1 error"),
        ([MOVED], [], 1, "error drift acme listThings: status 418 is not declared"),
        ([GOOD], ["--fail-under", "acme.operations=50"], 1, "Too low: acme operations: 33.3 %"),
        ([GOOD, OTHER], [], 0, "no document names their hosts: elsewhere.test (1)"),
        ([OTHER], [], 2, "none of the recorded calls is of these documents: they went to elsewhere.test (1)"),
        ([], [], 2, "none of the recorded calls is of these documents: there are none"),
        ([GOOD], ["--document", "specs/acme.yaml", "--report", "markdown"], 0, "Recorded traffic"),
    ],
)
def test_check_judges_a_recording(
    project: Path, calls: list[tuple[str, str, int]], arguments: list[str], code: int, says: str
) -> None:
    (project / "traffic.har").write_text(har(*calls))

    told(invoke("check", "traffic.har", *arguments), code, says)


def test_check_judges_cassettes_and_recordings_together(project: Path) -> None:
    (project / "traffic.har").write_text(har(GOOD))
    (project / "tape.yaml").write_text(
        yaml.safe_dump({
            "version": 1,
            "interactions": [
                {
                    "request": {"method": "POST", "uri": f"{HOST}/things", "body": '{"name": 5}',
                                "headers": {"Content-Type": ["application/json"]}},
                    "response": {"status": {"code": 201, "message": "Created"}, "headers": {}, "body": {"string": ""}},
                }
            ],
        })
    )  # fmt: skip

    told(
        invoke("check", "traffic.har", "tape.yaml"),
        1,
        "2 calls of acme",
        "body name: expected string, came 5",
        "in tape.yaml",
    )


def test_what_check_measured_is_combined_with_the_rest(project: Path) -> None:
    (project / "traffic.har").write_text(har(GOOD))

    told(invoke("check", "traffic.har", "--data-file", f"{DEFAULT_NAME}.recorded"), 0)
    told(invoke("coverage", "combine"), 0)
    told(invoke("coverage", "report"), 0, "1 call of acme")


def test_a_file_that_is_no_recording_is_told(project: Path) -> None:
    (project / "x.har").write_text("[]")

    told(invoke("check", "x.har"), 2, "x.har: this is no recording")


def test_the_process_exits_with_the_code_and_no_traceback(project: Path) -> None:
    (project / "traffic.har").write_text(har(WRONG))

    done = subprocess.run(
        [sys.executable, "-m", "mockserver", "check", "traffic.har", "--report", "github"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (1, "Failed: 1 verdict of severity error or graver\n")
    ((level, properties, _),) = READERS["github"](done.stdout)
    assert (level, properties["file"]) == ("error", "specs/acme.yaml")
