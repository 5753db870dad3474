"""What each call covers, seen by a collector that listens to a running server."""

import httpx
import pytest

from mockserver.coverage.collector import Collector
from mockserver.coverage.items.declared import declared_items
from mockserver.coverage.items.item import KINDS
from tests.builders import compiled
from tests.coverage.acme import DOCUMENT, Measured


def test_an_operation_a_status_and_the_parameters_that_were_sent(acme: Measured) -> None:
    acme.client.get("/pages", params={"page": 1})

    assert acme.names("operations") == {"GET /pages"}
    assert acme.names("statuses") == {"200"}
    assert acme.names("parameters") == {"query.page"}  # not `size`, which has a default


def test_path_and_header_parameters(acme: Measured) -> None:
    acme.client.get("/widgets/w1")
    acme.client.post("/widgets", json={"name": "bolt"}, headers={"idempotency-key": "one"})

    assert acme.names("parameters") == {"path.id", "header.Idempotency-Key"}


def test_values_of_enumerations_in_parameters_and_bodies(acme: Measured) -> None:
    acme.client.get("/pages", params={"colour": "red", "tags": ["a", "b"]})
    acme.client.post("/widgets", json={"name": "bolt", "colour": "blue"})

    assert acme.names("enums") == {"query.colour=red", "query.tags[]=a", "query.tags[]=b", "body.colour=blue"}


@pytest.mark.parametrize(
    ("body", "met"),
    [
        ({"name": "b"}, {"body.name minLength=1"}),
        ({"name": "eight ch"}, {"body.name maxLength=8"}),
        ({"name": "seven c"}, set()),
        ({"name": "bolt", "weight": 1}, {"body.weight minimum=0"}),  # the nearest to an exclusive bound
        ({"name": "bolt", "parts": [{"sku": "a"}, {"sku": "b"}]}, {"body.parts maxItems=2"}),
    ],
)
def test_bounds_are_met_exactly(acme: Measured, body: dict[str, object], met: set[str]) -> None:
    acme.client.post("/widgets", json=body)

    assert acme.names("boundaries") == met


def test_bounds_of_parameters_and_of_lists_in_them(acme: Measured) -> None:
    acme.client.get("/pages", params={"size": 5, "page": 1, "tags": "a"})

    assert acme.names("boundaries") == {
        "query.size maximum=5",
        "query.page minimum=1",
        "query.tags minItems=1",
    }


def test_optional_fields_at_any_depth(acme: Measured) -> None:
    acme.client.post("/widgets", json={"name": "bolt", "parts": [{"sku": "a"}, {"sku": "b", "note": "n"}]})

    assert acme.names("fields") == {"body.parts", "body.parts[].note"}


def test_fields_count_though_the_request_was_refused_before_its_body_was_read(acme: Measured) -> None:
    with acme.connect("nobody") as client:
        client.post("/widgets", json={"name": "bolt", "colour": "red"})

    assert acme.names("fields") == {"body.colour"}


def test_the_scheme_that_a_call_was_authenticated_with(acme: Measured) -> None:
    httpx.get(f"{acme.server['acme'].url}/pages", headers={"authorization": "Bearer test_full"})
    httpx.get(f"{acme.server['acme'].url}/pages", headers={"x-key": "nobody"})

    assert acme.names("security") == {"Token"}


def test_error_bodies_by_the_names_of_their_examples(acme: Measured) -> None:
    acme.client.get("/pages", params={"size": 9})
    acme.client.get("/widgets/none")

    assert acme.names("errors") == {"Refused invalid_parameter", "NotFound example"}


def test_a_forced_error_body_is_told_from_the_others(acme: Measured) -> None:
    acme.client.get("/pages", headers={"prefer": "code=400, example=invalid_body"})

    assert acme.names("errors") == {"Refused invalid_body"}


