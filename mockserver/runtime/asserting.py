"""Assertions on what was asked: how often, with what, in which order; where one fails, the nearest calls."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any, NamedTuple

from mockserver.contract.model import Operation
from mockserver.coverage.clients.breaches import shown_value
from mockserver.coverage.clients.verdict import evidence_of
from mockserver.coverage.items.bodies import json_or_none, sent_body
from mockserver.errors import UsageError, hint
from mockserver.exchange import FORGOTTEN, Exchange
from mockserver.rows import ABSENT
from mockserver.validation.pairs import UndecodableError, split_query

MOST_SHOWN = 5  # calls that a failure shows
NO_NAMES: Mapping[str, Sequence[str]] = MappingProxyType({})
PARTS = ("path", "query", "header", "body", "status")


class CallsError(AssertionError):
    """The calls that were made are not those that were expected; the text has the nearest of them."""


class WantedCall(NamedTuple):
    """Calls that a test expects.

    Attributes:
        vendor, operation: Of which operation.
        parts: What they have, by the names of `PARTS`; values that are objects have these members at least.
        declared: The names of the operation's parameters, by location.
    """

    vendor: str
    operation: str
    parts: Mapping[str, Any]
    declared: Mapping[str, Sequence[str]] = NO_NAMES

    def __str__(self) -> str:
        """`acme listParcels with query {"limit": 5}`."""
        parts = " and ".join(f"{name} {shown_value(value)}" for name, value in self.parts.items())
        return f"{self.vendor} {self.operation}" + (f" with {parts}" if parts else "")

    def differences(self, exchange: Exchange) -> list[str]:
        """How a call of that operation differs from what is expected, a sentence each."""
        return [
            text
            for name, wanted in self.parts.items()
            for text in _differences(
                name, "", wanted, _part_of(exchange, name, wanted), self.declared.get(name, ())
            )
        ]


def wanted_call(
    vendor: str, operations: Iterable[Operation], operation: str, parts: Mapping[str, Any]
) -> WantedCall:
    """A call that a test expects.

    Args:
        vendor, operations: Whose, and which it has.
        operation: The `operationId` of one.
        parts: What it has.

    Raises:
        UsageError: For an operation, a part or a path parameter that there is not.
    """
    known = {each.id: each for each in operations}
    if operation not in known:
        by_path = {f"{each.method} {each.path}": each.id for each in known.values()}
        meant = (
            f"did you mean {by_path[operation]!r}?"
            if operation in by_path
            else hint(operation, known, "operations")
        )
        raise UsageError(f"{vendor} has no operation {operation!r}; {meant}")
    for name in parts:
        if name not in PARTS:
            raise UsageError(f"a call has no {name!r}; {hint(name, PARTS)}")
    declared: dict[str, list[str]] = {}
    for parameter in known[operation].parameters:
        declared.setdefault(parameter.location, []).append(parameter.name)
    in_path = declared.get("path", [])
    for name in parts.get("path") or ():
        if name not in in_path:
            raise UsageError(f"{operation} has no path parameter {name!r}; {hint(name, in_path, 'it has')}")
    given = {name: value for name, value in parts.items() if value is not None}
    return WantedCall(vendor, operation, given, declared)


def check_called(wanted: WantedCall, exchanges: Sequence[Exchange], times: int | None) -> list[Exchange]:
    """The calls that are as expected.

    Args:
        wanted: What is expected.
        exchanges: All that was asked, oldest first.
        times: How many of them; None for one at least.

    Raises:
        CallsError: When there are fewer, or more.
    """
    found = [exchange for exchange in exchanges if _is(wanted, exchange)]
    if len(found) == times or (times is None and found):
        return found
    expected = "a call" if times is None else f"{times} call{'s' * (times != 1)}"
    lines = [f"expected {expected} of {wanted}, found {len(found)}"]
    lines += [f"  {_shown(exchange)}" for exchange in found[:MOST_SHOWN]]
    if times is None or len(found) < times:
        lines += nearest_calls(wanted, [each for each in exchanges if not _is(wanted, each)])
    raise CallsError("\n".join(lines))


def check_order(wanted: Sequence[WantedCall], exchanges: Sequence[Exchange]) -> list[Exchange]:
    """The calls that are as expected, one after the other; others may come between them.

    Raises:
        CallsError: Where one of them did not come after the one before it.
    """
    found: list[Exchange] = []
    rest = list(exchanges)
    for number, each in enumerate(wanted, 1):
        index = next((index for index, exchange in enumerate(rest) if _is(each, exchange)), None)
        if index is None:
            after = f" after {_shown(found[-1])}" if found else ""
            early = [exchange for exchange in exchanges if _is(each, exchange)]
            lines = [f"expected call {number} of {len(wanted)}, {each}{after}: it did not come"]
            lines += [f"  it came before that: {_shown(exchange)}" for exchange in early[:MOST_SHOWN]]
            raise CallsError("\n".join([*lines, *([] if early else nearest_calls(each, rest))]))
        found.append(rest[index])
        rest = rest[index + 1 :]
    return found


def nearest_calls(wanted: WantedCall, exchanges: Sequence[Exchange]) -> Iterator[str]:
    """The calls that come nearest to what is expected, and how each differs."""
    same = [each for each in exchanges if (each.vendor, each.operation) == wanted[:2]]
    if not same:
        others = exchanges[-MOST_SHOWN:]
        yield f"nothing called {wanted.operation}; " + (
            "the latest calls:" if others else "there were no calls"
        )
        yield from (f"  {_shown(exchange)}" for exchange in others)
        return
    told = sorted(((wanted.differences(each), each) for each in same), key=lambda pair: len(pair[0]))
    yield "the nearest:"
    for differences, exchange in told[:MOST_SHOWN]:
        yield f"  {_shown(exchange)}"
        yield from (f"    {text}" for text in differences[:MOST_SHOWN])


def _is(wanted: WantedCall, exchange: Exchange) -> bool:
    return (exchange.vendor, exchange.operation) == wanted[:2] and not wanted.differences(exchange)


def _shown(exchange: Exchange) -> str:
    said = str(evidence_of(exchange, exchange.number, ()))
    return f"{said} ({exchange.operation})" if exchange.operation else said


def _part_of(exchange: Exchange, name: str, wanted: Any) -> Any:
    """What a call has of a part: parameters of their schemas' types where they were read, else their texts."""
    if name == "status":
        return exchange.reply.status if exchange.reply is not None else 0
    if name == "body":
        body = sent_body(exchange)
        return json_or_none(exchange.request.body) if body is FORGOTTEN else body
    names = list(wanted) if isinstance(wanted, Mapping) else []
    read: Mapping[str, Any] = getattr(exchange.call, name) if exchange.call is not None else {}
    if name == "header":
        lower = {key.lower(): value for key, value in read.items()}
        return {
            key: lower[key.lower()] if key.lower() in lower else _or_absent(exchange.request.header(key))
            for key in names
        }
    raw = _raw_query(exchange) if name == "query" else {}
    return {**raw, **read}


