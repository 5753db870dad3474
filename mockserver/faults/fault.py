"""What a fault is: which calls it strikes, and what becomes of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import jsonschema_rs

from mockserver.bounds import LONGEST_DELAY, MOST_TIMES
from mockserver.contract.callbacks import callbacks_of
from mockserver.contract.model import Contract
from mockserver.errors import UsageError, hint
from mockserver.exchange import Strike
from mockserver.faults import BREAKS

SECONDS = {"type": "number", "minimum": 0, "maximum": LONGEST_DELAY}
FIELD_NAME = "^[!#$%&'*+.^_`|~0-9A-Za-z-]+$"  # of a header field (RFC 9110, 5.6.2)
SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "vendor": {"type": "string"},
        "operation": {"type": "string"},
        "status": {"type": "integer", "minimum": 200, "maximum": 599},
        "example": {"type": "string"},
        "headers": {
            "type": "object",
            "propertyNames": {"pattern": FIELD_NAME},
            "additionalProperties": {"type": "string", "pattern": "^[ -~]*$"},
        },
        "delay": {"anyOf": [SECONDS, {"type": "array", "items": SECONDS, "minItems": 2, "maxItems": 2}]},
        "fault": {"enum": list(BREAKS)},
        "carriedOut": {"type": "boolean"},
        "event": {"type": "string"},
        "delivery": {"enum": ["lost", "duplicated", "shuffled"]},
        "times": {"type": "integer", "minimum": 1, "maximum": MOST_TIMES},
        "probability": {"type": "number", "exclusiveMinimum": 0, "maximum": 1},
    },
}
MEMBERS = tuple(SCHEMA["properties"])
FRAMING = frozenset({"content-length", "transfer-encoding"})
EFFECTS = ("status", "example", "delay", "fault", "delivery")
OF_DELIVERIES = frozenset(
    {"vendor", "event", "delivery", "times", "probability"}
)  # what such a fault may say
VALID = jsonschema_rs.Draft202012Validator(SCHEMA)


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault.

    Attributes:
        id: Its name on this server.
        vendor, operation: Whose calls it strikes; None for any.
        status, example: What is answered, with the body that the document has for it; None leaves the answer as it is.
        headers: Fields that the answer has as well, or in the place of its own; names in lower case.
        delay: Seconds until the answer is sent: the least and the most.
        breaks: How the connection ends in place of the answer, a name of `BREAKS`; None for an answer that arrives.
        carried_out: Whether the operation is carried out although its answer is lost.
        times: How many calls it strikes, then no more; None for all of them.
        probability: The share of calls that it strikes.
        event: Whose deliveries it strikes; None for any.
        delivery: What becomes of deliveries: `lost`, `duplicated` or `shuffled`; None for a fault of calls.
    """

    id: str
    vendor: str | None = None
    operation: str | None = None
    status: int | None = None
    example: str | None = None
    headers: tuple[tuple[bytes, bytes], ...] = ()
    delay: tuple[float, float] = (0.0, 0.0)
    breaks: str | None = None
    carried_out: bool = False
    times: int | None = None
    probability: float = 1.0
    event: str | None = None
    delivery: str | None = None

    def strike(self, delay: float) -> Strike:
        """What it does to one call, whose answer it delays by so many seconds."""
        return Strike(self.id, delay, self.status, self.example, self.headers, self.breaks, self.carried_out)

    def as_json(self) -> dict[str, Any]:
        """What `read_fault` reads, with the id."""
        least, most = self.delay
        said = {
            "id": self.id,
            "vendor": self.vendor,
            "operation": self.operation,
            "status": self.status,
            "example": self.example,
            "headers": {name.decode(): value.decode() for name, value in self.headers},
            "delay": least if least == most else [least, most],
            "fault": self.breaks,
            "carriedOut": self.carried_out,
            "event": self.event,
            "delivery": self.delivery,
            "times": self.times,
            "probability": self.probability,
        }
        return {name: value for name, value in said.items() if value is not None}


