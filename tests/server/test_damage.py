"""Documents with damage anywhere: what can be served is, the rest is refused in one line; never a fault of ours."""

import json
import logging
import warnings
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import mockserver
from mockserver.contract import parsing
from mockserver.exchange import Request
from tests.builders import SPECS

SMALL = 25_000  # bytes of a document that is read again and again
SHOP = parsing.parse((SPECS / "acme_damage.yaml").read_text("utf-8"), "")
SWAGGER = parsing.parse((SPECS / "acme_damage_swagger2.yaml").read_text("utf-8"), "")
CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
REAL = [
    parsing.parse(path.read_text("utf-8"), "")
    for path in sorted(CORPUS.glob("*"))
    if path.suffix in {".json", ".yaml"} and path.stat().st_size < SMALL
]
VALUES: list[Any] = [
    None, True, 0, -1, 5, 1.5, "", "x", "string", [], [1], ["a"], [{}], [None], {}, {"a": 1}, 10**30, "é", "3.1.0",
    {"$ref": "#/nope"}, {"$ref": "#/info"}, {"$ref": 5}, {"type": "object"}, {"$ref": "#/components/schemas/Order"},
]  # fmt: skip
SENT: list[tuple[bytes, dict[bytes, bytes]]] = [
    (b"", {}),
    (b"limit=x&status=paid&n=1", {b"content-type": b"application/json", b"x-api-key": b"test_full"}),
]
Way = tuple[str | int, ...]


def ways(node: Any, way: Way = ()) -> Iterator[Way]:
    if way:
        yield way
    members = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, child in members:
        yield from ways(child, (*way, key))


def follow(data: Any, way: Way) -> Any:
    for step in way:
        data = data[step]
    return data


def damaged(data: Any, kind: str, way: Way, other: Way, value: Any) -> Any:
    """A copy of a document in which one node is dropped, retyped, renamed, doubled, or another one's."""
    made = deepcopy(data)
    holder, key = follow(made, way[:-1]), way[-1]
    if kind == "drop":
        del holder[key]
    elif kind == "retype":
        holder[key] = deepcopy(value)
    elif kind == "rename" and isinstance(holder, dict):
        holder[str(other[-1])] = holder.pop(key)
    elif kind == "double":
        holder[key] = [holder[key], deepcopy(holder[key])]
    else:
        holder[key] = deepcopy(follow(data, other))
    return made


@st.composite
def documents(draw: st.DrawFn, data: Any) -> Any:
    """A document with damage; what stands near the root is met as often as what stands deep."""
    every = list(ways(data))
    depth = draw(st.integers(1, max(map(len, every))))
    way = draw(st.sampled_from([way for way in every if len(way) <= depth]))
    kind = draw(st.sampled_from(["drop", "retype", "rename", "double", "move"]))
    return damaged(data, kind, way, draw(st.sampled_from(every)), draw(st.sampled_from(VALUES)))


def valid(data: Any) -> bool:
    """Whether another reader takes a document: openapi-spec-validator."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        from openapi_spec_validator import OpenAPIV31SpecValidator  # noqa: PLC0415 - takes half a second

        try:
            return next(iter(OpenAPIV31SpecValidator(data).iter_errors()), None) is None
        except Exception:  # noqa: BLE001 - it raises many for what it does not expect
            return False


def refusal(data: Any, path: Path, caplog: pytest.LogCaptureFixture) -> str:
    """Why a document is refused; one that is served is asked for each operation, without a fault of the server's."""
    path.write_text(json.dumps(data))
    caplog.clear()
    app, refused = None, ""
    try:
        app = mockserver.create_app([str(path)])
    except mockserver.SpecError as error:
        refused = str(error)
    if app is None:
        assert "\n" not in refused
        assert refused.startswith(str(path))
        return refused
    contract = app.vendors["damage"].contract
    for operation in contract.operations:
        below = quote(operation.path.translate({ord("{"): None, ord("}"): None}), safe="/%").encode()
        for query, headers in SENT:
            place = f"/damage{contract.base_path}".encode() + below
            app.respond(Request(operation.method, place, query, headers, b'{"a": [1, null], "total": "x"}'))
    app.respond(Request("GET", b"/damage/openapi.json", b"", {}))
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []
    return ""


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=documents(SHOP))
def test_a_damaged_document_is_served_or_refused_in_one_line(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, data: Any
) -> None:
    refused = refusal(data, tmp_path / "damage.json", caplog)

    assert not refused or "webhooks alone" in refused or not valid(data)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=documents(SWAGGER))
def test_a_damaged_document_of_swagger_2_is_served_or_refused_in_one_line(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, data: Any
) -> None:
    refusal(data, tmp_path / "damage.json", caplog)


@pytest.mark.skipif(not REAL, reason="the corpus is not beside this repository")
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.sampled_from(REAL or [{}]).flatmap(documents))
def test_a_damaged_document_of_other_people_is_served_or_refused_in_one_line(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, data: Any
) -> None:
    refusal(data, tmp_path / "damage.json", caplog)


def test_the_documents_are_in_order_before_they_are_damaged() -> None:
    assert valid(SHOP)
