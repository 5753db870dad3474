"""Print what a server's memory does under calls of every kind: when its journal is full, and 20,000 calls later.

    python benchmarks/memory.py ../shared/corpus/influxdb-oss.yaml
    python benchmarks/memory.py FOLDER --methods GET,HEAD    # every document of a folder, read alone
    python benchmarks/memory.py box.json --reset             # rows put back as they were every 2,000 calls

Operations are drawn by lot: path, query and body are made from their schemas, most of the keys are those that answers
had. Beside the resident memory stands what may grow: the rows that there are, by `/__admin/vendors`, and the bytes of
the bodies that the journal has. The last figure is the growth since the journal was full; rows that were created since
are told beside it, for they are there to stay, as is what was written to others. With `--reset` neither is.
"""

import argparse
import http.client
import itertools
import json
import random
import re
import sys
from collections import Counter, deque
from collections.abc import Sequence
from contextlib import suppress
from typing import Any
from urllib.parse import quote

from servers import Process, StartError, free_port, mockserver, started
from start import contract_of, documents_in

from mockserver.access import credentials
from mockserver.contract.model import Contract, Operation
from mockserver.datagen.schemas.generator import Generator
from mockserver.datagen.schemas.reading import Unsatisfiable
from mockserver.state.journal import LENGTH

STEP = 2000  # calls between two lines
MOST = 1.05  # times the memory when the journal was full
KINDS = 10  # values of each parameter and body
SHARE, USED = 0.3, 0.9  # of optional parameters that are sent; of keys that were in answers
KEPT = 20  # keys of a resource that are remembered


