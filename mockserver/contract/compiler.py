"""Document to contract, with every problem at once."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl

from mockserver.contract import metaschema, overlay, tolerance, vocabulary
from mockserver.contract.completing import complete
from mockserver.contract.document import Document, escape
from mockserver.contract.error_shapes import error_shapes
from mockserver.contract.media_types import schema_declared
from mockserver.contract.mock import ParameterMock, ResponseMock, SecurityMock
from mockserver.contract.mock.block_reader import B, BlockReader
from mockserver.contract.model import (
    Body,
    Contract,
    Media,
    Operation,
    Parameter,
    Response,
    SecurityScheme,
    overridden,
    values_of,
)
from mockserver.contract.names import name_problems
from mockserver.contract.parts import Parts
from mockserver.contract.path_templates import spanning, without_operators
from mockserver.contract.servers import base_paths, read_servers
from mockserver.contract.tolerance.grammar import METHODS
from mockserver.errors import Problem, SpecError

STYLES = {"querystring": "form", "query": "form", "cookie": "form", "path": "simple", "header": "simple"}
NOTES = frozenset({"", "pattern", "unsatisfiable", "unread", "name"})  # rules that OpenAPI does not have
TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
IGNORED_HEADERS = frozenset({"accept", "content-type", "authorization"})  # OpenAPI 3.0.3, Parameter Object
Compiled = tuple[Contract | None, list[Problem]]


def compile_contract(
    document: Document,
    parts: Parts,
    *,
    variants: Sequence[str] = (),
    overlays: Sequence[overlay.Overlay] = (),
    strict: bool = False,
    infers: bool = False,
) -> Contract:
    """The contract of a document, with variants switched on and overlays applied.

    Args:
        document: Changed in place by variants and overlays.
        parts: What it may name.
        variants: Names out of the document's `x-mock.variants`.
        overlays: Those that are applied, in order.
        strict: Whether a fault that could be mended is an error.
        infers: Whether what the document leaves open is inferred.

    Raises:
        SpecError: With every error of the document.
        UsageError: For a variant that the document does not have.
    """
    problems = overlay.apply_variants(document, parts, variants)
    for each in overlays:
        problems += overlay.apply_overlay(document, each)
    contract, found = (inspect if strict else read_contract)(document, parts, infers=infers)
    problems += found
    if contract is None or _stop(problems):
        raise SpecError([problem for problem in problems if problem.severity == "error"])
    return replace(contract, problems=tuple(problems))


def read_contract(document: Document, parts: Parts, *, infers: bool = False) -> Compiled:
    """The contract of what can be served of a document, and every problem; a fault that was mended is a warning.

    Args:
        document: What is compiled.
        parts: What it may name.
        infers: Whether what it leaves open is inferred.

    Returns:
        No contract where its `x-mock` is not as the vocabulary has it.
    """
    problems = vocabulary.check_vocabulary(document, parts)
    mended = tolerance.mend(document)
    sound = not problems
    problems += mended.problems
    if not sound:
        return None, problems
    data, put, left_open = complete(mended.document, infers=infers)
    reasons = {pointer: each.reason for pointer, each in put.items()}
    reader = _Reader(mended.document, problems, data, reasons)
    contract = replace(reader.contract(), left_open=left_open, inferred=tuple(put.values()))
    if not _stop(problems):
        problems += [*reader.blocks.problems, *name_problems(contract, parts)]
    return contract, problems


def inspect(document: Document, parts: Parts, *, infers: bool = False) -> Compiled:
    """As `read_contract`, for who asks for more: what was mended is an error; OpenAPI's own meta-schema is asked."""
    contract, found = read_contract(document, parts, infers=infers)
    problems = [each if each.rule in NOTES else replace(each, severity="error") for each in found]
    problems += metaschema.check_openapi(document, {problem.pointer for problem in problems})
    return contract, problems


def _stop(problems: Sequence[Problem]) -> bool:
    return any(problem.severity == "error" for problem in problems)


