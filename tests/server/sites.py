"""Where hostile requests go: the operations of a document, and valid requests of them that a row then spoils."""

import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from http.client import HTTPResponse
from typing import Any, Literal
from urllib.parse import quote

import orjson

from mockserver.contract import schemas
from mockserver.contract.model import Contract, Operation, Parameter
from mockserver.runtime.running_vendor import RunningVendor
from mockserver.server.vendor import Vendor
from mockserver.state.resource_rules import rules_of

JSON = "application/json"
LIMIT = 1 << 20  # bytes of a body
TIMEOUT = 20  # seconds


@dataclass(frozen=True, slots=True)
class Site:
    """One operation, and the parameter or property that a row spoils, with the kind of error that it raises."""

    contract: Contract
    operation: Operation
    name: str = ""
    kind: str = "invalid_parameter"


Find = Callable[[Contract], Site | None]


def listing(contract: Contract) -> Site | None:
    """A GET whose path has no template."""
    return next(
        (Site(contract, operation) for operation in _gets(contract) if "{" not in operation.path), None
    )


def item(contract: Contract) -> Site | None:
    """A GET of one row, by a key that is text."""
    for operation in _gets(contract):
        if operation.mock.behaviour == "get" and operation.path.count("{") == 1:
            parameter = next(p for p in operation.parameters if p.location == "path")
            return Site(contract, operation, parameter.name, _kind(contract, parameter))
    return None


def creating(contract: Contract) -> Site | None:
    """A POST that needs a JSON body and has an example of it."""
    return next((Site(contract, operation, kind="invalid_body") for operation in _posts(contract)), None)


def requiring(contract: Contract) -> Site | None:
    """The same, where the body has members that are required."""
    for operation in _posts(contract):
        assert operation.body is not None
        if schemas.required(contract.document, operation.body.content[JSON].schema):
            return Site(contract, operation, kind="invalid_body")
    return None


def parameter(location: str, type_: str = "string", form: str | None = None, *, name: str = "") -> Find:
    """A parameter of a GET by its type and format, or by its name."""

    def find(contract: Contract) -> Site | None:
        for operation in _gets(contract):
            for p in operation.parameters:
                if p.location == location and (
                    p.name == name if name else _is(contract, p.schema, type_, form)
                ):
                    return Site(contract, operation, p.name, _kind(contract, p))
        return None

    return find


def member(type_: str = "string", form: str | None = None, *, name: str = "") -> Find:
    """A property of a JSON body by its type and format, or by its name."""

    def find(contract: Contract) -> Site | None:
        for operation in _posts(contract):
            assert operation.body is not None
            for key, schema in schemas.properties(
                contract.document, operation.body.content[JSON].schema
            ).items():
                if key == name if name else _is(contract, schema, type_, form):
                    own = contract.document.resolve(schema).get("x-mock", {})
                    return Site(contract, operation, key, own.get("error", "invalid_body"))
        return None

    return find


def operation(id_: str, name: str = "", kind: str = "invalid_parameter") -> Find:
    """One operation of an invented document."""

    def find(contract: Contract) -> Site | None:
        return next((Site(contract, o, name, kind) for o in contract.operations if o.id == id_), None)

    return find


def _gets(contract: Contract) -> Iterator[Operation]:
    for operation in contract.operations:
        needs = any(p.required and p.location != "path" for p in operation.parameters)
        if operation.method == "GET" and not needs:
            yield operation


def _posts(contract: Contract) -> Iterator[Operation]:
    for operation in contract.operations:
        if (
            operation.method == "POST"
            and "{" not in operation.path
            and operation.body
            and operation.body.required
        ):
            media = operation.body.content.get(JSON)
            if media is not None and media.examples:
                yield operation


def _is(contract: Contract, schema: Any, type_: str, form: str | None) -> bool:
    found = contract.document.resolve(schema)
    return type_ in schemas.types(contract.document, schema) and (form is None or found.get("format") == form)


