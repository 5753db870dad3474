"""A fault of ours is told as one: never as a document that its user should mend."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import mockserver
from mockserver.cli.main import main
from mockserver.errors import MockserverError
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
faults = pytest.mark.parametrize(
    "fault", [KeyError("limits"), TypeError("no"), AttributeError("no"), ValueError("no")]
)


def failing(error: Exception) -> Callable[..., Any]:
    def fail(*_: object, **__: object) -> Any:
        raise error

    return fail


@faults
@pytest.mark.parametrize("place", PLACES)
def test_it_is_no_problem_of_the_document(
    place: str, fault: Exception, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "acme.yaml").write_text(DOCUMENT)
    monkeypatch.setattr(place, failing(fault))
    if place == "mockserver.contract.compiler.compile_contract":
        monkeypatch.setattr("mockserver.app.compile_contract", failing(fault))

    assert not isinstance(fault, MockserverError)
    with pytest.raises(type(fault)) as raised:
        mockserver.create_app([str(tmp_path / "acme.yaml")])
    assert raised.value is fault


@faults
def test_lint_does_not_tell_it_as_a_problem(
    fault: Exception, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "acme.yaml").write_text(DOCUMENT)
    monkeypatch.setattr("mockserver.server.vendor.Plan", failing(fault))

    done = CliRunner().invoke(main, ["lint", str(tmp_path / "acme.yaml")])

    assert done.exception is fault
    assert "acme.yaml" not in done.output
