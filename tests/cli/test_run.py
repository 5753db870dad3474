"""`mockserver run`, and what `serve` reports at its end: calls of another program, judged."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from tests.cli.conftest import ROOT, Process
from tests.programs import program

Start = Callable[..., Process]
Run = Callable[..., subprocess.CompletedProcess[str]]

CALL = "import httpx, os; httpx.get(os.environ['MOCKSERVER_ACME_URL'] + '/things', params={params})"
WELL = [sys.executable, "-c", CALL.replace("{params}", "{'limit': 1}")]
BADLY = [sys.executable, "-c", CALL.replace("{params}", "{'limit': 0}")]
IDLE = [sys.executable, "-c", "pass"]


def test_a_command_finds_the_server_and_each_base_url_in_its_environment(run: Run) -> None:
    told = (
        "import json, os;"
        "print(json.dumps({k: v for k, v in os.environ.items() if k.endswith('_URL') and 'MOCKSERVER' in k}))"
    )

    done = run("run", "rotor", "juicyway", "--quiet", "--", sys.executable, "-c", told, cwd=ROOT)

    urls = json.loads(done.stdout)
    root = urls.pop("MOCKSERVER_URL")
    assert urls == {
        "MOCKSERVER_ROTOR_URL": f"{root}/rotor/open-api",
        "MOCKSERVER_JUICYWAY_URL": f"{root}/juicyway",
    }
    assert (done.stderr, done.returncode) == ("", 0)


@pytest.mark.parametrize(
    ("options", "command", "code"),
    [
        ([], WELL, 0),
        ([], BADLY, 0),
        (["--strict-client"], WELL, 0),
        (["--strict-client"], BADLY, 1),
        (["--fail-under", "1"], WELL, 0),
        (["--fail-under", "99"], BADLY, 1),
        (["--fail-under", "1"], IDLE, 1),  # no call at all is not all of them
        (["--strict-client", "--quiet"], IDLE, 1),  # and keeps no contract
        (["--fail-under", "0"], IDLE, 0),
        (["--strict-client"], [*BADLY[:-1], f"{BADLY[-1]}; raise SystemExit(7)"], 7),
        ([], ["no-such-program"], 2),
    ],
)
def test_the_exit_code_is_the_commands_or_1_where_its_calls_are_not_as_asked_for(
    run: Run, acme: Path, options: list[str], command: list[str], code: int
) -> None:
    done = run("run", str(acme), *options, "--", *command)

    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("condition", ["acm=50", "200"])
def test_a_condition_on_what_is_not_there_is_refused_before_the_command_runs(
    run: Run, acme: Path, condition: str
) -> None:
    done = run("run", str(acme), "--fail-under", condition, "--", sys.executable, "-c", "print('it ran')")

    assert done.returncode == 2
    assert "it ran" not in done.stdout
    assert condition.partition("=")[0] in done.stderr


def test_the_end_tells_what_broke_the_contract_and_where(run: Run, acme: Path) -> None:
    done = run("run", str(acme), "--strict-client", "--", *BADLY)

    assert "contract-broken acme listThings: query limit: expected minimum 1, came 0" in done.stdout
    assert "acme.yaml:" in done.stdout


def test_reports_are_written_and_a_command_without_a_call_is_told_of(
    run: Run, acme: Path, tmp_path: Path
) -> None:
    done = run(
        "run",
        str(acme),
        "--report",
        "json=out.json",
        "--report",
        "har=out.har",
        "--data-file",
        "d",
        "--",
        *WELL,
    )
    idle = run("run", str(acme), "--", *IDLE)

    entries = json.loads((tmp_path / "out.har").read_text())["log"]["entries"]
    assert [entry["response"]["status"] for entry in entries] == [200]
    assert json.loads((tmp_path / "out.json").read_text())
    assert (tmp_path / "d").is_file()
    assert done.returncode == 0
    assert "made no call; is its client pointed at MOCKSERVER_URL?" in idle.stderr


def test_an_npm_like_suite_in_node_is_gated(run: Run, acme: Path) -> None:
    """The same gate for another language: Node's own fetch."""
    script = "fetch(process.env.MOCKSERVER_ACME_URL + '/things?limit=0').then(reply => process.exit(0))"

    done = run("run", str(acme), "--strict-client", "--", program("node", package="nodejs"), "-e", script)

    assert done.returncode == 1
    assert "contract-broken" in done.stdout


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="signals as POSIX has them")
def test_signals_go_to_the_command_whose_end_counts(start: Start, acme: Path) -> None:
    """It cleans up, its calls are judged, and its exit code is passed on."""
    script = (
        "import os, signal, sys; signal.signal(signal.SIGTERM, lambda *_: sys.exit(5));"
        "print('ready', flush=True); signal.pause()"
    )
    process = start("run", str(acme), "--", sys.executable, "-c", script)
    process.line("ready")

    assert process.stop(signal.SIGTERM) == 5
    assert "0 calls" in process.printed["out"]


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="signals as POSIX has them")
def test_a_command_that_a_signal_kills_ends_as_shells_have_it(run: Run, acme: Path) -> None:
    script = f"import os; os.kill(os.getpid(), {int(signal.SIGKILL)})"

    assert run("run", str(acme), "--quiet", "--", sys.executable, "-c", script).returncode == 128 + 9


def test_without_a_command_its_place_is_shown(run: Run, acme: Path) -> None:
    done = run("run", str(acme))

    assert done.returncode == 2
    assert "after --, as in: run acme -- npm test" in done.stderr


@pytest.mark.parametrize(("least", "code"), [("1", 0), ("99", 1)])
def test_serve_reports_at_its_end(start: Start, acme: Path, tmp_path: Path, least: str, code: int) -> None:
    process = start("serve", str(acme), "--port", "0", "--report", "markdown=out.md", "--fail-under", least)
    url = process.line(r"on (http://\S+)").group(1)
    httpx.get(f"{url}/acme/v1/things", params={"limit": 0})

    assert process.stop(signal.SIGTERM) == code
    assert "contract-broken" in (tmp_path / "out.md").read_text()


def test_serve_cannot_both_report_and_begin_anew(run: Run, acme: Path) -> None:
    done = run("serve", str(acme), "--reload", "--report", "json=x")

    assert done.returncode == 2
    assert "--reload begins anew with each change" in done.stderr


def test_the_commands_own_environment_stays(run: Run, acme: Path) -> None:
    script = "import os; print(os.environ['PATH'])"

    assert (
        run("run", str(acme), "--quiet", "--", sys.executable, "-c", script).stdout.strip()
        == os.environ["PATH"]
    )
