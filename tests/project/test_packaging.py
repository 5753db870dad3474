"""What others build on: the image, the action, the templates, the helpers for other languages."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.programs import program

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
STEPS = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))["runs"]["steps"]
CALL = "import os, urllib.request as u; u.urlopen(u.Request(os.environ['MOCKSERVER_ROTOR_URL'] + '/customers?limit={}'"
ASKED = ", headers={'x-api-key': 'test_full'}))"


@pytest.mark.parametrize(
    ("schema", "file"),
    [
        ("github-actions", "action.yml"),
        ("compose-spec", "compose.yaml"),
        ("gitlab-ci", "examples/gitlab.yml"),
        ("github-workflows", "examples/contracts.yml"),
        ("github-workflows", ".github/workflows/ci.yml"),
    ],
)
def test_files_of_other_tools_keep_their_schemas(schema: str, file: str) -> None:
    command = [str(BIN / "check-jsonschema"), "--builtin-schema", f"vendor.{schema}", str(ROOT / file)]

    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr


def test_the_image_is_made_by_the_rules() -> None:
    done = subprocess.run(
        [BIN / "hadolint", ROOT / "Dockerfile"], capture_output=True, text=True, check=False
    )

    assert (done.stdout, done.returncode) == ("", 0)


def test_what_the_image_copies_is_let_through() -> None:
    text = (ROOT / "Dockerfile").read_text("utf-8")
    copied = {
        name.removeprefix("./")
        for line in re.findall(r"^COPY (?!--)(.*) \S+$", text, re.MULTILINE)
        for name in line.split()
    }
    let_through = re.findall(r"^!(.*)$", (ROOT / ".dockerignore").read_text("utf-8"), re.MULTILINE)

    assert copied == set(let_through)
    assert all((ROOT / name).exists() for name in copied)


def test_the_image_pins_what_the_lock_has(tmp_path: Path) -> None:
    (line,) = re.findall(r"sed -E '[^']*' requirements.lock", (ROOT / "Dockerfile").read_text("utf-8"))
    pins = subprocess.run(["bash", "-c", line], cwd=ROOT, capture_output=True, text=True, check=True).stdout

    assert "--hash" not in pins
    assert "\\" not in pins
    assert re.search(r"^uvicorn==", pins, re.MULTILINE)


@pytest.fixture
def runner(tmp_path: Path) -> Path:
    """Where a runner has installed the command."""
    place = tmp_path / "mockserver" / "bin" / "mockserver"
    place.parent.mkdir(parents=True)
    place.write_text(f'#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} -m mockserver "$@"\n')
    place.chmod(0o755)
    return tmp_path


def stepped(runner: Path, command: str, **inputs: str) -> subprocess.CompletedProcess[str]:
    """The last step of the action, as a runner runs it."""
    step = STEPS[-1]
    environment = {name: inputs.get(name.lower(), "") for name in step["env"]} | {"COMMAND": command}
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
        env={"PATH": os.environ["PATH"], "RUNNER_TEMP": str(runner), **environment},
        cwd=runner,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("limit", "inputs", "code"),
    [
        ("5", {"strict": "true"}, 0),
        ("5", {"strict": "true", "fail_under": "1 rotor=99"}, 1),
        ("none", {"strict": "true"}, 1),
        ("none", {"strict": "false"}, 0),
    ],
)
def test_the_action_is_a_gate(runner: Path, limit: str, inputs: dict[str, str], code: int) -> None:
    call = f'{sys.executable} -c "{CALL.format(limit)}{ASKED}"'

    done = stepped(runner, f"{call} || true", documents="rotor", report="junit=contract.xml", **inputs)

    assert done.returncode == code, done.stdout + done.stderr
    assert (runner / "contract.xml").is_file()
    assert ("contract-broken" in done.stdout) == (limit == "none")


def test_an_input_of_the_action_is_not_read_as_shell(runner: Path) -> None:
    stepped(runner, "true", documents="rotor", report="$(touch stolen)", fail_under="`touch stolen` *")

    assert not (runner / "stolen").exists()


def test_the_shell_of_the_action_is_sound() -> None:
    for step in STEPS:
        if "run" in step:
            command = [
                str(BIN / "shellcheck"),
                "--shell=bash",
                "--exclude=SC2086",
                "-",
            ]  # words are split on purpose
            done = subprocess.run(command, input=step["run"], capture_output=True, text=True, check=False)
            assert done.stdout == ""


def test_a_suite_in_java_starts_its_own_server(tmp_path: Path) -> None:
    javac, java = (program(name, package="default-jdk-headless") for name in ("javac", "java"))
    for path in (ROOT / "examples" / "java").glob("*.java"):
        shutil.copy(path, tmp_path)
    environment = {
        **os.environ,
        "MOCKSERVER_COMMAND": f"{sys.executable} -m mockserver",
        "PYTHONPATH": str(ROOT),
    }

    subprocess.run([javac, "-Werror", *tmp_path.glob("*.java")], check=True)
    done = subprocess.run(
        [java, "-cp", tmp_path, "MockServerTest"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.stdout == "4 passed\n", done.stderr
