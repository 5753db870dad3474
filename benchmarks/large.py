"""Print what many rows cost: the start, the memory, and requests of a server that has so many.

    python benchmarks/large.py                                   # every vendor with 1,000, 10,000 and 100,000 rows
    python benchmarks/large.py rotor devdraft --rows 1000 100000

For each vendor and number, a server of its own on one core. All figures are CPU time of the server's process, by the
kernel's count (`/proc/PID/task/*/schedstat`): until its first answer; then of requests on one connection, each figure
of one request or the mean of several. What is asked once is asked of a server that was never asked for it. Written to
standard output as a Markdown table, milliseconds but for the start and the memory; with `--json` as JSON.
"""

import argparse
import http.client
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import servers
from in_process import first_id
from servers import Process, StartError, free_port, mockserver
from workloads import NUMBER, WORKLOADS

from mockserver.access.credentials import headers_for
from mockserver.app import create_app

ROWS = (1_000, 10_000, 100_000)
SEVERAL = 20  # requests that a mean is of
START_TIMEOUT = 600  # seconds


@dataclass(frozen=True, slots=True)
class Lists:
    """How a vendor's customers are asked for.

    Attributes:
        path: Below its base URL.
        page: A page of 50 at so many rows: `{start}` of them lie before it, `{number}` is its number.
        equal, contains: A filter of one value, and a search for a text; None where it has none.
        cursor: The parameter and the member of a reply that lead on, of lists without numbers.
        deletes: Whether a row can be deleted.
    """

    path: str
    page: str = ""
    equal: str | None = None
    contains: str | None = None
    cursor: tuple[str, str] | None = None
    deletes: bool = False


LISTS: Mapping[str, Lists] = {
    "rotor": Lists("/customers", "page={number}&limit=50", "status=inactive", "search=linden+wi"),
    "devdraft": Lists("/customers", "skip={start}&take=50", "status=DEACTIVATED", "name=walker", deletes=True),
    "commenda": Lists(
        "/customers", "limit=50", "corporation_id=corp_123", "search_term=linden+wi", ("cursor", "next_cursor"), True
    ),
    "hydracore": Lists("/v1/customers", "page={number}&per_page=50", None, "search=walker"),
    "juicyway": Lists("/customers", "limit=50", "email=nobody@bench.example", None, ("after", "after")),
}  # fmt: skip


@dataclass(slots=True)
class Client:
    """One connection to a server, and what the server spends on what it asks."""

    server: Process
    root: str
    headers: Mapping[str, str]
    connection: http.client.HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=START_TIMEOUT)

    def ask(self, method: str, path: str, body: bytes = b"") -> bytes:
        """The body of a reply.

        Raises:
            SystemExit: When it is no success.
        """
        headers = {**self.headers, **({"Content-Type": "application/json"} if body else {})}
        self.connection.request(
            method, path if path.startswith("/__") else self.root + path, body or None, headers
        )
        got = self.connection.getresponse()
        told = got.read()
        if got.status >= 300:
            raise SystemExit(f"{method} {path}: {got.status} {told[:300]!r}")
        return told

    def cost(self, ask: Callable[[], object], times: int = 1) -> float:
        """Milliseconds of CPU time that the server spends on a request, the mean of several."""
        before = spent(self.server.pid)
        for _ in range(times):
            ask()
        return (spent(self.server.pid) - before) * 1000 / times


def spent(pid: int) -> float:
    """Seconds of CPU time that the threads of a process have had."""
    tasks = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(task.read_text().split()[0]) for task in tasks) / 1e9


def measure(vendor: str, rows: int) -> dict[str, float | None]:
    """The figures of one server: seconds, MiB, then milliseconds."""
    app = create_app([vendor])
    contract, callers = app.vendors[vendor].contract, app.vendors[vendor].services.callers
    headers = dict(headers_for(contract, callers["test_full"]))
    port = free_port()
    command = mockserver(vendor, "--rows", str(rows), port=port)
    with servers.started(command, port, "/__admin/health/ready", timeout=START_TIMEOUT) as server:
        start, memory = spent(server.pid), server.memory()
        client = Client(server, f"/{vendor}{contract.base_path}", headers)
        figures = {"start, s": start, "start, MiB": memory, **dict(requests(client, vendor, rows))}
        return {**figures, "end, MiB": server.memory()}


