"""Real processes on one file: workers of one server, and another server beside them."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import pytest

from tests.stores.shops import SHOP

PARALLEL = 12
CHECKOUT = Path(__file__).parents[2]
START = 60  # seconds


@contextmanager
def serve(folder: Path, *options: str) -> Iterator[tuple[int, str]]:
    """`mockserver serve` of the shop: its process, and the shop's URL."""
    command = [sys.executable, "-m", "mockserver", "serve", "shop.yaml", "--port", "0", *options]
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
    log = folder / f"log {'-'.join(options[-2:])}.txt".replace("/", "_")
    with (
        log.open("w") as out,
        subprocess.Popen(command, stdout=out, stderr=out, cwd=folder, env=environment) as process,
    ):
        try:
            until = time.monotonic() + START
            while not log.read_text().endswith("\n") or " on http" not in log.read_text():
                assert process.poll() is None, log.read_text()
                assert time.monotonic() < until, log.read_text()
                time.sleep(0.01)
            yield process.pid, log.read_text().splitlines()[0].rpartition(" ")[2] + "/shop/things"
        finally:
            process.terminate()
            assert process.wait(START) == 0, log.read_text()


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[tuple[int, str]]]:
    """One with two workers, and one without, on the same file."""
    folder = tmp_path_factory.mktemp("shop")
    (folder / "shop.yaml").write_text(SHOP, "utf-8")
    store = ("--store", "sqlite:state.db")
    with ExitStack() as stack:
        yield [stack.enter_context(serve(folder, *store, *more)) for more in (("--workers", "2"), ())]


def at_once(servers: list[tuple[int, str]], method: str, caller: str, **sent: object) -> list[httpx.Response]:
    """The answers to the same call, made many times at once, of each server by turns."""

    def call(number: int) -> httpx.Response:
        headers = {"authorization": f"Bearer {caller}", **sent.get("headers", {})}  # type: ignore[dict-item]
        url = servers[number % len(servers)][1]
        return httpx.request(method, url, headers=headers, json=sent.get("json"), timeout=START)

    with ThreadPoolExecutor(PARALLEL) as pool:
        return list(pool.map(call, range(PARALLEL)))


def test_a_unique_name_is_let_in_once(servers: list[tuple[int, str]]) -> None:
    answers = at_once(servers, "POST", "test_full", json={"name": "Once"})

    assert Counter(each.status_code for each in answers) == {201: 1, 409: PARALLEL - 1}


def test_an_idempotency_key_is_acted_on_once(servers: list[tuple[int, str]]) -> None:
    answers = at_once(servers, "POST", "test_full", json={"size": 1}, headers={"idempotency-key": "one"})

    assert {each.status_code for each in answers} == {201}
    assert len({each.content for each in answers}) == 1


def test_a_limit_lets_as_many_through_as_it_has(servers: list[tuple[int, str]]) -> None:
    """5 a minute; a new minute may begin in between, and 8 are let through at most in any."""
    httpx.post(
        servers[0][1].replace("/shop/things", "/__admin/clock"),
        json={"freeze": "2026-01-01T00:00:00Z"},
        timeout=START,
    ).raise_for_status()

    answers = at_once(servers, "GET", "test_metered")

    assert Counter(each.status_code for each in answers) == {200: 5, 429: PARALLEL - 5}
    assert sorted(each.headers["x-left"] for each in answers if each.status_code == 200) == list("01234")


def test_a_worker_that_was_killed_is_replaced(servers: list[tuple[int, str]]) -> None:
    pid, url = servers[0]
    children = Path(f"/proc/{pid}/task/{pid}/children")
    before = {*children.read_text().split()}
    made = httpx.post(
        url, json={"name": "Lasting"}, headers={"authorization": "Bearer test_full"}, timeout=START
    )
    for each in before:
        os.kill(int(each), signal.SIGKILL)
    until = time.monotonic() + START
    while (len(now := {*children.read_text().split()} - before)) < len(before) and time.monotonic() < until:
        time.sleep(0.01)

    assert len(now) == len(before) == 2
    shown = httpx.get(url, headers={"authorization": "Bearer test_full"}, timeout=START).json()
    assert made.json() in shown


def test_kills_lose_nothing_and_double_nothing() -> None:
    """`benchmarks/kills.py` without arguments makes a thousand."""
    command = [sys.executable, str(CHECKOUT / "benchmarks" / "kills.py"), "--kills", "4"]
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert ", 0 lost, 0 doubled, 0 wrong answers" in done.stdout
