"""Clients that retry, well and badly, against the invented vendor."""

import asyncio

import httpx
import pytest

from tests.coverage.acme import Measured

KEY = {"idempotency-key": "one"}
BODY = {"name": "bolt"}


def force(status: int) -> dict[str, str]:
    return {"prefer": f"code={status}"}


def retry_too_early(acme: Measured) -> None:
    acme.server.clock.freeze()
    acme.client.get("/widgets/w1", headers=force(429))
    acme.server.clock.advance(59)
    acme.client.get("/widgets/w1", headers=force(429))


def retry_in_time(acme: Measured) -> None:
    acme.server.clock.freeze()
    acme.client.get("/widgets/w1", headers=force(429))
    acme.server.clock.advance(60)
    acme.client.get("/widgets/w1", headers=force(429))


def another_request_while_waiting(acme: Measured) -> None:
    acme.client.get("/widgets/w1", headers=force(429))
    acme.client.get("/widgets/w2", headers=force(429))


def metered_retry_too_early(acme: Measured) -> None:
    acme.server.clock.freeze()
    with acme.connect("test_metered") as client:
        for _ in range(3):
            client.get("/widgets/w1")


def create_again_without_key(acme: Measured) -> None:
    acme.client.post("/widgets", json=BODY, headers=force(500))
    acme.client.post("/widgets", json=BODY, headers=force(500))


def create_again_without_key_written_otherwise(acme: Measured) -> None:
    for content, count in (
        (b'{"name": "bolt", "colour": "red"}', "0"),
        (b'{"colour":"red","name":"bolt"}', "1"),
    ):
        headers = force(500) | {"content-type": "application/json", "x-retry-count": count}
        acme.client.post("/widgets", content=content, headers=headers)


def create_again_with_key(acme: Measured) -> None:
    acme.client.post("/widgets", json=BODY, headers=force(500) | KEY)
    acme.client.post("/widgets", json=BODY, headers=force(500) | KEY)


def create_again_with_a_new_key(acme: Measured) -> None:
    for key in ("one", "two"):
        acme.client.post("/widgets", json=BODY, headers=force(500) | {"idempotency-key": key})


def create_again_with_a_new_key_after_429(acme: Measured) -> None:
    acme.server.clock.freeze()
    for key in ("one", "two"):
        acme.client.post("/widgets", json=BODY, headers=force(429) | {"idempotency-key": key})
        acme.server.clock.advance(60)


def create_the_same_twice_with_keys(acme: Measured) -> None:
    for key in ("one", "two"):
        acme.client.post("/widgets", json=BODY, headers={"idempotency-key": key})


def create_other_after_failure(acme: Measured) -> None:
    acme.client.post("/widgets", json=BODY, headers=force(500))
    acme.client.post("/widgets", json={"name": "nut"}, headers=force(500))


def read_again_after_failure(acme: Measured) -> None:
    acme.client.get("/widgets/w1", headers=force(500))
    acme.client.get("/widgets/w1", headers=force(500))


def create_twice_on_purpose(acme: Measured) -> None:
    acme.client.post("/widgets", json=BODY)
    acme.client.post("/widgets", json=BODY)


def repeat_unchanged(acme: Measured) -> None:
    acme.client.get("/pages", params={"colour": "green"})
    acme.client.get("/pages", params={"colour": "green"})


def repeat_with_a_count_of_attempts(acme: Measured) -> None:
    for query, count in (("colour=green&size=1", "0"), ("size=1&colour=green", "1")):
        headers = {"x-stainless-retry-count": count, "user-agent": f"sdk/{count}"}
        acme.client.get(f"/pages?{query}", headers=headers)


def repeat_unchanged_after_other_calls(acme: Measured) -> None:
    for _ in range(2):
        acme.client.post("/widgets", json={"name": "bolt", "colour": "green"})
        acme.client.get("/widgets/w1")
        acme.client.post("/widgets", json={"name": "nut"})


def ask_again_for_what_was_forbidden_after_other_calls(acme: Measured) -> None:
    """Somebody may have granted it meanwhile."""
    with acme.connect("test_limited") as client:
        for _ in range(2):
            client.get("/pages")
            client.get("/offsets")


def mend_and_repeat(acme: Measured) -> None:
    acme.client.get("/pages", params={"colour": "green"})
    acme.client.get("/pages", params={"colour": "blue"})


def repeat_after_a_reset(acme: Measured) -> None:
    acme.client.get("/pages", params={"colour": "green"})
    acme.server.reset()
    acme.client.get("/pages", params={"colour": "green"})


def repeat_after_401(acme: Measured) -> None:
    with acme.connect("expired") as client:
        client.get("/pages")
        client.get("/pages", headers={"x-key": "renewed"})


def repeat_the_same_wrong_key(acme: Measured) -> None:
    with acme.connect("expired") as client:
        client.get("/pages")
        client.get("/pages")


def poll_until_it_is_there(acme: Measured) -> None:
    for _ in range(3):
        acme.client.get("/widgets/soon")


def reuse_key(acme: Measured) -> None:
    acme.client.post("/widgets", json=BODY, headers=KEY)
    acme.client.post("/widgets", json={"name": "nut"}, headers=KEY)


