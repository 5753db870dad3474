"""The clients do what they are for, and keep to the vendors' contracts."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest
import requests
from commenda_client import CommendaClient
from devdraft_client import DevdraftClient
from hydracore_client import HydraCoreClient
from juicyway_client import JuicywayClient
from rotor_client import RotorClient

UrlOf = Callable[[str], str]
FULL = "test_full"
ADDRESS = {"line1": "1 Marina", "city": "Lagos", "state": "Lagos", "country": "NG", "zip_code": "100001"}
ANA = {
    "first_name": "Ana",
    "last_name": "Ruiz",
    "email": "ana@ruiz.example",
    "phone_number": "+2348031234567",
}


async def all_of(found: AsyncIterator[dict[str, Any]]) -> list[dict[str, Any]]:
    return [each async for each in found]


def test_rotor(url_of: UrlOf) -> None:
    with RotorClient(FULL, url_of("rotor")) as client:
        before = list(client.customers())
        saved = client.save(first_name="Zoe", last_name="Quill", company_name="Quill Panes")
        found = list(client.customers(search="Quill Panes"))

        assert len(before) == 142
        assert [each["id"] for each in found] == [saved["id"]]
        assert client.find(before[0]["id"]) is not None
        assert client.find("5b0f3c1e-7a52-4f0d-9d0a-000000000000") is None


def test_rotor_tells_a_wrong_key(url_of: UrlOf) -> None:
    with RotorClient("wrong", url_of("rotor")) as client, pytest.raises(httpx.HTTPStatusError, match="401"):
        list(client.customers())


def test_commenda(url_of: UrlOf) -> None:
    with CommendaClient(FULL, "corp_123", url_of("commenda")) as client:
        before = list(client.customers())
        added = client.add("Quill Panes", email="office@quill.example")
        client.remove(before[-1]["id"])
        after = [each["id"] for each in client.customers()]

    assert len(before) > 50
    assert added["id"] in after
    assert before[-1]["id"] not in after
    assert len(after) == len(set(after)) == len(before)


def test_commenda_tells_what_it_may_not_do(url_of: UrlOf) -> None:
    with (
        CommendaClient("test_limited", "corp_123", url_of("commenda")) as client,
        pytest.raises(requests.HTTPError, match="403"),
    ):
        client.add("Quill Panes")


def test_devdraft(url_of: UrlOf) -> None:
    async def use() -> tuple[int, str, list[str]]:
        async with DevdraftClient(FULL, "test_secret", url_of("devdraft")) as client:
            before = await all_of(client.customers())
            added = await client.add("Zoe", "Quill", "+19185550199")
            after = await all_of(client.customers())
        return len(before), added["id"], [each["id"] for each in after]

    before, added, after = asyncio.run(use())

    assert before == 150
    assert len(set(after)) == 151
    assert added in after


def test_hydracore(url_of: UrlOf) -> None:
    async def use() -> tuple[int, str, list[dict[str, Any]]]:
        async with HydraCoreClient(FULL, url_of("hydracore")) as client:
            before = await all_of(client.customers())
            added = await client.add("Quill Panes", email="office@quill.example")
            return len(before), added["id"], await all_of(client.customers(search="office@quill"))

    before, added, found = asyncio.run(use())

    assert before == 150
    assert [each["id"] for each in found] == [added]


def test_juicyway(url_of: UrlOf) -> None:
    with JuicywayClient(FULL, url_of("juicyway")) as client:
        before = list(client.customers())
        added = client.add(ANA | {"type": "individual", "billing_address": ADDRESS})
        found = list(client.customers(email=ANA["email"]))

    assert len({each["id"] for each in before}) == 150
    assert [each["id"] for each in found] == [added["id"]]
