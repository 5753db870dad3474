"""What is remembered of one client: enough to judge its next call."""

from typing import TypeVar

from mockserver.contract.model import Contract
from mockserver.coverage.clients.failures import Failures
from mockserver.coverage.clients.judged_operations import JudgedOperation
from mockserver.coverage.clients.list_walk import PageCall
from mockserver.coverage.clients.sent_links import SentLinks
from mockserver.coverage.clients.verdict import Evidence
from mockserver.coverage.clients.walks import Walks
from mockserver.coverage.items.links import LinkIndex, PendingLinks
from mockserver.exchange import Caller, Exchange

M = TypeVar("M")


class CredentialUse:
    """What one credential of one vendor was used for, in every namespace and over the whole run.

    Attributes:
        contract: None for calls that reached no document.
        name: The credential's.
        caller: Who it is, as far as it was authenticated.
        operations: The first call of each operation that it was let through to.
    """

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
        secret: The parameters of its queries that nobody may read.
        walks: Its way through lists.
        order: How many calls it has made.
        failures: Its failed calls, as far as it may send them again.
        pending_links: The links that it may follow.
        sent_links: The links that it was sent.
    """

    def __init__(
        self,
        use: CredentialUse,
        namespace: str,
        links: LinkIndex | None = None,
        secret: tuple[str, ...] = (),
    ) -> None:
        """Begin.

        Args:
            use, namespace: The client.
            links: Those of its document.
            secret: The parameters of its queries that nobody may read.
        """
        self.contract = use.contract
        self.secret = secret
        self.namespace = namespace
        self.name = use.name
        self.use = use
        self.walks = Walks()
        self.order = 0
        self.failures = Failures()
        self.pending_links = PendingLinks(links) if links is not None else None
        self.sent_links = SentLinks()
        self._memories: dict[type, object] = {}

    def evidence(self, *calls: PageCall) -> tuple[Evidence, ...]:
        """Calls that got pages, as evidence."""
        return tuple(call.evidence(self.secret) for call in calls)

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
