"""The tiny documents beside the project, each one kind of thing that real ones do: what their README asks of each."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

import mockserver
from mockserver.runtime.server import Server

FOLDER = Path(__file__).parents[2].parent / "shared" / "documents"
UUID = "6fa459ea-ee8a-3ca4-894e-db77e160355e"
FORM = {"content-type": "application/x-www-form-urlencoded"}
BRACKETS = "address[city]=Rome&address[geo][lat]=4.5&tags[]=a&tags[]=b"

if not FOLDER.is_dir():
    pytest.skip(f"the documents are not at {FOLDER}", allow_module_level=True)


@pytest.fixture(scope="module")
def tiny() -> Iterator[Server]:
    files = [*sorted(FOLDER.glob("*.yaml")), FOLDER / "operation-by-ref" / "api.yaml"]
    assert len(files) == 26
    with mockserver.running(*map(str, files), validate_responses=True) as server:
        yield server


@pytest.mark.parametrize(
    ("method", "target", "sent", "status", "body"),
    [
        ("GET", "pedantry/a", {}, 200, {"id": str}),
        ("GET", "swagger-2/a", {}, 200, {"id": str}),
        ("GET", "large-quantifier/a", {}, 200, None),
        ("POST", "large-quantifier/blob", {"json": "0xaf"}, {200, 400}, None),
        ("POST", "class-with-hyphen/a", {"json": "ALL"}, 200, None),
        ("POST", "class-with-hyphen/a", {"json": "any"}, 400, None),
        ("POST", "class-with-hyphen/b", {"json": "/a-b/c"}, 200, None),
        ("POST", "class-with-hyphen/b", {"json": "/a-b/C"}, 400, None),
        ("GET", "undeclared-scheme/a", {}, 401, None),
        ("GET", "undeclared-scheme/a", {"headers": {"k": "test_full"}}, 200, None),
        ("GET", "undeclared-scheme/login", {"headers": {"authorization": "Negotiate x"}}, 200, None),
        ("GET", "dangling-ref/a", {}, 200, None),
        ("HEAD", "dangling-ref/a", {}, 200, None),
        ("GET", "dangling-ref/b", {}, 200, None),
        ("GET", "api/a", {}, 200, None),
        ("GET", "properties-by-ref/ok", {}, 200, None),
        ("GET", "key-twice/a", {}, 200, None),
        ("GET", "querystring-with-schema/a", {}, 200, None),
        ("GET", "querystring-with-schema/search?term=x", {}, 200, None),
        ("GET", f"same-shape-paths/items/{UUID}", {}, 200, {"by": "id"}),
        ("GET", "same-shape-paths/items/A7", {}, 200, {"by": "code"}),
        ("GET", "query-in-path/r/1", {}, 200, {"plain": True}),
        ("DELETE", "query-in-path/r/1?beta=true", {}, 200, {"beta": True}),
        ("DELETE", "query-in-path/r/1", {}, {404, 405}, None),
        ("PUT", "fragment-in-path/cards", {}, 200, None),
        ("DELETE", "fragment-in-path/gone", {}, 404, None),
        ("GET", "readonly-parameter/alerts/1", {}, 200, None),
        ("POST", "readonly-body/pets", {"json": {"id": "7", "name": "Rex"}}, 201, {"name": str}),
        (
            "POST",
            "canned-reason/pets",
            {"json": {}},
            400,
            {"message": 'body name: "name" is a required property'},
        ),
        ("POST", "other-status/a", {"json": {"n": 1}}, 422, {"detail": [dict]}),
        ("GET", "other-status/b", {}, 403, {"error": str}),
        ("GET", "array-left-out/domains", {}, 200, {"object": "list", "data": [dict]}),
        ("GET", "array-left-out/domains?limit=2", {}, 200, {"data": [dict, dict]}),
        ("GET", "example-breaks-schema/t", {}, 200, {"serial": "150183300032"}),
        ("GET", "any-media-type/a", {}, 200, {"id": str}),
        ("GET", "any-media-type/a?page=x", {}, 400, {"violations": [dict]}),
        ("POST", "form-brackets/locations", {"content": BRACKETS, "headers": FORM}, 200, None),
        ("POST", "form-brackets-encoding/locations", {"content": BRACKETS, "headers": FORM}, 200, None),
        ("POST", "form-brackets/locations", {"content": "address[geo][lat]=x", "headers": FORM}, 400, None),
        ("GET", "query-brackets/charges?expand[]=a&created[gt]=5", {}, 200, {"ok": 1}),
        ("GET", "query-brackets/charges?created[gt]=x", {}, 400, None),
        ("GET", "undeclared-query/things?after=abc", {}, 200, None),
        ("GET", "big-integer/a", {}, 200, {"n": 18446744073709551616}),
        ("GET", "big-integer/openapi.json", {}, 200, {"openapi": str}),
    ],
    ids=lambda value: value.partition("?")[0] if isinstance(value, str) and "/" in value else "",
)
def test_a_tiny_document_is_served_as_its_kind_should_be(
    tiny: Server, method: str, target: str, sent: dict[str, Any], status: int | set[int], body: Any
) -> None:
    reply = httpx.request(method, f"{tiny.url}/{target}", **sent)

    assert reply.status_code in (status if isinstance(status, set) else {status}), reply.text
    assert body is None or alike(reply.json(), body), reply.text


def test_what_is_sent_under_any_media_type_says_what_it_is(tiny: Server) -> None:
    assert httpx.get(f"{tiny.url}/any-media-type/a").headers["content-type"] == "application/json"


def test_an_api_without_a_word_of_x_mock_keeps_state(tiny: Server) -> None:
    with httpx.Client(base_url=f"{tiny.url}/no-state") as client:
        made = client.post("/pets", json={"id": "p", "name": "Rex", "kind": "cat"}).json()
        place = f"/pets/{made['id']}"
        cats = client.get("/pets?kind=cat&limit=1000").json()

        assert client.get(place).json() == made
        assert made in cats
        assert {each["kind"] for each in cats} == {"cat"}
        assert client.get("/pets?limit=2&page=1").json() != client.get("/pets?limit=2&page=2").json()
        assert client.delete(place).status_code == 204
        assert client.get(place).status_code == 404


def alike(found: Any, wanted: Any) -> bool:
    """Whether a value has what is wanted: members, elements, a type for any value of it."""
    if isinstance(wanted, type):
        return isinstance(found, wanted)
    if isinstance(wanted, dict):
        return all(name in found and alike(found[name], each) for name, each in wanted.items())
    if isinstance(wanted, list):
        return len(found) >= len(wanted) and all(map(alike, found, wanted))
    return bool(found == wanted)
