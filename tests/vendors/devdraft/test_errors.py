"""Devdraft's errors, to the letter."""

import pytest

from tests.vendors.devdraft.facts import (
    INES,
    LEDGER_SYNC,
    MATEO,
    NOBODY,
    STATUSES,
    TO_BANK,
    Connect,
    Json,
    bad_request,
    every_operation,
    every_write,
    total,
)

TYPES = "Individual, Startup, Small Business, Medium Business, Enterprise, Non-Profit, Government"


@pytest.mark.parametrize(
    ("params", "problems"),
    [
        ({"take": "0"}, ["take must not be less than 1"]),
        ({"take": "101"}, ["take must not be greater than 100"]),
        ({"take": "ten"}, ["take must be an integer number"]),
        ({"take": "1.5"}, ["take must be an integer number"]),
        ({"skip": "-1"}, ["skip must not be less than 0"]),
        ({"skip": "many"}, ["skip must be an integer number"]),
        ({"status": "active"}, [f"status must be one of the following values: {STATUSES}"]),
        ({"name": "x" * 101}, ["name must be shorter than or equal to 100 characters"]),
        ({"email": "x" * 256}, ["email must be shorter than or equal to 255 characters"]),
        ({"page": "2"}, ["property page should not exist"]),
        (
            {"skip": "-1", "take": "0", "status": "GONE"},
            [
                "skip must not be less than 0",
                "take must not be less than 1",
                f"status must be one of the following values: {STATUSES}",
            ],
        ),
    ],
)
def test_a_bad_query_names_every_problem(
    connect: Connect, params: dict[str, str], problems: list[str]
) -> None:
    answer = connect("devdraft").get("/customers", params=params)

    assert answer.status_code == 400
    assert answer.json() == bad_request(*problems)


@pytest.mark.parametrize(
    ("params", "status"), [({"name": "x" * 100}, 200), ({"email": "x" * 255}, 200), ({"skip": "0"}, 200)]
)
def test_the_bounds_themselves_are_accepted(connect: Connect, params: dict[str, str], status: int) -> None:
    assert connect("devdraft").get("/customers", params=params).status_code == status


def test_a_parameter_given_twice_is_refused(connect: Connect) -> None:
    answer = connect("devdraft").get("/customers?take=1&take=2")

    assert (answer.status_code, answer.json()) == (400, bad_request("take must be given once"))


@pytest.mark.parametrize(
    ("change", "problems"),
    [
        ({"first_name": ""}, ["first_name should not be empty"]),
        ({"first_name": "x" * 101}, ["first_name must be shorter than or equal to 100 characters"]),
        ({"last_name": ""}, ["last_name should not be empty"]),
        ({"last_name": 7}, ["last_name must be a string"]),
        ({"email": "nobody"}, ["email must be an email"]),
        ({"phone_number": "call me"}, ["phone_number must be a valid phone number"]),
        ({"phone_number": "+1--555"}, ["phone_number must be a valid phone number"]),
        ({"phone_number": "1" * 21}, ["phone_number must be shorter than or equal to 20 characters"]),
        ({"customer_type": "Charity"}, [f"customer_type must be one of the following values: {TYPES}"]),
        ({"status": "DELETED"}, [f"status must be one of the following values: {STATUSES}"]),
        ({"first_name": "", "email": "nobody"}, ["first_name should not be empty", "email must be an email"]),
    ],
)
def test_a_bad_body_names_every_problem(connect: Connect, change: Json, problems: list[str]) -> None:
    client = connect("devdraft")

    for answer in (
        client.post("/customers", json={**MATEO, **change}),
        client.patch(f"/customers/{INES}", json=change),
    ):
        assert answer.status_code == 400
        assert answer.json() == {**bad_request(), "message": answer.json()["message"]}
        assert sorted(answer.json()["message"]) == sorted(problems)
    assert total(client) == 150


def test_a_body_without_its_required_fields_names_each(connect: Connect) -> None:
    answer = connect("devdraft").post("/customers", json={})

    assert answer.status_code == 400
    assert answer.json() == bad_request(
        "first_name should not be empty", "last_name should not be empty", "phone_number should not be empty"
    )


@pytest.mark.parametrize("content", [b"{", b"", b'{"first_name": "Ines"', b"\xff"])
def test_a_body_that_is_no_json_is_a_400(connect: Connect, content: bytes) -> None:
    answer = connect("devdraft").post(
        "/customers", content=content, headers={"content-type": "application/json"}
    )

    assert answer.status_code == 400
    assert (answer.json()["statusCode"], answer.json()["error"]) == (400, "Bad Request")


