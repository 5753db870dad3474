"""Commenda's exemption certificates and their jurisdictions."""

import httpx
import pytest

from tests.vendors.commenda.facts import (
    MULTI,
    NEW_CERTIFICATE,
    NOW_UNIX,
    OPERATIONS,
    WASHINGTON,
    Json,
    certify,
    create,
    customers,
    error,
    ids,
    metadata,
    ok,
    problems,
)

# --- Exemption certificates


def test_the_certificates_of_a_customer(client: httpx.Client) -> None:
    assert ok(client.get("/exemption-certificates", params={"customer_id": "cust_456def"})) == {
        "data": {
            "exemption_certificates": [
                {
                    "id": "cert_123abc",
                    "customer_id": "cust_456def",
                    "file_id": "3c90c3cc-0d44-4b50-8888-8dd25736052a",
                    "type": "SINGLE_STATE",
                    "verification_status": "VERIFICATION_SUCCESS",
                    "exemption_certificate_number": "EX-12345",
                    "effective_date": "2024-01-01",
                    "created_at": 1704067200,
                    "jurisdictions": [
                        {
                            "country": "US",
                            "state": "CA",
                            "reason": "PURPOSE_RESALE",
                            "is_active": True,
                            "end_date": "2025-12-31",
                            "identification_type": "STATE_TAX_ID",
                            "identification_number": "12-3456789",
                            "is_expired": True,
                            "created_at": 1704067200,
                        }
                    ],
                }
            ],
            "cursor": None,
            "total_exemptions": 1,
        },
        "message": "Successfully fetched exemption certificates.",
    }


def test_the_total_of_certificates_counts_certificates(client: httpx.Client) -> None:
    for _ in range(3):
        certify(client)
    data = ok(client.get("/exemption-certificates", params={"customer_id": "cust_789", "limit": 3}))["data"]
    assert len(data["exemption_certificates"]) == 3
    assert data["total_exemptions"] == 4
    assert isinstance(data["cursor"], str)


def test_the_worked_example_of_a_new_certificate(client: httpx.Client) -> None:
    texas = {
        "country": "US",
        "state": "TX",
        "reason": "PURPOSE_RESALE",
        "identification_type": "FEIN",
        "identification_number": "00-0000000",
    }
    body = {
        "customer_id": "cust_4411",
        "effective_date": "2026-01-01",
        "type": "SINGLE_STATE",
        "jurisdictions": [texas],
    }
    reply = ok(client.post("/exemption-certificates", json=body))
    assert reply["message"] == "Successfully created exemption certificate."
    assert reply["data"] == {
        "id": reply["data"]["id"],
        "customer_id": "cust_4411",
        "type": "SINGLE_STATE",
        "verification_status": "NOT_READY",
        "effective_date": "2026-01-01",
        "created_at": NOW_UNIX,
        "jurisdictions": [texas | {"is_active": True, "is_expired": False, "created_at": NOW_UNIX}],
    }
    again = ok(client.get(f"/exemption-certificates/{reply['data']['id']}"))
    assert again == {"data": reply["data"], "message": "Successfully fetched exemption certificate."}
    data = ok(client.get("/exemptions", params={"customer_id": "cust_4411"}))["data"]
    assert data["total_exemptions"] == 2  # cert_19 has the other


@pytest.mark.parametrize(
    ("file", "status"),
    [({}, "NOT_READY"), ({"file_id": "7e4a2c90-3b1d-4f68-a5c7-d20e9b8f1643"}, "VERIFICATION_PENDING")],
)
def test_a_certificate_with_a_file_starts_pending(client: httpx.Client, file: Json, status: str) -> None:
    made = certify(client, **file)
    assert made["verification_status"] == status
    assert made.get("file_id") == file.get("file_id")


