"""A fault of ours is told as one: never as a document that its user should mend."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import mockserver
from mockserver.cli.main import main
from tests.builders import HEAD

DOCUMENT = HEAD + "paths: {/tea: {get: {operationId: brew, responses: {'200': {description: Tea.}}}}}\n"
# Where a document goes on its way to be served: read, mended, inferred, compiled, filled with rows, planned.
PLACES = [
    "mockserver.contract.parsing.parse_text",
    "mockserver.contract.vocabulary.check_vocabulary",
    "mockserver.contract.compiler.compile_contract",
    "mockserver.datagen.recipes.fixtures.load_rows",
    "mockserver.access.credentials.read_callers",
    "mockserver.server.vendor.Plan",
    "mockserver.server.vendor.Router.settle",
]
faults = pytest.mark.parametrize("fault", [KeyError, TypeError, AttributeError, ValueError, RecursionError])


def failing(kind: type[Exception], *arguments: object) -> Callable[..., Any]:
    def fail(*_: object, **__: object) -> Any:
        raise kind(*(arguments or ("no",)))

    return fail


@faults
@pytest.mark.parametrize("place", PLACES)
def test_it_is_no_problem_of_the_document(
    place: str, fault: type[Exception], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "acme.yaml").write_text(DOCUMENT)
    monkeypatch.setattr(place, failing(fault))
    if place == "mockserver.contract.compiler.compile_contract":
        monkeypatch.setattr("mockserver.server.made_vendors.compile_contract", failing(fault))

    with pytest.raises(fault, match="no") as raised:
        mockserver.create_app([str(tmp_path / "acme.yaml")])
    assert type(raised.value) is fault


@faults
@pytest.mark.parametrize("command", [["serve", "--port", "0"], ["lint"], ["explain"]])
def test_a_command_says_in_one_line_that_it_is_ours(
    command: list[str], fault: type[Exception], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "acme.yaml"
    file.write_text(DOCUMENT)
    monkeypatch.setattr("mockserver.server.vendor.Plan", failing(fault))

    done = CliRunner().invoke(main, [*command, str(file)])

    assert done.exit_code == 3
    assert done.output.count("\n") == 1
    begin = f"mockserver {command[0]}: a fault of mockserver {mockserver.__version__} itself, not of your document: "
    assert done.output.startswith(f"{begin}{fault.__name__}: ")
    assert f"(at {file}:3: brew (at /paths/~1tea/get); mockserver/server/vendor.py:" in done.output
    assert f"what `mockserver --debug {command[0]} ...` prints" in done.output


@pytest.mark.parametrize("place", [each for each in PLACES if not each.endswith((".Plan", "settle"))])
def test_a_fault_outside_of_any_operation_names_the_document(
    place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "acme.yaml"
    file.write_text(DOCUMENT)
    monkeypatch.setattr(place, failing(KeyError, "limits"))
    if place == "mockserver.contract.compiler.compile_contract":
        monkeypatch.setattr("mockserver.server.made_vendors.compile_contract", failing(KeyError, "limits"))

    done = CliRunner().invoke(main, ["serve", "--port", "0", str(file)])

    assert done.exit_code == 3
    assert f"KeyError: 'limits' (at {file}" in done.output


def test_its_traceback_is_shown_where_it_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "acme.yaml").write_text(DOCUMENT)
    program = (
        "import mockserver.server.vendor as vendor\n"
        "def fail(*_, **__): raise KeyError('limits')\n"
        "vendor.Plan = fail\n"
        "from mockserver.cli.main import main; main()"
    )

    ran = subprocess.run(
        [sys.executable, "-c", program, "--debug", "lint", str(tmp_path / "acme.yaml")],
        capture_output=True,
        text=True,
        check=False,
    )

    assert ran.returncode == 3
    assert "Traceback (most recent call last)" in ran.stderr
    assert ran.stderr.splitlines()[-1].startswith("mockserver lint: a fault of mockserver")


def test_what_the_system_refuses_is_no_fault_of_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "acme.yaml").write_text(DOCUMENT)
    monkeypatch.setattr(
        "mockserver.server.vendor.Plan", failing(OSError, 28, "No space left on device", "/tmp/x")
    )

    done = CliRunner().invoke(main, ["lint", str(tmp_path / "acme.yaml")])

    assert (done.exit_code, done.output) == (
        2,
        "mockserver lint: [Errno 28] No space left on device: '/tmp/x'\n",
    )
