"""Documents are handed to Connexion nearly uncopied: it must not write to what plans read."""

from copy import deepcopy

import pytest
from starlette.testclient import TestClient

import mockserver


@pytest.mark.parametrize("pipeline", ["compiled", "stock"])
def test_connexion_writes_to_no_document_that_it_serves(pipeline: str) -> None:
    app = mockserver.create_app(pipeline=pipeline)
    before = {name: deepcopy(vendor.contract.document.data) for name, vendor in app.vendors.items()}
    with TestClient(app, base_url="http://127.0.0.1") as client:
        for name in app.vendors:
            assert client.get(f"/{name}/openapi.json").status_code == 200
            client.get(f"/{name}/nowhere")
    assert before == {name: vendor.contract.document.data for name, vendor in app.vendors.items()}
