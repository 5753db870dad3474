"""`mockserver coverage`: combining, reporting, exit codes."""

import json
from pathlib import Path

import httpx
import pytest

import mockserver
from mockserver.coverage.collector import Collector
from mockserver.coverage.runs import saved_runs
from mockserver.coverage.runs.saved_runs import DEFAULT_NAME
from mockserver.settings import Settings
from tests.reports.commands import invoke, told
from tests.reports.conftest import ACME
from tests.reports.readers import READERS


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
            saved_runs.write_run(collector.run(worker), project / f"{DEFAULT_NAME}.{worker}")
    return project


def test_combine_puts_the_workers_together_as_coverage_py_does(measured: Path) -> None:
    """Afterwards the parts are gone, and the whole has what each of them had."""
    told(invoke("coverage", "combine"), 0, f"Combined 3 files in {DEFAULT_NAME}")

    assert sorted(path.name for path in measured.glob(f"{DEFAULT_NAME}*")) == [DEFAULT_NAME]
    run = saved_runs.read_run(measured / DEFAULT_NAME)
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

    assert sorted(saved_runs.read_run(measured / DEFAULT_NAME).parts) == ["a", "b", "c"]


def test_combine_takes_the_whole_data_file_of_a_folder(measured: Path) -> None:
    """What a machine has combined already lies there under the name without a suffix."""
    other = measured / "machine"
    other.mkdir()
    (measured / f"{DEFAULT_NAME}.c").rename(other / DEFAULT_NAME)

    told(invoke("coverage", "combine", "machine", "--keep"), 0)

    assert list(saved_runs.read_run(measured / DEFAULT_NAME).parts) == ["c"]


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


@pytest.mark.parametrize("command", [["combine"], ["report"], ["html"]], ids=lambda words: words[0])
def test_every_help_has_an_example(command: list[str]) -> None:
    told(invoke("coverage", *command, "--help"), 0, f"    mockserver coverage {command[0]}")
