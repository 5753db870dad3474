"""The composition root: documents in, an ASGI application out."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from typing import Any, Unpack

from mockserver.admin.api import admin_app
from mockserver.admin.controlled import Measuring, Teller
from mockserver.errors import SpecError, noting
from mockserver.exchange import Exchange, Reply, Request
from mockserver.garbage import uncollected
from mockserver.keywords import ServerKeywords, server_options, with_server_keywords
from mockserver.replies.stubbing import NamespaceStubs
from mockserver.server.application import forwarding, pipeline_named
from mockserver.server.arrangements import Arrangements
from mockserver.server.dispatcher import dispatcher_for
from mockserver.server.documents import DocumentPages
from mockserver.server.edge import Edge
from mockserver.server.made_vendors import contracts_of, first_rows, make_vendor
from mockserver.server.vendor import Vendor
from mockserver.settings import MEMORY, ServerOptions
from mockserver.state.changes import Reseeded, SharedLog
from mockserver.state.journal import Journal
from mockserver.state.kept_files import FileRoom
from mockserver.state.namespaces import Namespaces
from mockserver.state.shared import SharedStates
from mockserver.state.snapshot import Snapshot
from mockserver.webhooks.hub import webhooks_of


class MockApp(Edge):
    """An ASGI application that stands in for vendors.

    Attributes:
        vendors: What is served, by name.
        clock, clocks: The time of the default namespace, which all of them follow, and of each namespace.
        journal: What was asked of them.
        options: What was asked for.
        arrangements: Rows and stubs of files, and of who hands some over.
        faults, stubs: What goes wrong on purpose in each namespace, and what is answered in the documents' place.
        webhooks: What tells of events, and what it has told.
        coverage: What measures the clients, for `/__admin/coverage`; None where nothing does.
        telling: What shows the control plane what is known above it; None where nothing does.
        expecting: Of those who judge its clients, what expects verdicts.
        reset_listeners: Told of each reset and restoring, by vendor (None for all) and namespace: what follows is new.
    """

    def __init__(self, vendors: Mapping[str, Vendor], shared: SharedStates, options: ServerOptions) -> None:
        self.vendors = vendors
        self.clocks, self.faults, self.journal = shared.clocks, shared.faults, shared.journal
        self.webhooks = webhooks_of(vendors, shared, options.settings.webhook_allow)
        self.stubs = NamespaceStubs({name: vendor.stubbing for name, vendor in vendors.items()}, shared.stubs)
        self.arrangements = Arrangements(vendors, self.stubs, options.arrange)
        self.clock = self.clocks[""]
        self.options = options
        self.coverage: Measuring | None = None
        self.telling: Teller | None = None
        self.expecting: list[Callable[..., AbstractContextManager[None]]] = []
        self.reset_listeners: list[Callable[[str | None, str], None]] = []
        self._shared = shared
        self._dispatcher = dispatcher_for(options.store)(vendors, self.journal, self.clock, cors=options.cors)
        self._dispatcher.expect_rows(options.rows)
        if self.webhooks.sources:
            self._dispatcher.follow = self.webhooks.follow
        served = pipeline_named(options.pipeline)(vendors, self._dispatcher, options.settings.max_body)
        if options.upstreams:
            served = forwarding(served, vendors, self._dispatcher, options)
        pages = DocumentPages(vendors)
        super().__init__(served, admin_app(self), pages, self._dispatcher, cors=options.cors)

    def respond(self, request: Request, *, namespace: str = "") -> Reply:
        """The reply to a request, without a socket, by the compiled path; the journal has both then.

        Args:
            request: With the vendor's own host in `Host`, or the vendor's name at the start of its path. A wait that it
                prefers is the caller's to keep.
            namespace: The one that it asks, where its headers, its path or its credential name no other.
        """
        return self.exchange(request, namespace=namespace)[1]

    def exchange(self, request: Request, *, namespace: str = "") -> tuple[Exchange, Reply]:
        """What became of a request, and the reply to it, as `respond`; who does not wait for the reply sets `taken`."""
        return self._dispatcher.exchange(request, namespace)

    def garbled(self, target: bytes, reason: str, status: int = 400) -> Reply:
        """The reply to what came on a connection and is no HTTP request; the journal has it then.

        Args:
            target: Its target, as far as one was read.
            reason: What is wrong with it.
            status: Of the reply.
        """
        return self._dispatcher.garbled(target, reason, status)

    def begin(self) -> None:
        """Bring back the state that a store keeps; where none does, or nothing yet, arrange what files have.

        Raises:
            UsageError: When the store cannot be had, or for a row or a stub that the document does not admit.
        """
        if self.options.store == MEMORY:
            self.arrangements.apply()
            return
        from mockserver.server.keeping import opened_log  # noqa: PLC0415 - a store, for those who ask for one

        self._dispatcher.log = opened_log(
            self.vendors, self._shared, self.stubs, self.options, self._follow_seeds, self.arrangements.apply
        )

    def close(self) -> None:
        """Deliver no more events, and let go of the store."""
        self.webhooks.close()
        if self.log is not None:
            self.log.close()

    @property
    def log(self) -> SharedLog | None:
        """What keeps the state in a store, once it is there; None where it ends with the process."""
        return self._dispatcher.log

    @property
    def _changing(self) -> AbstractContextManager[Any]:
        """Held while several parts change as one, where other processes follow."""
        return nullcontext() if self.log is None else self.log.lock

    def reset(self, vendor: str | None = None, *, namespace: str = "") -> None:
        """Back to the seeded rows, with no counts, faults or stubs, nothing kept, an empty journal, a running clock.

        Args:
            vendor: The only one that is reset, if given; the clock, which all share, goes on then.
            namespace: The one that is reset.
        """
        with self._changing:
            self.journal.clear(vendor, namespace=namespace)
            self.faults[namespace].clear(vendor)
            self.stubs[namespace].clear(vendor)
            self.webhooks.reset(vendor, namespace)
            for listener in self.reset_listeners:
                listener(vendor, namespace)
            for name, each in self.vendors.items():
                state = each.namespaces.find(namespace) if vendor in {None, name} else None
                if state is not None:
                    state.reset()
            if vendor is None:
                self.clocks[namespace].resume()
            self.arrangements.apply(namespace, vendor)

    def reseed(self, seed: int | None = None, rows: int | None = None) -> None:
        """Put other seeded rows in the place of all rows; namespaces begin anew.

        Args:
            seed: By default, the seed in use.
            rows: As for `create_app`.

        Raises:
            SpecError: When such rows cannot be made; nothing has changed then.
            UsageError: For a number out of its bounds.
        """
        with self._changing:
            told = [each.state.seed for each in self.vendors.values()]
            chosen = (told or [self.options.seed])[0] if seed is None else seed
            self._put_seeds(chosen, rows)
            if self.log is not None:
                self.log.reseeded(Reseeded(chosen, rows))
            self.arrangements.apply(rows_alone=True)

    def _put_seeds(self, seed: int, rows: int | None) -> None:
        made = [  # all of them first: what cannot be made has changed nothing
            (vendor.state, first_rows(vendor.contract, replace(self.options, seed=seed, rows=rows))[0])
            for vendor in self.vendors.values()
        ]
        for state, store in made:
            state.reseed(seed, store)
        for vendor in self.vendors.values():
            vendor.namespaces.forget()
        self._dispatcher.expect_rows(rows)

    def _follow_seeds(self, change: Reseeded | None) -> None:
        """Put the seeded rows in place that another process has put there; those of the beginning for None."""
        options = self.options
        self._put_seeds(*((options.seed, options.rows) if change is None else (change.seed, change.rows)))

    def snapshot(self, *, namespace: str = "") -> Snapshot:
        """A mark to come back to: of the rows and what goes with them, of faults and stubs.

        Raises:
            FullError: When there are as many namespaces as there may be, and this is another one.
        """
        states = {name: each.namespaces.enter(namespace).snapshot() for name, each in self.vendors.items()}
        return Snapshot(states, self.faults[namespace].snapshot(), self.stubs.snapshot(namespace))

    def restore(self, mark: Snapshot, *, namespace: str = "") -> None:
        """Back to a mark.

        Raises:
            FullError: As `snapshot`.
        """
        with self._changing:
            for name, own in mark.states.items():
                namespaces = self.vendors[name].namespaces
                state = namespaces.enter(namespace)
                state.restore(own)
                namespaces.enter(namespace)  # another thread may have closed it before it was changed
            self.faults[namespace].restore(mark.faults)
            self.stubs.restore(mark.stubs, namespace)
        for listener in self.reset_listeners:
            listener(None, namespace)


@with_server_keywords
def create_app(documents: Sequence[str] = (), **keywords: Unpack[ServerKeywords]) -> MockApp:
    """An ASGI application for documents.

    Args:
        documents: Names of the specs folder, files or URLs; without any, the whole specs folder.
        keywords: The other attributes of `ServerOptions`: `seed`, `rows`, `variants`, `overlays`,
            `infer`, `validate_responses`, `pipeline`, `settings` (by default, those of the environment), and the
            attributes of these: `max_body`, `strict`, ...

    Raises:
        SpecError: When a document cannot be served.
        UsageError: For a document, a variant or a pipeline that is not there.
    """
    return make_app(server_options(documents, **keywords))


@uncollected()
def make_app(options: ServerOptions) -> MockApp:
    """An ASGI application for what is asked for, with its state.

    Raises:
        SpecError, UsageError: As `create_app` does.
    """
    app = compiled_app(options)
    app.begin()
    return app


def compiled_app(options: ServerOptions) -> MockApp:
    """An ASGI application for what is asked for, whose state has not begun.

    Raises:
        SpecError, UsageError: As `create_app` does.
    """
    contracts = contracts_of(options)
    settings = options.settings
    journal = Journal(body=settings.journal_body, size=settings.journal_size)
    named, room = {contract.name: contract for contract in contracts}, FileRoom(settings.files_size)
    shared = SharedStates(named, journal, settings.namespaces, room)
    vendors = {}
    for contract in contracts:
        with noting(contract.document.source):
            rows, made = first_rows(contract, options)
            namespaces = Namespaces(rows, options.seed, shared)
            vendors[contract.name] = make_vendor(contract, namespaces, options, made)
    app = MockApp(vendors, shared, options)
    refused = [problem for vendor in vendors.values() for problem in vendor.refused(strict=settings.strict)]
    if refused:
        raise SpecError(refused)
    return app