@pytest.mark.parametrize(("kind", "status"), [("SINGLE_STATE", 400), ("MULTI_STATE", 200), ("BLANKET", 200)])
def test_a_single_state_certificate_takes_one_jurisdiction_at_most(
    client: httpx.Client, kind: str, status: int
) -> None:
    body = NEW_CERTIFICATE | {"type": kind, "jurisdictions": [WASHINGTON, WASHINGTON | {"state": "OR"}]}
    reply = client.post("/exemption-certificates", json=body)
    assert reply.status_code == status
    if status == 400:
        said = problems(reply, "INVALID_REQUEST_BODY")
        assert "A SINGLE_STATE certificate takes at most one jurisdiction" in said


def test_a_certificate_that_repeats_a_state_is_refused_as_a_whole(client: httpx.Client) -> None:
    body = NEW_CERTIFICATE | {"jurisdictions": [WASHINGTON, WASHINGTON | {"reason": "OTHER"}]}
    reply = client.post("/exemption-certificates", json=body)
    assert reply.status_code == 409
    assert metadata(client, "cust_789")["total_certificates"] == 1
    assert metadata(client, "cust_789")["exempted_states"] == ["CA", "NY"]


def test_a_certificate_changes_the_figures_and_filters_of_its_customer(client: httpx.Client) -> None:
    made = create(client)["id"]
    assert customers(client, search_term="fernhill", has_exemption=True)["total_customers"] == 0
    expired = WASHINGTON | {"end_date": "2025-06-30", "is_active": False}
    certify(client, customer_id=made, type="BLANKET", jurisdictions=[expired])
    hits: list[Json] = [
        {"has_exemption": True},
        {"certificate_types": "BLANKET"},
        {"exemption_jurisdiction": "US_WA"},
        {"expiration_status": "EXPIRED"},
        {"exemption_status": "INACTIVE"},
    ]
    misses: list[Json] = [
        {"has_exemption": False},
        {"certificate_types": "SINGLE_STATE,MULTI_STATE"},
        {"exemption_jurisdiction": "US_CA"},
        {"expiration_status": "ACTIVE"},
        {"exemption_status": "ACTIVE"},
    ]
    for query in hits:
        assert ids(customers(client, search_term="fernhill", **query)["customers"]) == [made], query
    for query in misses:
        assert customers(client, search_term="fernhill", **query)["total_customers"] == 0, query


def test_a_deleted_certificate_takes_its_jurisdictions_along(client: httpx.Client) -> None:
    reply = client.delete("/exemption-certificates/cert_multi")
    assert (reply.status_code, reply.content) == (204, b"")
    assert client.get("/exemption-certificates/cert_multi").status_code == 404
    assert metadata(client, "cust_789")["total_certificates"] == 0
    assert metadata(client, "cust_789")["exempted_states"] == []
    assert customers(client, search_term="acme", has_exemption=False)["total_customers"] == 1


def states(client: httpx.Client, certificate: str = "cert_multi") -> list[str]:
    data = ok(client.get(f"/exemption-certificates/{certificate}"))["data"]
    return [row["state"] for row in data["jurisdictions"]]


# --- Jurisdictions of a certificate


def test_a_jurisdiction_is_added(client: httpx.Client) -> None:
    body = ok(client.post(MULTI, json=WASHINGTON | {"end_date": "2026-02-02"}))
    assert body == {
        "message": "Successfully created exemption.",
        "data": WASHINGTON
        | {"is_active": True, "end_date": "2026-02-02", "is_expired": True, "created_at": NOW_UNIX},
    }
    assert states(client) == ["CA", "NY", "WA"]
    data = ok(client.get("/exemptions", params={"customer_id": "cust_789"}))["data"]
    assert data["total_exemptions"] == 3
    found = customers(client, search_term="acme", exemption_jurisdiction="US_WA")
    assert ids(found["customers"]) == ["cust_789"]


def test_a_jurisdiction_that_the_certificate_has_is_a_conflict(client: httpx.Client) -> None:
    reply = client.post(MULTI, json=WASHINGTON | {"state": "CA"})
    said = "An exemption already exists for this jurisdiction"
    assert (reply.status_code, reply.json()) == (409, error("EXEMPTION_ALREADY_EXISTS", said))


