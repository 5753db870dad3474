"""Who may use the control plane."""

import asyncio
from dataclasses import replace

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


async def ask(app: mockserver.MockApp, client: str, authorization: str | None = None) -> httpx.Response:
    transport = httpx.ASGITransport(app, client=(client, 1))
    headers = {"Authorization": authorization} if authorization else {}
    async with httpx.AsyncClient(transport=transport, base_url="http://mock.test") as http:
        return await http.get("/__admin/health", headers=headers)


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
    answer = asyncio.run(ask(app, client, authorization))

    assert answer.status_code == status
    if status == 401:
        assert answer.headers["www-authenticate"] == "Bearer"
    if status != 200:
        assert answer.headers["content-type"] == "application/problem+json"
        assert "token" in answer.json()["detail"]
