"""The blocks of each place where `x-mock` may stand: root, operation, parameter, response, security scheme."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Self

from mockserver.contract.document import steps
from mockserver.contract.mock.block import Block, named
from mockserver.contract.mock.lists import FilterRule, Pagination, SelectRule, SortRule
from mockserver.contract.mock.refusals import (
    ErrorRule,
    IdempotencyRule,
    LimitPolicy,
    LimitRules,
    Precondition,
    TokenRules,
)
from mockserver.contract.mock.resources import Condition, Fields, Messages, Resource
from mockserver.contract.mock.times import Conditional, LongPollRule, StreamRule, Transition
from mockserver.contract.mock.webhook_rules import EventRule, WebhookRules


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestRules(Block):
    """What becomes of query parameters, and of properties, that a client need not have sent."""

    undeclared: str = "ignore"
    repeated: str = "refuse"
    read_only: str = "ignore"
    max_body: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PathMock(Block):
    """At a path: what its operations share."""

    parameters: RequestRules = dataclasses.field(default_factory=RequestRules)


@dataclass(frozen=True, slots=True, kw_only=True)
class OverlayAction(Block):
    """One action of Overlay 1.0."""

    target: str = ""
    description: str = ""
    update: Any = None
    remove: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant(Block):
    """Another reading of the vendor, as a change to the document."""

    description: str = ""
    actions: tuple[OverlayAction, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentMock(Block):
    """At the root of a document."""

    infer: bool = True
    parameters: RequestRules = dataclasses.field(default_factory=RequestRules)
    resources: Mapping[str, Resource] = dataclasses.field(default_factory=dict)
    pagination: Mapping[str, Pagination] = dataclasses.field(default_factory=dict)
    limits: LimitRules = dataclasses.field(default_factory=LimitRules)
    idempotency: IdempotencyRule = dataclasses.field(default_factory=IdempotencyRule)
    tokens: TokenRules = dataclasses.field(default_factory=TokenRules)
    errors: Mapping[str, ErrorRule] = dataclasses.field(default_factory=dict)
    messages: Messages = dataclasses.field(default_factory=dict)
    events: Mapping[str, EventRule] = dataclasses.field(default_factory=dict)
    webhooks: WebhookRules = dataclasses.field(default_factory=WebhookRules)
    variants: Mapping[str, Variant] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseMock(Block):
    """At a response."""

    outcome: str | None = None
    when: Condition | None = None
    body: Any = None
    members: Mapping[str, Any] | None = None
    headers: Mapping[str, Any] = dataclasses.field(default_factory=dict)


EACH = "*"  # in a pointer of `members`, behind that of `$rows`: an element, of which the row is a part


def rows_inside(members: Mapping[str, Any]) -> dict[tuple[str, ...], tuple[str, ...]]:
    """The places of `$rows` whose elements are more than a row, each with the way from an element to its row.

    Args:
        members: Templates by JSON pointer; `{"/data": "$rows", "/data/*/pet": "$row"}` has a row at the end of `pet`.
    """
    paths = (tuple(steps(pointer)) for pointer in members)
    return {path[: path.index(EACH)]: path[path.index(EACH) + 1 :] for path in paths if EACH in path}


USES = ("page", "filter", "sort", "select", "no_effect")  # what a parameter is for: one of these


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterMock(Block):
    """At a parameter: what it does."""

    page: str | Mapping[str, str] | None = None
    filter: FilterRule | None = None
    sort: SortRule | None = None
    select: SelectRule | None = None
    field: str | Literal[False] | None = None
    of: str | None = None
    by: tuple[str, ...] = ()
    no_effect: str | None = None
    error: str | None = None
    messages: Messages = dataclasses.field(default_factory=dict)

    def as_written(self) -> Self:
        """This, without the uses that were inferred for a parameter of which one is written."""
        uses = {key: self.origins[key] for key in USES if key in self.origins}
        inferred = [key for key, origin in uses.items() if origin.reason is not None]
        if len(inferred) in {0, len(uses)}:
            return self
        unset: dict[str, Any] = dict.fromkeys(inferred)
        left = {key: origin for key, origin in self.origins.items() if key not in unset}
        return dataclasses.replace(self, origins=left, **unset)

    @property
    def parts(self) -> Mapping[str, str]:
        """The parts in paging that it plays, each with the member of an object that plays it; empty for the whole."""
        if isinstance(self.page, str):
            return {self.page: ""}
        return {role: member for member, role in (self.page or {}).items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationMock(Block):
    """At an operation; what it shares with others is resolved: its pagination, the limits that hold, its key."""

    infer: bool = True
    behaviour: str = "respond"
    resource: str | None = None
    scopes: tuple[str, ...] = ()
    role: str | None = None
    pagination: Pagination | None = dataclasses.field(default=None, metadata=named("pagination"))
    limits: tuple[LimitPolicy, ...] = dataclasses.field(default=(), metadata=named("limit policy"))
    idempotency: IdempotencyRule | None = None
    match: tuple[str, ...] | None = None
    merge: tuple[str, ...] = ()
    replace: bool = False
    nested: str = "merge"
    nulls: str = "set"
    many: str | None = None
    source: str | None = None
    copy: tuple[str, ...] = ()
    copy_related: tuple[str, ...] = ()
    existing: str = "refuse"
    missing: str = "refuse"
    set: Fields = dataclasses.field(default_factory=dict)
    where: Condition | None = None
    sort: tuple[str, ...] | None = None
    guards: tuple[Precondition, ...] = ()
    transitions: tuple[Transition, ...] = ()
    conditional: Conditional | None = None
    upload: str | None = None
    download: bool = False
    ranges: bool = False
    stream: StreamRule | None = None
    long_poll: LongPollRule | None = None
    errors: Mapping[str, ErrorRule] = dataclasses.field(default_factory=dict)
    body: str = ""
    parameters: Mapping[str, ParameterMock] = dataclasses.field(default_factory=dict)
    responses: Mapping[str, ResponseMock] = dataclasses.field(default_factory=dict)

    @property
    def request_parts(self) -> Mapping[str, ParameterMock]:
        """What parts of the request do that are no parameters, by expression: `$request.body#/limit`."""
        return {name: its for name, its in self.parameters.items() if name.startswith("$request.")}


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityMock(Block):
    """At a security scheme."""

    credential: str = "name"
    prefix: str | None = None
