"""What behaviours work with: the compiled contract and the state that they change."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from threading import RLock
from typing import Any

from mockserver.clock import Clock, Clocks
from mockserver.contract.model import Contract
from mockserver.datagen.schemas.generator import Generator
from mockserver.exchange import Caller, Request
from mockserver.faults.injector import AllFaults, Faults
from mockserver.language.expressions import path_of
from mockserver.language.rows import Order
from mockserver.rendering.views import ViewCompiler
from mockserver.state.counters import ClockStorage
from mockserver.state.idempotency import Replays
from mockserver.state.store import ResourceRules, Seeds, Store, Unique
from mockserver.validation.schema import SchemaCompiler

SHORT = 256  # bytes: a request that is hashed whole for each value that it draws


@dataclass(frozen=True, slots=True)
class Services:
    """The parts of one document that live as long as the server."""

    contract: Contract
    callers: Mapping[str, Caller]
    seed: int
    schemas: SchemaCompiler
    views: ViewCompiler

    @property
    def secret(self) -> bytes:
        """What signs cursors: the same for the same document and seed."""
        return blake2b(f"{self.contract.name}:{self.seed}".encode(), digest_size=16).digest()

    def made(self, schema: Any, *path: str, seed: int | None = None) -> Any:
        """A value that a client may be sent.

        Args:
            schema: Of the document.
            path: What the value is: another path, another value.
            seed: By default, the document's.

        Raises:
            Unsatisfiable: When no value meets the schema.
        """
        document = self.contract.document
        generator = Generator(
            self.seed if seed is None else seed, nullable=document.version < (3, 1), sent=True
        )
        return generator.value(schema, document.at, *path)


class World:
    """The state of one document: rows, counters, kept replies change under `lock`; clock and faults by themselves."""

    def __init__(self, store: Store, clock: Clock, seed: int, faults: Faults) -> None:
        self.store = store
        self.clock = clock
        self.faults = faults
        self.seed = seed
        self.limits = ClockStorage(clock)
        self.replays = Replays(clock)
        self.draws: dict[int, int] = {}  # how often the same request came
        self.lock = RLock()

    def draw(self, request: Request) -> "SeededDraw":
        """Deterministic values for a request."""
        return SeededDraw(self, request)

    def counts(self) -> dict[str, dict[str, int]]:
        """How many rows there are, by resource and tenant."""
        with self.lock:
            return self.store.counts()

    def reseed(self, seed: int, seeds: Seeds) -> None:
        """Take another seed and its rows; nothing else is left.

        Raises:
            DuplicateError: When the rows do not fit; nothing has changed then.
        """
        with self.lock:
            self.store.reseed(seeds)
            self.seed = seed
            self.reset()

    def reset(self) -> None:
        """Back to the seeded rows, with no counts and nothing kept."""
        with self.lock:
            self.store.reset()
            self.limits.reset()
            self.replays.restore({})
            self.draws.clear()

    def snapshot(self) -> tuple[Any, ...]:
        """A mark to come back to: rows, kept replies and draws, not the counts of rate limits."""
        with self.lock:
            return self.store.snapshot(), self.replays.snapshot(), self.draws.copy()

    def restore(self, mark: tuple[Any, ...]) -> None:
        """Back to a mark of this world."""
        with self.lock:
            rows, replies, draws = mark
            self.store.restore(rows)
            self.replays.restore(replies)
            self.draws = draws.copy()


class Worlds:
    """The state of one document in each namespace; one begins with the seeded rows when it is first entered."""

    def __init__(self, default: World, clocks: Clocks, faults: AllFaults) -> None:
        self._worlds = {"": default}
        self._clocks = clocks
        self._faults = faults

    def enter(self, namespace: str) -> World:
        """The state in a namespace."""
        world = self._worlds.get(namespace)
        if world is None:
            default = self._worlds[""]
            fork = World(default.store.fork(), self._clocks[namespace], default.seed, self._faults[namespace])
            world = self._worlds.setdefault(namespace, fork)
        return world

    def forget(self) -> None:
        """Drop every namespace but the default one."""
        self._worlds = {"": self._worlds[""]}

    def __iter__(self) -> Iterator[World]:
        """Every state that there is."""
        return iter(tuple(self._worlds.values()))


class SeededDraw:
    """Values that depend on the seed, the request, and how often the same request came before."""

    __slots__ = ("_count", "_number", "_request", "_sent", "_world")

    def __init__(self, world: World, request: Request) -> None:
        self._world = world
        self._request = request
        self._sent = b""
        self._count = self._number = 0

    def _next(self) -> bytes:
        world = self._world
        if not self._number:
            draws = world.draws
            sent = self._request.whole()
            same = hash(sent)
            self._sent = sent if len(sent) <= SHORT else blake2b(sent).digest()
            self._count = draws[same] = draws.get(same, 0) + 1
        self._number += 1
        return blake2b(b"%b:%d:%d:%d" % (self._sent, world.seed, self._count, self._number)).digest()

    def uuid(self) -> str:
        """A UUID, version 4 (RFC 9562, 5.4)."""
        drawn = self._next()
        text = drawn.hex()
        variant = "89ab"[drawn[16] & 3]
        return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-{variant}{text[17:20]}-{text[20:32]}"

    def hex(self, length: int) -> str:
        """Hexadecimal characters."""
        text = ""
        while len(text) < length:
            text += self._next().hex()
        return text[:length]

    def digits(self, length: int) -> str:
        """Decimal digits, the first of them not 0."""
        smallest = 10 ** (length - 1)
        return str(smallest + int.from_bytes(self._next(), "big") % (9 * smallest))


def rules_of(contract: Contract) -> dict[str, ResourceRules]:
    """What a store must know of each resource of a contract."""
    found = {}
    for name, declared in contract.mock.resources.items():
        unique = tuple(
            Unique(tuple(map(path_of, rule.fields)), rule.ignore_case, rule.error) for rule in declared.unique
        )
        found[name] = ResourceRules(name, declared.key, Order(declared.sort, declared.key), unique)
    return found
