"""What is inferred depends on what a document means, not on how it is written; of real ones it costs little."""

import json
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockserver.contract import document as documents
from mockserver.contract.document import Document
from mockserver.contract.inference import infer, merged
from tests.contract.inference.drawn import documents as documents_drawn
from tests.contract.inference.rewritten import inlined, meaning, read, renamed, reordered, split
from tests.contract.inference.tiny import PET, PETS, array, behaviours, document, obj, op, query

CORPUS = Path(__file__).resolve().parents[4] / "shared" / "corpus"
REAL = [CORPUS / name for name in (
    "up-banking.json", "spring-petclinic.yaml", "realworld-conduit.yaml", "komga.json", "supabase-auth.yaml",
    "lakefs.yaml", "svix.json", "spotify.yaml",
) if CORPUS.is_dir()]  # fmt: skip
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


@given(data=documents_drawn(), seed=st.integers(0, 99))
@settings(max_examples=60, deadline=None)
def test_what_a_document_means_does_not_depend_on_how_it_is_written(data: Any, seed: int) -> None:
    """Paths in another order, components with other names, references inlined, in several files."""
    as_written = meaning(read(data))

    assert meaning(reordered(data, seed)) == as_written
    assert meaning(renamed(data)) == as_written
    assert meaning(inlined(data)) == as_written
    with TemporaryDirectory() as folder:
        assert meaning(split(data, Path(folder))) == as_written


@pytest.mark.parametrize("path", REAL, ids=lambda path: path.stem)
def test_nor_does_what_a_real_one_means(path: Path, tmp_path: Path) -> None:
    data = documents.parse(path.read_text("utf-8"), str(path))
    as_written = meaning(read(data))

    assert meaning(reordered(data, 1)) == as_written
    assert meaning(renamed(data)) == as_written
    assert meaning(inlined(data)) == as_written
    assert meaning(split(data, tmp_path)) == as_written


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
