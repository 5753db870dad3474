"""Reading idempotency keys out of calls, and requests without theirs: two attempts of one request differ in no more."""

import json
from copy import copy
from dataclasses import dataclass

from mockserver.contract.document import steps
from mockserver.contract.model import Contract, Operation
from mockserver.exchange import NOTHING, Call, Request
from mockserver.language.expressions import Evaluate, compile_expression
from mockserver.rows import dig
from mockserver.validation.json_text import read_json
from mockserver.validation.sameness import LONGEST, sorted_pairs

HEADERS = frozenset({"idempotency-key", "x-idempotency-key"})  # what carries a key where no rule says so
IN_BODY, IN_QUERY = "$request.body#", "$request.query."


@dataclass(frozen=True, slots=True)
class KeyReader:
    """What reads an operation's idempotency key out of its calls.

    Attributes:
        member: Where in a JSON body it stands; empty for elsewhere.
        parameter: The query parameter that it is; empty for elsewhere.
    """

    evaluate: Evaluate
    member: tuple[str, ...] = ()
    parameter: bytes = b""

    def read(self, call: Call) -> str | None:
        """The key of a call; None for none.

        A call that failed before anybody looked at its query and body has its key there all the same.
        """
        if self.member:
            key = dig(_read(call.request), self.member)
        elif self.parameter:
            key = dict(sorted_pairs(call.request.query)).get(self.parameter, b"").decode("utf-8", "replace")
        else:
            key = self.evaluate(call, NOTHING)
        return key if isinstance(key, str) and key else None

    def without(self, request: Request) -> Request:
        """A request without its key: itself where that is a header field, which is no part of it."""
        if self.parameter:
            return self._without_parameter(request)
        return self._without_member(request) if self.member else request

    def _without_parameter(self, request: Request) -> Request:
        pairs = request.query.split(b"&")
        kept = [pair for pair in pairs if all(each.name != self.parameter for each in sorted_pairs(pair))]
        return request if len(kept) == len(pairs) else _changed(request, b"&".join(kept), request.body)

    def _without_member(self, request: Request) -> Request:
        body = _read(request)
        holder = dig(body, self.member[:-1])
        if not isinstance(holder, dict) or holder.pop(self.member[-1], None) is None:
            return request
        return _changed(request, request.query, json.dumps(body).encode())


def _read(request: Request) -> object:
    """What a JSON body says; None for one that is none, or too long to look."""
    try:
        return read_json(request.body) if request.size <= LONGEST else None
    except (ValueError, RecursionError):
        return None


def _changed(request: Request, query: bytes, body: bytes) -> Request:
    twin = copy(request)
    twin.query, twin.body = query, body
    return twin


def key_reader(contract: Contract, operation: Operation) -> KeyReader | None:
    """What reads an operation's idempotency key out of a call; None for one that takes none."""
    rule = operation.mock.idempotency
    if rule is not None and rule.key is not None:
        member = steps(rule.key.removeprefix(IN_BODY)) if rule.key.startswith(f"{IN_BODY}/") else ()
        name = rule.key.removeprefix(IN_QUERY) if rule.key.startswith(IN_QUERY) else ""
        return KeyReader(compile_expression(rule.key), member, name.encode())
    for parameter in operation.parameters:
        if parameter.location == "header" and parameter.name.lower() in HEADERS:
            return KeyReader(compile_expression(f"$request.header.{parameter.name}"))
    return None
