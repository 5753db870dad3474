"""What is served, made of what was asked for: contracts of documents, their first rows, vendors."""

from pathlib import Path
from typing import TYPE_CHECKING

from mockserver.access import credentials
from mockserver.contract import catalog, overlay
from mockserver.contract.compiler import compile_contract
from mockserver.contract.model import Contract
from mockserver.datagen.recipes import fixtures
from mockserver.errors import Problem, SpecError, UsageError, noting
from mockserver.parts import PARTS
from mockserver.rendering.views import ViewCompiler
from mockserver.server.vendor import Vendor
from mockserver.services import Services, repairs_of
from mockserver.settings import ServerOptions
from mockserver.state.memory import MemoryStore
from mockserver.state.namespaces import Namespaces
from mockserver.state.resource_rules import UnfitSeedsError, rules_of
from mockserver.validation.schema import SchemaCompiler
from mockserver.values import row_maker

if TYPE_CHECKING:
    from mockserver.datagen.seeded import RowMaker


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


def first_rows(contract: Contract, options: ServerOptions) -> tuple[MemoryStore, "RowMaker | None"]:
    """A document's rows as they begin: those of its fixtures, and what makes others when they are first asked for.

    Raises:
        SpecError: When the fixtures cannot be read, or do not fit the document.
    """
    folder, seed, rows = catalog.fixtures_of(contract.document, options.settings), options.seed, options.rows
    cache = options.settings.rows_cache
    seeds = fixtures.load_rows(folder, name=contract.name, seed=seed, rows=rows, cache=cache)
    made = row_maker(contract, seed, rows, seeds)
    try:
        return MemoryStore(rules_of(contract), seeds, made), made
    except UnfitSeedsError as error:
        place = str(fixtures.file_of(folder, error.resource, seed=seed, rows=rows))
        message = f"the rows do not fit the document: {error}"
        raise SpecError([Problem("", message, file=place)]) from None
