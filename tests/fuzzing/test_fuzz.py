"""`mockserver fuzz`: it finds nothing in the vendors, and it does find what is broken."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from mockserver.contract import catalog
from mockserver.exchange import Exchange, Request
from mockserver.fuzzing.job import Job
from mockserver.fuzzing.pace import Pace
from mockserver.fuzzing.runner import Watch
from mockserver.settings import ServerOptions, from_environment
from tests.builders import SPECS

VENDORS = catalog.names(from_environment())
EXAMPLES = 6  # for each operation and phase; `make fuzz` has the large budget
SEED = 20240601


def fuzz(*words: object) -> subprocess.CompletedProcess[str]:
    """The command as a user runs it."""
    return subprocess.run(
        [sys.executable, "-m", "mockserver", "fuzz", *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


@pytest.mark.slow
@pytest.mark.parametrize("vendor", VENDORS)
def test_nothing_is_found_in_a_vendor(vendor: str) -> None:
    done = fuzz(vendor, "--max-examples", EXAMPLES, "--seed", SEED)
    assert done.returncode == 0, done.stdout + done.stderr  # with the seed, and the command to repeat
    cases = re.search(r"(\d+) cases  nothing found", done.stdout)
    assert cases
    assert int(cases[1]) > 400, "a run that asks little shows little"


@pytest.fixture(scope="module")
def faulty() -> subprocess.CompletedProcess[str]:
    """A run against a document whose every operation has a planted fault."""
    return fuzz(SPECS / "acme_faulty.yaml", "--max-examples", 3, "--seed", SEED)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("operation", "finding"),
    [
        pytest.param("GET /gears", "ST101 Server error", id="a reply that breaks its schema"),
        pytest.param("GET /springs", "the required header X-Count is not sent", id="a missing header"),
    ],
)
def test_planted_faults_are_found(
    faulty: subprocess.CompletedProcess[str], operation: str, finding: str
) -> None:
    assert faulty.returncode == 1
    stories = re.split(r"\n_{3,} (.+?) _{3,}\n", faulty.stdout)
    assert finding in dict(zip(stories[1::2], stories[2::2], strict=True))[operation]


@pytest.mark.slow
def test_a_status_that_is_not_declared_is_said_once_for_the_document(
    faulty: subprocess.CompletedProcess[str],
) -> None:
    """With the operations, and a request that is answered so; not as a failure of each operation."""
    told = re.findall(
        r"^(\d+) is answered and not declared by (.+), as to\n  (curl .+)$", faulty.stdout, re.MULTILINE
    )
    assert [places for _, places, _ in told if "GET /levers" in places]
    assert len({status for status, _, _ in told}) == len(told)
    assert "statuses that are not declared: " in faulty.stdout.splitlines()[0]
    assert "Undocumented status code" not in faulty.stdout


@pytest.mark.slow
def test_what_a_document_leaves_out_is_said_and_is_no_finding(tmp_path: Path) -> None:
    """A refusal that no declared status says, and an `Allow` with a method of another path that the URL meets."""
    (tmp_path / "acme.yaml").write_text(
        "openapi: 3.0.3\ninfo: {title: Acme, version: '1'}\npaths:\n"
        "  /gears/first:\n"
        "    get:\n"
        "      parameters: [{name: teeth, in: query, schema: {type: integer}}]\n"
        "      responses: {'204': {description: Here.}}\n"
        "  /gears/{name}:\n"
        "    parameters: [{name: name, in: path, required: true, schema: {type: string}}]\n"
        "    delete: {responses: {'204': {description: Gone.}, default: {description: Not gone.}}}\n"
    )
    done = fuzz(tmp_path / "acme.yaml", "--max-examples", 3, "--seed", SEED, "--phases", "coverage")
    assert "the document leaves out 400, which is answered by GET /gears/first" in done.stdout
    assert done.returncode == 0, done.stdout


@pytest.mark.slow
def test_an_operation_that_declares_nothing_or_no_success_is_no_finding(tmp_path: Path) -> None:
    (tmp_path / "acme.yaml").write_text(
        "openapi: 3.1.0\ninfo: {title: Acme, version: '1'}\npaths:\n"
        "  /silent: {post: {summary: Says nothing of its answers}}\n"
        "  /never/{id}:\n"
        "    parameters: [{name: id, in: path, required: true, schema: {type: string}}]\n"
        "    get: {responses: {'404': {description: Never here.}}}\n"
    )
    done = fuzz(tmp_path / "acme.yaml", "--max-examples", 2, "--seed", SEED, "--phases", "coverage,fuzzing")

    assert "the document leaves out 204, which is answered by POST /silent" in done.stdout
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.slow
def test_an_operation_that_is_not_served_is_said_and_is_no_finding(tmp_path: Path) -> None:
    """Its 501 was announced at the start."""
    (tmp_path / "acme.yaml").write_text(
        "openapi: 3.0.3\ninfo: {title: Acme, version: '1'}\npaths:\n"
        "  /gone: {get: {$ref: gone.yaml}}\n"
        "  /well: {get: {responses: {'200': {description: ok}, '404': {description: n}, '405': {description: n}}}}\n"
    )
    done = fuzz(tmp_path / "acme.yaml", "--max-examples", 2, "--seed", SEED, "--phases", "coverage,fuzzing")

    assert done.returncode == 0, done.stdout + done.stderr
    assert "not served, as lint says: GET /gone" in done.stdout.splitlines()[0]


@pytest.mark.slow
def test_the_time_limit_ends_a_run_and_says_what_was_not_reached() -> None:
    """Without a traceback; what was found until then is told."""
    done = fuzz(SPECS / "acme_faulty.yaml", "--max-examples", 100_000, "--seed", SEED, "--time-limit", 0.001)

    assert done.returncode == 0, done.stdout + done.stderr
    first = done.stdout.splitlines()[0]
    assert "nothing found; ended by the time limit; nothing was sent to GET /gears, " in first
    assert "Traceback" not in done.stdout + done.stderr


@pytest.mark.slow
def test_a_header_that_cannot_be_sent_costs_no_other_operation(tmp_path: Path) -> None:
    """Nor does one that frames a message, which would keep client and server waiting for each other."""
    names = {"odd": "'X-Tr\\u00e4ger'", "length": "Content-Length"}
    parameter = "parameters: [{{name: {}, in: header, required: true, schema: {{type: string}}}}]"
    answer = "responses: {'200': {description: ok}, '400': {description: no}}"
    paths = [f"  /{path}: {{get: {{{parameter.format(name)}, {answer}}}}}" for path, name in names.items()]
    paths.append(f"  /well: {{get: {{{answer}}}}}")
    (tmp_path / "acme.yaml").write_text(
        "\n".join(["openapi: 3.0.3", "info: {title: Acme, version: '1'}", "paths:", *paths])
    )
    done = fuzz(tmp_path / "acme.yaml", "--max-examples", 3, "--seed", SEED, "--phases", "examples,fuzzing")

    assert "cannot be fuzzed" not in done.stdout
    assert "not to its end" not in done.stdout
    assert "Network Error" not in done.stdout


def test_how_far_a_run_is_is_said_while_it_runs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """On standard error, as nobody waits in silence; in lines where it is no terminal."""
    job = Job(ServerOptions(), 1, 1, name="acme", notes=str(tmp_path / "notes"))
    pace = Pace(job.notes, None)
    with Watch(every=0) as watch:
        watch.show([job])
        pace.hear(Exchange(Request("GET", b"/", b"", {}), 0))
        watch.show([job])

    assert re.fullmatch(r"fuzzing, \d+ s: acme: 1 requests\n", capsys.readouterr().err)


@pytest.mark.slow
def test_a_finding_comes_with_what_the_server_said_and_the_command_to_repeat_it(
    faulty: subprocess.CompletedProcess[str],
) -> None:
    assert "the reply of listGears (200) breaks its document: teeth:" in faulty.stdout
    repeat = f"mockserver fuzz {SPECS / 'acme_faulty.yaml'} --seed {SEED} --max-examples 3"
    assert f"Repeat with: {repeat}\n" in faulty.stdout
    assert "curl -X GET -H 'X-Key: test_full'" in faulty.stdout


@pytest.mark.slow
def test_only_the_phases_asked_for_are_run() -> None:
    done = fuzz(SPECS / "acme_faulty.yaml", "--max-examples", 1, "--seed", SEED, "--phases", "examples")
    few = re.search(r"(\d+) cases", done.stdout)
    assert few
    assert int(few[1]) < 10
    assert "--phases examples\n" in done.stdout


def test_a_document_that_is_not_there_is_a_wrong_command() -> None:
    done = fuzz("rotr")
    assert done.returncode == 2
    assert "did you mean 'rotor'?" in done.stderr


def test_a_variant_of_a_document_that_is_not_fuzzed_is_a_wrong_command() -> None:
    done = fuzz(SPECS / "acme_faulty.yaml", "--variant", "rotor=strict-version")
    assert done.returncode == 2
    assert "no document of that name is fuzzed" in done.stderr


def test_an_unknown_variant_cannot_be_fuzzed_and_says_what_there_is() -> None:
    done = fuzz("rotor", "--max-examples", 1, "--variant", "rotor=strict")
    assert done.returncode == 2
    assert "it has: payment-method-flag, scope-by-resource, strict-version" in done.stdout


def test_a_document_that_cannot_be_served_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "acme.yaml"
    path.write_text("openapi: 3.0.3\ninfo: {title: Acme, version: '1'}\npaths: {}\nx-mock: {resorces: {}}\n")
    done = fuzz(path)
    assert done.returncode == 2
    assert "acme.yaml:4" in done.stdout
    assert "did you mean 'resources'?" in done.stdout
    assert done.stdout.endswith("0 cases against 1 document(s), nothing found, 1 of them not to its end\n")
