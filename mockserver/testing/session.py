"""The mock servers of one test run, or of one of its workers, and what is measured of their clients."""

from collections import deque
from collections.abc import Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import NamedTuple

import orjson

from mockserver.contract import catalog
from mockserver.coverage.runs import project_settings
from mockserver.coverage.runs.run import Run, combine_runs
from mockserver.exchange import Exchange
from mockserver.runtime.judging import Judgement, judging
from mockserver.runtime.live import running
from mockserver.runtime.server import Server
from mockserver.settings import from_environment
from mockserver.testing.marker import MarkerOptions, Variants
from mockserver.validation.reply import BROKEN


class Judged(NamedTuple):
    """A server, what is found of its clients, and its own replies that break their documents, a text for each."""

    server: Server
    judgement: Judgement
    broken: list[str]


class Session:
    """Starts a server when a test first asks for it; all of them end together.

    Attributes:
        name: Of the run or the worker, for its measurements.
        configuration: What the project says of coverage.
        exchanges: The latest, oldest first.
    """

    def __init__(
        self,
        folder: Path,
        *,
        name: str,
        worker: str = "",
        documents: Sequence[str] = (),
        variants: Variants = (),
        keep: int = 0,
    ) -> None:
        """Prepare; nothing is started.

        Args:
            folder: The project's.
            name: Of the run or the worker, unlike any other.
            worker: The worker's name under pytest-xdist, which its namespace has; empty without.
            documents: What is served where a test names nothing; all of the specs folder without any.
            variants: What is switched on in them.
            keep: How many of the latest exchanges are kept for reports, through all resets.

        Raises:
            UsageError: When the project's configuration makes no sense.
        """
        self.name = name
        self.configuration = project_settings.read_configuration(folder)
        self.exchanges: deque[Exchange] = deque(maxlen=keep)
        self._worker = worker
        self._own = tuple(documents)
        self._variants = variants
        self._servers: dict[tuple[tuple[str, ...], Variants], Judged] = {}
        self._stack = ExitStack()

    def judged(self, options: MarkerOptions | None = None) -> Judged:
        """The server that a test asks for, with the credentials that it asks for.

        Raises:
            SpecError: When a document cannot be served.
            UsageError: For a document, a variant or a credential that is not there.
        """
        options = options or MarkerOptions()
        key = (options.vendors or self._own, options.variants or self._variants)
        found = self._servers.get(key)
        if found is None:
            found = self._servers[key] = self._start(*key)
        common = options.credentials.get("")
        wanted = {name: common for name in found.server if common} | {
            vendor: name for vendor, name in options.credentials.items() if vendor
        }
        for vendor in wanted:
            found.server[vendor]  # a vendor that is not served is told here
        return found._replace(server=found.server.seen(credentials=wanted))

    def _start(self, documents: Sequence[str], variants: Variants) -> Judged:
        server = self._stack.enter_context(running(*documents, variants=dict(variants)))
        broken: list[str] = []
        server.app.journal.listeners += [self.exchanges.append, partial(note_broken, broken)]
        judgement = self._stack.enter_context(judging(server, off=self.configuration.off))
        return Judged(server.namespace(self._worker) if self._worker else server, judgement, broken)

    def lasting(self) -> Server:
        """The run's own server, at a state that no test resets.

        Raises:
            SpecError: When a document cannot be served.
        """
        return self.judged().server.namespace(f"{self._worker}-session" if self._worker else "session")

    @property
    def documents(self) -> tuple[str, ...]:
        """Every document that was served."""
        served = (name for own, _ in self._servers for name in own or catalog.names(from_environment()))
        return tuple(dict.fromkeys(served))

    def run(self) -> Run:
        """What was measured so far, of all servers."""
        return combine_runs(
            judged.judgement.run(f"{self.name}-{number}")
            for number, judged in enumerate(self._servers.values())
        )

    def close(self) -> None:
        """Stop every server; what was measured stays."""
        self._stack.close()


def note_broken(broken: list[str], exchange: Exchange) -> None:
    """Note a reply that breaks its document: the call, and what is wrong."""
    reply = exchange.reply
    if reply is not None and reply.kind == BROKEN:
        target = exchange.request.path.decode("latin-1")
        broken.append(f"{exchange.request.method} {target}: {orjson.loads(reply.body)['detail']}")
