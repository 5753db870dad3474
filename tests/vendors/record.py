"""Record what the shipped documents answer: `python -m tests.vendors.record FOLDER`, in the commit to be recorded."""

import json
import sys
import threading
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

import mockserver
from mockserver.clock import Clock
from tests.vendors.recording import Sequences, Step, asked, client, replay

VENDORS = ("rotor", "devdraft", "commenda", "hydracore", "juicyway")
MOST = 40  # requests of a sequence; longer ones exhaust a limit, or race
LARGEST = 20_000  # characters of a body that is sent
Kept = dict[tuple[str, tuple[str, ...]], list[list[Step]]]


class Recorder:
    """A pytest plugin that keeps what each test asks which server, and how it moves its clock."""

    def __init__(self) -> None:
        self.kept: Kept = defaultdict(list)
        self._steps: dict[str, list[Step]] = {}
        self._clock: list[Step] = []
        self._apart = False
        self._servers: dict[str, tuple[str, tuple[str, ...]]] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Iterator[None]:
        """Keep the steps of one test."""
        self._steps, self._clock, self._apart = {}, [], False
        try:
            yield
        finally:
            for origin, steps in self._steps.items():
                known = self.kept[self._servers[origin]]
                if not self._apart and steps not in known and len(steps) <= MOST and not _is_large(steps):
                    known.append(steps)

    def pytest_configure(self) -> None:
        """Listen at the client and the clock."""
        send, running = httpx.Client.send, mockserver.running
        freeze, advance = Clock.freeze, Clock.advance

        def sending(client: httpx.Client, request: httpx.Request, **options: Any) -> httpx.Response:
            origin = f"{request.url.scheme}://{request.url.netloc.decode()}"
            if origin in self._servers:
                self._apart |= threading.current_thread() is not threading.main_thread()
                steps = self._steps.setdefault(origin, list(self._clock))
                steps.append({"ask": asked(request)})
            return send(client, request, **options)

        def freezing(clock: Clock, at: datetime | None = None) -> None:
            self._moved({"clock": at.isoformat()} if at is not None else {"advance": 0})
            freeze(clock, at)

        def advancing(clock: Clock, seconds: float) -> None:
            self._moved({"advance": seconds})
            advance(clock, seconds)

        def starting(vendor: str, *more: str, **options: Any) -> Any:
            return _Named(running(vendor, *more, **options), vendor, self._servers, options)

        httpx.Client.send = sending  # type: ignore[method-assign, assignment]
        Clock.freeze, Clock.advance = freezing, advancing  # type: ignore[method-assign, assignment]
        mockserver.running = starting  # type: ignore[assignment]

    def _moved(self, step: Step) -> None:
        self._clock.append(step)
        for steps in self._steps.values():
            steps.append(step)


def _is_large(steps: list[Step]) -> bool:
    return any(len(step["ask"].get("body", "")) > LARGEST for step in steps if "ask" in step)


class _Named:
    """A context whose server is remembered by where it is."""

    def __init__(self, context: Any, vendor: str, servers: dict[str, Any], options: dict[str, Any]) -> None:
        self._context, self._servers = context, servers
        self._what = (vendor, tuple((options.get("variants") or {}).get(vendor, ())))

    def __enter__(self) -> Any:
        server = self._context.__enter__()
        self._servers[server.url.rstrip("/")] = self._what
        return server

    def __exit__(self, *error: object) -> Any:
        return self._context.__exit__(*error)


def answers(vendor: str, variants: tuple[str, ...], sequences: list[list[Step]]) -> Sequences:
    """The sequences that are answered the same twice, with their answers."""
    found: Sequences = []
    with (
        mockserver.running(vendor, variants={vendor: list(variants)}, validate_responses=True) as server,
        client() as sender,
    ):
        for steps in sequences:
            once, again = ([answer for _, answer in replay(server, sender, steps)] for _ in range(2))
            if once != again:
                continue
            left = iter(once)
            whole = [{**step, "answer": next(left)} if "ask" in step else step for step in steps]
            found.append({"variants": list(variants), "steps": whole})
    return found


def main(folder: str) -> None:
    """Run the suite of the vendors, and write one file for each."""
    recorder, running, send = Recorder(), mockserver.running, httpx.Client.send
    pytest.main(
        ["-q", "-p", "no:cacheprovider", "-W", "ignore::pytest.PytestAssertRewriteWarning", "tests/vendors"],
        plugins=[recorder],
    )
    mockserver.running, httpx.Client.send = running, send  # type: ignore[method-assign]
    for vendor in VENDORS:
        whole: Sequences = []
        for (name, variants), sequences in recorder.kept.items():
            if name == vendor:
                whole += answers(vendor, variants, sequences)
        asks = sum("ask" in step for each in whole for step in each["steps"])
        lines = ",\n".join(json.dumps(each, sort_keys=True) for each in whole)
        Path(folder, f"{vendor}.json").write_text(f"[\n{lines}\n]\n")
        print(vendor, len(whole), "sequences,", asks, "requests")  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1])
