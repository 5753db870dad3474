"""The clients of `examples/` through each door: a port of another process, a port in a thread, in process."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.programs import program

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
TESTS = 7


@pytest.fixture(scope="module")
def served() -> Iterator[str]:
    """`mockserver serve`, in a process of its own."""
    command = [sys.executable, "-m", "mockserver", "serve", "--port", "0"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        lines = (re.search(r"http://127\.0\.0\.1:\d+", line) for line in process.stdout)
        yield next(found[0] for found in lines if found)
        process.terminate()
        process.stdout.read()


def run(*options: str) -> subprocess.CompletedProcess[str]:
    """The suite of the examples, in a process of its own, with warnings for errors."""
    command = [sys.executable, "-m", "pytest", str(EXAMPLES), f"--rootdir={EXAMPLES}", "-c", os.devnull]
    plugins = ["-p", "no:cacheprovider", "-W", "error", "-q"]
    return subprocess.run(
        [*command, *plugins, *options], cwd=EXAMPLES, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("door", [[], ["--mockserver-intercept"]], ids=["thread", "process"])
def test_the_clients_keep_their_contracts(door: list[str], tmp_path: Path) -> None:
    """Every test passes, strictly, and nothing is said against a client; each vendor is covered in part."""
    data = tmp_path / "run.json"

    done = run("--mockserver-strict", f"--mockserver-data={data}", *door)

    assert f"{TESTS} passed" in done.stdout, done.stdout
    (part,) = json.loads(data.read_text())["parts"].values()
    assert [verdict for verdict in part["verdicts"] if verdict["severity"] != "info"] == []
    assert set(part["exchanges"]) == {"commenda", "devdraft", "hydracore", "juicyway", "rotor"}


def test_the_clients_keep_their_contracts_over_the_port_of_another_process(served: str) -> None:
    """The same suite, against `mockserver serve`; its control plane tells the verdicts."""
    done = run("--served-at", served)

    assert f"{TESTS} passed" in done.stdout, done.stdout
    verdicts = httpx.get(f"{served}/__admin/coverage").json()["verdicts"]
    assert [verdict for verdict in verdicts if verdict["severity"] != "info"] == []


def test_a_client_in_another_language(served: str) -> None:
    """Node's own test runner, with nothing installed, through the port; namespaces keep its tests apart."""
    command = [program("node", package="nodejs"), "--test", str(EXAMPLES / "node")]
    environment = {
        **os.environ,
        "MOCKSERVER": served,
        "MOCKSERVER_COMMAND": f"{sys.executable} -m mockserver",
    }

    done = subprocess.run(command, env=environment, cwd=EXAMPLES, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout
    assert re.search(r"^# pass 6$", done.stdout, re.MULTILINE), done.stdout