@pytest.mark.parametrize("bulk", [False, True])
def test_a_single_state_certificate_takes_no_second_jurisdiction(client: httpx.Client, *, bulk: bool) -> None:
    path = "/exemption-certificates/cert_19/jurisdictions"
    if bulk:
        reply = client.post(f"{path}/bulk_upsert", json={"jurisdictions": [WASHINGTON]})
    else:
        reply = client.post(path, json=WASHINGTON)
    assert reply.status_code == 409
    assert reply.json() == error("CONFLICT", "A SINGLE_STATE certificate takes at most one jurisdiction")
    assert states(client, "cert_19") == ["TX"]


def test_a_bulk_upsert_changes_the_known_and_adds_the_new(client: httpx.Client) -> None:
    york = WASHINGTON | {"state": "NY", "is_active": True, "reason": "MANUFACTURER"}
    reply = client.post(f"{MULTI}/bulk_upsert", json={"jurisdictions": [york, WASHINGTON]})
    assert ok(reply) == {"message": "Successfully updated exemptions."}
    data = ok(client.get("/exemption-certificates/cert_multi"))["data"]
    assert [row["state"] for row in data["jurisdictions"]] == ["CA", "NY", "WA"]
    changed = data["jurisdictions"][1]
    assert (changed["is_active"], changed["reason"]) == (True, "MANUFACTURER")
    assert changed["created_at"] == 1706745600
    assert metadata(client, "cust_789")["active_exemptions_count"] == 3
    assert states(client, "cert_123abc") == ["CA"]  # the same state of another certificate is left alone


def test_a_bulk_upsert_is_all_or_nothing(client: httpx.Client) -> None:
    body = {"jurisdictions": [WASHINGTON, WASHINGTON | {"country": "CA"}]}
    problems(client.post(f"{MULTI}/bulk_upsert", json=body), "INVALID_REQUEST_BODY")
    twice = client.post(f"{MULTI}/bulk_upsert", json={"jurisdictions": [WASHINGTON, WASHINGTON]})
    assert twice.status_code == 400
    assert states(client) == ["CA", "NY"]


def test_a_jurisdiction_is_dropped(client: httpx.Client) -> None:
    reply = client.delete(f"{MULTI}/US_CA")
    assert (reply.status_code, reply.content) == (204, b"")
    assert states(client) == ["NY"]
    assert client.delete(f"{MULTI}/US_CA").status_code == 404
    assert states(client, "cert_123abc") == ["CA"]


def test_several_jurisdictions_are_dropped_all_or_none(client: httpx.Client) -> None:
    missing = client.request("DELETE", f"{MULTI}/bulk_delete", json={"jurisdictions": ["US_CA", "US_HI"]})
    assert missing.status_code == 404
    assert states(client) == ["CA", "NY"]
    reply = client.request("DELETE", f"{MULTI}/bulk_delete", json={"jurisdictions": ["US_CA", "US_NY"]})
    assert ok(reply) == {"message": "Successfully deleted exemptions."}
    assert states(client) == []


def test_a_jurisdiction_of_the_wrong_form_is_refused_to_the_letter(client: httpx.Client) -> None:
    said = "Invalid jurisdiction format. Expected format: {country}_{state}"
    expected = error("INVALID_REQUEST_BODY", said)
    one = client.delete(f"{MULTI}/California")
    assert (one.status_code, one.json()) == (400, expected)
    several = client.request("DELETE", f"{MULTI}/bulk_delete", json={"jurisdictions": ["US_CA", "US-NY"]})
    assert (several.status_code, several.json()) == (400, expected)
    assert states(client) == ["CA", "NY"]


@pytest.mark.parametrize(
    ("method", "path", "request_"), [operation for operation in OPERATIONS if "/cert_" in operation[1]]
)
def test_an_unknown_certificate_is_a_404_to_the_letter(
    client: httpx.Client, method: str, path: str, request_: Json
) -> None:
    unknown = path.replace("cert_multi", "cert_none").replace("cert_19", "cert_none")
    reply = client.request(method, unknown, **request_)
    assert reply.status_code == 404
    assert reply.json() == error("EXEMPTION_CERTIFICATE_NOT_FOUND", "Exemption certificate not found")
