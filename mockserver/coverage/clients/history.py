"""What is remembered of one client: enough to judge its next call."""

from collections.abc import Mapping
from typing import TypeVar

from mockserver.bounded import Recent
from mockserver.contract.model import Contract
from mockserver.coverage.clients.calls import ClientCall
from mockserver.coverage.clients.judged_operations import JudgedOperation
from mockserver.coverage.clients.sent_links import SentLinks
from mockserver.coverage.clients.verdict import Evidence
from mockserver.coverage.clients.walks import Walks
from mockserver.coverage.items.links import LinkIndex, PendingLinks
from mockserver.exchange import Caller, Exchange

MOST_FAILURES = 64  # failed requests that are remembered; the oldest are forgotten
M = TypeVar("M")


class CredentialUse:
    """What one credential of one vendor was used for, in every namespace and over the whole run.

    Attributes:
        contract: None for calls that reached no document.
        name: The credential's.
        caller: Who it is, as far as it was authenticated.
        operations: The first call of each operation that it was let through to.
    """

    namespace = ""

    def __init__(self, contract: Contract | None, name: str) -> None:
        self.contract = contract
        self.name = name
        self.caller: Caller | None = None
        self.operations: dict[str, Evidence] = {}


class History:
    """One client: one caller in one namespace of one vendor.

    Attributes:
        contract: None for calls that reached no document.
        use: What its credential is used for, also by others.
        walks: Its way through lists.
        order: How many calls it has made.
        failures: The latest failed call of each request by its digest, and by what it preferred (RFC 7240).
        failed: Methods and paths of failed calls, those included that were repeated since.
        looked: The latest call that read rows of a resource while a failed one was remembered, by its `order`.
        pending_links: The links that it may follow.
        sent_links: The links that it was sent.
    """

    def __init__(self, use: CredentialUse, namespace: str, links: LinkIndex | None = None) -> None:
        self.contract = use.contract
        self.namespace = namespace
        self.name = use.name
        self.use = use
        self.walks = Walks()
        self.order = 0
        self.looked: Recent[str, int] = Recent(MOST_FAILURES)
        self.failures: Recent[bytes, Mapping[bytes | None, ClientCall]] = Recent(MOST_FAILURES)
        self.failed: Recent[tuple[str, bytes], bool] = Recent(2 * MOST_FAILURES)  # as many as failures can be
        self.pending_links = PendingLinks(links) if links is not None else None
        self.sent_links = SentLinks()
        self._memories: dict[type, object] = {}

    def memory(self, kind: type[M]) -> M:
        """What one rule remembers of this client: an object of a class of its own, made when it is first asked for."""
        found = self._memories.get(kind)
        if not isinstance(found, kind):
            found = self._memories[kind] = kind()
        return found

    def remember(self, exchange: Exchange, operation: JudgedOperation) -> None:
        """Remember what a reply changed, and the links that it has."""
        reply = exchange.reply
        if reply is not None:
            if operation.writes and reply.status < 400:
                self.walks.writes += 1
            if operation.ignores_undeclared:
                self.sent_links.add(reply)
