"""Listening to a server: what each exchange covers, and what it says of the client."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from threading import RLock
from typing import NamedTuple

from mockserver.access.schemes import kind_of
from mockserver.bounded import Recent, Room
from mockserver.contract.model import Contract
from mockserver.coverage.clients.expectations import Expectation
from mockserver.coverage.clients.history import CredentialUse, History
from mockserver.coverage.clients.judge import Judge
from mockserver.coverage.clients.judged_operations import JudgedOperation, judged_operation
from mockserver.coverage.clients.rules import RULES, check_expected, concluded, without
from mockserver.coverage.clients.scopes import ScopeUse
from mockserver.coverage.clients.verdict import Evidence, Verdict
from mockserver.coverage.items.declared import operation_items, scheme_items
from mockserver.coverage.items.item import Item
from mockserver.coverage.items.links import LinkIndex
from mockserver.coverage.items.observed import ItemCounter, SchemeItem
from mockserver.coverage.runs.run import Drift, Part, Run
from mockserver.exchange import Exchange, Forwarding
from mockserver.state.journal import Journal

MOST_MEMORIES = 1024  # queries and error bodies of one document whose items are remembered
MOST_CLIENTS = 1000  # clients whose history is remembered; the one that came first is closed
BATCH = 256  # exchanges that are looked at together: one by one, between requests, each costs twice as much
MOST_DRIFT = 1000  # differences of real APIs from the documents that are kept
ClientKey = tuple[str | None, str, str | None]  # vendor, namespace, caller


class Measured(NamedTuple):
    """One operation.

    Attributes:
        items: What counts its items.
        judged: What judging needs to know of it.
        is_linked: Whether links lead from its replies, or to it.
    """

    items: ItemCounter
    judged: JudgedOperation
    is_linked: bool


class Clients(Recent[ClientKey, History]):
    """The histories of the latest clients; one that is forgotten gets its last verdict."""

    __slots__ = ("_judge",)

    def __init__(self, judge: Judge) -> None:
        super().__init__(MOST_CLIENTS, spare=0)
        self._judge = judge

    def discard(self, key: ClientKey) -> None:
        """Close the history of a client."""
        self._judge.close([self.pop(key)])


class Collector:
    """Measures coverage and judges clients, exchange by exchange.

    `collector.listen(app.journal)` is all that it takes; it may be called from several threads.
    """

    def __init__(self, contracts: Iterable[Contract], *, off: Iterable[str] = ()) -> None:
        """Make everything ready.

        Args:
            contracts: What is served.
            off: Names of rules that are switched off.

        Raises:
            UsageError: For a name that no rule has.
        """
        self._contracts = {contract.name: contract for contract in contracts}
        self._lock = RLock()
        self._items: list[Item] = []
        self._operations: dict[tuple[str | None, str | None], Measured] = {}
        self._links: dict[str, LinkIndex] = {}
        for contract in self._contracts.values():
            self._compile(contract)
        self._counts = [0] * len(self._items)
        self._exchanges: Counter[str] = Counter()
        self._number = 0
        self._waiting: list[Exchange] = []
        self._drift: dict[tuple[str, str, str, str], Drift] = {}
        self._uses: Recent[tuple[str | None, str | None], CredentialUse] = Recent(MOST_CLIENTS)
        self._judge = Judge(list(self._contracts.values()), without(off).values())
        self._clients = Clients(self._judge)

    def _compile(self, contract: Contract) -> None:
        found = operation_items(contract)
        used = scheme_items(contract)
        items = dict.fromkeys(chain(used.values(), *(each.items() for each in found)))
        index_of = {item: index for index, item in enumerate(items, len(self._items))}
        self._items += items
        compiled = {
            name: SchemeItem(index_of[item], kind_of(scheme).carries(scheme))
            for name, item in used.items()
            if (scheme := contract.schemes.get(name)) is not None
        }
        room = Room(MOST_MEMORIES)
        links = self._links[contract.name] = LinkIndex(found, index_of)
        for each in found:
            self._operations[contract.name, each.operation.id] = Measured(
                ItemCounter(contract, each, index_of, compiled, room),
                judged_operation(contract, each.operation, room),
                links.knows(each.operation.id),
            )

    def listen(self, journal: Journal) -> None:
        """Observe what a journal records from now on; what it forgets, as at a reset, ends its clients."""
        journal.listeners.append(self.observe)
        journal.forgetters.append(self.forget)
        journal.readers.append(self.settle)

    def observe(self, exchange: Exchange) -> None:
        """Take one finished exchange; it is looked at with the next ones, or when somebody asks."""
        if len(self._waiting) >= BATCH:
            self.settle()  # without this one, whose client may yet give up
        self._waiting.append(exchange)

    def settle(self) -> None:
        """Look at all that is waiting, now: less of it is kept from now on."""
        with self._lock:
            self._settle()

    def _settle(self) -> None:
        """Look at what is waiting, under the lock; other threads may add to it."""
        waiting = self._waiting
        taken = waiting[: len(waiting)]
        del waiting[: len(taken)]
        self._exchanges.update([exchange.vendor or "" for exchange in taken])
        for exchange in taken:
            self._look(exchange)

    def _look(self, exchange: Exchange) -> None:
        self._number += 1
        vendor = exchange.vendor
        key = (vendor, exchange.namespace, exchange.caller)
        history = self._clients.get(key) or self._meet(key)
        operation = self._operations.get((vendor, exchange.operation))
        if exchange.forwarding is not None and exchange.forwarding.drift:
            self._drifted(exchange, exchange.forwarding)
        if operation is None:
            if exchange.endpoint is None:
                self._judge.judge(exchange, None, history, self._number)
            return
        counts, items = self._counts, operation.items
        items.count(exchange, counts)
        if operation.is_linked and history.pending_links is not None:
            for index in history.pending_links.taken(exchange):
                counts[index] += 1
            history.pending_links.given(exchange)
        if self._judge.judge(exchange, operation.judged, history, self._number):
            counts[items.end] += 1

    def _drifted(self, exchange: Exchange, forwarding: Forwarding) -> None:
        """Keep how the reply of a real API differs from the document: once what several replies have alike."""
        vendor, operation = exchange.vendor or "", exchange.operation or ""
        for each in forwarding.drift:
            key = (vendor, operation, each.pointer, each.message)
            if key not in self._drift and len(self._drift) < MOST_DRIFT:
                call, context = self._judge.evidence(exchange, self._number), self._judge.context
                self._drift[key] = Drift(*key, call, context)

    def _meet(self, key: ClientKey) -> History:
        vendor, namespace, name = key
        links = self._links.get(vendor or "")
        use = self._uses.get((vendor, name))
        if use is None:
            use = self._uses[vendor, name] = CredentialUse(self._contracts.get(vendor or ""), name or "")
        history = History(use, namespace, links, self._judge.secret.get(vendor or "", ()))
        self._clients[key] = history
        return history

    def begin(self, context: str = "") -> None:
        """Forget every client: what follows has nothing to do with what came before, as after a reset.

        Args:
            context: What is running from now on, for verdicts: a test's name.
        """
        with self._lock:
            self.forget()
            self._judge.context = context

    def expect(self, rules: Iterable[str], namespace: str | None = None) -> Expectation:
        """Expect verdicts of the calls from now on, until `conclude`: they are not counted.

        Args:
            rules: Names of their rules.
            namespace: In which they are made; None for any.

        Raises:
            UsageError: For a name that no rule has.
        """
        expectation = Expectation(check_expected(rules), namespace)
        with self._lock:
            self._settle()
            self._judge.expectations.append(expectation)
        return expectation

    def conclude(self, expectation: Expectation) -> tuple[str, ...]:
        """Expect these verdicts no more; those that did not come."""
        with self._lock:
            self._settle()
            if any(RULES[rule].close is not None for rule in expectation.missing):
                self.forget(namespace=expectation.namespace)  # said of clients that are done
            if expectation in self._judge.expectations:
                self._judge.expectations.remove(expectation)
        return expectation.missing

    def forget(self, vendor: str | None = None, namespace: str | None = None) -> None:
        """Forget the clients of a vendor, of a namespace, of both, or all, after a last verdict on them."""
        with self._lock:
            self._settle()
            gone = [key for key in self._clients if vendor in {None, key[0]} and namespace in {None, key[1]}]
            self._judge.close([self._clients.pop(key) for key in gone])

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """What the rules say, in the order of the calls, as if every client were done now."""
        with self._lock:
            self._settle()
            return (*self._judge.verdicts, *self._coming(), *concluded(self._used()))

    def settled(self) -> Sequence[Verdict]:
        """What the rules said by now, whatever the clients do next; it only grows."""
        self.settle()
        return self._judge.verdicts

    def _coming(self) -> list[Verdict]:
        return self._judge.coming(list(self._clients.values()))

    def _used(self) -> tuple[ScopeUse, ...]:
        return self._judge.uses(self._uses.values())

    @property
    def seen(self) -> Mapping[Item, int]:
        """How often each item was met; nothing of those that were not."""
        with self._lock:
            self._settle()
            for operation in self._operations.values():
                operation.items.settle(self._counts)
            return {item: count for item, count in zip(self._items, self._counts, strict=True) if count}

    def part(self) -> Part:
        """Everything that was measured so far."""
        with self._lock:
            self._settle()
            coming = self._coming()
            tallies = Counter(self._judge.tallies)
            tallies.update((verdict.rule, verdict.vendor, verdict.operation) for verdict in coming)
            return Part(
                exchanges=dict(self._exchanges),
                seen={item.key: count for item, count in self.seen.items()},
                verdicts=frozenset((*self._judge.verdicts, *coming)),
                tallies=dict(tallies),
                drift=frozenset(self._drift.values()),
                uses=frozenset(self._used()),
            )

    def latest(self, exchange: Exchange) -> Evidence:
        """The exchange that was observed last, as evidence."""
        with self._lock:
            self._settle()
            return self._judge.evidence(exchange, self._number)

    def run(self, name: str, *, drift: Iterable[Drift] = ()) -> Run:
        """Everything that was measured so far, as a run of one part.

        Args:
            name: Of the part: unlike the names of the parts that it will be combined with.
            drift: How recorded replies differ from the documents.
        """
        digests = {vendor: contract.document.digest for vendor, contract in self._contracts.items()}
        part = self.part()
        return Run(digests, {name: replace(part, drift=part.drift.union(drift))})
