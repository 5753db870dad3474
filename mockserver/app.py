"""The composition root: documents in, an ASGI application out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from starlette.types import ASGIApp

from mockserver.access import credentials
from mockserver.admin.api import admin_app
from mockserver.clock import Clocks
from mockserver.contract import catalog, overlay
from mockserver.contract.compiler import compile_contract
from mockserver.contract.model import Contract
from mockserver.datagen.recipes import fixtures
from mockserver.errors import Problem, SpecError, UsageError
from mockserver.exchange import Reply, Request
from mockserver.faults.injector import AllFaults
from mockserver.parts import PARTS
from mockserver.rendering.views import ViewCompiler
from mockserver.server.application import connexion_app
from mockserver.server.dispatcher import Dispatcher
from mockserver.server.documents import DocumentPages
from mockserver.server.edge import Edge
from mockserver.server.vendor import Vendor
from mockserver.services import Services
from mockserver.settings import DEFAULT_SEED, Settings, from_environment
from mockserver.state.journal import Journal
from mockserver.state.memory import MemoryStore
from mockserver.state.namespaces import Namespaces, NamespaceState
from mockserver.state.rules import DuplicateError, Seeds, rules_of
from mockserver.validation.schema import SchemaCompiler


class MockApp(Edge):
    """An ASGI application that stands in for vendors.

    Attributes:
        vendors: What is served, by name.
        clock, clocks: The time of the default namespace, which all of them follow, and of each namespace.
        journal: What was asked of them.
        settings: Where their fixtures are.
        pipeline: What answers requests, `compiled` or `stock`.
        variants: What is switched on, by vendor.
        faults: What goes wrong on purpose in each namespace.
        coverage: What `/__admin/coverage` answers with, where something measures.
        reset_listeners: Told of each reset, whose calls have nothing to do with those before.
    """

    def __init__(
        self,
        vendors: Mapping[str, Vendor],
        clocks: Clocks,
        faults: AllFaults,
        settings: Settings,
        variants: Mapping[str, Sequence[str]],
        pipeline: str = "compiled",
    ) -> None:
        self.vendors = vendors
        self.clocks = clocks
        self.faults = faults
        self.clock = clock = clocks[""]
        self.journal = journal = Journal()
        self.settings = settings
        self.pipeline = pipeline
        self.variants = variants
        self.coverage: Callable[[], Any] | None = None
        self.reset_listeners: list[Callable[[], None]] = []
        contracts = {name: vendor.contract for name, vendor in vendors.items()}
        self._dispatcher = Dispatcher(vendors, journal, clock)
        served = pipeline_named(pipeline)(vendors, self._dispatcher, settings.max_body)
        super().__init__(served, admin_app(self), DocumentPages(contracts))

    def respond(self, request: Request, *, namespace: str = "") -> Reply:
        """The reply to a request, without a socket, by the compiled path; the journal has both then.

        Args:
            request: With the vendor's own host in `Host`, or the vendor's name at the start of its path. A wait that it
                prefers is the caller's to keep.
            namespace: The one that it asks, where its headers, its path or its credential name no other.
        """
        return self._dispatcher.respond(request, namespace)

    def garbled(self, target: bytes, reason: str) -> Reply:
        """The reply to what came on a connection and is no HTTP request; the journal has it then.

        Args:
            target: Its target, as far as one was read.
            reason: What is wrong with it.
        """
        return self._dispatcher.garbled(target, reason)

    def reset(self, vendor: str | None = None, *, namespace: str = "") -> None:
        """Back to the seeded rows, with no counts, nothing kept, no faults, an empty journal and a running clock.

        Args:
            vendor: The only one that is reset, if given; the clock, which all share, goes on then.
            namespace: The one that is reset.
        """
        self.journal.clear(vendor, namespace=namespace)
        self.faults[namespace].clear(vendor)
        for listener in self.reset_listeners:
            listener()
        if vendor is not None:
            self.vendors[vendor].namespaces.enter(namespace).reset()
            return
        for each in self.vendors.values():
            each.namespaces.enter(namespace).reset()
        self.clocks[namespace].resume()

    def reseed(self, seed: int | None = None, rows: int | None = None) -> None:
        """Put other seeded rows in the place of all rows; namespaces begin anew.

        Args:
            seed: By default, the seed in use.
            rows: As for `create_app`.

        Raises:
            SpecError: When such rows cannot be made; nothing has changed then.
        """
        made = []
        for vendor in self.vendors.values():
            chosen = vendor.state.seed if seed is None else seed
            made.append((vendor.state, chosen, seeds_of(vendor.contract, self.settings, chosen, rows)))
        for state, chosen, seeds in made:
            state.reseed(chosen, seeds)
        for vendor in self.vendors.values():
            vendor.namespaces.forget()

    def snapshot(self, *, namespace: str = "") -> dict[str, Any]:
        """A mark to come back to."""
        return {name: vendor.namespaces.enter(namespace).snapshot() for name, vendor in self.vendors.items()}

    def restore(self, mark: Mapping[str, Any], *, namespace: str = "") -> None:
        """Back to a mark."""
        for name, own in mark.items():
            self.vendors[name].namespaces.enter(namespace).restore(own)


def create_app(  # noqa: PLR0913 - the settings of a whole server
    documents: Sequence[str] = (),
    *,
    seed: int = DEFAULT_SEED,
    rows: int | None = None,
    variants: Mapping[str, Sequence[str]] | None = None,
    overlays: Sequence[str | Path] = (),
    validate_responses: bool = False,
    settings: Settings | None = None,
    pipeline: str = "compiled",
    max_body: int | None = None,
    strict: bool | None = None,
) -> MockApp:
    """An ASGI application for documents.

    Args:
        documents: Names of the specs folder, files or URLs; without any, the whole specs folder.
        seed: Where every generated value starts from.
        rows: How many rows the main resource of each document has; None for what its fixtures say.
        variants: For a document's name, the variants to switch on.
        overlays: Overlay files, applied to every document whose targets they find.
        validate_responses: Whether each reply is held against its document; one that breaks it is a 500.
        settings: Folders and secrets; by default, those of the environment.
        pipeline: `compiled`, or `stock` for Connexion's own middlewares: slower, and wrong where Connexion is.
        max_body: The largest body of a request that is read, in bytes; by default, what the settings say.
        strict: Whether a document that has a fault is refused, also where it could be served; by default, as above.

    Raises:
        SpecError: When a document cannot be served.
        UsageError: For a document, a variant or a pipeline that is not there.
    """
    settings = settings or from_environment()
    settings = settings if max_body is None else replace(settings, max_body=max_body)
    settings = settings if strict is None else replace(settings, strict=strict)
    contracts = contracts_of(documents, settings, variants, overlays)
    clocks, faults = Clocks(), AllFaults({contract.name: contract for contract in contracts})
    vendors = {}
    for contract in contracts:
        namespaces = namespaces_of(contract, settings, clocks, faults, seed=seed, rows=rows)
        vendors[contract.name] = make_vendor(contract, namespaces, settings, validate=validate_responses)
    app = MockApp(vendors, clocks, faults, settings, dict(variants or {}), pipeline)
    refused = [problem for vendor in vendors.values() for problem in vendor.refused(strict=settings.strict)]
    if refused:
        raise SpecError(refused)
    return app


def contracts_of(
    documents: Sequence[str],
    settings: Settings,
    variants: Mapping[str, Sequence[str]] | None = None,
    overlays: Sequence[str | Path] = (),
) -> list[Contract]:
    """What would be served, without its rows.

    Args:
        documents, settings, variants, overlays: As for `create_app`.

    Raises:
        SpecError: When a document cannot be served.
        UsageError: For a document or a variant that is not there, or an overlay that is for none of them.
    """
    found = catalog.find(documents, settings)
    chosen = dict(variants or {})
    for name in chosen:
        if name not in {document.name for document in found}:
            raise UsageError(f"--variant {name}=...: no document of that name is served")
    read = [(str(path), overlay.read(Path(path))) for path in overlays]
    for source, actions in read:
        if not any(overlay.touches(document, actions) for document in found):
            names = ", ".join(document.name for document in found)
            raise UsageError(f"--overlay {source}: none of its targets selects anything in {names}")
    contracts = []
    for document in found:
        own = [(source, actions) for source, actions in read if overlay.touches(document, actions)]
        contracts.append(
            compile_contract(
                document,
                PARTS,
                variants=chosen.get(document.name, ()),
                overlays=own,
                strict=settings.strict,
            )
        )
    return contracts


def pipeline_named(name: str) -> Callable[[Mapping[str, Vendor], Dispatcher, int], ASGIApp]:
    """What answers requests: the compiled path, or Connexion's own middlewares.

    Raises:
        UsageError: For another name.
    """
    if name == "stock":
        from mockserver.server.stock import stock_app  # noqa: PLC0415 - a third of Connexion, for comparisons only

        return stock_app
    if name != "compiled":
        raise UsageError(f"pipeline {name!r}: there are 'compiled' and 'stock'")
    return connexion_app


def make_vendor(contract: Contract, namespaces: Namespaces, settings: Settings, *, validate: bool) -> Vendor:
    """One document with its state.

    Raises:
        SpecError: When it cannot be served.
    """
    folder = settings.fixtures / contract.name
    callers = credentials.read(folder if folder.is_dir() else None)
    seed = namespaces.enter("").seed
    schemas = SchemaCompiler(contract.document, read_only=contract.mock.parameters.read_only)
    services = Services(contract, callers, seed, schemas, ViewCompiler(contract), settings.max_body)
    vendor = Vendor(services, namespaces, validate=validate)
    vendor.compile()
    return vendor


def namespaces_of(
    contract: Contract,
    settings: Settings,
    clocks: Clocks,
    faults: AllFaults,
    *,
    seed: int,
    rows: int | None = None,
) -> Namespaces:
    """The state of a document in each namespace, at its seeded rows.

    Raises:
        SpecError: When its fixtures cannot be served.
    """
    try:
        rows_kept = MemoryStore(rules_of(contract), seeds_of(contract, settings, seed, rows))
    except (DuplicateError, KeyError) as error:
        reason = f"the fixtures do not fit the document: {error}"
        raise SpecError([Problem("", reason, file=str(settings.fixtures / contract.name))]) from None
    return Namespaces(NamespaceState(rows_kept, clocks[""], seed, faults[""]), clocks, faults)


def seeds_of(contract: Contract, settings: Settings, seed: int, rows: int | None) -> Seeds:
    """The seeded rows of a document: of its fixtures, none without them.

    Raises:
        SpecError: When the fixtures cannot be read.
    """
    try:
        return fixtures.load(settings.fixtures / contract.name, name=contract.name, seed=seed, rows=rows)
    except ValueError as error:
        raise SpecError([Problem("", str(error))]) from None
