"""What takes long is bounded, and done beside other requests."""

import json
import threading
import time
from pathlib import Path
from typing import Any, Self

import httpx
import pytest

import mockserver
from mockserver.exchange import Request

SECONDS = 12  # of CPU time for one value; an idle core takes under 2
TEXT = {"type": "string"}


def many(count: int, items: Any) -> dict[str, Any]:
    """An array of so many items."""
    return {"type": "array", "minItems": count, "items": items}


def api(schema: Any) -> str:
    """A document with a schema for an answer."""
    answer = {"description": "ok", "content": {"application/json": {"schema": schema}}}
    paths = {
        "/a": {"get": {"responses": {"200": answer}}},
        "/b": {"get": {"responses": {"204": {"description": "ok"}}}},
    }
    tagged = {"S": {"type": "object", "required": ["t"], "properties": {"t": TEXT}}}
    head = {"openapi": "3.1.0", "info": {"title": "Acme", "version": "1"}}
    return json.dumps({**head, "paths": paths, "components": {"schemas": tagged}})


LARGE = {
    "long texts": many(9000, {**TEXT, "minLength": 110}),
    "texts of a pattern": many(2000, {**TEXT, "pattern": "^[a-z]{300}$"}),
}
NUMBERS = [str(number) for number in range(9000)]
LABORIOUS = {
    "options for many": many(3000, {"enum": NUMBERS}),
    "unlike options": {**many(9000, {"enum": NUMBERS}), "uniqueItems": True},
    "names that are options": {"type": "object", "minProperties": 2000, "propertyNames": {"enum": NUMBERS[:3000]}},
    "objects as options": many(500, {"enum": [{"a": [number] * 50} for number in range(2000)]}),
    "branches that look alike": many(
        100, {"oneOf": [{"type": "object", "properties": {"a": TEXT, f"b{n}": TEXT}} for n in range(100)]}
    ),
    "branches that look alike in items": many(
        50,
        {"oneOf": [{"type": "object", "required": ["a"], "properties": {"a": TEXT, f"b{n}": {}}} for n in range(500)]},
    ),
    "branches by many tags": {
        "discriminator": {"propertyName": "t", "mapping": {f"m{n}": f"#/paths/{n}" for n in range(2000)}},
        "oneOf": [{"$ref": "#/components/schemas/S"}] * 1000,
    },
    "names held against many patterns": {
        "type": "object", "minProperties": 2000, "additionalProperties": False,
        "patternProperties": {f"^p{n}_": TEXT for n in range(1000)},
    },
    "members that ask for others": {
        "type": "object", "required": ["p0"], "properties": {f"p{n}": TEXT for n in range(500)},
        "dependentSchemas": {f"p{n}": {"required": [f"p{n + 1}"]} for n in range(499)},
    },
    "a long text of any letters": {**TEXT, "pattern": "^[\\u0000-\\uffff]{60000}$"},
    "parts of many members": {
        "allOf": [{"properties": {f"p{n}_{m}": TEXT for m in range(50)}, "required": [f"p{n}_0"]} for n in range(400)]
    },
}  # fmt: skip


IN_ITEMS = "branches that look alike in items"  # each of them a row, where lists are inferred


class Pings:
    """A client that asks for something small all the time.

    Attributes:
        longest: Seconds that it waited for an answer.
        answered: How many it got.
    """

    def __init__(self, url: str) -> None:
        self.longest, self.answered = 0.0, 0
        self._url = url
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._ask)

    def _ask(self) -> None:
        with httpx.Client(timeout=60) as client:
            client.get(self._url)
            while not self._over.is_set():
                began = time.monotonic()
                client.get(self._url)
                self.longest = max(self.longest, time.monotonic() - began)
                self.answered += 1

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *raised: object) -> None:
        self._over.set()
        self._thread.join(60)


@pytest.mark.parametrize("name", LARGE)
def test_a_large_reply_is_made_beside_other_requests(tmp_path: Path, name: str) -> None:
    (tmp_path / "acme.json").write_text(api(LARGE[name]))
    taken = 0.0
    with (
        mockserver.running(str(tmp_path / "acme.json"), validate_responses=False) as server,
        Pings(f"{server.url}/__admin/health/live") as pings,
    ):
        for prefer in ({}, {"Prefer": "dynamic=true, seed=7"}):
            began = time.monotonic()
            assert httpx.get(f"{server.url}/acme/a", headers=prefer, timeout=60).status_code == 200
            taken = max(taken, time.monotonic() - began)
        httpx.post(f"{server.url}/__admin/reset", timeout=60)

    assert pings.answered > 3
    assert pings.longest < taken / 2


@pytest.mark.parametrize(("name", "infer"), [*((name, False) for name in LABORIOUS), (IN_ITEMS, True)])
def test_a_value_takes_only_so_much_work(tmp_path: Path, name: str, *, infer: bool) -> None:
    (tmp_path / "acme.json").write_text(api(LABORIOUS[name]))
    app = mockserver.create_app([str(tmp_path / "acme.json")], infer=infer)
    for prefer in (b"wait=0", b"dynamic=true, seed=7"):
        began = time.process_time()
        reply = app.respond(Request("GET", b"/acme/a", b"", {b"prefer": prefer}))
        assert (reply.status, time.process_time() - began < SECONDS) == (200, True)


def test_of_a_reply_with_many_violations_the_first_are_told(tmp_path: Path) -> None:
    schema = {"type": "array", "items": TEXT}
    document = json.loads(api(schema))
    document["paths"]["/a"]["get"]["x-mock"] = {"behaviour": "respond"}
    document["paths"]["/a"]["get"]["responses"]["200"]["x-mock"] = {"body": [*range(1000)]}
    (tmp_path / "acme.json").write_text(json.dumps(document))
    app = mockserver.create_app([str(tmp_path / "acme.json")], validate_responses=True)
    reply = app.respond(Request("GET", b"/acme/a", b"", {}))
    assert reply.status == 500
    assert len(reply.body) < 5000
