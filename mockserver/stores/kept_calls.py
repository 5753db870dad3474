"""Rows that wait for a transition, with the call that started it, as JSON types and back."""

import math
from typing import Any

from mockserver.exchange import Call, Caller, Request
from mockserver.rendering.encoding import to_json
from mockserver.rows import ABSENT
from mockserver.state.namespaces import NamespaceState
from mockserver.state.transitions import NEVER, Pending, RowPlace


def write_pending(pending: Pending) -> Any:
    """What a row waits for."""
    due = None if math.isinf(pending.due) else pending.due
    held = [[] if each is ABSENT else [each] for each in pending.held]
    return [pending.operation, pending.number, due, pending.reads, held, _write_call(pending.call)]


def read_pending(place: RowPlace, given: Any, state: NamespaceState) -> Pending:
    """The same again, in a state."""
    operation, number, due, reads, held, call = given
    values = [each[0] if each else ABSENT for each in held]
    return Pending(
        place, operation, number, NEVER if due is None else due, reads, values, _read_call(call, state)
    )


def _write_call(call: Call) -> Any:
    request, caller = call.request, call.caller
    asked = [request.method, _text(request.path), _text(request.place), _text(request.query), request.secure]
    headers = [[_text(name), _text(value)] for name, value in request.headers.items()]
    who = [
        caller.name, caller.tenant, sorted(caller.scopes), sorted(caller.roles), caller.limits, caller.namespace,
        _sayable(dict(caller.facts)),
    ]  # fmt: skip
    parts = [_sayable(dict(part)) for part in (call.path, call.query, call.header, call.cookie)]
    return [asked, headers, who, call.moment, parts, _sayable(call.body), call.sent, list(call.undeclared)]


def _read_call(given: Any, state: NamespaceState) -> Call:
    (method, path, place, query, secure), headers, who, moment, parts, body, sent, undeclared = given
    request = Request(
        method, _bytes(path), _bytes(query), {_bytes(name): _bytes(value) for name, value in headers}
    )
    request.place, request.secure = _bytes(place), secure
    name, tenant, scopes, roles, limits, namespace, facts = who
    caller = Caller(name, tenant, frozenset(scopes), frozenset(roles), limits, namespace, facts)
    call = Call(request, caller, state)
    call.moment = moment
    call.path, call.query, call.header, call.cookie = parts
    call.body, call.sent, call.undeclared = body, sent, tuple(undeclared)
    return call


def _sayable(value: Any) -> Any:
    """A value, where JSON can say it; None for a body of other things, such as the files of a form."""
    try:
        to_json(value)
    except (TypeError, ValueError, RecursionError):
        return None
    return value


def _text(value: bytes) -> str:
    return value.decode("latin-1")


def _bytes(value: str) -> bytes:
    return value.encode("latin-1")
