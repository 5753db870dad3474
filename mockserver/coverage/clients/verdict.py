"""What is said of a client's behaviour: verdicts, with the calls that prove them."""

from typing import Literal, NamedTuple

from mockserver.access.masking import Masking
from mockserver.exchange import Exchange

Severity = Literal["error", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")  # the gravest first


class Evidence(NamedTuple):
    """One exchange, as evidence.

    Attributes:
        number: Its place among all that were observed, counted from 1, as in the journal.
        method, url: What was asked: path and query as sent, keys in the query masked.
        status: What was answered; 0 for a connection that was cut.
        at: Unix time by the server's clock.
    """

    number: int
    method: str
    url: str
    status: int
    at: float

    def __str__(self) -> str:
        """`#12 GET /customers?page=2 -> 429`."""
        return f"#{self.number} {self.method} {self.url} -> {self.status or 'no reply'}"


class Breach(NamedTuple):
    """One way in which a request broke its contract, in words.

    Attributes:
        where: `query`, `header`, `path`, `cookie` or `body`.
        field: `limit`, `billing_address.city`; empty for the whole.
        expected: What the contract asks for.
        came: What was sent, as JSON, shortened; empty where that is no value.
        note: What came of it that is no value: that it is missing, or cannot be read.
    """

    where: str
    field: str
    expected: str
    came: str = ""
    note: str = ""

    def __str__(self) -> str:
        """`query limit: expected maximum 100, came 500`; `body name: expected string, but it is missing`."""
        place = f"{self.where} {self.field}".rstrip()
        came = f"but {self.note}" if self.note else f"came {self.came or 'nothing'}"
        return f"{place}: expected {self.expected}, {came}"


class Verdict(NamedTuple):
    """What a rule says of a client's behaviour.

    Attributes:
        rule: A key of `rules.RULES`.
        severity: One of `SEVERITIES`.
        vendor: The document's name; empty where no document was reached.
        operation: The operation's id; empty where none matched.
        pointer: The place in the document that the verdict is about; empty for none.
        namespace, caller: The client.
        context: What was running, as told to `Collector.begin`: a test's name.
        message: What the client did, in one sentence.
        calls: The evidence, oldest first.
        breaches: Of `contract-broken`: each violation.
    """

    rule: str
    severity: str
    vendor: str
    operation: str
    pointer: str
    namespace: str
    caller: str
    context: str
    message: str
    calls: tuple[Evidence, ...]
    breaches: tuple[Breach, ...] = ()


def evidence_of(exchange: Exchange, number: int, secret: tuple[str, ...]) -> Evidence:
    """An exchange as evidence.

    Args:
        exchange: What is shown.
        number: Its place among all that were observed.
        secret: The names of the query's parameters whose values are masked, beside those that say it themselves.
    """
    request, reply = exchange.request, exchange.reply
    url = shown_url(request.path, request.query, secret)
    return Evidence(number, request.method, url, reply.status if reply is not None else 0, exchange.started)


def shown_url(path: bytes, query: bytes, secret: tuple[str, ...]) -> str:
    """What was asked for, as evidence shows it: of the parameters of its query with these names, no value."""
    return Masking((), secret, ()).target(path, query)
