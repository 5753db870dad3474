"""What a document says, compiled: plain frozen data that the rest of the server is built from."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar
from urllib.parse import quote

import orjson

from mockserver.contract.document import Document
from mockserver.contract.mock import (
    DocumentMock,
    ErrorRule,
    OperationMock,
    ParameterMock,
    RequestRules,
    Resource,
    ResponseMock,
    SecurityMock,
)
from mockserver.contract.servers import ServerUrl, base_paths
from mockserver.errors import ErrorKind, Problem
from mockserver.language.relations import Links

Schema = Mapping[str, Any]
UNDECLARED = Resource()


@dataclass(frozen=True, slots=True)
class Media:
    """One media type of a body: its schema, its examples by name, how its form fields are encoded."""

    type: str
    schema: Schema | None
    examples: Mapping[str, Any]
    encoding: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of an operation.

    Attributes:
        location: `path`, `query`, `header`, `cookie`, or `querystring` for a query that is one value.
        style, explode: How arrays and objects are written (OpenAPI 3.0.3, Parameter Object).
        media, encoding: The media type of its content, and how fields of that are written; None where it has a style.
        mock: Its `x-mock`.
        allow_empty: Whether its value may be empty, whatever its schema says; in the query only.
        allow_reserved: Whether its value comes without percent-encoding.
    """

    name: str
    location: str
    required: bool
    schema: Schema
    style: str
    explode: bool
    media: str | None
    mock: ParameterMock
    pointer: str
    encoding: Mapping[str, Any] = field(default_factory=dict)
    allow_empty: bool = False
    allow_reserved: bool = False


@dataclass(frozen=True, slots=True)
class Body:
    """The request body of an operation."""

    required: bool
    content: Mapping[str, Media]


