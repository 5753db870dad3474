"""Rows that a test arranges, over HTTP and in Python: by the rules of their resource, whatever the operations allow."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

import mockserver
from mockserver.errors import UsageError
from mockserver.replies.arranging import NoRowError
from mockserver.replies.refused_rows import ArrangedRowError
from mockserver.runtime.live import Server

DOCUMENT = """
openapi: 3.0.3
info: {title: Acme, version: "1"}
paths:
  /owners:
    get:
      responses:
        "200":
          description: Owners.
          content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Owner"}}}}
  /owners/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    get:
      responses:
        "200": {description: One., content: {application/json: {schema: {$ref: "#/components/schemas/Owner"}}}}
        "404": {description: None.}
components:
  schemas:
    Owner:
      type: object
      required: [id, name]
      properties: {id: {type: integer}, name: {type: string, maxLength: 9}, born: {type: string, format: date}}
"""
ROWS = "/__admin/rows"


@pytest.fixture
def server() -> Iterator[Server]:
    with mockserver.running("rotor", "hydracore") as running:
        yield running


@pytest.fixture
def rows(server: Server) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=f"{server.url}{ROWS}/rotor") as client:
        yield client


def customer(**more: object) -> dict[str, object]:
    return {"email": "ann@ng.example", "first_name": "Ann", "last_name": "Ng"} | more


def seen(server: Server, key: object, credential: str = "test_full") -> httpx.Response:
    rotor = server["rotor"]
    return httpx.get(f"{rotor.url}/customers/{key}", headers=rotor.credentials[credential])


def test_an_arranged_row_is_one_like_every_other(server: Server, rows: httpx.Client) -> None:
    """The vendor shows it, counts it, changes it, and it is gone when it is removed."""
    made = rows.post("/customers", json=customer())
    key = made.json()["id"]

    assert made.status_code == 201
    assert seen(server, key).json()["data"]["email"] == "ann@ng.example"
    assert (
        rows.patch(f"/customers/{key}", json={"first_name": "Bo", "notes": None}).json()["first_name"] == "Bo"
    )
    assert seen(server, key).json()["data"]["first_name"] == "Bo"
    assert rows.get(f"/customers/{key}").json()["id"] == key
    assert rows.delete(f"/customers/{key}").json() == {}
    assert seen(server, key).status_code == 404
    assert rows.get(f"/customers/{key}").status_code == 404


def test_a_row_of_a_key_of_ones_own_is_put(server: Server, rows: httpx.Client) -> None:
    key = "0b8c1f0e-0000-4000-8000-000000000001"

    first = rows.put(f"/customers/{key}", json=customer())
    second = rows.put(f"/customers/{key}", json=customer(first_name="Bo"))

    assert (first.json()["id"], second.json()["id"], second.json()["first_name"]) == (key, key, "Bo")
    assert seen(server, key).json()["data"]["first_name"] == "Bo"


def test_an_empty_resource_is_listed_as_one(server: Server, rows: httpx.Client) -> None:
    before = rows.get("/customers", params={"limit": 2}).json()

    assert rows.delete("/customers").json() == {"removed": before["meta"]["total"]}

    page = httpx.get(f"{server['rotor'].url}/customers", headers=server["rotor"].headers).json()
    assert (len(before["rows"]), page["data"], page["pagination"]["total"]) == (2, [], 0)


@pytest.mark.parametrize(
    ("row", "wrong", "line"),
    [
        ({"email": "no address"}, "email", "email: {type: string, format: email"),
        ({"status": "asleep"}, "status", "CustomerStatus:"),
        ({"first_name": 5}, "first_name", "first_name: {type: string"),
    ],
)
def test_a_row_that_breaks_its_contract_is_refused_with_the_rule_and_its_place_and_nothing_is_kept(
    rows: httpx.Client, row: dict[str, object], wrong: str, line: str
) -> None:
    before = rows.get("/customers").json()["meta"]

    refused = rows.post("/customers", json=customer(**row))

    assert refused.status_code == 400
    assert f"the row breaks its contract: {wrong}" in refused.json()["detail"]
    (told,) = refused.json()["errors"]
    assert told["pointer"] == f"/{wrong}"
    assert told["detail"].endswith(f"; see {told['file']}:{told['line']}")
    assert line in Path(told["file"]).read_text().splitlines()[told["line"] - 1]
    assert rows.get("/customers").json()["meta"] == before


@pytest.mark.parametrize("method", ["POST", "PATCH", "PUT"])
def test_a_misspelt_member_is_refused_with_what_is_meant(rows: httpx.Client, method: str) -> None:
    key = rows.get("/customers").json()["rows"][0]["id"]
    before = rows.get(f"/customers/{key}").json()

    path = "/customers" if method == "POST" else f"/customers/{key}"
    refused = rows.request(method, path, json={"emial": "ann@ng.example"})

    assert refused.status_code == 400
    assert "'emial'; did you mean 'email'?; see " in refused.json()["detail"]
    assert refused.json()["errors"][0]["pointer"] == "/emial"
    assert rows.get(f"/customers/{key}").json() == before


def test_a_row_that_came_with_others_is_told_by_its_place(server: Server) -> None:
    rows = {"rotor": {"customers": [customer(), customer(emial="x")]}}

    by_http = httpx.post(f"{server.url}/__admin/stubs", json={"rows": rows, "stubs": []}).json()
    with pytest.raises(ArrangedRowError, match=r"^/rows/rotor/customers/1: the row has unknown members: "):
        server.arrange(rows=rows)

    assert [each["pointer"] for each in by_http["errors"]] == ["/rows/rotor/customers/1/emial"]


def test_members_that_other_rows_have_and_documents_leave_open_are_taken(server: Server) -> None:
    """What fixtures keep beside what is shown, what is written alone, and what a map may have."""
    rotor, hydracore = server["rotor"], server["hydracore"]
    site = next(iter(rotor.rows("customers")))["site"]

    assert rotor.rows("customers").add(customer(site=site, billing_city="Lagos"))["site"] == site
    assert hydracore.rows("product_tiers").add({"any": 1})["any"] == 1


def test_a_row_that_is_not_unique_is_refused_and_names_the_other(server: Server) -> None:
    customers = server["hydracore"].rows("customers")
    first = next(row for row in customers if row.get("email"))

    with pytest.raises(ArrangedRowError, match=f"'email' with the row '{first['id']}'") as refused:
        customers.add({key: value for key, value in first.items() if key != "id"})

    ((file, line),) = refused.value.sources
    assert "[email]" in Path(file).read_text().splitlines()[(line or 0) - 1]


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/custmers", "did you mean 'customers'?"),
        ("/customers/none", "customers has no row 'none'"),
        ("/../rotr/customers", "did you mean 'rotor'?"),
    ],
)
def test_what_is_not_there_is_named(rows: httpx.Client, path: str, told: str) -> None:
    reply = rows.get(path)

    assert reply.status_code == 404
    assert told in reply.json()["detail"]


@pytest.mark.parametrize("body", [b"[]", b"{", b'{"a": ' * 500 + b"1" + b"}" * 500, b"nul"])
def test_a_body_that_is_no_row_is_refused(rows: httpx.Client, body: bytes) -> None:
    reply = rows.post("/customers", content=body, headers={"content-type": "application/json"})

    assert reply.status_code == 400


def test_tenants_and_namespaces_have_rows_of_their_own(server: Server, rows: httpx.Client) -> None:
    other = rows.post("/customers", json=customer(), params={"tenant": "other"}).json()["id"]
    apart = rows.post("/customers", json=customer(), params={"namespace": "apart"}).json()["id"]

    assert seen(server, other).status_code == 404
    assert seen(server, other, "test_other").status_code == 200
    assert seen(server, apart).status_code == 404
    assert seen(server.namespace("apart"), apart).status_code == 200


def test_python_arranges_the_same_rows(server: Server) -> None:
    customers = server["rotor"].rows("customers")
    count = len(customers)

    row = customers.add(customer())
    customers.change(row["id"], {"first_name": "Bo"})

    assert customers[row["id"]]["first_name"] == "Bo"
    assert len(list(customers)) == len(customers) == count + 1
    assert seen(server, row["id"]).json()["data"]["first_name"] == "Bo"
    customers.remove(row["id"])
    with pytest.raises(NoRowError, match="has no row"):
        customers[row["id"]]
    with pytest.raises(ArrangedRowError, match="email"):
        customers.add(customer(email="none"))
    with pytest.raises(UsageError, match="did you mean 'customers'"):
        server["rotor"].rows("custmers")
    apart = server.namespace("apart")["rotor"].rows("customers")
    apart.clear()
    assert (len(apart), len(customers)) == (0, count)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"notes": object()}, "cannot be written as JSON"),
        (["email"], "a row is a mapping"),
        (None, "a row is a mapping"),
    ],
)
def test_what_is_no_row_in_python_is_refused(server: Server, row: Any, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        server["rotor"].rows("customers").add(row)


def test_a_row_does_not_follow_what_becomes_of_the_callers_own(server: Server) -> None:
    given = customer(tags=["vip"])
    row = server["rotor"].rows("customers").add(given)

    given["tags"] = ["changed"]

    assert server["rotor"].rows("customers")[row["id"]]["tags"] == ["vip"]


def test_rows_of_a_document_without_a_word_of_x_mock_are_arranged(tmp_path: Path) -> None:
    path = tmp_path / "acme.yaml"
    path.write_text(DOCUMENT)
    with mockserver.running(str(path)) as server:
        owners = server["acme"].rows("owners")

        row = owners.add({"name": "Ann"})
        owners.put(7000, {"name": "Bo"})

        shown = httpx.get(f"{server['acme'].url}/owners/{row['id']}").json()
        assert shown["name"] == "Ann"
        assert httpx.get(f"{server['acme'].url}/owners/7000").json() == owners[7000]
        assert owners[7000]["id"] == 7000
        with pytest.raises(ArrangedRowError, match=r"name: .*; see .*acme\.yaml:22$"):
            owners.add({"name": "longer than nine"})
        with pytest.raises(ArrangedRowError, match=r"'nmae'; did you mean 'name'\?"):
            owners.add({"nmae": "Cy"})


def test_a_reset_brings_the_seeded_rows_back(server: Server, rows: httpx.Client) -> None:
    before = rows.get("/customers").json()
    rows.delete("/customers")

    server.reset()

    assert rows.get("/customers").json() == before
