"""What tiny documents do when they are served: the rules as a client meets them."""

from typing import Any

from mockserver.contract.compiler import compile_contract
from mockserver.parts import PARTS
from tests.builders import Mock
from tests.contract.inference.tiny import PET, PETS, document, obj, op

SCHEMAS = {"Pet": PET}
MISSING = {"404": {"description": ""}}


def served(paths: dict[str, Any], schemas: dict[str, Any] | None = None) -> Mock:
    """A tiny document with what is inferred of it."""
    return Mock(compile_contract(document(paths, schemas or SCHEMAS), PARTS, infers=True))


def test_what_keeps_nothing_is_answered_below_rows_that_there_are() -> None:
    mock = served({**PETS, "/pets/{id}/stats": {"get": op(obj("size", size="integer"), responses=MISSING)}})
    first = mock.json("GET", "/pets")[0]["id"]

    assert mock.ask("GET", f"/pets/{first}/stats").status == 200
    assert mock.ask("GET", "/pets/nobody/stats").status == 404
    mock.ask("DELETE", f"/pets/{first}")
    assert mock.ask("GET", f"/pets/{first}/stats").status == 404
