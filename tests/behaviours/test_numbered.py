"""Rows whose keys are numbers: made, found, referred to, copied and removed like any others, and numbers all along."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.builders import serving

SHOP = """
servers: [{url: 'https://numbered.invalid/v1'}]
x-mock:
  resources:
    pets:
      related: {visits: {resource: visits, by: pet_id}}
      on_create: {id: $integer.9}
    visits:
      references: {pet_id: pets}
      on_create: {id: $integer.9}
paths:
  /pets:
    get:
      operationId: listPets
      x-mock: {behaviour: list, resource: pets}
      responses:
        '200':
          description: Pets.
          content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Pet'}}}}
    post:
      operationId: createPet
      x-mock: {behaviour: create, resource: pets}
      requestBody:
        content:
          application/json:
            schema:
              type: object
              properties:
                name: {type: string}
                visits: {type: array, items: {type: object, properties: {day: {type: string}}}, x-mock: {rows: visits}}
      responses: {'201': {$ref: '#/components/responses/Pet'}}
  /pets/{id}:
    parameters: [{$ref: '#/components/parameters/Id'}]
    get:
      operationId: getPet
      x-mock: {behaviour: get, resource: pets}
      responses: {'200': {$ref: '#/components/responses/Pet'}, '404': {description: No such pet.}}
    delete:
      operationId: deletePet
      x-mock: {behaviour: delete, resource: pets}
      responses: {'204': {description: Gone.}, '404': {description: No such pet.}}
  /pets/{id}/clone:
    parameters: [{$ref: '#/components/parameters/Id'}]
    post:
      operationId: clonePet
      x-mock: {behaviour: clone, resource: pets, copy: [name], copy_related: [visits]}
      responses: {'201': {$ref: '#/components/responses/Pet'}, '404': {description: No such pet.}}
  /visits:
    get:
      operationId: listVisits
      x-mock: {behaviour: list, resource: visits}
      parameters: [{name: pet_id, in: query, schema: {type: integer}, x-mock: {filter: {}}}]
      responses:
        '200':
          description: Visits.
          content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Visit'}}}}
    post:
      operationId: createVisit
      x-mock: {behaviour: create, resource: visits}
      requestBody:
        content:
          application/json:
            schema: {type: object, required: [pet_id], properties: {pet_id: {type: integer}, day: {type: string}}}
      responses:
        '201':
          description: The visit.
          content: {application/json: {schema: {$ref: '#/components/schemas/Visit'}}}
        '404': {description: No such pet.}
components:
  parameters:
    Id: {name: id, in: path, required: true, schema: {type: integer}}
  responses:
    Pet: {description: The pet., content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}
  schemas:
    Pet:
      type: object
      required: [id]
      properties:
        id: {type: integer}
        name: {type: string}
        visits: {type: array, items: {$ref: '#/components/schemas/Visit'}, x-mock: {rows: visits}}
    Visit:
      type: object
      required: [id, pet_id]
      properties: {id: {type: integer}, pet_id: {type: integer}, day: {type: string}}
"""


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[httpx.Client]:
    """A client of a server whose replies are held against the document."""
    rows = {"pets": [{"id": 7, "name": "Rex"}], "visits": [{"id": 1, "pet_id": 7, "day": "2026-01-01"}]}
    with (
        serving(SHOP, tmp_path, rows, validate_responses=True) as server,
        httpx.Client(base_url=server["acme"].url) as client,
    ):
        yield client


def test_a_new_row_gets_a_number_by_which_it_is_found_and_referred_to(shop: httpx.Client) -> None:
    made = shop.post("/pets", json={"name": "Ada", "visits": [{"day": "2026-02-02"}]}).json()
    assert isinstance(made["id"], int)
    assert [visit["pet_id"] for visit in made["visits"]] == [made["id"]]
    assert shop.get(f"/pets/{made['id']}").json() == made
    added = shop.post("/visits", json={"pet_id": made["id"], "day": "2026-03-03"})
    assert added.json()["pet_id"] == made["id"]
    days = [visit["day"] for visit in shop.get("/visits", params={"pet_id": made["id"]}).json()]
    assert sorted(days) == ["2026-02-02", "2026-03-03"]


def test_a_number_that_no_row_has_is_unknown(shop: httpx.Client) -> None:
    assert shop.post("/visits", json={"pet_id": 8}).status_code == 404
    assert shop.get("/pets/8").status_code == 404


def test_a_copy_has_copies_with_its_own_number(shop: httpx.Client) -> None:
    copy = shop.post("/pets/7/clone").json()
    assert copy["name"] == "Rex"
    assert [(visit["pet_id"], visit["day"]) for visit in copy["visits"]] == [(copy["id"], "2026-01-01")]


def test_what_belongs_to_a_number_goes_along_with_it(shop: httpx.Client) -> None:
    assert shop.delete("/pets/7").status_code == 204
    assert shop.get("/visits").json() == []
