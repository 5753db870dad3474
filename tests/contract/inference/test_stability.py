"""What is inferred depends on what a document means, not on how it is written; of real ones it costs little."""

import json
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockserver.contract import document as documents
from mockserver.contract.document import Document
from mockserver.contract.inference import infer, merged
from tests.contract.inference.tiny import PET, PETS, array, behaviours, document, obj, op, query, root

CORPUS = Path(__file__).resolve().parents[4] / "shared" / "corpus"
PATHS: dict[str, Any] = {
    **PETS,
    "/owners": {
        "get": op(obj(data=array("#Owner"), total="integer"), query("page", "integer"), query("name"))
    },
    "/owners/{owner_id}": {"get": op("#Owner")},
    "/owners/{owner_id}/pets": {"get": op(array("#Pet"), query("kind"))},
    "/owners/{owner_id}/notes": {"get": op(array("#Note"))},
    "/owners/{owner_id}/notes/{id}": {"get": op("#Note"), "delete": op(status="204")},
}
SCHEMAS = {
    "Pet": PET,
    "Owner": obj("id", id="string", name="string", pet_id="string"),
    "Note": obj("id", id="integer", text="string"),
}


def meaning(of: Document) -> Any:
    """What is inferred, but for where the schemas of rows stand."""
    resources = {
        name: {key: value for key, value in its.items() if key != "row"}
        for name, its in root(of)["resources"].items()
    }
    operations = {
        value.pointer: value.value for value in infer(of).values if value.pointer.startswith("/paths/")
    }
    return resources, root(of).get("pagination"), operations


@given(order=st.permutations(list(PATHS)))
@settings(max_examples=30, deadline=None)
def test_the_order_of_paths_does_not_matter(order: list[str]) -> None:
    assert meaning(document({path: PATHS[path] for path in order}, SCHEMAS)) == meaning(
        document(PATHS, SCHEMAS)
    )


def test_the_names_of_components_do_not_matter() -> None:
    text = json.dumps(document(PATHS, SCHEMAS).data)
    for name in SCHEMAS:
        text = text.replace(f"schemas/{name}", f"schemas/X{name}9").replace(
            f'"{name}": {{', f'"X{name}9": {{'
        )

    assert meaning(Document("tiny", json.loads(text))) == meaning(document(PATHS, SCHEMAS))


def test_references_and_what_they_lead_to_are_the_same() -> None:
    assert meaning(Document("tiny", inlined(document(PATHS, SCHEMAS)))) == meaning(document(PATHS, SCHEMAS))


def inlined(of: Document) -> Any:
    def whole(node: Any) -> Any:
        if isinstance(node, dict):
            found = of.resolve(node)
            return {key: whole(value) for key, value in found.items()}
        return [whole(each) for each in node] if isinstance(node, list) else node

    return whole({key: value for key, value in of.data.items() if key != "components"})


def test_a_real_document_of_a_thousand_operations_takes_a_moment() -> None:
    data = {"paths": {}, **document(PATHS, SCHEMAS).data}
    data["paths"] = {f"/area{number}{path}": item for number in range(80) for path, item in PATHS.items()}
    of = Document("large", {"openapi": "3.0.3", "components": {"schemas": SCHEMAS}, **data})
    infer(of)
    began = time.process_time()
    found = behaviours(of)

    assert len(found) == 80 * 12
    assert time.process_time() - began < 2  # 0.3 s and less on an idle machine


@pytest.mark.parametrize("path", sorted(CORPUS.glob("*.json")), ids=lambda path: path.stem)
def test_documents_written_by_others_are_read_without_a_fault(path: Path) -> None:
    data = documents.parse(path.read_text("utf-8"), str(path))
    of = Document(path.stem, data, source=str(path))
    found = infer(of)
    whole, reasons = merged(of, found.values)

    assert len(reasons) == len(found.values), "a value has no place, or two values have one"
    assert all(value.reason for value in found.values)
    assert json.dumps(whole)
