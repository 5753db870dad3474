"""Documents of other people: each is served, or refused with the place and the reason, at once."""

from pathlib import Path

import pytest

from mockserver.app import create_app
from mockserver.errors import SpecError
from mockserver.exchange import Request

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
ENTRIES = ("shlink/swagger.json", "camara-geofencing/API_definitions/geofencing-subscriptions.yaml")
FILES = sorted(path for path in CORPUS.glob("*") if path.suffix in {".json", ".yaml"})
FILES += [CORPUS / entry for entry in ENTRIES if FILES]
REFUSED = {  # by what
    "oai-webhook-example.yaml": "has webhooks alone",
}


absent = pytest.mark.skipif(not FILES, reason="the corpus is not beside this repository")


def cases(*, refused: bool) -> list[object]:
    """The documents that are refused, or the others."""
    return [pytest.param(path, id=path.name) for path in FILES if (path.name in REFUSED) is refused]


@pytest.mark.slow
@absent
@pytest.mark.parametrize("path", cases(refused=False))
def test_every_operation_answers_without_a_fault_of_the_servers(path: Path) -> None:
    """Whatever the request lacks; but what cannot be served, as was said at start."""
    app = create_app([str(path)])
    for vendor in app.vendors.values():
        contract = vendor.contract
        for operation in contract.operations:
            below = operation.path.replace("{", "").replace("}", "")
            place = f"/{contract.name}{contract.base_path}{below}"
            reply = app.respond(Request(operation.method, place.encode(), b"", {}))
            if operation.pointer in vendor.unserved:
                assert reply.status == 501
            else:
                assert reply.status < 500, (operation.id, reply.body)


@absent
@pytest.mark.parametrize("path", cases(refused=True))
def test_a_document_that_cannot_be_served_is_refused_with_place_and_reason(path: Path) -> None:
    with pytest.raises(SpecError) as refused:
        create_app([str(path)])

    assert REFUSED[path.name] in str(refused.value)
    assert all(problem.line for problem in refused.value.problems)
