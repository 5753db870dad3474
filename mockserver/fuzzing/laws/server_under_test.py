"""The server as a law meets it: seeded rows, requests in process, and the calls that were made."""

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from mockserver.access.credentials import value_of
from mockserver.access.schemes import kind_of
from mockserver.app import MockApp, make_app
from mockserver.behaviours import BEHAVIOURS
from mockserver.bounded import Recent
from mockserver.contract.model import Operation
from mockserver.exchange import Exchange, Request
from mockserver.fuzzing.laws.replies import ReplyShape, shape_of
from mockserver.fuzzing.laws.sending import Pairs, in_form, in_path, in_query, text
from mockserver.rendering.encoding import to_json
from mockserver.rows import Order, Row
from mockserver.server.vendor import Vendor
from mockserver.validation.json_text import read_json

NAMESPACE = "laws"
ROOT = "http://127.0.0.1:8080"  # where `mockserver serve` listens unless it is told otherwise
STARTED = datetime(2026, 1, 1, tzinfo=UTC)
NO_BODY = object()
FORM = "application/x-www-form-urlencoded"
MOST_SEEN = 128  # replies, and whole lists, of the seeded rows that are remembered


@dataclass(frozen=True, slots=True)
class CallValues:
    """The values of one call.

    Attributes:
        path, query, header, cookie: Of its parameters, by name.
        body: `NO_BODY` for none.
        media: Its media type.
        linked: The whole query, of a call that follows a link; empty for one made of the values.
    """

    path: Mapping[str, Any] = field(default_factory=dict)
    query: Mapping[str, Any] = field(default_factory=dict)
    header: Mapping[str, Any] = field(default_factory=dict)
    cookie: Mapping[str, Any] = field(default_factory=dict)
    body: Any = NO_BODY
    media: str = ""
    linked: str = ""


@dataclass(frozen=True)  # without slots: what it caches stands in its dict
class Answered:
    """A reply.

    Attributes:
        headers: Names in lower case.
        raw: The payload.
        shape: What the document says of it.
        kind: The kind of error that it tells; None for none.
        unknown: The key in the request's body that no row has, which is the reason of a refusal; None for none.
    """

    status: int
    headers: Mapping[str, str]
    raw: bytes
    shape: ReplyShape
    kind: str | None = None
    unknown: str | None = None

    @property
    def good(self) -> bool:
        """Whether it is a success."""
        return 200 <= self.status < 300

    @property
    def outcome(self) -> str:
        """Its status, and the reason of a refusal."""
        reason = self.headers.get("mockserver-reason")
        return f"{self.status} ({reason})" if reason else str(self.status)

    @cached_property
    def body(self) -> Any:
        """Its JSON; None where it is none."""
        try:
            return read_json(self.raw)
        except (ValueError, RecursionError):
            return None

    def read(self, expression: str) -> Any:
        """The value of `$rows`, `$row`, `$page.total` and their like; ABSENT where it does not stand there."""
        return self.shape.read(expression, self.body, self.headers)


@dataclass(frozen=True, slots=True)
class SentCall:
    """One call as it was sent."""

    method: str
    target: str
    query: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def curl(self) -> str:
        """The curl command that sends it again."""
        words = ["curl"] + ([] if self.method == "GET" else ["-X", self.method])
        for name, value in self.headers.items():
            words += ["-H", f"{name}: {value}"]
        if self.body:
            words += ["-d", self.body.decode()]
        return shlex.join([*words, f"{ROOT}{self.target}" + (f"?{self.query}" if self.query else "")])


