"""Assertions on what was asked: how often, with what, in which order; where one fails, the nearest calls."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, NamedTuple

from mockserver.contract.model import Contract, Operation
from mockserver.coverage.clients.breaches import shown_value
from mockserver.coverage.clients.verdict import evidence_of
from mockserver.coverage.items.bodies import json_or_none, sent_body
from mockserver.errors import UsageError, hint
from mockserver.exchange import FORGOTTEN, Exchange
from mockserver.rows import ABSENT
from mockserver.runtime.impossible_calls import impossible_parts
from mockserver.validation.pairs import UndecodableError, split_query

MOST_SHOWN = 5  # calls that a failure shows
PARTS = ("path", "query", "header", "body", "status")


class CallsError(AssertionError):
    """The calls that were made are not those that were expected; the text has the nearest of them."""


class WantedCall(NamedTuple):
    """Calls that a test expects.

    Attributes:
        vendor, operation: Of which operation.
        parts: What they have, by the names of `PARTS`; values that are objects have these members at least.
        contract, described: What the document says of it.
    """

    vendor: str
    operation: str
    parts: Mapping[str, Any]
    contract: Contract
    described: Operation

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
                name, "", wanted, _part_of(exchange, name, wanted), _declared_names(self.described, name)
            )
        ]

    def check_possible(self, exchanges: Sequence[Exchange]) -> None:
        """Refuse what no call can have: that there was no such call would say nothing.

        Args:
            exchanges: All that was asked: what a call of the operation has sent is possible, declared or not.

        Raises:
            UsageError: For a name that is not declared, and for a value of another type than is declared.
        """
        parts = {name: value for name, value in self.parts.items() if name != "status"}
        if isinstance(parts.get("header"), Mapping):
            parts["header"] = {name.lower(): value for name, value in parts["header"].items()}
        same = [each for each in exchanges if (each.vendor, each.operation) == self[:2]]
        came = {name: [_part_of(each, name, wanted) for each in same] for name, wanted in parts.items()}
        wrong = list(impossible_parts(self.contract, self.described, parts, came))
        if wrong:
            raise UsageError("\n".join(wrong))


def wanted_call(
    contract: Contract, operation: str, parts: Mapping[str, Any], known: Sequence[str] = PARTS
) -> WantedCall:
    """A call that a test expects.

    Args:
        contract: Whose.
        operation: The `operationId` of one of its operations.
        parts: What it has.
        known: The names that may be given beside the operation, to tell them where one is misspelt.

    Raises:
        UsageError: For an operation, a part or a path parameter that there is not, and a status that is no number.
    """
    described = _operation_of(contract, operation)
    for name in parts:
        if name not in PARTS:
            raise UsageError(f"a call has no {name!r}; {hint(name, known)}")
    in_path = _declared_names(described, "path")
    for name in parts.get("path") or ():
        if name not in in_path:
            raise UsageError(f"{operation} has no path parameter {name!r}; {hint(name, in_path, 'it has')}")
    given = {name: value for name, value in parts.items() if value is not None}
    status = given.get("status", 0)
    if not isinstance(status, int) or isinstance(status, bool):
        raise UsageError(f"a status is a number, as 200 is: {shown_value(status)} is none")
    return WantedCall(contract.name, operation, given, contract, described)


def _operation_of(contract: Contract, id_: str) -> Operation:
    known = {each.id: each for each in contract.operations}
    if id_ not in known:
        by_path = {f"{each.method} {each.path}": each.id for each in known.values()}
        meant = f"did you mean {by_path[id_]!r}?" if id_ in by_path else hint(id_, known, "operations")
        raise UsageError(f"{contract.name} has no operation {id_!r}; {meant}")
    return known[id_]


def _declared_names(operation: Operation, location: str) -> list[str]:
    return [each.name for each in operation.parameters if each.location == location]


def check_called(wanted: WantedCall, exchanges: Sequence[Exchange], times: int | None) -> list[Exchange]:
    """The calls that are as expected.

    Args:
        wanted: What is expected.
        exchanges: All that was asked, oldest first.
        times: How many of them; None for one at least.

    Raises:
        CallsError: When there are fewer, or more.
        UsageError: When there is to be none, and there could be none.
    """
    found = [exchange for exchange in exchanges if _is(wanted, exchange)]
    if times == 0 and not found:
        wanted.check_possible(exchanges)
    if len(found) == times or (times is None and found):
        return found
    expected = "a call" if times is None else f"{times} call{'s' * (times != 1)}"
    lines = [f"expected {expected} of {wanted}, found {len(found)}"]
    lines += [f"  {_shown(exchange)}" for exchange in found[:MOST_SHOWN]]
    if times is None or len(found) < times:
        lines += nearest_calls(wanted, exchanges)
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
            early = [exchange for exchange in exchanges[: -len(rest) - 1] if _is(each, exchange)]
            lines = [f"expected call {number} of {len(wanted)}, {each}{after}: it did not come"]
            lines += [f"  it came before that: {_shown(exchange)}" for exchange in early[:MOST_SHOWN]]
            raise CallsError("\n".join([*lines, *([] if early else nearest_calls(each, exchanges))]))
        found.append(rest[index])
        rest = rest[index + 1 :]
    return found


def nearest_calls(wanted: WantedCall, exchanges: Sequence[Exchange]) -> Iterator[str]:
    """The calls that come nearest to what is expected without being it, and how each differs.

    Args:
        wanted: What is expected.
        exchanges: All that was asked, oldest first.
    """
    same = [each for each in exchanges if (each.vendor, each.operation) == wanted[:2]]
    if not same:
        others = exchanges[-MOST_SHOWN:]
        yield f"nothing called {wanted.operation}; " + (
            "the latest calls:" if others else "there were no calls"
        )
        yield from (f"  {_shown(exchange)}" for exchange in others)
        return
    told = [(differences, each) for each in same if (differences := wanted.differences(each))]
    if told:
        yield "the nearest:"
    told.sort(key=lambda pair: len(pair[0]))
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
