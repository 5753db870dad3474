"""The laws hold for the documents that ship, and for small ones that nobody has prepared."""

from pathlib import Path

import orjson
import pytest

from mockserver.contract import catalog
from mockserver.settings import from_environment
from tests.contract.inference.tiny import array, document, obj, op
from tests.fuzzing.laws.petting import judged

DOCUMENTS = Path(__file__).parents[3].parent / "shared" / "documents"
SMALL = ("form-brackets.yaml", "no-state.yaml", "query-brackets.yaml", "swagger-2.yaml", "other-status.yaml")


@pytest.mark.parametrize("vendor", catalog.names(from_environment()))
def test_every_law_holds_of_a_vendor(vendor: str) -> None:
    verdict = judged(vendor, examples=8)
    assert not verdict.findings
    assert verdict.examples > 50


@pytest.mark.parametrize("name", SMALL)
def test_every_law_holds_of_a_small_document(name: str) -> None:
    path = DOCUMENTS / name
    if not path.is_file():
        pytest.skip(f"{path} is not there")
    assert not judged(path, examples=8).findings


def test_what_a_change_has_beside_the_object_that_shows_it_is_sent(tmp_path: Path) -> None:
    row = obj("id", id="string", limits=obj(valid_since="string/date", valid_until="string/date"))
    change = obj(valid_since="string/date", valid_until="string/date")
    paths = {
        "/links": {"get": op(array(row))},
        "/links/{id}": {"get": op(row), "patch": op(row, body=change)},
    }
    file = tmp_path / "links.json"
    file.write_bytes(orjson.dumps(document(paths).data))

    verdict = judged(file, examples=20)
    assert verdict.counts["what was changed is read"].operations
    assert not verdict.findings
