"""Creating and cloning customers of HydraCore."""

import re

import httpx
import pytest

from mockserver.runtime.live import Server
from tests.vendors.hydracore.facts import (
    CLONE,
    DELTA,
    NOBODY,
    OTHERS,
    STEVE,
    Connect,
    Json,
    _all,
    _ids,
    _page,
)

IQM = "160c0c4b-9966-4dc1-a916-8407eb10d74e"


UUID = re.compile(r"^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")


# Creation


def test_a_created_customer_is_found_everywhere(client: httpx.Client, stopped: Server) -> None:
    fields = {
        "company_name": "Żółw Instalacje 🐢",
        "country_code": "PL",
        "currency": "PLN",
        "email": "ola@zolw.example",
        "locale": "pl-PL",
        "timezone": "Europe/Warsaw",
    }

    created = client.post("/v1/customers", json={**fields, "industry": "plumbing"})

    assert created.status_code == 201
    new = created.json()
    assert UUID.match(new["id"])
    assert new == {
        "company_name": fields["company_name"],
        "created_at": "2026-10-01T12:00:00Z",
        "email": "ola@zolw.example",
        "id": new["id"],
    }
    detail = client.get(f"/v1/customers/{new['id']}").json()
    assert {name: detail[name] for name in fields} == fields
    assert "industry" not in detail
    assert (detail["created_at"], detail["updated_at"]) == ("2026-10-01T12:00:00Z", "2026-10-01T12:00:00Z")
    assert (detail["instances"], detail["subscriptions"]) == ([], [])
    page = _page(client)
    assert page["total"] == 151
    assert page["customers"][0]["id"] == new["id"]
    assert _ids(_all(client, search="OLA@")) == [new["id"]]


def test_what_a_customer_is_created_with_cannot_set_what_the_server_sets(client: httpx.Client) -> None:
    created = client.post(
        "/v1/customers",
        json={
            "id": NOBODY,
            "created_at": "1999-01-01T00:00:00Z",
            "instance_count": 9,
            "stripe_customer_id": "x",
        },
    )

    assert created.status_code == 201
    assert created.json()["id"] != NOBODY
    assert not created.json()["created_at"].startswith("1999")
    detail = client.get(f"/v1/customers/{created.json()['id']}").json()
    assert (detail["instance_count"], detail["stripe_customer_id"]) == (0, None)


@pytest.mark.parametrize("body", [{}, {"company_name": "No email"}, {"email": None}])
def test_customers_without_email_do_not_collide(client: httpx.Client, body: Json) -> None:
    first, second = (client.post("/v1/customers", json=body) for _ in range(2))

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json()["id"] != second.json()["id"]
    assert _page(client)["total"] == 152


@pytest.mark.parametrize(("variants", "status"), [((), 409), (("duplicate-400",), 400)])
def test_a_duplicate_email_is_refused_within_the_tenant(
    connect: Connect, variants: tuple[str, ...], status: int
) -> None:
    client = connect("hydracore", variants=variants)
    other = connect("hydracore", credential="test_other", variants=variants)
    body = {"company_name": "Twice", "email": "twice@example.com"}

    replies = [client.post("/v1/customers", json=body) for _ in range(2)]

    assert [reply.status_code for reply in replies] == [201, status]
    assert replies[1].json() == {"detail": "Customer with this email already exists"}
    assert _page(client)["total"] == 151
    assert other.post("/v1/customers", json=body).status_code == 201


def test_created_200(connect: Connect) -> None:
    client = connect("hydracore", variants=("created-200",))

    created = client.post("/v1/customers", json={"company_name": "A"})
    cloned = client.post(f"/v1/customers/{DELTA}/clone", json=CLONE)

    assert (created.status_code, cloned.status_code) == (200, 200)
    assert set(created.json()) == set(cloned.json()) == {"company_name", "created_at", "email", "id"}
    assert _page(client)["total"] == 152


# Clones


def test_the_body_names_the_source_of_a_clone(client: httpx.Client) -> None:
    cloned = client.post(
        f"/v1/customers/{STEVE}/clone",
        json={"company_name": "Nordlicht Sanitär", "source_customer_id": DELTA, "clone_rules": False},
    )

    assert cloned.status_code == 201
    assert (cloned.json()["company_name"], cloned.json()["email"]) == ("Nordlicht Sanitär", None)
    new = client.get(f"/v1/customers/{cloned.json()['id']}").json()
    assert (new["country_code"], new["currency"], new["timezone"]) == ("DE", "EUR", "Europe/Berlin")
    assert (new["instances"], new["subscriptions"], new["stripe_customer_id"]) == ([], [], None)
    assert new["created_at"] != "2026-03-04T08:30:00Z"


def test_a_clone_can_be_cloned(client: httpx.Client) -> None:
    first = client.post(f"/v1/customers/{IQM}/clone", json={**CLONE, "source_customer_id": IQM}).json()["id"]

    second = client.post(f"/v1/customers/{first}/clone", json={**CLONE, "source_customer_id": first})

    assert second.status_code == 201
    assert client.get(f"/v1/customers/{second.json()['id']}").json()["timezone"] == "Europe/Helsinki"


@pytest.mark.parametrize(
    ("path", "source"), [(NOBODY, STEVE), (STEVE, NOBODY), (OTHERS, STEVE), (STEVE, OTHERS)]
)
def test_both_customers_of_a_clone_must_exist_in_the_tenant(
    client: httpx.Client, path: str, source: str
) -> None:
    refused = client.post(f"/v1/customers/{path}/clone", json={**CLONE, "source_customer_id": source})

    assert (refused.status_code, refused.json()) == (404, {"detail": "Customer not found"})
    assert _page(client)["total"] == 150
