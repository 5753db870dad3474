"""Requests that no well-meaning client sends, byte by byte: each has its right answer, in the vendor's own shape."""

from typing import Any

import orjson
import pytest

from mockserver.contract.model import Operation
from mockserver.exchange import Reply
from mockserver.server.vendor import Vendor
from mockserver.validation.reply import ReplyValidator
from mockserver.validation.schema import REPLY, SchemaCompiler
from tests.server.conftest import ServerOf, contracts
from tests.server.hostile_rows import ROWS
from tests.server.hostile_writes import Row
from tests.server.sites import Live, ask, listing

OUTSIDE = ("unknown_path", "method_not_allowed")  # kinds of error that no operation answers


CONTRACTS = contracts()
CASES = [(name, row) for name, contract in CONTRACTS.items() for row in ROWS if row.find(contract)]


def right_statuses(row: Row, vendor: Vendor, operation: Operation, value: str) -> dict[int, set[str]]:
    """The statuses that are right, each with the kinds of error that it stands for."""
    contract = vendor.contract
    ignores = contract.mock.parameters.undeclared == "ignore"
    last = contract.mock.parameters.repeated == "last"
    names: dict[str | int, str] = {
        "value": value,
        "undeclared": "ok" if ignores else "invalid_parameter",
        "repeated": "ok" if last else value,
    }
    found: dict[int, set[str]] = {}
    for answer in row.right:
        kind = names.get(answer, answer)
        if kind == "ok":
            found |= {status: {"ok"} for status in (200, 201, 202, 204)}
        elif isinstance(kind, int):
            found.setdefault(kind, set()).add("http")
        else:
            writer = vendor.errors if kind in OUTSIDE else vendor.plans[operation.id].errors
            found.setdefault(writer.status(kind), set()).add(kind)
    return found


def fault_outside(vendor: Vendor, kind: str, reply: Reply) -> str | None:
    """What is wrong with an answer that no operation gives: it has to meet the response that `errors` names."""
    rule = vendor.contract.error_rule(kind, None)
    response = vendor.contract.responses.get(rule.response or "")
    media = response.media() if response else None
    media_type = dict(reply.headers)[b"content-type"].decode()
    if media is None:
        return None if media_type == "application/problem+json" else f"media type {media_type}"
    if media_type != media.type:
        return f"media type {media_type}"
    validator = SchemaCompiler(vendor.contract.document).validator(media.schema or {}, REPLY)
    return "; ".join(v.text for v in validator.violations(orjson.loads(reply.body), "body", kind)) or None


def fault_of(live: Live, kinds: set[str], method: str, reply: Reply) -> str | None:
    """What is wrong with the shape of an answer, None when it is the vendor's own."""
    if method == "HEAD":
        return "HEAD has a body" if reply.body else None
    if kinds <= set(OUTSIDE):
        return fault_outside(live.vendor, next(iter(kinds)), reply)
    return ReplyValidator(live.site.operation, live.vendor.services.schemas).fault(reply)


@pytest.mark.parametrize(("document", "row"), CASES, ids=[f"{name}-{row.id}" for name, row in CASES])
def test_hostile_request(document: str, row: Row, server_of: ServerOf) -> None:
    """The answer has a right status and the vendor's shape; the server goes on answering."""
    server = server_of(document)
    server.reset()
    vendor = server.app.vendors[document]
    site = row.find(CONTRACTS[document])
    assert site is not None
    live = Live(site, vendor, server[document])
    request = row.write(live)
    method = request.partition(b" ")[0].decode()

    status, headers, body = ask(live.host, request)

    right = right_statuses(row, vendor, site.operation, site.kind)
    assert status in right, body[:500]
    if "http" not in right[status]:
        raw = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
        assert fault_of(live, right[status], method, Reply(status, raw, body)) is None, body[:500]
    plain = Live(
        next(filter(None, (find(CONTRACTS[document]) for find in (listing, row.find)))),
        vendor,
        server[document],
    )
    assert ask(live.host, plain.send())[0] < 500


@pytest.mark.parametrize("row", ROWS, ids=[row.id for row in ROWS])
def test_every_row_has_a_document(row: Row) -> None:
    """A row that finds its place nowhere would show nothing."""
    assert any(row.find(contract) for contract in CONTRACTS.values())


@pytest.mark.parametrize("document", CONTRACTS)
def test_allow_names_every_method_of_the_path(document: str, server_of: ServerOf) -> None:
    """`Allow` of a 405 has each declared method, and HEAD where there is GET (RFC 9110, 10.2.1)."""
    server, contract = server_of(document), CONTRACTS[document]
    paths: dict[str, set[str]] = {}
    for operation in contract.operations:
        paths.setdefault(operation.path, set()).add(operation.method)

    answers: dict[str, Any] = {}
    for path in paths:
        target = f"/{document}{contract.base_path}{path}".replace("{", "").replace("}", "")
        request = f"TRACE {target} HTTP/1.1\r\nHost: a\r\n\r\n".encode()
        status, headers, _ = ask(server.url.removeprefix("http://"), request)
        answers[path] = (status, set(headers["allow"].split(", ")))

    assert answers == {
        path: (405, methods | ({"HEAD"} if "GET" in methods else set())) for path, methods in paths.items()
    }
