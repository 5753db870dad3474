"""Rotor's leads, pins and pin types: lists, filters, a new lead."""

from datetime import UTC, datetime

import pytest

from tests.vendors.rotor.facts import (
    NOBODY,
    NOOR,
    SAM,
    Connect,
    Row,
    ServerOf,
    holds,
    ids,
    rows_of,
    total,
)

JOSE = "d80c5e17-4fa2-4b36-9e61-7a2db3c09f48"


REVISIT = "c0a5d1f2-3b4c-4d5e-8f60-718293a4b5c6"


DO_NOT_KNOCK = "86e0d5b2-1a9f-4d37-b8c4-f53a7e0192d6"


# Leads, pins, pin types


@pytest.mark.parametrize("stage", ["new", "contacted", "quoted", "won", "lost", "New", "contact"])
def test_filter_leads_by_stage(connect: Connect, stage: str) -> None:
    client = connect("rotor")

    found = rows_of(client, "/leads", stage=stage)

    assert found == [row for row in rows_of(client, "/leads") if row["stage"] == stage]
    assert bool(found) is (stage not in ("New", "contact"))


@pytest.mark.parametrize(
    ("text", "hit"),
    [("quill", NOOR), ("MUÑOZ", JOSE), ("+1303555", JOSE), ("Larimer", None), ("nobody@", None)],
)
def test_search_leads(connect: Connect, text: str, hit: str | None) -> None:
    client = connect("rotor")

    found = rows_of(client, "/leads", search=text)

    fields = ("name", "email", "phone")
    assert found == [row for row in rows_of(client, "/leads") if holds(row, text, fields)]
    assert (hit in ids(found)) if hit else not found


@pytest.mark.parametrize(("tags", "hits"), [("spring", True), ("solar,fall", True), ("Spring", False)])
def test_filter_leads_by_any_of_the_tags(connect: Connect, tags: str, hits: bool) -> None:  # noqa: FBT001
    client = connect("rotor")
    wanted = set(tags.split(","))

    found = rows_of(client, "/leads", tags=tags)

    assert found == [row for row in rows_of(client, "/leads") if wanted & set(row["tags"])]
    assert bool(found) is hits


def test_archived_leads_say_so_and_since_when(connect: Connect) -> None:
    rows = rows_of(connect("rotor"), "/leads", archived="true")

    archived = [row for row in rows if row["archived"]]
    assert len(archived) == 8
    assert all(row["archived_at"] >= row["created_at"] for row in archived)
    assert all(row["archived_at"] is None for row in rows if not row["archived"])


def test_pin_types_are_not_paged(connect: Connect) -> None:
    body = connect("rotor").get("/pin-types").json()

    assert list(body) == ["data", "status"]
    assert body["status"] == "success"
    assert len(body["data"]) == 5
    assert {"id": REVISIT, "color": "#00AA55", "label": "Revisit"} in body["data"]


def test_the_pin_of_the_sheet(connect: Connect) -> None:
    pins = {row["id"]: row for row in rows_of(connect("rotor"), "/pins")}

    assert pins["0d7f1c52-64b7-4a0e-9a63-0f2d6f6f9a10"] == {
        "id": "0d7f1c52-64b7-4a0e-9a63-0f2d6f6f9a10",
        "created_at": "2026-02-03T09:15:00.000Z",
        "created_by": {"email": "sam@birch.example", "name": "Sam", "user_id": SAM},
        "location": [36.15, -95.99],
        "pin_type": {"id": REVISIT, "color": "#00AA55", "label": "Revisit"},
    }


def test_filter_pins(connect: Connect) -> None:
    client = connect("rotor")
    pins = rows_of(client, "/pins")

    counted = 0
    for kind in client.get("/pin-types").json()["data"]:
        found = rows_of(client, "/pins", pin_type_id=kind["id"])
        assert found == [pin for pin in pins if pin["pin_type"] == kind], kind
        counted += len(found)
    assert counted == len(pins) == 40

    by_sam = rows_of(client, "/pins", user_id=SAM)
    assert by_sam == [pin for pin in pins if pin["created_by"]["user_id"] == SAM]
    assert 0 < len(by_sam) < 40
    both = rows_of(client, "/pins", user_id=SAM, pin_type_id=REVISIT)
    assert both == [pin for pin in by_sam if pin["pin_type"]["id"] == REVISIT]


@pytest.mark.parametrize(
    "query", [f"pin_type_id={DO_NOT_KNOCK}", f"pin_type_id={NOBODY}", f"user_id={NOBODY}"]
)
def test_filters_that_no_pin_meets(connect: Connect, query: str) -> None:
    body = connect("rotor").get(f"/pins?{query}").json()

    assert body["data"] == []
    assert body["pagination"] == {"has_more": False, "limit": 50, "page": 1, "total": 0}


# Writing leads


def test_a_new_lead_comes_back_bare_and_is_in_every_place(connect: Connect, server_of: ServerOf) -> None:
    server_of("rotor").clock.freeze(datetime(2026, 10, 5, 8, 0, tzinfo=UTC))
    client = connect("rotor")
    address = {
        "street1": "812 N Main St",
        "street2": "Rear",
        "city": "Wichita",
        "state": "KS",
        "zip": "67203",
        "country": "US",
    }
    plain = {
        "name": "Nadia Petrov",
        "email": "nadia@petrov.example",
        "phone": "+16205550117",
        "follow_up_date": "2026-10-12T15:00:00.000Z",
        "notes": "Blue door.",
        "priority": "high",
        "projected_value": 1800.5,
        "service_type": "windows",
        "stage": "quoted",
        "tags": ["windows"],
    }
    flat = {f"address_{name}": value for name, value in address.items()}

    answer = client.post("/leads", json={**plain, **flat, "source": "referral"})

    assert answer.status_code == 201
    written = answer.json()
    key = written["id"]
    lead = {
        **plain,
        **{f"property_{name}": value for name, value in address.items()},
        "id": key,
        "archived": False,
        "archived_at": None,
        "assigned_to": None,
        "created_at": "2026-10-05T08:00:00.000Z",
        "lead_source": "referral",
        "location": None,
        "value_score": None,
    }
    assert written == {**lead, **flat, "message": "Lead created successfully"}
    assert client.get(f"/leads/{key}").json() == {"data": lead, "status": "success"}
    assert client.get("/leads").json()["data"][0] == lead
    assert total(client, "/leads") == 53
    assert key in ids(rows_of(client, "/leads", stage="quoted"))
    assert key in ids(rows_of(client, "/leads", tags="windows"))


@pytest.mark.parametrize(
    "body",
    [{"id": NOOR}, {"phone": "+19185550122"}, {"email": "noor@quill.example"}],
    ids=["id", "phone", "email"],
)
def test_a_known_lead_is_updated(connect: Connect, body: Row) -> None:
    client = connect("rotor")
    before = {row["id"]: row for row in rows_of(client, "/leads")}

    answer = client.post(
        "/leads", json={**body, "stage": "won", "tags": ["ladder"], "address_city": "Owasso"}
    )

    assert answer.status_code == 200
    assert answer.json()["id"] == NOOR
    assert answer.json()["message"] == "Lead updated successfully"
    assert answer.json()["address_city"] == answer.json()["property_city"] == "Owasso"
    after = {row["id"]: row for row in rows_of(client, "/leads")}
    changes = {"stage": "won", "tags": ["spring", "ladder"], "property_city": "Owasso"}
    assert after == {**before, NOOR: {**before[NOOR], **changes}}
    assert NOOR not in ids(rows_of(client, "/leads", stage="contacted"))
