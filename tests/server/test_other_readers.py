"""A differential reading: what another reader of OpenAPI accepts is served, every operation of it."""

import json
import warnings
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import given, settings
from openapi_python_client import schema as generator
from openapi_spec_validator import (
    OpenAPIV30SpecValidator,
    OpenAPIV31SpecValidator,
    OpenAPIV32SpecValidator,
)
from schemathesis.core.result import Err

import mockserver
from mockserver.contract.document import escape
from mockserver.contract.parsing import parse_text
from tests.contract.inference import drawn

SHARED = Path(__file__).parents[3] / "shared"
SMALL = 150_000  # bytes; the validator takes half a minute for the largest
REAL = [
    path
    for folder in ("documents", "corpus")
    for path in sorted((SHARED / folder).glob("*"))
    if path.suffix in {".json", ".yaml"} and path.stat().st_size < SMALL
]
METHODS = {"get", "put", "post", "delete", "options", "head", "patch", "trace", "query"}
VALIDATORS = {
    "3.0": OpenAPIV30SpecValidator,
    "3.1": OpenAPIV31SpecValidator,
    "3.2": OpenAPIV32SpecValidator,
}


def validated(data: Any) -> None:
    """Raise what openapi-spec-validator finds."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        VALIDATORS[str(data["openapi"])[:3]](data).validate()


def fuzzed(data: Any) -> None:
    """Raise what keeps Schemathesis from an operation."""
    for result in schemathesis.openapi.from_dict(data).get_all_operations():
        if isinstance(result, Err):
            raise result.err()


def generated(data: Any) -> None:
    """Raise what keeps openapi-python-client from making a client."""
    generator.OpenAPI.model_validate(data)


READERS: Mapping[str, Callable[[Any], None]] = {
    "openapi-spec-validator": validated,
    "Schemathesis": fuzzed,
    "openapi-python-client": generated,
}


def accepting(data: Any) -> list[str]:
    """The readers that accept a document."""
    found = []
    for name, reader in READERS.items():
        try:
            reader(json.loads(json.dumps(data)))
        except Exception:  # noqa: BLE001 - whatever a reader says no with
            continue
        found.append(name)
    return found


def operations(data: Any) -> set[str]:
    """Where each operation stands; not those behind a `$ref` of a path item, nor those that change the protocol."""
    return {
        f"/paths/{escape(path)}/{method}"
        for path, item in (data.get("paths") or {}).items()
        if path.startswith("/") and isinstance(item, dict)
        for method, operation in item.items()
        if method in METHODS and not changes_protocol(operation)
    }


def changes_protocol(operation: Any) -> bool:
    """Whether an operation answers with nothing but `101 Switching Protocols`, which is announced as a 501."""
    return isinstance(operation, dict) and set(operation.get("responses") or ()) == {"101"}


def unserved(path: Path) -> set[str]:
    """The operations of a document that are not served."""
    (vendor,) = mockserver.create_app([str(path)]).vendors.values()
    known = {operation.pointer: operation.id for operation in vendor.contract.operations}
    data = parse_text(path.read_text("utf-8"), str(path)).data
    return {found for found in operations(data) if known.get(found) not in vendor.plans}


@pytest.mark.slow
@pytest.mark.skipif(not REAL, reason="the documents are not beside this repository")
@pytest.mark.parametrize("path", REAL, ids=lambda path: path.stem)
def test_what_another_reader_accepts_is_served(path: Path) -> None:
    data = parse_text(path.read_text("utf-8"), str(path)).data
    readers = accepting(data) if operations(data) else []
    if readers:
        assert unserved(path) == set(), f"accepted by {', '.join(readers)}"


@pytest.mark.skipif(not REAL, reason="the documents are not beside this repository")
def test_the_readers_do_accept_and_refuse() -> None:
    """Else the comparison would say nothing."""
    accepted = {
        path.stem: accepting(parse_text(path.read_text("utf-8"), str(path)).data) for path in REAL[:20]
    }

    for reader in READERS:
        assert any(reader in readers for readers in accepted.values()), reader
    assert any(len(readers) < len(READERS) for readers in accepted.values())


@pytest.mark.slow
@settings(max_examples=25)
@given(data=drawn.documents())
def test_generated_documents_that_another_reader_accepts_are_served(
    tmp_path_factory: pytest.TempPathFactory, data: Any
) -> None:
    path = tmp_path_factory.mktemp("drawn") / "acme.json"
    path.write_text(json.dumps(data))

    assert accepting(data)
    assert unserved(path) == set()
