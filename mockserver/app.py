"""The composition root: documents in, an ASGI application out."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

from mockserver.access import credentials
from mockserver.admin.api import admin_app
from mockserver.admin.controlled import Measuring, Teller
from mockserver.contract import catalog, overlay
from mockserver.contract.compiler import compile_contract
from mockserver.contract.model import Contract
from mockserver.datagen.recipes import fixtures
from mockserver.errors import Problem, SpecError, UsageError, noting
from mockserver.exchange import Exchange, Reply, Request
from mockserver.garbage import uncollected
from mockserver.keywords import ServerKeywords, server_options, with_server_keywords
from mockserver.parts import PARTS
from mockserver.rendering.views import ViewCompiler
from mockserver.replies.stubbing import NamespaceStubs
from mockserver.server.application import forwarding, pipeline_named
from mockserver.server.arrangements import Arrangements
from mockserver.server.dispatcher import Dispatcher
from mockserver.server.documents import DocumentPages
from mockserver.server.edge import Edge
from mockserver.server.vendor import Vendor
from mockserver.services import Services, repairs_of
from mockserver.settings import ServerOptions
from mockserver.state.journal import Journal
from mockserver.state.kept_files import FileRoom
from mockserver.state.memory import MemoryStore
from mockserver.state.namespaces import Namespaces
from mockserver.state.resource_rules import UnfitSeedsError, rules_of
from mockserver.state.shared import SharedStates
from mockserver.state.snapshot import Snapshot
from mockserver.validation.schema import SchemaCompiler
from mockserver.values import row_maker
from mockserver.webhooks.hub import webhooks_of

if TYPE_CHECKING:
    from mockserver.datagen.seeded import RowMaker


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
        self._dispatcher = Dispatcher(vendors, self.journal, self.clock, cors=options.cors)
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

    def close(self) -> None:
        """Deliver no more events."""
        self.webhooks.close()

    def reset(self, vendor: str | None = None, *, namespace: str = "") -> None:
        """Back to the seeded rows, with no counts, faults or stubs, nothing kept, an empty journal, a running clock.

        Args:
            vendor: The only one that is reset, if given; the clock, which all share, goes on then.
            namespace: The one that is reset.
        """
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
        made = []
        for vendor in self.vendors.values():  # all of them first: what cannot be made has changed nothing
            chosen = vendor.state.seed if seed is None else seed
            store, _ = begin(vendor.contract, replace(self.options, seed=chosen, rows=rows))
            made.append((vendor.state, chosen, store))
        for state, chosen, store in made:
            state.reseed(chosen, store)
        for vendor in self.vendors.values():
            vendor.namespaces.forget()
        self.arrangements.apply(rows_alone=True)
        self._dispatcher.expect_rows(rows)

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
    """An ASGI application for what is asked for.

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
            rows, made = begin(contract, options)
            namespaces = Namespaces(rows, options.seed, shared)
            vendors[contract.name] = make_vendor(contract, namespaces, options, made)
    app = MockApp(vendors, shared, options)
    refused = [problem for vendor in vendors.values() for problem in vendor.refused(strict=settings.strict)]
    if refused:
        raise SpecError(refused)
    app.arrangements.apply()
    return app


def contracts_of(options: ServerOptions) -> list[Contract]:
    """What would be served, without its rows.

    Raises:
        SpecError: When a document cannot be served.
        UsageError: For a document or a variant that is not there, or an overlay that is for none of them.
    """
    found = catalog.find(options.documents, options.settings)
    for name in options.variants:
        if name not in {document.name for document in found}:
            raise UsageError(f"--variant {name}=...: no document of that name is served")
    read = [overlay.read_overlay(Path(path)) for path in options.overlays]
    for each in read:
        if not any(overlay.touches(document, each) for document in found):
            names = ", ".join(document.name for document in found)
            raise UsageError(f"--overlay {each.file.source}: none of its targets selects anything in {names}")
    contracts = []
    for document in found:
        beside = catalog.overlay_beside(document)
        own = [] if beside is None else [overlay.read_overlay(beside)]
        own += [each for each in read if overlay.touches(document, each)]
        variants = options.variants.get(document.name, ())
        strict, infers = options.settings.strict, options.infer
        with noting(document.source):
            contracts.append(
                compile_contract(
                    document, PARTS, variants=variants, overlays=own, strict=strict, infers=infers
                )
            )
    return contracts


def make_vendor(
    contract: Contract, namespaces: Namespaces, options: ServerOptions, made: "RowMaker | None"
) -> Vendor:
    """One document with its state, and what makes its rows.

    Raises:
        SpecError: When it cannot be served.
    """
    settings = options.settings
    folder = catalog.fixtures_of(contract.document, settings)
    callers = credentials.read_callers(folder if folder.is_dir() else None)
    seed = namespaces.enter("").seed
    schemas = SchemaCompiler(contract.document)
    views = ViewCompiler(contract, repairs_of(schemas, made) if made else None)
    services = Services(contract, callers, seed, schemas, views, settings.max_body, made)
    vendor = Vendor(services, namespaces, validate=options.validate_responses)
    vendor.compile()
    return vendor


def begin(contract: Contract, options: ServerOptions) -> tuple[MemoryStore, "RowMaker | None"]:
    """A document's rows as they begin: those of its fixtures, and what makes others when they are first asked for.

    Raises:
        SpecError: When the fixtures cannot be read, or do not fit the document.
    """
    folder, seed, rows = catalog.fixtures_of(contract.document, options.settings), options.seed, options.rows
    seeds = fixtures.load_rows(folder, name=contract.name, seed=seed, rows=rows)
    made = row_maker(contract, seed, rows, seeds)
    try:
        return MemoryStore(rules_of(contract), seeds, made), made
    except UnfitSeedsError as error:
        place = str(fixtures.file_of(folder, error.resource, seed=seed, rows=rows))
        message = f"the rows do not fit the document: {error}"
        raise SpecError([Problem("", message, file=place)]) from None
