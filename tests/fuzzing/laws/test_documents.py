"""The laws hold for the documents that ship, and for small ones that nobody has prepared."""

from pathlib import Path

import pytest

from mockserver.contract import catalog
from mockserver.settings import from_environment
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
