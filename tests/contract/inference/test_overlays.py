"""What is inferred, as an overlay, and as good as what it was made of."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings

from mockserver.app import create_app
from mockserver.contract import catalog
from mockserver.contract.compiler import compile_contract
from mockserver.contract.document import Document
from mockserver.contract.inference.overlays import overlay_of
from mockserver.explanation.files import dumped
from mockserver.parts import PARTS
from mockserver.settings import from_environment
from tests.contract.inference.answers import answers, requests
from tests.contract.inference.drawn import documents
from tests.contract.inference.tiny import PET, array, document, obj, op, query

CORPUS = Path(__file__).resolve().parents[4] / "shared" / "corpus"
# Small ones of different makers: generated and written by hand, of 2.0, 3.0 and 3.1, one page style and another.
REAL = (
    "swagger-petstore.yaml", "up-banking.json", "spring-petclinic.yaml", "realworld-conduit.yaml",
    "redocly-museum.yaml", "algorand-indexer.json", "chroma.json", "ory-kratos.json",
)  # fmt: skip


def overlay(of: Document) -> dict[str, Any]:
    return overlay_of(compile_contract(of, PARTS, infers=True))


def test_each_place_is_an_action_that_tells_its_evidence() -> None:
    paths = {"/it's": {"get": op(array("#Pet"), query("page", "integer"))}, "/it's/{id}": {"get": op("#Pet")}}
    pages, pets, get_all, get_one = overlay(document(paths, {"Pet": PET}))["actions"]

    assert [action["target"] for action in (pages, pets, get_all, get_one)] == [
        "$", "$", "$.paths['/it\\'s'].get", "$.paths['/it\\'s/{id}'].get",
    ]  # fmt: skip
    assert pages["update"] == {"x-mock": {"pagination": {"pages": {"style": "page"}}}}
    assert get_one["update"]["x-mock"]["parameters"] == {"id": {"field": "id"}}
    assert get_one["description"].splitlines() == [
        "behaviour: GET /it's/{id} is a GET on the path of one row",
        "parameters.id.field: `id` has the name of {id}",
        "responses.200.members: its body has the properties of a row",
    ]


def test_what_is_written_for_several_operations_is_not_said_again_for_each() -> None:
    shared = {**query("kind"), "x-mock": {"filter": {"field": "id"}}}
    of = document(
        {"/pets": {"get": op(array("#Pet"), {"$ref": "#/components/parameters/kind"}, query("name"))}},
        components={"schemas": {"Pet": PET}, "parameters": {"kind": shared}},
    )
    (action,) = [each for each in overlay(of)["actions"] if each["target"] != "$"]

    assert list(action["update"]["x-mock"]["parameters"]) == ["name"]


def test_a_document_that_is_not_to_be_inferred_has_no_action() -> None:
    of = document({"/pets": {"get": op(array("#Pet"))}}, {"Pet": PET}, **{"x-mock": {"infer": False}})

    assert overlay(of)["actions"] == []


def test_an_operation_at_another_place_is_changed_there() -> None:
    item = {"get": op(array(obj("id", id="string", name="string")))}
    of = document({"/pets": {"$ref": "#/components/pathItems/all"}}, components={"pathItems": {"all": item}})

    assert overlay(of)["actions"][-1]["target"] == "$.components.pathItems.all.get"


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not beside this repository")
@pytest.mark.parametrize("name", REAL)
def test_a_real_document_with_its_overlay_answers_as_it_is_inferred(name: str, tmp_path: Path) -> None:
    path = CORPUS / name
    app = create_app([str(path)])
    asked = requests(app)
    (read,) = catalog.find([str(path)], from_environment())
    written = tmp_path / "overlay.yaml"
    written.write_text(dumped(overlay(read)), "utf-8")
    taken_over = create_app([str(path)], overlays=[written], infer=False)

    assert not next(iter(taken_over.vendors.values())).contract.inferred
    assert answers(taken_over, asked) == answers(app, asked)


@given(data=documents())
@settings(max_examples=20, deadline=None)
def test_any_document_with_its_overlay_answers_as_it_is_inferred(data: Any) -> None:
    """The same statuses, headers and bytes, of reads and of writes, one after the other."""
    with TemporaryDirectory() as folder:
        path, written = Path(folder, "drawn.json"), Path(folder, "overlay.yaml")
        path.write_text(json.dumps(data), "utf-8")
        app = create_app([str(path)])
        asked = requests(app)
        (read,) = catalog.find([str(path)], from_environment())
        written.write_text(dumped(overlay(read)), "utf-8")
        taken_over = create_app([str(path)], overlays=[written], infer=False)

    assert answers(taken_over, asked) == answers(app, asked)
