"""What every walk through the page does."""

import re

import httpx

from mockserver.runtime.live import Server
from tests.chromium import Chromium


def ask(server: Server, method: str, path: str, **more: object) -> httpx.Response:
    acme = server["acme"]
    return httpx.request(method, acme.url + path, headers=acme.credentials["test_full"], **more)  # type: ignore[arg-type]


def go(page: Chromium, place: str) -> None:
    page.evaluate(f"location.hash = '#/{place}'")


def rows(page: Chromium) -> list[str]:
    texts = page.evaluate("[...document.querySelectorAll('#request-rows tr')].map(row => row.innerText)")
    return [re.sub(r"\s+", " ", text) for text in texts]
