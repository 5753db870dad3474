"""Conditional requests: what tells one state of a row from another, and requests that ask for one (RFC 9110, 13)."""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from email.utils import formatdate, parsedate_to_datetime
from hashlib import blake2b
from typing import Any

from mockserver.behaviours.base import Result
from mockserver.contract.mock import Conditional, Resource
from mockserver.contract.model import Operation
from mockserver.errors import ApiError, ErrorKind
from mockserver.exchange import Call, Reply
from mockserver.language.expressions import Evaluate, compile_expression
from mockserver.rendering.encoding import to_json
from mockserver.rows import ABSENT, Row, TenantRows
from mockserver.services import Services

TAG = re.compile(
    r'\*|(?:W/)?"[^"]*"|[^\s,"]+'
)  # an entity tag (8.8.3), or one whose quotes a client has lost
ANY = "*"
READING = frozenset({"GET", "HEAD"})
OF_CONTENT = (
    b"content-type",
    b"content-length",
    b"content-range",
    b"content-encoding",
    b"content-disposition",
)


class RequestConditions:
    """What one operation makes of the conditions of its requests, and which validators its replies carry."""

    def __init__(self, operation: Operation, services: Services, rule: Conditional) -> None:
        """Compile.

        Args:
            operation, services: What, and with what.
            rule: Which validators there are.

        Raises:
            ExpressionError: For an expression that is unknown.
        """
        self._resource = operation.mock.resource
        self._rules = services.contract.resource(self._resource)
        self._lists = operation.mock.behaviour == "list"
        self._tags = rule.etag is not False
        self._tag = compile_expression(rule.etag) if isinstance(rule.etag, str) else None
        self._time = None if rule.last_modified is None else compile_expression(rule.last_modified)
        self._needed = rule.required

    def demand(self, row: Row | None, call: Call, tenant: TenantRows) -> None:
        """Refuse to change a row that is not in the state that the request asks for; None for one that is not there.

        Raises:
            ApiError: `precondition_failed`, or `precondition_required` where the request asks for none (RFC 6585, 3).
        """
        if call.request.method in READING:
            return
        headers = call.request.headers
        wanted, unwanted = headers.get(b"if-match"), headers.get(b"if-none-match")
        tag, changed = (None, None) if row is None else self._validators(row, call, tenant)
        if wanted is not None:
            holds = _is_among(wanted, tag, strong=True)
        else:
            since = _moment(headers.get(b"if-unmodified-since"))
            holds = since is None or changed is None or changed <= since
            if self._needed and since is None and unwanted is None and row is not None:
                raise ApiError(ErrorKind.PRECONDITION_REQUIRED, resource=self._resource, row=row.data)
        if not holds or (unwanted is not None and _is_among(unwanted, tag)):
            raise ApiError(
                ErrorKind.PRECONDITION_FAILED, resource=self._resource, row=None if row is None else row.data
            )

    def concluded(self, reply: Reply, result: Result, call: Call) -> Reply:
        """A reply with its validators; in its place 304, where a reader has it already (15.4.5)."""
        if not 200 <= reply.status < 300 or result.outcome == "deleted":
            return reply
        tag, changed = self._of_reply(reply, result, call)
        named: list[tuple[bytes, bytes]] = []
        if tag is not None:
            named.append((b"etag", tag.encode("latin-1", "replace")))
        if changed is not None:
            named.append((b"last-modified", formatdate(int(changed), usegmt=True).encode()))
        if not named:
            return reply
        own = [name for name, _ in named]
        headers = [*(field for field in reply.headers if field[0] not in own), *named]
        if call.request.method in READING and reply.status == 200 and _is_known(call, tag, changed):
            return Reply(304, [field for field in headers if field[0] not in OF_CONTENT], b"")
        return Reply(reply.status, headers, reply.body, reply.kind)

    def _of_reply(self, reply: Reply, result: Result, call: Call) -> tuple[str | None, float | None]:
        if not self._lists and len(result.rows) == 1:
            return self._validators(result.rows[0], call, call.rows)
        return (_quoted(blake2b(reply.body, digest_size=8).hexdigest()) if self._tags else None), None

    def _validators(self, row: Row, call: Call, tenant: TenantRows) -> tuple[str | None, float | None]:
        """The entity tag of a row, and the unix time of its last change; None for what it does not have."""
        tag = None
        if self._tag is not None:
            told = self._tag(call, row.data)
            tag = None if told is ABSENT or told is None else _quoted(str(told))
        elif self._tags:
            shown = [row.data, *_beside(self._rules, row, tenant)]
            tag = _quoted(blake2b(b"\n".join(map(to_json, shown)), digest_size=8).hexdigest())
        return tag, None if self._time is None else _time_of(self._time, row, call)


def _beside(rules: Resource, row: Row, tenant: TenantRows) -> Iterator[Any]:
    """What may be shown with a row: the rows that belong to it, and those that it refers to."""
    for relation in rules.related.values():
        yield from (other.data for other in tenant.having(relation.resource, relation.by, row.key))
    for field, reference in rules.references.items():
        other = tenant.get(reference.resource, str(row.data.get(field)))
        if other is not None:
            yield other.data


def _is_known(call: Call, tag: str | None, changed: float | None) -> bool:
    """Whether a reader has the current state already (13.2.2): tags count before times."""
    headers = call.request.headers
    if (known := headers.get(b"if-none-match")) is not None:
        return _is_among(known, tag)
    since = _moment(headers.get(b"if-modified-since"))
    return since is not None and changed is not None and int(changed) <= since


def _is_among(field: bytes, tag: str | None, *, strong: bool = False) -> bool:
    """Whether a tag is among those of a field; `strong` where a weak one is none (8.8.3.2)."""
    named: Sequence[str] = TAG.findall(field.decode("latin-1"))
    if tag is None or ANY in named:
        return tag is not None
    if strong and tag.startswith("W/"):
        return False
    bare = tag.removeprefix("W/").strip('"')
    return any(
        each.removeprefix("W/").strip('"') == bare for each in named if not (strong and each.startswith("W/"))
    )


def _quoted(text: str) -> str:
    return text if text.startswith(('"', 'W/"')) else f'"{text}"'


def _moment(field: bytes | None) -> float | None:
    """The unix time of a field (5.6.7); None for none, and for what is no time."""
    try:
        return None if field is None else parsedate_to_datetime(field.decode("latin-1")).timestamp()
    except (ValueError, OverflowError):
        return None


def _time_of(evaluate: Evaluate, row: Row, call: Call) -> float | None:
    """The unix time that a row says; None where it says none."""
    told = evaluate(call, row.data)
    if isinstance(told, int | float) and not isinstance(told, bool):
        return float(told)
    try:
        found = datetime.fromisoformat(told) if isinstance(told, str) else None
    except ValueError:
        return None
    return None if found is None else (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()


def request_conditions(operation: Operation, services: Services) -> RequestConditions | None:
    """What an operation makes of conditional requests; None for one that knows none.

    Raises:
        ExpressionError: As `RequestConditions`.
    """
    rule = operation.mock.conditional or (Conditional() if operation.mock.download else None)
    return None if rule is None else RequestConditions(operation, services, rule)