def test_cut_off_json_is_answered_in_the_frameworks_words(connect: Connect) -> None:
    headers = {"content-type": "application/json"}
    answer = connect("devdraft").post("/customers", content=b'{"first_name": "Ines"', headers=headers)

    assert answer.json() == {
        "statusCode": 400,
        "message": "Unexpected end of JSON input",
        "error": "Bad Request",
    }


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
@pytest.mark.parametrize("wrong", ["1", "cust_123456", INES[:-1], f"{INES}0", "%20"])
def test_an_id_that_is_no_uuid_is_a_400(connect: Connect, method: str, wrong: str) -> None:
    body: Json | None = {} if method == "PATCH" else None
    answer = connect("devdraft").request(method, f"/customers/{wrong}", json=body)

    assert answer.status_code == 400
    assert answer.json() == {
        "statusCode": 400,
        "message": "Validation failed (uuid is expected)",
        "error": "Bad Request",
    }


@pytest.mark.parametrize(
    ("method", "path", "body", "message"),
    [
        ("GET", f"/customers/{NOBODY}", None, "Customer not found"),
        ("PATCH", f"/customers/{NOBODY}", {}, "Customer not found"),
        ("DELETE", f"/customers/{NOBODY}", None, "Customer not found"),
        ("GET", f"/customers/{NOBODY}/liquidation_addresses", None, "Customer not found"),
        ("GET", "/customers/cust_1/liquidation_addresses", None, "Customer not found"),
        ("POST", f"/customers/{NOBODY}/liquidation_addresses", TO_BANK, "Customer not found"),
        ("GET", f"/customers/{INES}/liquidation_addresses/la_none", None, "Liquidation address not found"),
        ("GET", f"/customers/{INES}/liquidation_addresses/la_91c", None, "Liquidation address not found"),
        ("GET", f"/webhooks/{NOBODY}", None, "Webhook not found"),
        ("PATCH", f"/webhooks/{NOBODY}", {}, "Webhook not found"),
        ("DELETE", f"/webhooks/{NOBODY}", None, "Webhook not found"),
    ],
)
def test_what_does_not_exist_is_a_404(
    connect: Connect, method: str, path: str, body: Json | None, message: str
) -> None:
    answer = connect("devdraft").request(method, path, json=body)

    assert answer.status_code == 404
    assert answer.json() == {"statusCode": 404, "message": message, "error": "Not Found"}


@every_operation
def test_no_operation_answers_without_credentials(
    connect: Connect, method: str, path: str, body: Json | None
) -> None:
    answer = connect("devdraft", credential=None).request(method, path, json=body)

    assert answer.status_code == 401
    assert answer.json() == {"statusCode": 401, "message": "Invalid API credentials", "error": "Unauthorized"}


@every_operation
def test_every_operation_needs_its_scope(connect: Connect, method: str, path: str, body: Json | None) -> None:
    answer = connect("devdraft", credential="test_limited").request(method, path, json=body)

    assert answer.status_code == 403
    assert answer.json() == {"statusCode": 403, "message": "Missing required scope", "error": "Forbidden"}


@every_operation
def test_every_operation_succeeds_with_full_rights(
    connect: Connect, method: str, path: str, body: Json | None
) -> None:
    answer = connect("devdraft").request(method, path, json=body)

    assert answer.status_code == (201 if method == "POST" else 200), answer.text


@every_operation
def test_every_operation_can_break_down(connect: Connect, method: str, path: str, body: Json | None) -> None:
    answer = connect("devdraft").request(method, path, json=body, headers={"prefer": "code=500"})

    assert answer.status_code == 500
    assert answer.json() == {"statusCode": 500, "message": "Internal server error"}


@every_write
def test_only_json_is_read(connect: Connect, method: str, path: str, body: Json | None) -> None:
    answer = connect("devdraft").request(method, path, content="x", headers={"content-type": "text/plain"})

    assert (answer.status_code, answer.json()["statusCode"]) == (415, 415)


@every_operation
def test_only_json_is_sent(connect: Connect, method: str, path: str, body: Json | None) -> None:
    answer = connect("devdraft").request(method, path, json=body, headers={"accept": "text/csv"})

    assert (answer.status_code, answer.json()["statusCode"]) == (406, 406)


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PUT", "/customers", {"GET", "POST"}),
        ("DELETE", "/customers", {"GET", "POST"}),
        ("PUT", f"/customers/{INES}", {"GET", "PATCH", "DELETE"}),
        ("DELETE", f"/customers/{INES}/liquidation_addresses", {"GET", "POST"}),
        ("PATCH", f"/customers/{INES}/liquidation_addresses/la_7f3", {"GET"}),
        ("PUT", f"/webhooks/{LEDGER_SYNC}", {"GET", "PATCH", "DELETE"}),
    ],
)
def test_a_method_that_the_path_lacks_is_a_405(
    connect: Connect, method: str, path: str, allowed: set[str]
) -> None:
    answer = connect("devdraft").request(method, path)

    assert (answer.status_code, answer.json()["statusCode"]) == (405, 405)
    assert allowed <= set(answer.headers["allow"].replace(" ", "").split(","))


def test_an_unknown_path_is_a_404_in_the_vendors_shape(connect: Connect) -> None:
    answer = connect("devdraft").get("/invoices")

    assert (answer.status_code, answer.json()["statusCode"], answer.json()["error"]) == (
        404,
        404,
        "Not Found",
    )
