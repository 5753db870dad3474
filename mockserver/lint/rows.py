"""Fixtures held against the document that they are for: rows against what shows them, credentials against scopes."""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from mockserver.access.credentials import read_callers
from mockserver.access.permissions import EVERYTHING, demands
from mockserver.contract import catalog, positions
from mockserver.contract.document import escape, steps
from mockserver.contract.model import Contract
from mockserver.contract.parsing import lines_of
from mockserver.datagen.recipes import fixtures
from mockserver.datagen.seeded import RowMaker
from mockserver.errors import Problem, SpecError, hint
from mockserver.exchange import Call, Caller, Request
from mockserver.keywords import server_options
from mockserver.replies.shown_rows import Showing, showings
from mockserver.settings import DEFAULT_SEED, Settings
from mockserver.state.memory import MemoryStore
from mockserver.state.namespaces import NamespaceState
from mockserver.state.resource_rules import Seeds, UnfitSeedsError, rules_of
from mockserver.state.shared import SharedStates


def check_fixtures(contract: Contract, settings: Settings) -> Iterator[Problem]:
    """All that is wrong with a recipe, and each way in which rows break what shows them; once for all such rows."""
    folder = catalog.fixtures_of(contract.document, settings)
    if not folder.is_dir():
        return
    try:
        callers = read_callers(folder)
        made = fixtures.make(folder, name=contract.name)
        stored = fixtures.read_stored(folder) if fixtures.is_current(folder) else {}
    except SpecError as error:
        yield from error.problems
        return
    if not fixtures.is_current(folder) and any(folder.glob("*.json")):
        message = (
            "the JSON beside it is of another recipe: it is made anew in memory; `mockserver seed` writes it"
        )
        yield Problem("", message, file=str(folder / fixtures.RECIPE), severity="warning", rule="stale")
    yield from _scopes(contract, callers, folder / "credentials.yaml")
    yield from _held(contract, settings, stored, folder, stored_in="{resource}.json")
    if made and made != stored:
        yield from _held(contract, settings, made, folder, stored_in=fixtures.RECIPE)


def _scopes(contract: Contract, callers: Mapping[str, Caller], path: Path) -> Iterator[Problem]:
    """A warning for each scope of a credential that no operation asks for."""
    asked = {scope for o in contract.operations for demand in demands(contract, o) for scope in demand.scopes}
    if not path.is_file() or not asked:
        return
    lines = lines_of(path.read_text("utf-8"))
    for name, caller in callers.items():
        for scope in sorted(caller.scopes - asked - {EVERYTHING}):
            line = positions.nearest(lines, [name, "scopes"])[0]
            message = f"no operation asks for the scope {scope!r} of {name}; {hint(scope, sorted(asked))}"
            yield Problem(f"/{escape(name)}/scopes", message, line, str(path), "warning", "scope")


def _held(
    contract: Contract, settings: Settings, seeds: Seeds, folder: Path, *, stored_in: str
) -> Iterator[Problem]:
    options = server_options(settings=settings)
    source = RowMaker(contract, DEFAULT_SEED)
    try:
        store = MemoryStore(rules_of(contract), seeds, source)
    except UnfitSeedsError:
        return
    state = NamespaceState(store, options.seed, SharedStates({contract.name: contract})[""])
    lines = cache(lambda path: lines_of(path.read_text("utf-8")))
    shown = list(showings(contract))
    for resource, tenants in seeds.items():
        path = folder / stored_in.format(resource=resource)
        views = [each for each in shown if each.resource == resource]
        for pointer, wrong, count in _broken(contract, resource, tenants, state, views):
            place = f"/{resource}" if path.name == fixtures.RECIPE else pointer
            line = positions.nearest(lines(path), steps(place))[0]
            more = f"; so do {count - 1} more rows" if count > 1 else ""
            message = f"a row of {resource} breaks what shows it: {wrong}{more}"
            yield Problem(place, message, line, str(path), rule="row")


def _broken(
    contract: Contract, resource: str, tenants: Mapping[str, Any], state: NamespaceState, shown: list[Showing]
) -> Iterator[tuple[str, str, int]]:
    """Where the first row of each kind of violation stands, what it is, and how many rows have it."""
    rules = rules_of(contract)[resource]
    found: dict[str, tuple[str, int]] = {}
    for tenant, seeded in tenants.items():
        call = Call(Request("GET", b"/", b"", {}), Caller("test_full", tenant=tenant), state)
        for index, data in enumerate(seeded):
            row = call.rows.get(resource, rules.key_of(data))
            if row is None:
                continue
            for message in {text: None for each in shown for text in each.wrong(row, call)}:
                first, count = found.get(message, (f"/{escape(tenant)}/{index}", 0))
                found[message] = first, count + 1
    for message, (pointer, count) in found.items():
        yield pointer, message, count