def read_fault(id_: str, given: Mapping[str, Any], contracts: Mapping[str, Contract]) -> Fault:
    """A fault, as users write it.

    Args:
        id_: Its id.
        given: Members of `SCHEMA`.
        contracts: What is served.

    Raises:
        UsageError: For a member that is unknown or makes no sense, a vendor or an operation that is not served, an
            example that the operation does not have, or a fault without an effect.
    """
    for error in VALID.iter_errors(given):
        raise UsageError(_told(error))
    _check_delivery(given, contracts)
    if not any(name in given for name in EFFECTS):
        raise UsageError(f"this fault does nothing; give it any of: {', '.join(EFFECTS)}")
    vendor, operation = given.get("vendor"), given.get("operation")
    _check_place(vendor, operation, given.get("example"), contracts)
    delay = given.get("delay", 0)
    least, most = delay if isinstance(delay, list) else (delay, delay)
    if least > most:
        raise UsageError(f"delay {delay}: the least comes first, [{most}, {least}]")
    headers = given.get("headers", {}).items()
    for name, _ in headers:
        if name.lower() in FRAMING:
            raise UsageError(f"headers: {name} is always the server's own, and true")
    if (twice := twice_named(given.get("headers", {}))) is not None:
        raise UsageError(f"headers: {twice} is there twice: names of header fields have no case")
    return Fault(
        id=id_,
        vendor=vendor,
        operation=operation,
        status=given.get("status"),
        example=given.get("example"),
        headers=tuple((name.lower().encode(), value.encode()) for name, value in headers),
        delay=(float(least), float(most)),
        breaks=given.get("fault"),
        carried_out=given.get("carriedOut", False),
        times=given.get("times"),
        probability=float(given.get("probability", 1)),
        event=given.get("event"),
        delivery=given.get("delivery"),
    )


def twice_named(headers: Iterable[str]) -> str | None:
    """The first name of a header field that is there already, in other letters (RFC 9110, 5.1); None for none."""
    seen: set[str] = set()
    for name in headers:
        if name.lower() in seen:
            return name
        seen.add(name.lower())
    return None


def _told(error: jsonschema_rs.ValidationError) -> str:
    facts, place = error.kind.as_dict(), ".".join(map(str, error.instance_path))
    if error.kind.name == "additionalProperties":
        unknown = facts["unexpected"][0]
        return f"a fault has no {unknown!r}; {hint(unknown, MEMBERS)}"
    if error.kind.name == "enum":
        known = SCHEMA["properties"][place]["enum"]
        return f"{place}: there is no {error.instance!r}; {hint(str(error.instance), known)}"
    if place == "delay":
        return f"delay: seconds from 0 to {LONGEST_DELAY}, or a list of the least and the most, not {error.instance!r}"
    return f"{place}: {error.message}" if place else f"a fault: {error.message}"


def _check_delivery(given: Mapping[str, Any], contracts: Mapping[str, Contract]) -> None:
    """Refuse what is half a fault of deliveries, and half one of calls."""
    if "event" not in given and "delivery" not in given:
        return
    if "delivery" not in given:
        raise UsageError("event: say what becomes of its deliveries; delivery: lost, duplicated or shuffled")
    for name in given:
        if name not in OF_DELIVERIES:
            raise UsageError(f"{name}: a fault of deliveries has {', '.join(sorted(OF_DELIVERIES))}")
    vendor, event = given.get("vendor"), given.get("event")
    among = [contract for name, contract in contracts.items() if vendor in {None, name}]
    known = [name for each in among for name in each.mock.events]
    known += [callback.name for each in among for callback in callbacks_of(each)]
    if event is not None and event not in known:
        raise UsageError(f"there is no event {event!r}; {hint(event, known)}")


def _check_place(
    vendor: str | None, operation: str | None, example: str | None, contracts: Mapping[str, Contract]
) -> None:
    if vendor is not None and vendor not in contracts:
        raise UsageError(f"{vendor!r} is not served here; {hint(vendor, contracts)}")
    if operation is None and example is not None:
        raise UsageError(f"example {example!r}: name the operation that has it as well")
    if operation is None:
        return
    among = [contracts[vendor]] if vendor is not None else list(contracts.values())
    operations = {each.id: each for contract in among for each in contract.operations}
    if operation not in operations:
        raise UsageError(f"there is no operation {operation!r}; {hint(operation, operations)}")
    responses = operations[operation].responses.values()
    examples = [name for each in responses if (media := each.media()) for name in media.examples]
    if example is not None and example not in examples:
        raise UsageError(f"{operation} has no example {example!r}; {hint(example, examples)}")
