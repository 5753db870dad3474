"""Devdraft's rate limits and idempotency keys."""

from datetime import UTC, datetime

import pytest

from tests.vendors.devdraft.facts import (
    INES,
    KEY,
    MATEO,
    NOBODY,
    NOON,
    Connect,
    Json,
    ServerOf,
    bad_request,
    created,
    every_operation,
    every_write,
    total,
)

# Rate limits


def test_a_hundred_requests_a_minute_and_a_hard_reset(connect: Connect, server_of: ServerOf) -> None:
    server = server_of("devdraft")
    server.clock.freeze(datetime(2026, 10, 1, 12, 0, 15, tzinfo=UTC))
    client = connect("devdraft", credential="test_metered")
    end = str(int(datetime(2026, 10, 1, 12, 1, 0, tzinfo=UTC).timestamp()))

    answers = [client.get("/customers", params={"take": 1}) for _ in range(100)]
    refused = client.get("/customers")

    assert [answer.status_code for answer in answers] == [200] * 100
    assert [int(answer.headers["x-ratelimit-remaining"]) for answer in answers] == list(range(99, -1, -1))
    assert {answer.headers["x-ratelimit-limit"] for answer in [*answers, refused]} == {"100"}
    assert {answer.headers["x-ratelimit-reset"] for answer in [*answers, refused]} == {end}
    assert refused.status_code == 429
    assert refused.json() == {"statusCode": 429, "message": "Rate limit exceeded", "retryAfter": 45}
    assert refused.headers["retry-after"] == "45"
    assert refused.headers["x-ratelimit-remaining"] == "0"

    server.clock.advance(44)
    assert client.get("/customers").json()["retryAfter"] == 1
    server.clock.advance(1)
    assert client.get("/customers").headers["x-ratelimit-remaining"] == "99"


def test_the_limit_spans_all_operations_and_counts_errors(connect: Connect, server_of: ServerOf) -> None:
    server_of("devdraft").clock.freeze(NOON)
    client = connect("devdraft", credential="test_metered")

    client.get("/webhooks")
    client.get(f"/customers/{NOBODY}")
    client.get("/customers", params={"take": 0})

    assert client.get("/customers").headers["x-ratelimit-remaining"] == "96"


@every_operation
def test_an_exhausted_key_is_refused_everywhere(
    connect: Connect, method: str, path: str, body: Json | None
) -> None:
    answer = connect("devdraft", credential="test_exhausted").request(method, path, json=body)

    assert answer.status_code == 429
    assert answer.json()["message"] == "Rate limit exceeded"
    assert answer.headers["retry-after"] == str(answer.json()["retryAfter"])


def test_a_full_key_is_never_limited(connect: Connect, server_of: ServerOf) -> None:
    server_of("devdraft").clock.freeze(NOON)
    client = connect("devdraft")

    assert {client.get("/customers", params={"take": 1}).status_code for _ in range(101)} == {200}


# Idempotency


@every_write
def test_a_repeated_key_gets_the_first_answer_again(
    connect: Connect, server_of: ServerOf, method: str, path: str, body: Json | None
) -> None:
    server = server_of("devdraft")
    server.clock.freeze(NOON)
    client = connect("devdraft")
    headers = {"idempotency-key": KEY}

    first = client.request(method, path, json=body, headers=headers)
    server.clock.advance(3600)
    again = client.request(method, path, json=body, headers=headers)

    assert first.status_code in (200, 201)
    assert (again.status_code, again.json()) == (first.status_code, first.json())


def test_a_repeated_creation_makes_one_row_until_the_key_expires(
    connect: Connect, server_of: ServerOf
) -> None:
    server = server_of("devdraft")
    server.clock.freeze(NOON)
    client = connect("devdraft")

    def create() -> str:
        answer = client.post("/customers", json=MATEO, headers={"idempotency-key": KEY})
        assert answer.status_code == 201
        return str(answer.json()["id"])

    first = create()
    server.clock.advance(24 * 3600 - 1)
    assert create() == first
    assert total(client) == 151
    server.clock.advance(2)
    assert create() != first
    assert total(client) == 152


def test_a_repeated_deletion_with_its_key_succeeds_again(connect: Connect) -> None:
    client = connect("devdraft")
    answers = [client.delete(f"/customers/{INES}", headers={"idempotency-key": KEY}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json() == answers[1].json()
    assert total(client) == 149


def test_a_key_with_another_body_is_refused(connect: Connect) -> None:
    client = connect("devdraft")
    headers = {"idempotency-key": KEY}
    client.post("/customers", json=MATEO, headers=headers)

    answer = client.post("/customers", json={**MATEO, "first_name": "Matteo"}, headers=headers)

    assert answer.status_code == 409
    assert answer.json() == {
        "error": {
            "type": "idempotency_error",
            "message": "Keys can only be used for requests with identical parameters",
            "code": "idempotency_key_mismatch",
        }
    }
    assert total(client) == 151


@pytest.mark.parametrize("key", ["order-1", "0b8d6a3e-52b1-1f7e-8a35-8f0a7a1c2b44", f"{KEY}0"])
def test_a_key_that_is_no_uuid_v4_is_refused(connect: Connect, key: str) -> None:
    answer = connect("devdraft").post("/customers", json=MATEO, headers={"idempotency-key": key})

    assert (answer.status_code, answer.json()) == (400, bad_request("idempotency-key must be a UUID"))


def test_without_a_key_each_call_counts(connect: Connect) -> None:
    client = connect("devdraft")

    assert len({created(client)["id"] for _ in range(3)}) == 3
    assert total(client) == 153