class Client:
    """Makes requests of a document's operations, and sends them on one connection."""

    def __init__(self, contract: Contract, port: int, methods: frozenset[str]) -> None:
        caller = credentials.read_callers(None)["test_full"]
        self._headers = dict(credentials.headers_for(contract, caller))
        self._contract = contract
        self._root = f"/{quote(contract.name)}{contract.base_path}"
        self._resolve = contract.document.at
        self._operations = [
            each
            for each in contract.operations
            if not each.unserved and (not methods or each.method in methods)
        ]
        self._random, self._generator = random.Random(1), Generator(1)
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._order = itertools.chain(self._operations * 2, iter(self._drawn, None))
        self._keys: dict[str, list[str]] = {}
        self._made: dict[tuple[Any, ...], Any] = {}
        self._journal: deque[int] = deque(maxlen=LENGTH)
        self.statuses: Counter[int] = Counter()

    def _drawn(self) -> Operation:
        return self._random.choice(self._operations)

    @property
    def journal(self) -> float:
        """MiB of the bodies that a journal has by now."""
        return sum(self._journal) / (1 << 20)

    def call(self) -> None:
        """One request, and its answer."""
        operation = next(self._order)
        headers, body = self._headers, b""
        kind = next(
            (name for name in (operation.body.content if operation.body else ()) if "json" in name), None
        )
        if operation.body and kind:
            schema = operation.body.content[kind].schema
            body = json.dumps(self._value(schema, operation.id, "body")).encode()
            headers = {**headers, "Content-Type": kind}
        try:
            self._connection.request(operation.method, self._target(operation), body or None, headers)
            got = self._connection.getresponse()
            answer = got.read()
        except http.client.HTTPException:
            self._connection.close()
            return
        self.statuses[got.status // 100] += 1
        self._journal.append(len(body) + len(answer))
        if got.status in {200, 201} and operation.mock.resource:
            self._look(operation.mock.resource, answer)

    def _look(self, resource: str, answer: bytes) -> None:
        """Remember the keys of the rows in an answer: of the one that it is, or of the first list in it."""
        key = self._contract.key_of(resource)
        with suppress(ValueError):
            found = json.loads(answer)
            inner = list(found.values()) if isinstance(found, dict) and key not in found else [found]
            rows = next((each for each in inner if isinstance(each, list)), inner)
            keys = self._keys.setdefault(resource, [])
            keys += [str(row[key]) for row in rows[:KEPT] if isinstance(row, dict) and row.get(key)]
            del keys[:-KEPT]

    def _target(self, operation: Operation) -> str:
        query = [
            f"{quote(each.name)}={self._text(self._value(each.schema, operation.id, each.name))}"
            for each in operation.parameters
            if each.location == "query" and (each.required or self._random.random() < SHARE)
        ]
        path = re.sub(r"\{([^}]*)\}", lambda found: self._key(operation, found[1]), operation.path)
        return f"{self._root}{path}" + ("?" + "&".join(query) if query else "")

    def _key(self, operation: Operation, name: str) -> str:
        mock = operation.mock.parameters.get(name)
        known = self._keys.get((mock and mock.of) or operation.mock.resource or "")
        if known and self._random.random() < USED and (mock is None or mock.field is not False):
            return self._text(self._random.choice(known))
        schema = next((each.schema for each in operation.parameters if each.name == name), True)
        return self._text(self._value(schema, operation.id, name))

    def _value(self, schema: Any, *place: str) -> Any:
        """One of a few values of a schema: a client's own are no more than that."""
        kind = self._random.randrange(KINDS)
        if (*place, kind) not in self._made:
            try:
                made = self._generator.seeded(kind).value(schema, self._resolve, *place)
            except Unsatisfiable:
                made = {}
            self._made[*place, kind] = made
        return self._made[*place, kind]

    @staticmethod
    def _text(value: Any) -> str:
        return quote(value if isinstance(value, str) else json.dumps(value), safe="")


def rows_of(server: Process) -> int:
    """How many rows there are, of all resources and tenants."""
    answer = json.loads(server.ask("GET", "/__admin/vendors", {}).body)
    return sum(
        count for each in answer["vendors"] for by in each["resources"].values() for count in by.values()
    )


def measured(contract: Contract, place: str, asked: argparse.Namespace) -> bool:
    """Print a document's lines; whether its memory keeps the bar."""
    port = free_port()
    with started(mockserver(place, port=port), port, "/__admin/health") as server:
        client = Client(contract, port, frozenset(filter(None, asked.methods.split(","))))
        print(f"{contract.name}: {server.memory():.1f} MiB at start, {rows_of(server)} rows", flush=True)
        full, begun = 0.0, 0
        for number in range(1, LENGTH + asked.calls + 1):
            client.call()
            if asked.reset and number % STEP == 0 and number < LENGTH + asked.calls:
                server.ask("POST", "/__admin/reset", {"Content-Type": "application/json"}, b"{}")
            if number == LENGTH:
                full, begun = server.memory(), rows_of(server)
            if number == LENGTH or (number - LENGTH) % STEP == 0:
                said = ", ".join(f"{each}xx {count}" for each, count in sorted(client.statuses.items()))
                print(f"{number:8}{server.memory():8.1f} MiB{100 * (server.memory() / full - 1):+7.1f} %"
                      f"{rows_of(server):8} rows{client.journal:7.1f} MiB of bodies  {said}", flush=True)  # fmt: skip
        growth, more = server.memory() / full, rows_of(server) - begun
    verdict = "ok" if growth <= MOST else "MISSED"
    print(f"{contract.name}: {full:.1f} MiB when the journal is full, {100 * (growth - 1):+.1f} % after "
          f"{asked.calls} calls more, {more} rows more  {verdict}", flush=True)  # fmt: skip
    return growth <= MOST


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the arguments, measure each document; exit 1 where one grows by more than there may be."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("documents", nargs="+", help="files, or folders of files")
    parser.add_argument(
        "--methods", default="", help="of the operations asked, commas between (default: all)"
    )
    parser.add_argument(
        "--calls", type=int, default=20_000, help="after the journal is full (default: 20000)"
    )
    parser.add_argument(
        "--reset", action="store_true", help="let no rows add up: reset the state every 2,000 calls"
    )
    asked = parser.parse_args(arguments)
    kept = [
        measured(contract, place, asked)
        for place in documents_in(asked.documents)
        if (contract := contract_of(place, infer=True))
    ]
    sys.exit(not all(kept))


if __name__ == "__main__":
    try:
        main()
    except StartError as error:
        sys.exit(f"benchmarks: {error}")
