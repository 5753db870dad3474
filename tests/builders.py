"""Invented documents, and servers for them: what the tests of the engine are built from."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from textwrap import dedent
from typing import Any

import orjson

from mockserver.access import credentials
from mockserver.contract import document as documents
from mockserver.contract.compiler import compile_contract, inspect
from mockserver.contract.document import Document
from mockserver.contract.model import Contract
from mockserver.datagen.seeded import RowMaker
from mockserver.errors import Problem
from mockserver.exchange import Call, Caller, Exchange, Reply, Request
from mockserver.exchange.preferences import Preferences
from mockserver.parts import PARTS
from mockserver.rendering.views import ViewCompiler
from mockserver.runtime.live import Server, running
from mockserver.server.vendor import Vendor
from mockserver.services import Services, repairs_of
from mockserver.settings import Settings
from mockserver.state.memory import MemoryStore
from mockserver.state.namespaces import Namespaces, NamespaceState
from mockserver.state.resource_rules import Seeds, rules_of
from mockserver.state.shared import SharedStates
from mockserver.validation.schema import SchemaCompiler

SPECS = Path(__file__).parent / "specs"
Rows = Sequence[Mapping[str, Any]]

HEAD = """\
openapi: 3.0.3
info: {title: Acme, version: '1'}
"""


def load(text: str, *, name: str = "acme", head: str = HEAD) -> Document:
    """The document of a YAML text; `head` is put before it."""
    whole = head + dedent(text)
    return documents.from_data(
        name, documents.parse(whole, f"{name}.yaml"), source=f"{name}.yaml", text=whole
    )


def compiled(text: str, *, variants: Sequence[str] = (), head: str = HEAD, infers: bool = False) -> Contract:
    """The contract of a YAML text."""
    return compile_contract(load(text, head=head), PARTS, variants=variants, infers=infers)


def problems_of(text: str, *, head: str = HEAD) -> list[Problem]:
    """Every problem of a YAML text, warnings too."""
    return inspect(load(text, head=head), PARTS)[1]


class Mock:
    """One document in this process, without a socket: what asks thousands of times.

    Attributes:
        contract: Its contract.
        clock: Its time, frozen.
        state: What it keeps.
        vendor: What answers.
    """

    def __init__(
        self,
        contract: Contract,
        rows: Mapping[str, Rows] | None = None,
        *,
        other: Mapping[str, Rows] | None = None,
        callers: Mapping[str, Caller] | None = None,
        seed: int = 42,
    ) -> None:
        """Take a contract, the rows of the default tenant and those of the tenant `other`, by resource."""
        tenants = {"default": rows or {}, "other": other or {}}
        seeds: Seeds = {
            resource: {
                tenant: list(found[resource]) for tenant, found in tenants.items() if resource in found
            }
            for resource in {*tenants["default"], *tenants["other"]}
        }
        self.contract = contract
        shared = SharedStates({contract.name: contract})
        self.clock = shared.clocks[""]
        self.clock.freeze()
        schemas = SchemaCompiler(contract.document)
        made = RowMaker(contract, seed)
        views = ViewCompiler(contract, repairs_of(schemas, made))
        found = callers or credentials.read_callers(None)
        services = Services(contract, found, seed, schemas, views, rows=made)
        namespaces = Namespaces(MemoryStore(rules_of(contract), seeds, made), seed, shared)
        self.state = namespaces.enter("")
        self.vendor = Vendor(services, namespaces, validate=True)
        self.vendor.compile()

    def ask(
        self,
        method: str,
        target: str,
        body: Any = None,
        *,
        headers: Mapping[str, str] | None = None,
        prefer: Preferences | None = None,
    ) -> Reply:
        """The reply to a request for `target`, a path with its query; a body is sent as JSON, bytes as they are."""
        path, _, query = target.partition("?")
        sent = {name.lower().encode(): value.encode() for name, value in (headers or {}).items()}
        payload = body if isinstance(body, bytes) else b""
        if body is not None and not isinstance(body, bytes):
            payload = orjson.dumps(body)
            sent.setdefault(b"content-type", b"application/json")
        request = Request(method, path.encode(), query.encode(), sent, payload)
        exchange = Exchange(request, self.clock.time())
        exchange.prefer = prefer or exchange.prefer
        return self.vendor.answer(exchange)

    def json(self, method: str, target: str, body: Any = None, **options: Any) -> Any:
        """The parsed body of a reply that has to be a success."""
        reply = self.ask(method, target, body, **options)
        assert reply.status < 300, (reply.status, reply.body)
        return orjson.loads(reply.body)


def mock(text: str, rows: Mapping[str, Rows] | None = None, *, head: str = HEAD, **options: Any) -> Mock:
    """A document of a YAML text, in this process."""
    return Mock(compiled(text, head=head), rows, **options)


def call(mock: Mock | None = None, **parts: Any) -> Call:
    """A call with some of its parts set: `query`, `path`, `header`, `body`, `page`, `caller`, `request`, ..."""
    request = parts.pop("request", None) or Request("GET", b"/", b"", {})
    state = mock.state if mock else NamespaceState(MemoryStore({}, {}), 42, SharedStates({})[""])
    made = Call(request, parts.pop("caller", Caller("test_full")), state)
    made.sent = "body" in parts
    for name, value in parts.items():
        setattr(made, name, value)
    return made


@contextmanager
def serving(
    document: str | Path, folder: Path, rows: Mapping[str, Rows] | None = None, **options: Any
) -> Iterator[Server]:
    """A document on a real port.

    Args:
        document: YAML text, or a file.
        folder: Where the document and its rows are written.
        rows: The rows of the default tenant by resource.
        options: As for `running`.
    """
    name = document.stem if isinstance(document, Path) else "acme"
    text = document.read_text("utf-8") if isinstance(document, Path) else HEAD + dedent(document)
    fixtures = folder / "fixtures" / name
    fixtures.mkdir(parents=True)
    for resource, found in (rows or {}).items():
        (fixtures / f"{resource}.json").write_bytes(orjson.dumps({"default": found}))
    path = folder / f"{name}.yaml"
    path.write_text(text, "utf-8")
    with running(str(path), settings=Settings(folder, folder / "fixtures"), **options) as server:
        yield server