def _or_absent(value: str | None) -> Any:
    return ABSENT if value is None else value


def _raw_query(exchange: Exchange) -> dict[str, Any]:
    try:
        return {name: values[0] for name, values in split_query(exchange.request.query).items() if values}
    except UndecodableError:
        return {}


def _differences(
    part: str, place: str, wanted: Any, came: Any, declared: Iterable[str] = ()
) -> Iterator[str]:
    """How a value differs from what is expected of it; an object may have more members, an array no more elements."""
    if isinstance(wanted, Mapping) and isinstance(came, Mapping):
        known = [*declared, *(name for name, value in came.items() if value is not ABSENT)]
        for name, value in wanted.items():
            inner = f"{place}.{name}" if place else str(name)
            for text in _differences(part, inner, value, came.get(name, ABSENT)):
                near = get_close_matches(name, known, n=1) if name not in known else ()
                yield f"{text}; did you mean {near[0]!r}?" if near else text
        return
    if isinstance(wanted, list | tuple) and isinstance(came, list) and len(wanted) == len(came):
        for index, (value, other) in enumerate(zip(wanted, came, strict=True)):
            yield from _differences(part, f"{place}.{index}" if place else str(index), value, other)
        return
    if wanted != came or isinstance(wanted, bool) != isinstance(came, bool):
        said = "nothing" if came is ABSENT else shown_value(came)
        yield f"{f'{part} {place}'.rstrip()}: expected {shown_value(wanted)}, came {said}"
