"""Who may use the control plane."""

import asyncio
from collections.abc import MutableMapping
from dataclasses import replace
from typing import Any

import httpx
import pytest

import mockserver
from mockserver.admin.access import is_local
from mockserver.settings import from_environment


@pytest.mark.parametrize(
    ("client", "local"),
    [
        (("127.0.0.1", 1), True),
        (("127.8.9.1", 1), True),
        (("::1", 1), True),
        (("::ffff:127.0.0.1", 1), True),
        (None, True),
        (("192.0.2.1", 1), False),
        (("::ffff:192.0.2.1", 1), False),
        (("2001:db8::1", 1), False),
        (("0.0.0.0", 1), False),
        (("localhost.evil.test", 1), False),
    ],
)
def test_this_machine_is_told_by_its_address(client: tuple[str, int] | None, local: bool) -> None:  # noqa: FBT001
    assert is_local({"type": "http", "client": client}) is local


async def ask(app: mockserver.MockApp, client: str, path: str = "health", **headers: str) -> httpx.Response:
    transport = httpx.ASGITransport(app, client=(client, 1))
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8080") as http:
        return await http.get(f"/__admin/{path}", headers=named)


ELSEWHERE = "192.0.2.1"
TOKEN = "s3cret"
CASES = {
    "here": (None, "127.0.0.1", None, 200),
    "here, with a token set": (TOKEN, "127.0.0.1", None, 200),
    "elsewhere": (None, ELSEWHERE, None, 403),
    "elsewhere, with some token": (None, ELSEWHERE, "Bearer None", 403),
    "elsewhere, without the token": (TOKEN, ELSEWHERE, None, 401),
    "elsewhere, with another token": (TOKEN, ELSEWHERE, "Bearer other", 401),
    "elsewhere, with another scheme": (TOKEN, ELSEWHERE, f"Basic {TOKEN}", 401),
    "elsewhere, with the token": (TOKEN, ELSEWHERE, f"Bearer {TOKEN}", 200),
}


@pytest.mark.parametrize(("token", "client", "authorization", "status"), CASES.values(), ids=CASES)
def test_others_need_the_token(
    token: str | None, client: str, authorization: str | None, status: int
) -> None:
    app = mockserver.create_app(settings=replace(from_environment(), admin_token=token))
    answer = asyncio.run(ask(app, client, **({"Authorization": authorization} if authorization else {})))

    assert answer.status_code == status
    if status == 401:
        assert answer.headers["www-authenticate"] == "Bearer"
    if status != 200:
        assert answer.headers["content-type"] == "application/problem+json"
        assert "token" in answer.json()["detail"]


@pytest.fixture(scope="module")
def app() -> mockserver.MockApp:
    """A server that others may command, also by the name `mock`."""
    settings = replace(from_environment(), admin_token=TOKEN, admin_hosts=["Mock"])
    return mockserver.create_app(["rotor"], settings=settings)


NAMES = {
    "localhost": 200, "LOCALHOST:1": 200, "a.localhost": 200, "localhost.": 200, "127.0.0.1:8080": 200,
    "[::1]:8080": 200, "mock:8080": 200, "MOCK": 200,
    "evil.test": 403, "localhost.evil.test": 403, "127.0.0.1.evil.test": 403, "evil.test:8080": 403,
    "192.0.2.7": 403, "mock.evil.test": 403, "x@localhost": 403, "localhost/x": 403, "localhost:x": 403, "": 403,
}  # fmt: skip


@pytest.mark.parametrize(("host", "status"), NAMES.items())
def test_it_answers_to_names_that_nobody_can_rebind(app: mockserver.MockApp, host: str, status: int) -> None:
    answer = asyncio.run(ask(app, "127.0.0.1", host=host))

    assert answer.status_code == status
    if status == 403:
        assert "--admin-host" in answer.json()["detail"]


def test_it_answers_to_the_address_at_which_it_is_called(app: mockserver.MockApp) -> None:
    """Another machine, with the token, that knows the server by its address alone."""
    seen: list[int] = []

    async def call(server: str) -> None:
        scope = {
            "type": "http", "method": "GET", "path": "/__admin/health", "query_string": b"", "root_path": "",
            "client": (ELSEWHERE, 1), "server": (server, 8080),
            "headers": [(b"host", b"198.51.100.4:8080"), (b"authorization", f"Bearer {TOKEN}".encode())],
        }  # fmt: skip

        async def send(message: MutableMapping[str, Any]) -> None:
            seen.extend([message["status"]] if "status" in message else [])

        async def receive() -> MutableMapping[str, Any]:
            return {"type": "http.request"}

        await app(scope, receive, send)

    asyncio.run(call("198.51.100.4"))
    asyncio.run(call("127.0.0.1"))

    assert seen == [200, 403]


PAGES = {
    "no browser": ({}, 200),
    "typed by a person": ({"Sec_Fetch_Site": "none"}, 200),
    "its own page": ({"Sec_Fetch_Site": "same-origin", "Origin": "http://localhost:8080"}, 200),
    "its own page behind TLS": ({"Origin": "https://localhost:8080"}, 200),
    "another port": ({"Origin": "http://localhost:3000"}, 403),
    "another host": ({"Origin": "http://evil.test"}, 403),
    "a sandbox or a file": ({"Origin": "null"}, 403),
    "an origin that is none": ({"Origin": "http://["}, 403),
    "another site": ({"Sec_Fetch_Site": "cross-site"}, 403),
    "a sibling": ({"Sec_Fetch_Site": "same-site"}, 403),
    "another site with the token": (
        {"Sec_Fetch_Site": "cross-site", "Authorization": f"Bearer {TOKEN}"},
        403,
    ),
}


@pytest.mark.parametrize(("headers", "status"), PAGES.values(), ids=PAGES)
def test_pages_of_other_origins_are_refused(
    app: mockserver.MockApp, headers: dict[str, str], status: int
) -> None:
    assert asyncio.run(ask(app, "127.0.0.1", **headers)).status_code == status


@pytest.mark.parametrize(
    "header", ["Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP"]
)
def test_what_a_proxy_passes_on_is_not_of_this_machine(app: mockserver.MockApp, header: str) -> None:
    headers = {header.replace("-", "_"): "203.0.113.9"}

    assert asyncio.run(ask(app, "127.0.0.1", **headers)).status_code == 401
    told = asyncio.run(ask(app, "127.0.0.1", **headers, Authorization=f"Bearer {TOKEN}"))
    assert told.status_code == 200


@pytest.mark.parametrize("path", ["health/live", "health/ready"])
def test_probes_of_anybody_hear_that_it_is_up_and_nothing_else(app: mockserver.MockApp, path: str) -> None:
    answer = asyncio.run(ask(app, ELSEWHERE, path, host="pod-7.cluster"))

    assert (answer.status_code, answer.json()) == (200, {"status": "up"})
    assert asyncio.run(ask(app, ELSEWHERE, f"requests/{path}")).status_code != 200
