"""`mockserver coverage` and `mockserver check`, as users run them."""

import json
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
import yaml
from click.testing import CliRunner, Result

import mockserver
from mockserver.cli.main import main
from mockserver.coverage.collector import Collector
from mockserver.coverage.runs import files
from mockserver.coverage.runs.files import DEFAULT_NAME
from mockserver.settings import Settings
from tests.builders import HEAD
from tests.reports.conftest import DOCUMENT
from tests.reports.readers import READERS

HOST = "https://api.acme.test"
ACME = f"{HEAD}servers: [{{url: {HOST}}}]\n{DOCUMENT}"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory: a project with one document."""
    (tmp_path / "specs").mkdir()
    (tmp_path / "specs" / "acme.yaml").write_text(ACME)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def measured(project: Path) -> Path:
    """The same with what three workers measured, each of whom called another operation; one of them wrongly."""
    settings = Settings(project / "specs", project / "fixtures")
    calls = {"a": ("GET", "/things"), "b": ("POST", "/things"), "c": ("GET", "/things?limit=99")}
    for worker, (method, path) in calls.items():
        with mockserver.running(settings=settings) as server:
            collector = Collector([vendor.contract for vendor in server.app.vendors.values()])
            server.app.journal.listeners.append(collector.observe)
            httpx.request(method, f"{server['acme'].url}{path}")
            files.write_run(collector.run(worker), project / f"{DEFAULT_NAME}.{worker}")
    return project


def invoke(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def told(result: Result, code: int, *texts: str) -> None:
    """An exit code, and texts of its output; never a traceback."""
    assert result.exit_code == code, result.output
    assert not result.exception or isinstance(result.exception, SystemExit)
    assert "Traceback" not in result.output
    for text in texts:
        assert text in result.output


def test_combine_puts_the_workers_together_as_coverage_py_does(measured: Path) -> None:
    """Afterwards the parts are gone, and the whole has what each of them had."""
    told(invoke("coverage", "combine"), 0, f"Combined 3 files in {DEFAULT_NAME}")

    assert sorted(path.name for path in measured.glob(f"{DEFAULT_NAME}*")) == [DEFAULT_NAME]
    run = files.read_run(measured / DEFAULT_NAME)
    assert sorted(run.parts) == ["a", "b", "c"]
    assert run.exchanges == {"acme": 3}


def test_combine_twice_and_in_any_order_gives_the_same_bytes(measured: Path) -> None:
    names = [f"{DEFAULT_NAME}.{worker}" for worker in "abc"]
    found = set()
    for order in (names, names[::-1], [*names, *names]):
        told(invoke("coverage", "combine", "--keep", *order), 0)
        found.add((measured / DEFAULT_NAME).read_bytes())

    assert len(found) == 1
    assert all((measured / name).exists() for name in names)


def test_combine_takes_the_folders_of_machines_and_adds_to_what_is_there(measured: Path) -> None:
    other = measured / "machine"
    other.mkdir()
    (measured / f"{DEFAULT_NAME}.c").rename(other / f"{DEFAULT_NAME}.c")

    told(invoke("coverage", "combine"), 0)
    told(invoke("coverage", "combine", "--append", "machine"), 0)

    assert sorted(files.read_run(measured / DEFAULT_NAME).parts) == ["a", "b", "c"]


def test_combine_takes_the_whole_data_file_of_a_folder(measured: Path) -> None:
    """What a machine has combined already lies there under the name without a suffix."""
    other = measured / "machine"
    other.mkdir()
    (measured / f"{DEFAULT_NAME}.c").rename(other / DEFAULT_NAME)

    told(invoke("coverage", "combine", "machine", "--keep"), 0)

    assert list(files.read_run(measured / DEFAULT_NAME).parts) == ["c"]


def test_nothing_to_combine_is_told(project: Path) -> None:
    told(invoke("coverage", "combine"), 2, f"no file {DEFAULT_NAME}.*")


def test_damaged_data_are_told_with_their_file(measured: Path) -> None:
    (measured / f"{DEFAULT_NAME}.b").write_text("{")

    told(invoke("coverage", "combine"), 2, f"{DEFAULT_NAME}.b: is damaged")
    assert (measured / f"{DEFAULT_NAME}.a").exists()


@pytest.mark.parametrize("arguments", [["report"], ["html"]], ids=["report", "html"])
def test_a_report_without_data_says_what_to_do(project: Path, arguments: list[str]) -> None:
    told(invoke("coverage", *arguments), 2, f"there is no {DEFAULT_NAME}; run the tests first")


def test_a_report_of_parts_says_to_combine_them(measured: Path) -> None:
    told(invoke("coverage", "report"), 2, "3 parts are: run `mockserver coverage combine`")


def test_report_shows_what_is_covered_and_what_is_missing(measured: Path) -> None:
    invoke("coverage", "combine")

    told(
        invoke("coverage", "report"),
        0,
        "3 calls of acme",
        "DELETE /things/{id}",
        "query limit: expected maximum 9",
    )


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["--fail-under", "10"], 0, "Contract coverage"),
        (["--fail-under", "90"], 1, "Too low: everything: "),
        (
            ["--fail-under", "10", "--fail-under", "acme.operations=90%"],
            1,
            "Too low: acme operations: 66.6 %",
        ),
        (["--fail-under", "statusses=90"], 2, "did you mean 'statuses'?"),
        (["--fail-under", "many"], 2, "'many' is no condition on coverage"),
        (["--fail-on", "error"], 1, "Verdicts: 1 error"),
        (["--fail-on", "never"], 0, "Verdicts: 1 error"),
        (["--format", "jnuit"], 2, "did you mean 'junit'?"),
        (["--format", "junit="], 2, "names no file"),
        (["--format", "har"], 2, "har: coverage data hold no bodies"),
        (["--document", "nothing"], 2, "'nothing' is neither a document"),
    ],
)
def test_report_exits_with_what_was_found(measured: Path, arguments: list[str], code: int, says: str) -> None:
    invoke("coverage", "combine")

    told(invoke("coverage", "report", *arguments), code, says)


def test_the_project_says_what_is_asked_for(measured: Path) -> None:
    """Conditions, ignore rules and the data file stand in pyproject.toml; the command line wins."""
    (measured / "pyproject.toml").write_text(
        "[tool.mockserver.coverage]\ndata_file = 'build/data'\nfail_under = 99\n"
        "[[tool.mockserver.coverage.ignore]]\noperation = 'deleteThing'\nreason = 'nobody deletes'\n"
    )
    files = [f"{DEFAULT_NAME}.{worker}" for worker in "abc"]

    told(invoke("coverage", "combine", *files), 0, "build/data")
    told(invoke("coverage", "report"), 1, "99 % is asked for", "nobody deletes")
    told(invoke("coverage", "report", "--fail-under", "1"), 0)


def test_several_formats_at_once(measured: Path) -> None:
    invoke("coverage", "combine")

    chosen = ["--format", "github", "--format", "junit=out/junit.xml", "--format", "json=all.json"]

    result = invoke("coverage", "report", *chosen)

    told(result, 0)
    assert READERS["github"](result.stdout)[0][1]["file"] == "specs/acme.yaml"
    assert result.stderr == "Wrote out/junit.xml\nWrote all.json\n"
    READERS["junit"]((measured / "out" / "junit.xml").read_text("utf-8"))
    assert json.loads((measured / "all.json").read_text("utf-8"))["calls"] == {"acme": 3}


def test_html_writes_a_page(measured: Path) -> None:
    invoke("coverage", "combine")

    told(invoke("coverage", "html"), 0, "Wrote mockserver-coverage.html")
    told(invoke("coverage", "html", "-o", "x/page.html", "--fail-under", "99"), 1)

    READERS["html"]((measured / "mockserver-coverage.html").read_text("utf-8"))
    assert (measured / "x" / "page.html").exists()


def test_a_document_that_has_changed_since_is_told(measured: Path) -> None:
    invoke("coverage", "combine")
    (measured / "specs" / "acme.yaml").write_text(ACME.replace("Too many", "Far too many"))

    told(invoke("coverage", "report"), 2, "is not the document that the run measured")


def test_a_document_that_is_elsewhere_is_asked_for(measured: Path) -> None:
    invoke("coverage", "combine")
    (measured / "specs" / "acme.yaml").rename(measured / "acme.yaml")

    told(invoke("coverage", "report"), 2, "the run measured acme", "--document acme.yaml")
    told(invoke("coverage", "report", "--document", "acme.yaml"), 0, "3 calls of acme")


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

    assert done.returncode == 1, done.stderr
    assert done.stderr == ""
    ((level, properties, _),) = READERS["github"](done.stdout)
    assert (level, properties["file"]) == ("error", "specs/acme.yaml")


@pytest.mark.parametrize("command", [["combine"], ["report"], ["html"]], ids=lambda words: words[0])
def test_every_help_has_an_example(command: list[str]) -> None:
    told(invoke("coverage", *command, "--help"), 0, f"    mockserver coverage {command[0]}")