def requests(client: Client, vendor: str, rows: int) -> Iterator[tuple[str, float | None]]:
    """The figures of the requests, in the order in which they are made."""
    lists, (_, get, create, _) = LISTS[vendor], WORKLOADS[vendor]
    numbers = count(1_000_000)
    listed = partial(client.ask, "GET", f"{lists.path}?{lists.page.format(number=1, start=0)}")

    def make() -> bytes:
        return client.ask("POST", create.path, create.body.replace(NUMBER.encode(), b"%d" % next(numbers)))

    yield "first list", client.cost(listed)
    yield "page 1", client.cost(listed, SEVERAL)
    yield "page in the middle", client.cost(middle(client, lists, rows), SEVERAL)
    known = first_id(listed())
    yield "get", client.cost(lambda: client.ask("GET", get.path.replace("{id}", known)), SEVERAL)
    yield "first create", client.cost(make)
    yield "create", client.cost(make, SEVERAL)
    yield "list after a write", after_write(client, make, listed)
    for name, query in (("filter", lists.equal), ("search", lists.contains)):
        asked = None if query is None else partial(client.ask, "GET", f"{lists.path}?{query}")
        yield f"first {name}", None if asked is None else client.cost(asked)
        yield f"{name} after a write", None if asked is None else after_write(client, make, asked)
    yield "delete", deletes(client, lists, make, listed) if lists.deletes else None
    client.ask("POST", "/__admin/reset", b"{}")
    yield "first create after a reset", client.cost(make)


def after_write(client: Client, make: Callable[[], bytes], ask: Callable[[], bytes]) -> float:
    """What a request costs that follows a create, without that."""
    total = 0.0
    for _ in range(3):
        make()
        total += client.cost(ask)
    return total / 3


def middle(client: Client, lists: Lists, rows: int) -> Callable[[], object]:
    """What asks for pages in the middle, another one each time; by cursors, from where ten of them lead."""
    if lists.cursor is None:
        pages = count(rows // 100)
        page = lambda number: lists.page.format(number=number, start=number * 50)  # noqa: E731
        return lambda: client.ask("GET", f"{lists.path}?{page(next(pages))}")
    parameter, member = lists.cursor
    latest: list[Any] = [None]

    def ask() -> None:
        query = lists.page if latest[0] is None else f"{lists.page}&{parameter}={latest[0]}"
        latest[0] = found(json.loads(client.ask("GET", f"{lists.path}?{query}")), member)

    for _ in range(10):
        ask()
    return ask


def found(value: Any, member: str) -> Any:
    """The member of a reply, wherever it is."""
    if isinstance(value, dict):
        if member in value:
            return value[member]
        return next((each for inner in value.values() if (each := found(inner, member)) is not None), None)
    return None


def deletes(client: Client, lists: Lists, make: Callable[[], bytes], listed: Callable[[], bytes]) -> float:
    """What a delete of a row costs that lists have had."""
    made = [json.loads(make()) for _ in range(SEVERAL)]
    listed()
    ids = iter([each.get("id") or each.get("data", {}).get("id") for each in made])
    return client.cost(lambda: client.ask("DELETE", f"{lists.path}/{next(ids)}"), SEVERAL)


def table(figures: Sequence[tuple[str, int, Mapping[str, float | None]]]) -> Iterator[str]:
    """The figures in Markdown: a column for each number of rows of a vendor."""
    yield "| | " + " | ".join(f"{vendor} {rows:,}" for vendor, rows, _ in figures) + " |"
    yield "| --- |" + " ---: |" * len(figures)
    for name in figures[0][2]:
        cells = [told(each[name]) for _, _, each in figures]
        yield f"| {name} | " + " | ".join(cells) + " |"


def told(figure: float | None) -> str:
    """A figure with three digits that mean something."""
    if figure is None:
        return ""
    return f"{figure:.0f}" if figure >= 100 else f"{figure:.1f}" if figure >= 10 else f"{figure:.2f}"


def main() -> None:
    """Read the arguments, measure one server after the other, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("vendors", nargs="*", metavar="VENDOR", help=", ".join(LISTS))
    parser.add_argument("--rows", nargs="+", type=int, default=list(ROWS))
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    figures = []
    for vendor in asked.vendors or LISTS:
        for rows in asked.rows:
            try:
                figures.append((vendor, rows, measure(vendor, rows)))
            except StartError as error:
                print(f"{vendor} {rows}: {error}", file=sys.stderr)
    if asked.json:
        print(
            json.dumps([{"vendor": vendor, "rows": rows, **each} for vendor, rows, each in figures], indent=1)
        )
    elif figures:
        print("\n".join(table(figures)))


if __name__ == "__main__":
    main()
