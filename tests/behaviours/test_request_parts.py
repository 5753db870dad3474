"""Operations that are asked by parts of their request which are no parameters."""

import json
from typing import Any

import httpx
import pytest

import mockserver

ROW = {"type": "object", "properties": {"id": {"type": "string"}, "kind": {"type": "string"}}}
BODY = {
    "type": "object",
    "properties": {
        "limit": {"type": "integer", "default": 2},
        "cursor": {"type": "string"},
        "filter": {"type": "object", "properties": {"kind": {"type": "string"}}},
    },
}
FOUND = {
    "type": "object",
    "properties": {"data": {"type": "array", "items": ROW}, "next": {"type": "string"}},
}


def answer(schema: Any) -> dict[str, Any]:
    return {"200": {"description": "", "content": {"application/json": {"schema": schema}}}}


def request(schema: Any) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": schema}}}


def document() -> dict[str, Any]:
    search = {
        "behaviour": "list",
        "resource": "pets",
        "pagination": "pages",
        "parameters": {
            "$request.body#/limit": {"page": "size"},
            "$request.body#/cursor": {"page": "cursor"},
            "$request.body#/filter/kind": {"filter": {"field": "kind"}},
        },
        "responses": {"200": {"members": {"/data": "$rows", "/next": "$page.next"}}},
    }
    info = {"behaviour": "get", "resource": "pets", "parameters": {"$request.query.pet": {"field": "id"}}}
    drop = {"behaviour": "delete", "resource": "pets", "parameters": {"$request.body#/pet": {"field": "id"}}}
    pet = {"type": "object", "required": ["pet"], "properties": {"pet": {"type": "string"}}}
    return {
        "openapi": "3.0.3",
        "info": {"title": "Pets", "version": "1"},
        "x-mock": {"infer": False, "resources": {"pets": {}}, "pagination": {"pages": {"style": "cursor"}}},
        "paths": {
            "/pets": {
                "post": {
                    "x-mock": {"behaviour": "create", "resource": "pets"},
                    "requestBody": request(ROW),
                    "responses": answer(ROW),
                }
            },
            "/pets.search": {
                "post": {"x-mock": search, "requestBody": request(BODY), "responses": answer(FOUND)}
            },
            "/pets.info": {
                "get": {
                    "x-mock": info,
                    "parameters": [
                        {"name": "pet", "in": "query", "required": True, "schema": {"type": "string"}}
                    ],
                    "responses": {**answer(ROW), "404": {"description": ""}},
                }
            },
            "/pets.delete": {
                "post": {
                    "x-mock": drop,
                    "requestBody": request(pet),
                    "responses": {"204": {"description": ""}, "404": {"description": ""}},
                }
            },
        },
    }


@pytest.fixture(scope="module")
def pets(tmp_path_factory: pytest.TempPathFactory) -> Any:
    path = tmp_path_factory.mktemp("asked") / "pets.json"
    path.write_text(json.dumps(document()))
    with mockserver.running(str(path)) as server:
        url = server["pets"].url
        for number in range(5):
            httpx.post(f"{url}/pets", json={"id": f"p{number}", "kind": "cat" if number % 2 else "dog"})
        yield url


def search(url: str, **asked: Any) -> Any:
    return httpx.post(f"{url}/pets.search", json=asked).json()


def test_members_of_a_body_filter_and_cut_pages(pets: str) -> None:
    seen: list[str] = []
    cursor = None
    while cursor is not None or not seen:
        page = search(pets, **({"cursor": cursor} if cursor else {}))
        assert len(page["data"]) <= 2
        seen += [row["id"] for row in page["data"]]
        cursor = page.get("next")

    assert seen == ["p0", "p1", "p2", "p3", "p4"]
    assert [row["id"] for row in search(pets, filter={"kind": "cat"}, limit=9)["data"]] == ["p1", "p3"]


def test_a_cursor_that_is_none_is_told_at_its_place_in_the_body(pets: str) -> None:
    refused = httpx.post(f"{pets}/pets.search", json={"cursor": "made up"})

    assert refused.status_code == 400
    assert refused.json()["errors"][0]["pointer"] == "#/cursor"


def test_a_query_or_a_body_names_the_row(pets: str) -> None:
    httpx.post(f"{pets}/pets", json={"id": "gone", "kind": "cat"})

    assert httpx.get(f"{pets}/pets.info", params={"pet": "gone"}).json()["kind"] == "cat"
    assert httpx.post(f"{pets}/pets.delete", json={"pet": "gone"}).status_code == 204
    assert httpx.get(f"{pets}/pets.info", params={"pet": "gone"}).status_code == 404
    assert httpx.post(f"{pets}/pets.delete", json={"pet": "gone"}).status_code == 404