class ServerUnderTest:
    """One document's server, in a namespace of its own.

    Attributes:
        contract: The document.
        vendor: What answers.
        calls: What was sent since the rows were last as seeded; `curl` writes one down.
        kept: What was compiled; it lasts.
        seen: What was read of the seeded rows; the latest of it lasts.
        changed: Whether anything was sent that may have changed rows.
        keys: Idempotency keys that were sent.
    """

    def __init__(self, app: MockApp, vendor: Vendor, credential: str) -> None:
        """Take a server, and the name of the credential to call with."""
        self.app = app
        self.vendor = vendor
        self.contract = vendor.contract
        self.credential = credential
        self.calls: list[SentCall] = []
        self.changed = False
        self.keys = 0
        self._twin: ServerUnderTest | None = None
        self.kept: dict[Any, Any] = {}
        self.seen: Recent[Any, Any] = Recent(MOST_SEEN)
        self._state = vendor.namespaces.enter(NAMESPACE)
        self._heard: Exchange | None = None
        app.journal.listeners.append(self._hear)
        self._shapes: dict[tuple[str, int], ReplyShape] = {}
        self.reset()

    def reset(self) -> None:
        """Back to the seeded rows, at a moment that is always the same."""
        self._state.reset()
        self.app.clocks[NAMESPACE].freeze(STARTED)
        self.calls.clear()
        self.changed = False
        self.keys = 0
        if self._twin is not None:
            self._twin.reset()

    @property
    def twin(self) -> "ServerUnderTest":
        """Another server for the same document and seed, at its seeded rows when it is first asked in an example."""
        if self._twin is None:
            app = make_app(self.app.options)
            self._twin = ServerUnderTest(app, app.vendors[self.contract.name], self.credential)
            self._twin.calls = self.calls
        return self._twin

    def rows(self, resource: str) -> Sequence[Row]:
        """The rows of a resource that the caller's tenant has: what arguments are taken from, never what is judged."""
        if not resource:
            return ()
        who = self.vendor.services.callers[self.credential]
        tenant = self._state.tenant(who.tenant)
        return tenant.select(resource, Order([], self.contract.key_of(resource)), None, None)

    def shape(self, operation: Operation, status: int) -> ReplyShape:
        """What stands where in the reply of an operation with a status."""
        found = self._shapes.get((operation.id, status))
        if found is None:
            found = shape_of(self.contract.document, operation, operation.response(status))
            self._shapes[operation.id, status] = found
        return found

    def send(self, operation: Operation, sent: CallValues, who: str = "") -> Answered:
        """Call an operation; what it reads of the seeded rows is read once.

        Args:
            operation, sent: Which, with what.
            who: The credential; by default, the caller's.
        """
        if self.changed or not reads(operation):
            return self.send_anew(operation, sent, who)
        read = (operation.id, repr(sent), who)
        found = self.seen.get(read)
        if found is None:
            answer = self.send_anew(operation, sent, who)
            self.seen[read] = (self.calls[-1], answer)
            return answer
        self.calls.append(found[0])
        return found[1]  # type: ignore[no-any-return]

    def send_anew(self, operation: Operation, sent: CallValues, who: str = "") -> Answered:
        """Call an operation, as `send` does, also where the same was read before."""
        self.changed = self.changed or not reads(operation)
        path, pairs, headers = self._written(operation, sent, who or self.credential)
        body = b""
        if sent.body is not NO_BODY:
            headers["content-type"] = sent.media
            body = in_form(sent.body) if sent.media == FORM else to_json(sent.body)
        target = f"/{self.contract.segment}{self.contract.base_paths(operation)[0]}{path}"
        query = sent.linked or urlencode(pairs)
        self.calls.append(SentCall(operation.method, target, query, headers, body))
        raw = {name.lower().encode(): value.encode("latin-1", "replace") for name, value in headers.items()}
        raw[b"host"] = ROOT.rpartition("/")[2].encode()
        request = Request(operation.method, target.encode(), query.encode(), raw, body)
        reply = self.app.respond(request, namespace=NAMESPACE)
        told = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in reply.headers}
        heard = self._heard
        refusal = heard.call.refusal if heard is not None and heard.call is not None else None
        return Answered(
            reply.status,
            told,
            reply.body,
            self.shape(operation, reply.status),
            heard.kind if heard is not None else None,
            refusal.unknown if refusal is not None else None,
        )

    def _hear(self, exchange: Exchange) -> None:
        self._heard = exchange

    def _written(self, operation: Operation, sent: CallValues, who: str) -> tuple[str, Pairs, dict[str, str]]:
        """The path, the query and the headers of a call."""
        path, pairs = operation.path, list(operation.query)
        headers: dict[str, str] = {}
        cookies = {}
        for parameter in operation.parameters:
            name = parameter.name
            if parameter.location == "path" and name in sent.path:
                path = path.replace("{" + name + "}", in_path(parameter, sent.path[name]))
            elif parameter.location == "query" and name in sent.query:
                pairs += in_query(parameter, sent.query[name])
            elif parameter.location == "header" and name in sent.header:
                headers[name] = text(sent.header[name])
            elif parameter.location == "cookie" and name in sent.cookie:
                cookies[name] = text(sent.cookie[name])
        self._sign(operation, who, pairs, headers, cookies)
        if cookies:
            headers["cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
        return path, pairs, headers

    def _sign(
        self,
        operation: Operation,
        who: str,
        pairs: Pairs,
        headers: dict[str, str],
        cookies: dict[str, str],
    ) -> None:
        """Say who calls, by the first alternative that the operation has."""
        caller = self.vendor.services.callers[who]
        alternatives = [names for names in operation.security if names] or [()]
        for name in alternatives[0]:
            scheme = self.contract.schemes.get(name)
            if scheme is None:
                continue
            key = value_of(scheme, caller)
            if scheme.location == "query":
                pairs.append((scheme.parameter, key))
            elif scheme.location == "cookie":
                cookies[scheme.parameter] = key
            else:
                headers.update(kind_of(scheme).headers(scheme, key))


def reads(operation: Operation) -> bool:
    """Whether an operation leaves rows as they are."""
    return operation.method == "GET" and not BEHAVIOURS[operation.mock.behaviour].changes