@dataclass(frozen=True, slots=True)
class Response:
    """One response of an operation; `status` is as declared: `200`, `4XX`, `default`."""

    status: str
    content: Mapping[str, Media]
    headers: Mapping[str, Mapping[str, Any]]
    mock: ResponseMock
    pointer: str

    def media(self) -> Media | None:
        """The JSON media type where there is one, else the first."""
        for name, media in self.content.items():
            if is_json(name):
                return media
        return next(iter(self.content.values()), None)


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation.

    Attributes:
        id: `operationId`, or `METHOD path` where there is none.
        path: Its template, without a query and a fragment that its key has.
        spans: The names in its path whose values may be several segments.
        security: Alternatives, one of which has to be met; each names schemes that are all needed.
        inherits_security: Whether those are the document's, since it says nothing of them.
        scopes: Of each of those alternatives, the scopes that it names, by scheme.
        mock: Its `x-mock`, with what it shares with other operations.
        rules: What becomes of what a client need not have sent, as it says, or its path, or the document.
        unserved: Why it cannot be served; empty where it can.
        query: Pairs that a request's query must have, out of the path's key (`/search?beta=true`).
        servers: Its own, or its path's, in the place of the document's; none where it has none.
    """

    id: str
    method: str
    path: str
    parameters: tuple[Parameter, ...]
    body: Body | None
    responses: Mapping[str, Response]
    security: tuple[tuple[str, ...], ...]
    inherits_security: bool
    scopes: tuple[Mapping[str, tuple[str, ...]], ...]
    mock: OperationMock
    pointer: str
    rules: RequestRules = field(default_factory=RequestRules)
    deprecated: bool = False
    unserved: str = ""
    query: tuple[tuple[str, str], ...] = ()
    servers: tuple[ServerUrl, ...] = ()
    spans: frozenset[str] = frozenset()

    def response(self, status: int) -> Response | None:
        """The response declared for `status`: exactly, by its class (`4XX`), or by `default`."""
        for key in (str(status), f"{status // 100}XX", "default"):
            if key in self.responses:
                return self.responses[key]
        return None


P = TypeVar("P", Parameter, Response)


def overridden(part: P, operation: OperationMock) -> P:
    """A parameter or response, as the `x-mock` of an operation has it; as its own has it where that says nothing."""
    if isinstance(part, Parameter):
        own = operation.parameters.get(part.name)
        return part if own is None else replace(part, mock=own.over(part.mock).as_written())
    its = operation.responses.get(part.status)
    return part if its is None else replace(part, mock=its.over(part.mock))


@dataclass(frozen=True, slots=True)
class SecurityScheme:
    """One security scheme.

    Attributes:
        kind: Its `type`; of one that is `http`, with its `scheme` in lower case: `http:bearer`.
        parameter, location: Of an `apiKey`: what carries it, and where that is (`header`, `query`, `cookie`).
        mock: Its `x-mock`.
        description: What is said of it.
    """

    kind: str
    parameter: str
    location: str
    mock: SecurityMock
    description: str = ""

    @classmethod
    def read(cls, node: Mapping[str, Any], mock: SecurityMock) -> "SecurityScheme":
        """A Security Scheme Object (OpenAPI 3.0.3)."""
        kind = str(node.get("type"))
        if kind == "http":
            kind = f"http:{str(node.get('scheme')).lower()}"
        if kind != "apiKey":
            return cls(kind, "", "", mock)
        return cls(kind, str(node["name"]), str(node["in"]), mock, str(node.get("description") or ""))


@dataclass(frozen=True, slots=True)
class Inferred:
    """One value of `x-mock` that the document does not say.

    Attributes:
        pointer: Where it would stand: `/paths/~1pets/get/x-mock/behaviour`.
        value: What would stand there, as JSON.
        reason: The evidence for it, in a sentence that a reader can check.
    """

    pointer: str
    value: Any
    reason: str


@dataclass(frozen=True, slots=True)
class Open:
    """Something that no rule decides.

    Attributes:
        pointer: The part of the document that it is about.
        question: What is not known, and what is done instead.
        decides: What would decide it.
    """

    pointer: str
    question: str
    decides: str


@dataclass(frozen=True, slots=True)
class Contract:
    """A whole document.

    Attributes:
        base_path: The path of the first server URL, without a slash at the end.
        hosts: Host names of all server URLs, of operations too, in lower case.
        schemes: Security schemes by name.
        responses: Component responses by name, for errors outside any operation.
        mock: The root's `x-mock`.
        problems: What is wrong with the document and did not keep it from being served.
        servers: The document's own.
        error_shapes: By status, the response that most of the operations have for it which show a body.
        left_open: What inference did not decide.
        inferred: What it did, where the document says nothing.
    """

    name: str
    title: str
    document: Document
    base_path: str
    hosts: tuple[str, ...]
    operations: tuple[Operation, ...]
    schemes: Mapping[str, SecurityScheme]
    responses: Mapping[str, Response]
    mock: DocumentMock
    left_open: tuple[Open, ...] = ()
    inferred: tuple[Inferred, ...] = ()
    problems: tuple[Problem, ...] = ()
    servers: tuple[ServerUrl, ...] = ()
    error_shapes: Mapping[str, Response] = field(default_factory=dict)

    def base_paths(self, operation: Operation) -> tuple[str, ...]:
        """Where an operation is: below each base path of the document's servers, then of its own.

        OpenAPI lets its own servers take the place of the document's. A client that is pointed at one URL knows
        only that one, so both are routed.
        """
        return tuple(
            dict.fromkeys((*base_paths(self.servers), *(own.base_path for own in operation.servers)))
        )

    @property
    def segment(self) -> str:
        """Its name as a segment of a path (RFC 3986, 3.3)."""
        return quote(self.name, safe="@")

    def resource(self, name: str | None) -> Resource:
        """The declaration of a resource; one that says nothing for one that is not declared."""
        return self.mock.resources.get(name or "") or UNDECLARED

    def links(self, resource: str | None) -> Links:
        """How the rows of `resource` lead to others."""
        return Links(self.mock.resources, resource)

    def key_of(self, resource: str) -> str:
        """The field that identifies a row of `resource`."""
        return self.resource(resource).key

    def error_rule(self, kind: str, operation: Operation | None) -> ErrorRule:
        """Where the answer of a kind of error is: as the root says, and over that as the operation does."""
        rule = ErrorRule()
        for errors in (self.mock.errors, operation.mock.errors if operation else {}):
            own = errors.get(kind)
            if not own and kind == ErrorKind.NOT_PERMITTED:
                own = errors.get(ErrorKind.FORBIDDEN)
            rule = own.over(rule) if own else rule
        return rule


def is_json(media_type: str) -> bool:
    """Whether a media type is JSON (RFC 6839 for `+json`)."""
    essence = media_type.partition(";")[0].strip().lower()
    return essence == "application/json" or essence.endswith("+json")


def values_of(example: Mapping[str, Any], media_type: str | None = None) -> list[Any]:
    """The value of an Example Object, none of one that is kept elsewhere (OpenAPI 3.2.0).

    Args:
        example: The object.
        media_type: Of the content that it shows, whose `serializedValue` can be read; None for what is no content.
    """
    found = [example[key] for key in ("value", "dataValue") if key in example][:1]
    written = example.get("serializedValue")
    if found or media_type is None or not isinstance(written, str):
        return found
    if not is_json(media_type):
        return [written]
    try:
        return [orjson.loads(written)]
    except orjson.JSONDecodeError:
        return []