def _kind(contract: Contract, parameter: Parameter) -> str:
    own = contract.document.resolve(parameter.schema).get("x-mock", {})
    return str(parameter.mock.error or own.get("error") or "invalid_parameter")


class Live:
    """A site on a running server: writes requests that are valid but for what a row changes."""

    def __init__(self, site: Site, vendor: Vendor, running: RunningVendor) -> None:
        self.site = site
        self.vendor = vendor
        self.credentials = running.credentials
        self.host = running.url.split("/")[2]
        self.base = f"/{vendor.contract.name}{vendor.contract.base_path}"
        self.name = quote(site.name).encode()

    @property
    def path(self) -> str:
        """The path of the operation, its templates filled in from the first row of its resource."""
        operation = self.site.operation
        resource = operation.mock.resource
        path = operation.path
        for p in operation.parameters:
            if p.location == "path":
                value = self.value(resource, p.mock.field) if resource else "7"
                path = path.replace(f"{{{p.name}}}", quote(value))
        return self.base + path

    def value(self, resource: str, field: str | Literal[False] | None) -> str:
        """What the first row of a resource has in a field, by default its key."""
        order = rules_of(self.vendor.contract)[resource].order
        row = self.vendor.state.rows.tenant("default").select(resource, order, "all", None)[0]
        return str(row.data[field]) if field else row.key

    @property
    def body(self) -> dict[str, Any]:
        """The first example of the body."""
        assert self.site.operation.body is not None
        return dict(next(iter(self.site.operation.body.content[JSON].examples.values())))

    def send(
        self,
        *,
        method: str | None = None,
        path: str | bytes | None = None,
        query: bytes = b"",
        headers: tuple[tuple[str, str | bytes], ...] = (),
        body: bytes | None = None,
        who: str | None = "test_full",
        chunked: bool = False,
        length: bool = True,
    ) -> bytes:
        """The bytes of a request of this operation.

        Args:
            method, path, query, body: In place of the operation's own.
            headers: Further ones, in front of the others.
            who: The credential's name; None sends none.
            chunked: Whether the body goes in chunks.
            length: Whether a body that is not chunked says its length.
        """
        target = path if path is not None else self.path
        target = target.encode() if isinstance(target, str) else target
        first = (
            (method or self.site.operation.method).encode() + b" " + target + (b"?" + query if query else b"")
        )
        lines = [first + b" HTTP/1.1", b"Host: " + self.host.encode(), b"Connection: close"]
        own = self.credentials[who].items() if who else ()
        for name, value in (*headers, *own):
            lines.append(name.encode() + b": " + (value.encode() if isinstance(value, str) else value))
        if chunked:
            lines.append(b"Transfer-Encoding: chunked")
        elif body is not None and length:
            lines.append(b"Content-Length: %d" % len(body))
        payload = b"" if body is None else in_chunks(body) if chunked else body
        return b"\r\n".join(lines) + b"\r\n\r\n" + payload

    def post(
        self, body: bytes | dict[str, Any], content_type: str | bytes | None = JSON, **changes: Any
    ) -> bytes:
        """A request with a body."""
        payload = body if isinstance(body, bytes) else orjson.dumps(body)
        headers = (
            (("Content-Type", content_type), *changes.pop("headers", ())) if content_type is not None else ()
        )
        return self.send(body=payload, headers=headers, **changes)


def in_chunks(body: bytes, size: int = 65536) -> bytes:
    """A body in the chunked transfer coding (RFC 9112, 7.1)."""
    pieces = [body[start : start + size] for start in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def ask(host: str, request: bytes) -> tuple[int, Mapping[str, str], bytes]:
    """Status, headers (names in lower case) and body of the answer to the bytes of a request."""
    name, _, port = host.partition(":")
    with socket.create_connection((name, int(port)), TIMEOUT) as connection:
        with suppress(OSError):  # refused before its end; the answer is waiting
            connection.sendall(request)
        with closing(HTTPResponse(connection, method=request.partition(b" ")[0].decode())) as response:
            response.begin()
            headers = {name.lower(): value for name, value in response.getheaders()}
            return response.status, headers, response.read()