@pytest.mark.parametrize("pages", [[1], [1, 2], [2, 3], [1, 3]])
def test_a_list_that_was_not_walked_to_its_end(acme: Measured, pages: list[int]) -> None:
    for page in pages:
        acme.client.get("/pages", params={"page": page})

    assert acme.names("pages") == set()


@pytest.mark.parametrize("pages", [[1, 2, 3], [1, 3, 2], [1, 1, 2, 2, 3]])
def test_a_list_that_was_walked_to_its_end_in_any_order(acme: Measured, pages: list[int]) -> None:
    for page in pages:
        acme.client.get("/pages", params={"page": page})

    assert acme.names("pages", "listByPage") == {"end"}


def test_a_list_of_one_page_is_no_walk(acme: Measured) -> None:
    acme.client.get("/pages", params={"size": 5})

    assert acme.names("pages") == set()


@pytest.mark.parametrize(
    ("path", "operation", "steps"),
    [
        ("/offsets", "listByOffset", [{"skip": "0"}, {"skip": "2"}, {"skip": "4"}]),
        ("/bare", "listBare", [{"skip": "0"}, {"skip": "2"}, {"skip": "4"}]),
        ("/keys", "listByKey", [{}, {"after": "w1"}, {"after": "w3"}]),
    ],
)
def test_each_style_of_paging_is_followed(
    acme: Measured, path: str, operation: str, steps: list[dict[str, str]]
) -> None:
    for params in steps:
        acme.client.get(path, params=params)

    assert acme.names("pages", operation) == {"end"}


def test_a_link_is_followed_when_its_value_comes_back(acme: Measured) -> None:
    made = acme.client.post("/widgets", json={"name": "bolt"}).json()["id"]
    acme.client.get("/widgets/w1")
    before = acme.names("links")
    acme.client.get(f"/widgets/{made}")

    assert (before, acme.names("links")) == (set(), {"201 widget"})


def test_a_link_is_followed_many_replies_later(acme: Measured) -> None:
    made = [acme.client.post("/widgets", json={"name": f"bolt {n}"}).json()["id"] for n in range(150)]
    acme.client.get(f"/widgets/{made[0]}")

    assert acme.names("links") == {"201 widget"}


def test_a_link_may_name_its_operation_by_a_reference() -> None:
    text = DOCUMENT.replace("{operationId: getWidget,", "{operationRef: '#/paths/~1widgets~1{id}/get',")
    assert text != DOCUMENT

    assert [item.name for item in declared_items(compiled(text)) if item.kind == "links"] == ["201 widget"]


def test_calls_are_counted(acme: Measured) -> None:
    for _ in range(3):
        acme.client.get("/widgets/w1")

    counted = {item.kind: count for item, count in acme.collector.seen.items()}
    assert counted == {"operations": 3, "statuses": 3, "parameters": 3, "security": 3}


def test_namespaces_are_clients_of_their_own(acme: Measured) -> None:
    for namespace in ("", "other"):
        headers = {"mockserver-namespace": namespace} if namespace else {}
        acme.client.get("/pages", params={"page": 1}, headers=headers)
    acme.client.get("/pages", params={"page": 2})

    abandoned = [verdict.namespace for verdict in acme.collector.verdicts if verdict.rule == "walk-abandoned"]
    assert abandoned == [""]


def test_what_a_collector_can_see_is_the_universe() -> None:
    contract = compiled(DOCUMENT)
    items = declared_items(contract)

    assert {item.kind for item in items} == set(KINDS)
    assert len({item.key for item in items}) == len(items)
    assert all(contract.document.line(item.pointer) for item in items)
    assert Collector([contract]).seen == {}


def test_a_schema_that_contains_itself_is_entered_once() -> None:
    names = {item.name for item in declared_items(compiled(DOCUMENT)) if item.kind == "fields"}

    assert names == {"body.colour", "body.weight", "body.parts", "body.parts[].note", "body.parts[].inside"}
