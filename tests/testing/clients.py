"""The client libraries that calls are intercepted of, behind one function each."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO

import aiohttp
import httpx
import httpx2
import requests
import urllib3


@dataclass(frozen=True, slots=True)
class Answer:
    """What a client got."""

    status: int
    headers: Mapping[str, str]
    body: bytes


Call = Callable[[str, str, Mapping[str, str], bytes | list[bytes] | None], Answer]


def with_httpx(method: str, url: str, headers: Mapping[str, str], body: bytes | list[bytes] | None) -> Answer:
    content = iter(body) if isinstance(body, list) else body
    with httpx.Client() as client:
        reply = client.request(method, url, headers=headers, content=content)
    return Answer(reply.status_code, lower(reply.headers), reply.content)


def with_httpx2(
    method: str, url: str, headers: Mapping[str, str], body: bytes | list[bytes] | None
) -> Answer:
    content = iter(body) if isinstance(body, list) else body
    with httpx2.Client() as client:
        reply = client.request(method, url, headers=headers, content=content)
    return Answer(reply.status_code, lower(reply.headers), reply.content)


def with_httpx_async(
    method: str, url: str, headers: Mapping[str, str], body: bytes | list[bytes] | None
) -> Answer:
    async def call() -> Answer:
        content = pieces(body) if isinstance(body, list) else body
        async with httpx.AsyncClient() as client:
            reply = await client.request(method, url, headers=headers, content=content)
        return Answer(reply.status_code, lower(reply.headers), reply.content)

    return asyncio.run(call())


def with_requests(
    method: str, url: str, headers: Mapping[str, str], body: bytes | list[bytes] | None
) -> Answer:
    data = generator(body) if isinstance(body, list) else body
    with requests.Session() as session:
        reply = session.request(
            method, url, headers=dict(headers), data=data, allow_redirects=False, timeout=5
        )
    return Answer(reply.status_code, lower(reply.headers), reply.content)


def with_urllib3(
    method: str, url: str, headers: Mapping[str, str], body: bytes | list[bytes] | None
) -> Answer:
    with urllib3.PoolManager() as pool:
        reply = pool.request(
            method, url, headers=headers, body=body, chunked=isinstance(body, list), retries=False
        )
    return Answer(reply.status, lower(reply.headers), reply.data)


def with_aiohttp(
    method: str, url: str, headers: Mapping[str, str], body: bytes | list[bytes] | None
) -> Answer:
    async def call() -> Answer:
        data = pieces(body) if isinstance(body, list) else BytesIO(body) if body else None
        async with (
            aiohttp.ClientSession() as session,
            session.request(method, url, headers=headers, data=data, allow_redirects=False) as reply,
        ):
            return Answer(reply.status, lower(reply.headers), await reply.read())

    return asyncio.run(call())


async def pieces(chunks: list[bytes]) -> AsyncIterator[bytes]:
    """Chunks one by one, for an async client."""
    for chunk in chunks:
        yield chunk


def generator(chunks: list[bytes]) -> Iterator[bytes]:
    """Chunks one by one, which makes requests send them chunked."""
    yield from chunks


def lower(headers: Mapping[str, str]) -> dict[str, str]:
    """Header fields by their names in lower case."""
    return {name.lower(): value for name, value in headers.items()}


CLIENTS: Mapping[str, Call] = {
    "httpx": with_httpx,
    "httpx async": with_httpx_async,
    "httpx2": with_httpx2,
    "requests": with_requests,
    "urllib3": with_urllib3,
    "aiohttp": with_aiohttp,
}