class _Reader:
    """Reads a document's parts; what cannot be read becomes a problem."""

    def __init__(
        self, document: Document, problems: list[Problem], data: Mapping[str, Any], reasons: Mapping[str, str]
    ) -> None:
        self.document = document  # as it is written, and served
        self.whole = Document(document.name, dict(data), source=document.source)  # with what was inferred
        self.problems = problems
        self.blocks = BlockReader(document, reasons)
        self.root = self.blocks.document(data.get("x-mock"))

    def contract(self) -> Contract:
        data = self.whole.data
        components = data.get("components") or {}
        servers, operations = read_servers(data.get("servers")), self.operations()
        every = (*servers, *(server for operation in operations for server in operation.servers))
        return Contract(
            name=self.document.name,
            title=str((data.get("info") or {}).get("title", self.document.name)),
            document=self.document,
            base_path=base_paths(servers)[0],
            hosts=tuple(dict.fromkeys(server.host for server in every if server.host)),
            operations=tuple(operations),
            schemes={
                name: self.scheme(node, f"/components/securitySchemes/{escape(name)}")
                for name, node in (components.get("securitySchemes") or {}).items()
            },
            responses={
                name: self.response("default", node, f"/components/responses/{escape(name)}")
                for name, node in (components.get("responses") or {}).items()
            },
            mock=self.root,
            servers=servers,
            error_shapes=error_shapes(operations),
        )

    def scheme(self, raw: Any, pointer: str) -> SecurityScheme:
        node = self.get(raw, "")
        if node.get("type") == "mutualTLS":
            message = "client certificates are not asked for: what this scheme alone protects is open"
            self._warn(pointer, message, "unread")
        return SecurityScheme.read(node, self.mock(SecurityMock, node, raw, pointer))

    def operations(self) -> list[Operation]:
        found = []
        paths = self.whole.data.get("paths") or {}
        for path, node in ((path, node) for path, node in paths.items() if path[:2] != "x-"):
            pointer = f"/paths/{escape(path)}"
            item = self.get(node, pointer)
            place = self.whole.follow(node, pointer)[1]
            found += [self.operation(path, m.upper(), item, pointer, m, place) for m in METHODS if m in item]
            more = item.get("additionalOperations") or {}  # OpenAPI 3.2.0: by methods as they are sent
            inside = f"{pointer}/additionalOperations"
            found += [self.operation(path, m, {**item, **more}, inside, m, inside) for m in more]
        return found

    def operation(
        self, path: str, method: str, item: Mapping[str, Any], parent: str, key: str, place: str
    ) -> Operation:
        """The operation of a method, which stands in its path item at a key; the item is really at a place."""
        node, pointer = item[key], f"{parent}/{escape(key)}"
        mock = self.blocks.operation(node.get("x-mock"), f"{place}/{escape(key)}/x-mock")
        parent = parent.removesuffix("/additionalOperations")
        security = node.get("security", self.document.data.get("security") or [])
        template, _, query = path.partition("#")[0].partition("?")
        return Operation(
            id=node.get("operationId") or f"{method} {path}",
            method=method,
            path=without_operators(template),
            spans=spanning(self.document, template, (item, node)),
            parameters=tuple(overridden(p, mock) for p in self.parameters(item, node, parent, pointer)),
            body=self.body(node.get("requestBody"), f"{pointer}/requestBody"),
            responses={
                status: overridden(self.response(status, response, f"{pointer}/responses/{status}"), mock)
                for status, response in (node.get("responses") or {}).items()
                if not status.startswith("x-")
            },
            security=tuple(tuple(alternative) for alternative in security),
            inherits_security="security" not in node,
            scopes=tuple({name: tuple(needed or ()) for name, needed in each.items()} for each in security),
            mock=mock,
            pointer=pointer,
            rules=self.blocks.rules(node.get("x-mock"), mock.pointer, item.get("x-mock"), place),
            deprecated=bool(node.get("deprecated")),
            unserved=node.get(tolerance.UNSERVED, ""),
            query=tuple(parse_qsl(query, keep_blank_values=True)),
            servers=read_servers(node.get("servers") or item.get("servers")),
        )

    def mock(self, kind: type[B], node: Mapping[str, Any], raw: Any, pointer: str) -> B:
        """The `x-mock` of a node, which `raw` at `pointer` is, or refers to."""
        block = node.get("x-mock")
        place = self.document.follow(raw, pointer)[1] if block else pointer
        return self.blocks.read(kind, block, f"{place}/x-mock")

    def parameters(
        self, item: Mapping[str, Any], node: Mapping[str, Any], parent: str, pointer: str
    ) -> tuple[Parameter, ...]:
        found: dict[tuple[str, str], Parameter] = {}
        for owner, place in ((item, parent), (node, pointer)):
            for index, raw in enumerate(owner.get("parameters") or ()):
                parameter = self.parameter(raw, f"{place}/parameters/{index}")
                if parameter is not None:
                    found[parameter.location, parameter.name] = parameter
        return tuple(found.values())

    def parameter(self, raw: Any, pointer: str) -> Parameter | None:
        node = self.get(raw, pointer)
        if not node and raw:
            return None  # its $ref leads nowhere: there is a problem already
        location, name = node.get("in"), node.get("name")
        if location not in STYLES or not isinstance(name, str):
            self._warn(pointer, f"parameters in {location!r} are not read", "unread")
            return None
        if location == "header" and (name.lower() in IGNORED_HEADERS or not self.sendable(name, pointer)):
            return None
        style = node.get("style", STYLES[location])
        media = next(iter(node.get("content") or ()), None)
        content = self.get(node["content"][media], pointer) if media else {}
        schema = content.get("schema", {}) if media else node.get("schema", {})
        return Parameter(
            name=name,
            location=location,
            required=location == "path" or bool(node.get("required")),
            schema=schema,
            style=style,
            explode=bool(node.get("explode", style in {"form", "cookie"})),
            media=media,
            mock=self.mock(ParameterMock, node, raw, pointer),
            pointer=pointer,
            encoding=content.get("encoding") or {},
            allow_empty=location == "query" and node.get("allowEmptyValue") is True,
            allow_reserved=location == "query" and node.get("allowReserved") is True,
        )

    def body(self, raw: Any, pointer: str) -> Body | None:
        if raw is None:
            return None
        node = self.get(raw, pointer)
        return Body(bool(node.get("required")), self.content(node, pointer))

    def response(self, status: str, raw: Any, pointer: str) -> Response:
        node = self.get(raw, pointer)
        headers = {
            name: self.get(header, f"{pointer}/headers/{escape(name)}")
            for name, header in (node.get("headers") or {}).items()
            if self.sendable(name, f"{pointer}/headers/{escape(name)}")
        }
        return Response(
            status, self.content(node, pointer), headers, self.mock(ResponseMock, node, raw, pointer), pointer
        )

    def sendable(self, name: str, pointer: str) -> bool:
        """Whether a field of a name can be sent (RFC 9110, 5.6.2: a token); else that is a problem."""
        if not (sent := TOKEN.fullmatch(name)):
            self._warn(pointer, f"no message can have a header field called {name!r}; left out", "unread")
        return sent is not None

    def content(self, node: Mapping[str, Any], pointer: str) -> dict[str, Media]:
        found = {}
        for name, raw in (node.get("content") or {}).items():
            place = f"{pointer}/content/{escape(name)}"
            media = self.get(raw, place)
            named = (media.get("examples") or {}).items()
            shown = {key: self.get(each, f"{place}/examples/{escape(key)}") for key, each in named}
            examples = {key: value for key, each in shown.items() for value in values_of(each, name)}
            if "example" in media:
                examples.setdefault("example", media["example"])
            schema = schema_declared(media)
            if not examples and isinstance(schema, Mapping) and "example" in self.get(schema, pointer):
                examples["example"] = self.get(schema, pointer)["example"]
            found[name] = Media(name, schema, examples, media.get("encoding") or {})
        return found

    def get(self, node: Any, pointer: str) -> Mapping[str, Any]:
        """`node` with its `$ref` followed; an empty object and a problem where it leads nowhere."""
        try:
            found = self.whole.resolve(node)
        except KeyError:
            self._warn(pointer, f"$ref {node['$ref']} leads nowhere", "reference")
            return {}
        return found if isinstance(found, Mapping) else {}

    def _warn(self, pointer: str, message: str, rule: str) -> None:
        self.problems.append(self.document.problem(pointer, message, severity="warning", rule=rule))