def use_key_again_for_the_same_written_otherwise(acme: Measured) -> None:
    for content in (b'{"name": "bolt", "colour": "red"}', b'{"colour":"red","name":"bolt"}'):
        acme.client.post("/widgets", content=content, headers=KEY | {"content-type": "application/json"})


def reuse_key_after_its_time(acme: Measured) -> None:
    acme.server.clock.freeze()
    acme.client.post("/widgets", json=BODY, headers=KEY)
    acme.server.clock.advance(3600)
    acme.client.post("/widgets", json={"name": "nut"}, headers=KEY)


def mend_a_refused_body_with_its_key(acme: Measured) -> None:
    acme.client.post("/widgets", json={"name": ""}, headers=KEY)
    acme.client.post("/widgets", json=BODY, headers=KEY)


def order_again_with_a_new_key_in_the_body(acme: Measured) -> None:
    for key in ("one", "two"):
        acme.client.post("/orders", json=BODY | {"key": key}, headers=force(500))


def order_again_with_the_same_key_in_the_body(acme: Measured) -> None:
    for headers in (force(500), {}):
        acme.client.post("/orders", json=BODY | {"key": "one"}, headers=headers)


def order_again_without_a_key_in_the_body(acme: Measured) -> None:
    for _ in range(2):
        acme.client.post("/orders", json=BODY, headers=force(500))


def order_something_else_with_the_same_key_in_the_body(acme: Measured) -> None:
    for name in ("bolt", "nut"):
        acme.client.post("/orders", json={"name": name, "key": "one"})


def order_again_with_a_new_key_in_the_query(acme: Measured) -> None:
    for key in ("one", "two"):
        acme.client.post("/asked", params={"key": key}, json=BODY, headers=force(500))


def a_minute_ago(acme: Measured) -> None:
    """Let the calls so far have come a minute earlier than they did."""
    for exchange in acme.server.requests:
        exchange.arrived -= 60


def retry_after_a_real_wait_though_the_clock_stands_still(acme: Measured) -> None:
    acme.server.clock.freeze()
    acme.client.get("/widgets/w1", headers=force(429))
    a_minute_ago(acme)
    acme.client.get("/widgets/w1", headers=force(429))


def create_again_without_key_after_429(acme: Measured) -> None:
    acme.client.post("/widgets", json=BODY, headers=force(429))
    acme.server.clock.advance(60)
    acme.client.post("/widgets", json=BODY, headers=force(429))


def look_and_create_again_without_key(acme: Measured) -> None:
    acme.client.post("/widgets", json=BODY, headers=force(500))
    acme.client.get("/pages")
    acme.client.post("/widgets", json=BODY, headers=force(500))


def create_again_the_next_day(acme: Measured) -> None:
    acme.client.post("/widgets", json=BODY, headers=force(500))
    acme.server.clock.advance(86400)
    acme.client.post("/widgets", json=BODY, headers=force(500))


def create_again_after_a_restore(acme: Measured) -> None:
    mark = acme.server.snapshot()
    acme.client.post("/widgets", json=BODY, headers=force(500))
    acme.server.restore(mark)
    acme.client.post("/widgets", json=BODY, headers=force(500))


def create_many_at_once(acme: Measured) -> None:
    async def create() -> None:
        headers = {"x-key": "test_full"}
        async with httpx.AsyncClient(base_url=acme.server["acme"].url, headers=headers, timeout=30) as client:
            await asyncio.gather(*(client.post("/widgets", json=BODY) for _ in range(3)))

    acme.server.faults.add(status=500, delay=0.2)
    asyncio.run(create())


def give_up_and_create_again_without_key(acme: Measured) -> None:
    acme.server.faults.add(delay=30, times=1)
    with pytest.raises(httpx.ReadTimeout):
        acme.client.post("/widgets", json=BODY, timeout=0.1)
    acme.client.post("/widgets", json=BODY)


def wait_for_a_late_answer_and_create_another(acme: Measured) -> None:
    acme.client.post("/widgets", json=BODY)
    acme.server.requests[0].seconds = 2.0
    a_minute_ago(acme)
    acme.client.post("/widgets", json=BODY)


def create_again_too_early(acme: Measured) -> None:
    acme.server.clock.freeze()
    for _ in range(2):
        acme.client.post("/widgets", json=BODY, headers=force(429) | KEY)


def create_again_with_a_new_key_each_time(acme: Measured) -> None:
    for number in range(3):
        acme.client.post("/widgets", json=BODY, headers=force(503) | {"idempotency-key": f"attempt {number}"})


def create_again_with_a_new_key_after_other_calls(acme: Measured) -> None:
    for key in ("one", "two"):
        acme.client.post("/widgets", json=BODY, headers=force(500) | {"idempotency-key": key})
        acme.client.get("/widgets/w1")


def reuse_key_with_another_value(acme: Measured) -> None:
    for weight in (1, 2):
        acme.client.post("/widgets", json={"name": "bolt", "weight": weight}, headers=KEY)


def reuse_key_for_many(acme: Measured) -> None:
    for name in ("bolt", "nut", "screw"):
        acme.client.post("/widgets", json={"name": name}, headers=KEY)
