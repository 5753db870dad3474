"""Asking the rules about exchanges, client by client."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from mockserver.contract.model import Contract
from mockserver.coverage.clients.rules.base import Finding, Rule, Step, When
from mockserver.coverage.clients.rules.history import History
from mockserver.coverage.clients.rules.requests import SLOW, identity, status_of
from mockserver.coverage.clients.verdict import Evidence, Verdict, evidence_of
from mockserver.coverage.clients.walks import FINE, Turn
from mockserver.coverage.items.observed import Gauge
from mockserver.exchange import Exchange
from mockserver.validation.reader import query_keys


def went_well(exchange: Exchange, history: History[Step]) -> bool:
    """Whether an exchange got what it asked for, and no failed one of its client waits for being repeated."""
    reply = exchange.reply
    answered = reply is not None and reply.status < 400 and exchange.seconds <= SLOW
    return (
        answered and exchange.kind is None and not history.failures
    )  # a recorded reply may be to a broken request


class Judge:
    """Keeps what the rules say.

    Attributes:
        verdicts: What they said so far; of many alike only the first.
        tallies: How many there were, by rule, vendor and operation.
        context: What is running now.
    """

    def __init__(self, contracts: Sequence[Contract], rules: Mapping[str, Rule]) -> None:
        self.verdicts: list[Verdict] = []
        self.tallies: Counter[tuple[str, str, str]] = Counter()
        self.context = ""
        self._contracts = tuple(contracts)
        self._rules = rules
        self._asked = {
            when: [(name, rule.check) for name, rule in rules.items() if rule.when is when] for when in When
        }
        self._secret = {
            contract.name: tuple(f"{name}=".encode() for name in query_keys(contract))
            for contract in contracts
        }

    def call(self, exchange: Exchange, number: int) -> Evidence:
        """An exchange as evidence."""
        return evidence_of(exchange, number, self._secret.get(exchange.vendor or "", ()))

    def see(self, exchange: Exchange, gauge: Gauge | None, history: History[Step], number: int) -> bool:
        """Judge one exchange, and remember what the next ones need; whether it got the last page of a walk."""
        turn: Turn | None = None
        if gauge is not None and gauge.pages is not None:
            turn = history.walks.turn(gauge.pages, exchange, self.call(exchange, number))
            if (
                turn is FINE
                and gauge.key is None
                and not gauge.operation.deprecated
                and not (exchange.call is not None and exchange.call.undeclared)
                and went_well(exchange, history)
            ):
                return False
        operation = gauge.operation if gauge is not None else None
        secret = self._secret.get(exchange.vendor or "", ())
        step = Step(
            exchange, number, secret, history.contract, operation, self._contracts, history.order, turn=turn
        )
        if gauge is None:
            self._ask(When.UNMATCHED, step, history)
        elif not exchange.valid and exchange.kind is not None:
            self._ask(When.BROKEN, step, history)
        if exchange.call is not None and exchange.call.undeclared:
            self._undeclared(step, exchange.call.undeclared, history)
        if gauge is not None and gauge.operation.deprecated:
            self._ask(When.DEPRECATED, step, history)
        if turn is not None and turn is not FINE:
            self._ask(When.PAGE, step, history)
        if gauge is not None and gauge.key is not None:
            self._key(step, gauge, history)
        self._repeat(step, history)
        return turn is not None and turn.reached

    def _undeclared(self, step: Step, names: Sequence[str], history: History[Step]) -> None:
        """Ask of the names that this client was not told of before, and that it has from no link of the server's."""
        operation = step.operation.id if step.operation is not None else ""
        new = [name for name in names if history.undeclared.get((operation, name)) is None]
        for name in new:
            history.undeclared[operation, name] = True
        step.undeclared = tuple(name for name in new if not history.linked.carried(name))
        if step.undeclared:
            self._ask(When.UNDECLARED, step, history)

    def _key(self, step: Step, gauge: Gauge, history: History[Step]) -> None:
        call = step.exchange.call
        if gauge.key is None or call is None or not step.exchange.valid:
            return  # what is refused before it is carried out uses no key up
        key = gauge.key(call)
        if not isinstance(key, str) or not key:
            return
        before = history.keys.get((gauge.operation.id, key))
        ttl = gauge.contract.mock.idempotency.ttl
        if before is None or step.exchange.started - before.exchange.started >= ttl:
            history.keys[gauge.operation.id, key] = step
        elif identity(before.exchange)[:4] != identity(step.exchange)[:4]:
            self._ask(When.KEYED, step, history, before)

    def _repeat(self, step: Step, history: History[Step]) -> None:
        status = status_of(step.exchange)
        failed = status == 0 or status >= 400 or step.exchange.seconds > SLOW
        if not failed and not history.failures:
            return
        same = identity(step.exchange)
        before = history.failures.get(same)
        if before is not None:
            self._ask(When.REPEATED, step, history, before)
        if failed:
            history.failures[same] = step
        elif before is not None:
            history.failures.discard(same)

    def _ask(self, when: When, step: Step, history: History[Step], before: Step | None = None) -> None:
        step.before = before
        for name, check in self._asked[when]:
            found = check(step)
            if found is not None:
                operation = step.operation.id if step.operation is not None else ""
                if isinstance(found, Finding):
                    operation = found.operation or operation
                if self._counts(name, history, operation):
                    made = found if isinstance(found, Finding) else found(step)
                    self.verdicts.append(self._verdict(name, made, history, operation))
        step.before = None  # a step that is kept must not keep those before it

    def _counts(self, name: str, history: History[Step], operation: str) -> bool:
        """Count a verdict; whether it is one of the first, which are kept."""
        tally = (name, history.contract.name if history.contract is not None else "", operation)
        count = self.tallies[tally] = self.tallies[tally] + 1
        return count <= self._rules[name].keep

    def _verdict(self, name: str, found: Finding, history: History[Step], operation: str) -> Verdict:
        contract, id_ = history.contract, found.operation or operation
        own = next((o.pointer for o in contract.operations if o.id == id_), "") if contract else ""
        return Verdict(
            rule=name,
            severity=self._rules[name].severity,
            vendor=contract.name if contract is not None else "",
            operation=id_,
            pointer=found.pointer or own,
            namespace=history.namespace,
            caller=history.name,
            context=self.context,
            message=found.message,
            calls=found.calls,
            breaches=found.breaches,
        )

    def close(self, histories: Sequence[History[Step]]) -> None:
        """Add what the rules say of clients that are done."""
        for history, name, found in self._closing(histories):
            if self._counts(name, history, found.operation):
                self.verdicts.append(self._verdict(name, found, history, found.operation))

    def coming(self, histories: Sequence[History[Step]]) -> list[Verdict]:
        """What `close` would add."""
        return [self._verdict(name, found, history, "") for history, name, found in self._closing(histories)]

    def _closing(self, histories: Sequence[History[Step]]) -> Iterator[tuple[History[Step], str, Finding]]:
        for history in histories:
            for name, rule in self._rules.items():
                for found in rule.close(history):
                    yield history, name, found
