"""Journal entries as JSON, in WireMock's words, and choosing among them."""

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import zip_longest
from typing import Any

from starlette.exceptions import HTTPException

from mockserver.access.masking import Masking, masking
from mockserver.admin.inputs import check_names
from mockserver.bounds import LARGEST_SEED, quoted_value
from mockserver.contract.model import Contract
from mockserver.errors import MOST_VIOLATIONS, Violation
from mockserver.exchange import Cut, Exchange, Forwarding
from mockserver.rendering.messages import facts_of
from mockserver.rows import Change

Numbered = tuple[int, Exchange]
LONGEST_CHARACTER = 4  # bytes, in UTF-8
STATUS = re.compile("[1-5][0-9][0-9]")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries are asked for: those that have every value that is not None."""

    vendor: str | None = None
    operation: str | None = None
    caller: str | None = None
    namespace: str | None = None
    status: int | None = None
    method: str | None = None
    url: str | None = None
    ok: bool | None = None

    def among(self, entries: Iterable[Numbered]) -> Iterator[Numbered]:
        """The entries that are wanted, newest first."""
        for number, exchange in reversed(list(entries)):
            if all(has in (None, is_) for has, is_ in self._pairs(exchange)):
                yield number, exchange

    def _pairs(self, exchange: Exchange) -> Iterator[tuple[Any, Any]]:
        yield self.vendor, exchange.vendor
        yield self.operation, exchange.operation
        yield self.caller, exchange.caller
        yield self.namespace, exchange.namespace
        yield self.status, exchange.reply.status if exchange.reply else None
        yield self.method, exchange.request.method
        yield self.url, target_of(exchange)
        yield self.ok, exchange.kind is None


TYPES = {"status": (int,), "ok": (bool,)}  # that a body may have beside texts
NAMES = tuple(Wanted.__dataclass_fields__)


def wanted(given: Mapping[str, Any], *further: str) -> Wanted:
    """What a query or a body asks for; `further` names may stand in it too.

    Raises:
        HTTPException: 400 for an unknown name, or a value that makes no sense.
    """
    check_names("filter", given, (*NAMES, *further))
    said = {name: given[name] for name in NAMES if given.get(name) is not None}
    for name, value in said.items():
        if not isinstance(value, (str, *TYPES.get(name, ()))):
            raise HTTPException(400, f"{name}: {quoted_value(value)} is nothing to compare with")
    texts = {name: str(value) for name, value in said.items()}
    status, ok = texts.pop("status", None), texts.pop("ok", None)
    if status is not None and not STATUS.fullmatch(status):
        raise HTTPException(400, f"status is a number such as 404, not {status!r}")
    if ok is not None and ok.lower() not in {"true", "false"}:
        raise HTTPException(400, f"ok is true or false, not {ok!r}")
    return Wanted(
        **texts,
        status=int(status) if status else None,
        ok=ok.lower() == "true" if ok else None,
    )


def entry(
    number: int,
    exchange: Exchange,
    contract: Contract | None,
    *,
    show_secrets: bool = False,
    places: Iterable[tuple[str, int | None]] = (),
) -> dict[str, Any]:
    """One entry.

    Args:
        number: Its number in the journal.
        exchange: What happened.
        contract: The document that it was held against, None where there was none.
        show_secrets: Whether keys are shown as they were sent.
        places: File and line in the document of what each violation breaks, where that is known.
    """
    shown = masking(exchange, contract, show=show_secrets)
    request, reply = exchange.request, exchange.reply
    messages = contract.mock.messages if contract else {}
    return {
        **_known(number, exchange, contract),
        "request": {
            "method": request.method,
            "url": shown.target(request.path, request.query),
            "headers": _headers(request.headers.items(), shown),
            **_body(request.body, request.cut),
        },
        "verdict": {
            "ok": exchange.kind is None,
            "kind": exchange.kind,
            "violations": [
                _violation(violation, messages) | ({"file": place[0], "line": place[1]} if place else {})
                for violation, place in zip_longest(exchange.violations, places)
            ],
        },
        "response": {
            "status": reply.status,
            "headers": _headers(reply.headers, shown),
            **_body(reply.body, reply.cut),
        }
        if reply
        else None,
    }


def brief_entry(
    number: int, exchange: Exchange, contract: Contract | None, *, show_secrets: bool = False
) -> dict[str, Any]:
    """One entry without headers and bodies, and with what the call did to rows: an event of it.

    Args:
        number, exchange, contract, show_secrets: As of `entry`.
    """
    request, reply, call = exchange.request, exchange.reply, exchange.call
    shown = masking(exchange, contract, show=show_secrets)
    return {
        **_known(number, exchange, contract),
        "request": {"method": request.method, "url": shown.target(request.path, request.query)},
        "verdict": {
            "ok": exchange.kind is None,
            "kind": exchange.kind,
            "violations": [
                {"in": each.location, "field": json_value(each.name), "keyword": each.keyword}
                for each in exchange.violations[:MOST_VIOLATIONS]
            ],
        },
        "response": {"status": reply.status} if reply else None,
        "changes": [
            {"resource": each.resource, "key": each.key, "what": _what(each)}
            for each in (call.changes if call else ())[:MOST_VIOLATIONS]
        ],
    }


def _known(number: int, exchange: Exchange, contract: Contract | None) -> dict[str, Any]:
    """What an entry says however short it is."""
    logged = datetime.fromtimestamp(exchange.started, UTC)
    return {
        "id": str(number),
        "vendor": exchange.vendor,
        "operation": exchange.operation,
        "caller": exchange.caller,
        "namespace": exchange.namespace,
        "loggedDate": int(exchange.started * 1000),
        "loggedDateString": logged.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "wasMatched": exchange.matched,
        "fault": exchange.strike.fault if exchange.strike else None,
        "stub": exchange.stub,
        "upstream": _upstream(exchange.forwarding, contract) if exchange.forwarding is not None else None,
        "timing": {"totalTime": round(exchange.seconds * 1000, 3)},
    }


def _upstream(forwarding: Forwarding, contract: Contract | None) -> dict[str, Any]:
    """Where a call was forwarded to, and how the reply differs from the document."""
    drift = []
    for each in forwarding.drift:
        file, line = contract.document.place(each.pointer) if contract is not None else ("", None)
        drift.append({"message": each.message, "pointer": each.pointer, "file": file, "line": line})
    return {"url": forwarding.url, "failure": forwarding.failure or None, "drift": drift}


def _what(change: Change) -> str:
    if change.before is None:
        return "created"
    return "changed" if change.after is not None else "deleted"


def target_of(exchange: Exchange) -> str:
    """Path and query, as they were sent."""
    request = exchange.request
    return (request.path + (b"?" + request.query if request.query else b"")).decode("latin-1")


def _headers(headers: Iterable[tuple[bytes, bytes]], shown: Masking) -> dict[str, str]:
    fields = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in headers]
    return {name: shown.header(name, value) for name, value in fields}


def _body(body: bytes, cut: Cut | None) -> dict[str, Any]:
    """A body, and what is known of one that was cut: its length, its hash, and which option has kept no more."""
    told = {"bodySize": cut.size, "bodySha256": cut.sha256, "bodyCut": cut.option} if cut is not None else {}
    try:
        return {"body": body.decode(), **told}
    except UnicodeDecodeError as error:
        if cut is not None and error.start > len(body) - LONGEST_CHARACTER:  # it was cut in one
            return {"body": body[: error.start].decode(), **told}
        return {"bodyAsBase64": b64encode(body).decode(), **told}


def _violation(violation: Violation, messages: Mapping[str, Any]) -> dict[str, Any]:
    facts = facts_of(violation, messages)
    detail = {name: json_value(_first(value)) for name, value in violation.detail.items() if name != "value"}
    said = {
        "in": violation.location,
        "field": facts["field"],
        "pointer": facts["pointer"],
        "keyword": violation.keyword,
        "message": violation.text or facts.get("message", ""),
        "expected": detail,
    }
    return said | {"value": json_value(violation.detail["value"])} if "value" in violation.detail else said


def _first(value: Any) -> Any:
    """What a keyword asks for; of a long list of options, the first."""
    return value[:MOST_VIOLATIONS] if isinstance(value, list) else value


def json_value(value: Any) -> Any:
    """`value` in JSON types that every reader takes; what has no such form becomes text."""
    if isinstance(value, Mapping):
        return {json_value(str(name)): json_value(member) for name, member in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [json_value(member) for member in value]
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode()
    if isinstance(value, int) and abs(value) > LARGEST_SEED:
        return quoted_value(value)
    return value if value is None or isinstance(value, bool | int | float) else str(value)
