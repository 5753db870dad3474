"""Replies of a real API, held against the document: what is told, where, and of what nothing is said."""

import json
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

import mockserver
from mockserver.runtime.live import Server
from tests.forwarding.real_api import Handler, RealApi, real_api

DOCUMENT = """\
openapi: 3.0.3
info: {title: Acme, version: '1'}
paths:
  /parcels:
    get:
      operationId: listParcels
      parameters: [{name: limit, in: query, schema: {type: integer, maximum: 5}}]
      responses:
        '200':
          description: some
          headers:
            X-Total: {required: true, schema: {type: integer}}
          content:
            application/json:
              schema:
                type: object
                required: [data]
                properties:
                  data: {type: array, items: {$ref: '#/components/schemas/Parcel'}}
    delete:
      operationId: clearParcels
      responses:
        '204': {description: none}
components:
  schemas:
    Parcel:
      allOf:
        - {$ref: '#/components/schemas/Named'}
        - type: object
          properties:
            weight: {type: number}
            labels: {type: object}
            size: {type: object, additionalProperties: {type: integer}}
    Named:
      type: object
      required: [code]
      properties:
        code: {type: string}
"""
GOOD = {"data": [{"code": "a", "weight": 1.5, "labels": {"any": 1}, "size": {"x": 1}}]}


@contextmanager
def forwarding(
    tmp_path: Path, status: int = 200, body: Any = None, headers: Mapping[str, str] | None = None
) -> Iterator[Server]:
    """A server of the document, all of whose calls an API answers so."""
    payload = body if isinstance(body, bytes) else json.dumps(GOOD if body is None else body).encode()
    fields = {"content_type": "application/json", "x_total": "1"} | dict(headers or {})

    def answer(handler: Handler) -> None:
        handler.reply(status, payload, **{name: value for name, value in fields.items() if value})

    file = tmp_path / "acme.yaml"
    file.write_text(DOCUMENT)
    with (
        real_api(answer) as api,
        mockserver.running(str(file), upstreams={"acme": api.url}, upstream_for="all") as server,
    ):
        yield server


def drift_of(server: Server) -> list[str]:
    """What the journal says of its latest entry."""
    (entry, *_) = httpx.get(f"{server.url}/__admin/requests").json()["requests"]
    return [f"{each['line']}: {each['message']}" for each in entry["upstream"]["drift"]]


CASES: list[tuple[dict[str, Any], list[str]]] = [
    ({}, []),
    ({"headers": {"content_type": "application/json; charset=utf-8"}}, []),
    ({"status": 418}, ["5: status 418 is not declared; declared: 200"]),
    ({"headers": {"x_total": ""}}, ["12: the required header X-Total is not sent"]),
    ({"headers": {"x_total": "many"}}, ["12: header X-Total: the document does not admit its value"]),
    (
        {"headers": {"content_type": "text/csv"}},
        ["13: media type text/csv is not declared; declared: application/json"],
    ),
    ({"body": b"{"}, ["15: the body is no JSON: unexpected end of data: line 1 column 2 (char 1)"]),
    ({"body": b""}, ["13: it has no body, and one is declared"]),
    ({"body": {}}, ["19: body data: it is required, and missing"]),
    ({"body": {"data": [{"code": 1}, {"code": 2}]}}, ["38: body data.*.code: the document has string, it is number"]),
    ({"body": {"data": [], "next": 1}}, ["15: body next: the document does not declare this member"]),
    (
        {"body": {"data": [{"code": "a", "colour": "red"}]}},
        ["34: body data.*.colour: the document does not declare this member"],
    ),
    (
        {"body": {"data": [{"code": "a", "size": {"x": "1"}}]}},
        ["33: body data.*.size.x: the document has integer, it is string"],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("answered", "told"), CASES, ids=[str(case[0])[:60] for case in CASES])
def test_each_difference_is_told_with_its_line(
    answered: dict[str, Any], told: list[str], tmp_path: Path
) -> None:
    with forwarding(tmp_path, **answered) as server:
        reply = httpx.get(f"{server['acme'].url}/parcels")

        assert reply.status_code == answered.get("status", 200)
        assert drift_of(server) == told


def test_what_the_document_does_not_have_and_the_api_answers_is_drift(tmp_path: Path) -> None:
    with forwarding(tmp_path) as server:
        httpx.get(f"{server['acme'].url}/boxes")

        assert drift_of(server) == ["3: GET /boxes is not in the document, and is answered with 200"]


def test_what_neither_has_is_none(tmp_path: Path) -> None:
    with forwarding(tmp_path, status=404) as server:
        httpx.get(f"{server['acme'].url}/boxes")

        assert drift_of(server) == []


def test_a_call_is_judged_as_if_it_were_answered_here(tmp_path: Path) -> None:
    with forwarding(tmp_path) as server, mockserver.judging(server) as judgement:
        httpx.get(f"{server['acme'].url}/parcels?limit=9")
        httpx.get(f"{server['acme'].url}/boxes")

        assert [each.operation for each in server.requests] == ["listParcels", None]
        assert [each.kind for each in server.requests] == ["invalid_parameter", "unknown_path"]
        found = {verdict.rule for verdict in judgement.verdicts}
        assert {"contract-broken", "unmatched"} <= found


def test_a_difference_is_warned_of_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "mockserver"), forwarding(tmp_path, status=418) as server:
        for _ in range(3):
            httpx.get(f"{server['acme'].url}/parcels")

    (line,) = [each for each in caplog.messages if each.startswith("drift: ")]
    assert "acme listParcels" in line
    assert "acme.yaml:5: status 418 is not declared" in line


def test_reports_tell_of_drift_and_no_client_is_blamed_for_it(tmp_path: Path) -> None:
    with forwarding(tmp_path, status=418) as server, mockserver.judging(server) as judgement:
        for _ in range(2):
            httpx.get(f"{server['acme'].url}/parcels")

        report, _ = judgement.rendered("markdown")
        (drift,) = judgement.run().drift
        assert drift.message == "status 418 is not declared; declared: 200"
        assert "status 418 is not declared" in report
        assert judgement.broken() == ""


def test_a_journal_entry_names_the_api(tmp_path: Path) -> None:
    def broken(handler: Handler) -> None:
        handler.close_connection = True

    file = tmp_path / "acme.yaml"
    file.write_text(DOCUMENT)
    api: RealApi
    with real_api(broken) as api, mockserver.running(str(file), upstreams={"acme": api.url}) as server:
        reply = httpx.get(f"{server['acme'].url}/boxes?key=1")
        (entry,) = httpx.get(f"{server.url}/__admin/requests").json()["requests"]

    assert reply.status_code == 502
    assert entry["upstream"]["url"] == f"{api.url}/boxes"
    assert "has not answered as HTTP asks" in entry["upstream"]["failure"]
