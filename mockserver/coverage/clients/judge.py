"""Asking the rules about exchanges, client by client."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence

from mockserver.contract.model import Contract
from mockserver.coverage.clients.calls import ClientCall
from mockserver.coverage.clients.expectations import EXPECT, Expectation, rules_expected
from mockserver.coverage.clients.history import CredentialUse, History
from mockserver.coverage.clients.judged_operations import JudgedOperation
from mockserver.coverage.clients.requests import has_failed, waited
from mockserver.coverage.clients.rules import expected_missing
from mockserver.coverage.clients.rules.base import Check, Finding, Rule, When
from mockserver.coverage.clients.scopes import ScopeUse, scope_use
from mockserver.coverage.clients.verdict import Evidence, Verdict, evidence_of
from mockserver.coverage.clients.walks import IN_ORDER
from mockserver.exchange import Exchange
from mockserver.validation.reader import query_keys

Asked = tuple[Rule, Check]  # a rule that is asked about some calls, with what it says of one


class Judge:
    """Keeps what the rules say.

    Attributes:
        verdicts: What they said so far; of many alike only the first.
        tallies: How many there were, by rule, vendor and operation.
        context: What is running now.
        expectations: The verdicts that are expected now.
        secret: By document, the parameters of queries that nobody may read.
    """

    def __init__(self, contracts: Sequence[Contract], rules: Collection[Rule]) -> None:
        self.verdicts: list[Verdict] = []
        self.tallies: Counter[tuple[str, str, str]] = Counter()
        self.context = ""
        self.expectations: list[Expectation] = []
        self._rules = {rule.name: rule for rule in rules}
        self._contracts = tuple(contracts)
        asked: dict[When, list[Asked]] = {when: [] for when in When}
        for rule in rules:
            if rule.when is not None and rule.check is not None:
                asked[rule.when].append((rule, rule.check))
        # One by one: to look a member of an enumeration up for each call takes longer than to ask most rules.
        self._of_unmatched, self._of_broken = asked[When.UNMATCHED], asked[When.BROKEN]
        self._of_undeclared, self._of_deprecated = asked[When.UNDECLARED], asked[When.DEPRECATED]
        self._of_pages, self._of_keyed = asked[When.PAGE], asked[When.KEYED]
        self._of_repeated, self._of_retried = asked[When.REPEATED], asked[When.RETRIED]
        self._closing = [(rule, rule.close) for rule in rules if rule.close is not None]
        self._concludes = any(rule.conclude is not None for rule in rules)
        self.secret = {
            contract.name: tuple(name.lower() for name in query_keys(contract)) for contract in contracts
        }

    def evidence(self, exchange: Exchange, number: int) -> Evidence:
        """An exchange as evidence."""
        return evidence_of(exchange, number, self.secret.get(exchange.vendor or "", ()))

    def judge(
        self, exchange: Exchange, operation: JudgedOperation | None, history: History, number: int
    ) -> bool:
        """Judge one exchange, and remember what the next ones need.

        Args:
            exchange, operation: What was called; None for a call that met no operation.
            history: Of its client.
            number: The exchange's place among all that were observed.

        Returns:
            Whether it got the last page of a walk.
        """
        if EXPECT in exchange.request.headers:
            return self._judge_expecting(exchange, operation, history, number)
        return self._judge_call(exchange, operation, history, number)

    def _judge_expecting(
        self, exchange: Exchange, operation: JudgedOperation | None, history: History, number: int
    ) -> bool:
        """The same of a call that says what is wrong with it: that is not counted, but told where it is not."""
        expectation = Expectation(rules_expected(exchange.request))
        self.expectations.append(expectation)
        found = self._judge_call(exchange, operation, history, number)
        self.expectations.remove(expectation)
        rule = self._rules.get(expected_missing.RULE.name)
        id_ = operation.operation.id if operation is not None else ""
        if rule is not None and expectation.missing and self._counts(rule, history, id_):
            call = self._call(exchange, operation, history, number)
            made = expected_missing.missing_of(call, expectation.missing, self._rules)
            self.verdicts.append(self._verdict(rule, made, history, id_))
        return found

    def _judge_call(
        self, exchange: Exchange, operation: JudgedOperation | None, history: History, number: int
    ) -> bool:
        history.order += 1
        if operation is None:
            call = self._call(exchange, None, history, number)
            self._ask(self._of_unmatched, call, history)
            self._judge_repetition(call, history)
            return False
        if operation.writes or operation.ignores_undeclared:
            history.remember(exchange, operation)
        if exchange.operation not in history.use.operations and exchange.call is not None:
            history.use.caller = exchange.call.caller
            history.use.operations[operation.operation.id] = self.evidence(exchange, number)
        page = IN_ORDER
        if operation.pages is not None:
            page = history.walks.follow(operation.pages, exchange, number)
        if not has_failed(exchange):
            may_repeat = history.failures.go_well(exchange.request, operation.reads, history.order)
            quiet = page is IN_ORDER and operation.is_quiet and not may_repeat
            # a recorded reply may be to a broken request
            if quiet and exchange.kind is None and not (exchange.call and exchange.call.undeclared):
                return False  # most calls are
        call = self._call(exchange, operation, history, number)
        call.page = page
        self._judge_matched(call, operation, history)
        self._judge_repetition(call, history)
        return page.completes

    def _call(
        self, exchange: Exchange, operation: JudgedOperation | None, history: History, number: int
    ) -> ClientCall:
        return ClientCall(
            exchange,
            number,
            history.secret,
            history.contract,
            operation,
            self._contracts,
            history.order,
        )

    def _judge_matched(self, call: ClientCall, operation: JudgedOperation, history: History) -> None:
        exchange = call.exchange
        if (not exchange.valid and exchange.kind is not None) or (call.page is not None and call.page.beside):
            self._ask(self._of_broken, call, history)
        if exchange.call is not None and exchange.call.undeclared:
            self._ask(self._of_undeclared, call, history)
        if operation.operation.deprecated:
            self._ask(self._of_deprecated, call, history)
        if call.page is not IN_ORDER:
            self._ask(self._of_pages, call, history)
        if operation.key is not None and exchange.valid:  # what is refused uses no key up
            self._ask(self._of_keyed, call, history)

    def _judge_repetition(self, call: ClientCall, history: History) -> None:
        refused = history.failures.refused_before(call)
        if refused is not None:
            self._ask(self._of_repeated, call, history, refused)
        failed = history.failures.failed_before(call)
        if failed is not None:
            self._ask(self._of_retried, call, history, failed)

    def _ask(
        self, rules: Iterable[Asked], call: ClientCall, history: History, earlier: ClientCall | None = None
    ) -> None:
        """Ask rules about a call, and keep what they find."""
        call.earlier = earlier
        gap = waited(earlier.exchange, call.exchange) if earlier is not None else 0.0
        for rule, check in rules:
            if gap >= rule.window:
                continue
            found = check(call, history)
            if found is not None:
                operation = call.judged.operation.id if call.judged is not None else ""
                if isinstance(found, Finding):
                    operation = found.operation or operation
                if self._wanted(rule, history) and self._counts(rule, history, operation):
                    made = found if isinstance(found, Finding) else found(call)
                    self.verdicts.append(self._verdict(rule, made, history, operation))
        call.earlier = None  # a call that is kept must not keep those before it

    def _wanted(self, rule: Rule, client: History) -> bool:
        """Whether a verdict is one to keep: none that somebody expects."""
        if not self.expectations:
            return True
        expected = [each.takes(rule.name, client.namespace) for each in self.expectations]
        return not any(expected)

    def _counts(self, rule: Rule, client: History, operation: str) -> bool:
        """Count a verdict; whether it is one of the first, which are kept."""
        tally = (rule.name, client.contract.name if client.contract is not None else "", operation)
        count = self.tallies[tally] = self.tallies.get(tally, 0) + 1
        return count <= rule.keep

    def _verdict(self, rule: Rule, found: Finding, client: History, operation: str) -> Verdict:
        contract, id_ = client.contract, found.operation or operation
        own = next((o.pointer for o in contract.operations if o.id == id_), "") if contract else ""
        return Verdict(
            rule=rule.name,
            severity=found.severity or rule.severity,
            vendor=contract.name if contract is not None else "",
            operation=id_,
            pointer=found.pointer or own,
            namespace=client.namespace,
            caller=client.name,
            context=self.context,
            message=found.message,
            calls=found.calls,
            breaches=found.breaches,
        )

    def close(self, histories: Sequence[History]) -> None:
        """Add what the rules say of clients that are done."""
        for rule, history, found in self._said_at_end(histories):
            if self._wanted(rule, history) and self._counts(rule, history, found.operation):
                self.verdicts.append(self._verdict(rule, found, history, found.operation))

    def coming(self, histories: Sequence[History]) -> list[Verdict]:
        """What `close` would add."""
        return [
            self._verdict(rule, found, each, "")
            for rule, each, found in self._said_at_end(histories)
            if self._wanted(rule, each)
        ]

    def uses(self, uses: Iterable[CredentialUse]) -> tuple[ScopeUse, ...]:
        """What credentials were used for, as far as a rule asks when the run is over."""
        return tuple(filter(None, map(scope_use, uses))) if self._concludes else ()

    def _said_at_end(self, histories: Sequence[History]) -> Iterator[tuple[Rule, History, Finding]]:
        for history in histories:
            for rule, close in self._closing:
                for found in close(history):
                    yield rule, history, found
