"""Judging recorded traffic against documents, without a server: verdicts, coverage, and where the replies differ."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import NoReturn
from urllib.parse import urlsplit

from mockserver.access.credentials import ANONYMOUS
from mockserver.clock import Clock
from mockserver.contract.compiler import servers
from mockserver.contract.model import Contract, Operation
from mockserver.coverage.clients.verdict import Evidence
from mockserver.coverage.collector import Collector
from mockserver.coverage.items.nodes import node_at
from mockserver.coverage.runs.run import Drift, Run
from mockserver.drift import recordings
from mockserver.drift.recordings import Recorded
from mockserver.errors import ApiError, ErrorKind
from mockserver.exchange import Call, Exchange, Reply, Request, join_headers
from mockserver.server.router import Router
from mockserver.validation.codings import undone
from mockserver.validation.reader import RequestReader
from mockserver.validation.reply import ReplyValidator
from mockserver.validation.schema import SchemaCompiler

CALLER = "recorded"  # whose calls they are; recordings seldom keep credentials
KEPT = 20  # differences of one operation and status that are kept


@dataclass(frozen=True, slots=True)
class Checked:
    """What recordings say.

    Attributes:
        run: Coverage, verdicts and drift.
        judged: How many exchanges were held against a document.
        skipped: How many went to hosts that no document names, by host.
    """

    run: Run
    judged: int
    skipped: tuple[tuple[str, int], ...]


def check_recordings(
    paths: Sequence[Path], contracts: Iterable[Contract], *, off: Iterable[str] = ()
) -> Checked:
    """Judge recordings.

    Args:
        paths: HAR files and cassettes.
        contracts: What they are held against: by the host, or by the path where one document alone has such a path.
        off: Names of rules that are switched off.

    Raises:
        UsageError: For a file that is no recording, or a rule that is not there.
    """
    chosen = list(contracts)
    collector = Collector(chosen, off=off)
    documents = [_Document(contract, alone=len(chosen) == 1) for contract in chosen]
    skipped: Counter[str] = Counter()
    drift: list[Drift] = []
    digest, judged = blake2b(digest_size=8), 0
    for path in paths:
        found = recordings.read_recording(path)
        digest.update(repr(found).encode())
        collector.begin(path.name)
        for recorded in found:
            document = next((d for d in documents if d.below(recorded.url) is not None), None)
            if document is None:
                skipped[urlsplit(recorded.url).netloc] += 1
                continue
            judged += 1
            exchange = document.judge(recorded)
            collector.observe(exchange)
            drift += document.drift(recorded, exchange, collector.latest(exchange), path.name)
    collector.begin()
    run = collector.run(f"recordings-{digest.hexdigest()}", drift=drift)
    return Checked(run, judged, tuple(sorted(skipped.items())))


class _NoState:
    """What a call meets that is never answered."""

    clock = Clock()

    def tenant(self, name: str) -> NoReturn:
        """Nothing asks for rows."""
        raise NotImplementedError

    def draw(self, request: Request) -> NoReturn:
        """Nothing asks for values."""
        raise NotImplementedError


class _Operation:
    """What reads the requests of one operation, and holds replies against it."""

    def __init__(self, contract: Contract, operation: Operation, compiler: SchemaCompiler) -> None:
        self.declared = operation
        self.requests = RequestReader(contract, operation, compiler)
        self.replies = ReplyValidator(operation, compiler)


def _encoded(fields: recordings.Fields) -> list[tuple[bytes, bytes]]:
    return [(name.encode("latin-1", "replace"), value.encode("latin-1", "replace")) for name, value in fields]


def _as_sent(body: bytes, headers: dict[bytes, bytes]) -> bytes:
    """A request's body without its content codings: a recorder may have undone them, and have kept the header."""
    coding = headers.get(b"content-encoding")
    if coding is None or not body:
        return body
    try:
        body = undone(body, coding.decode("latin-1"), recordings.LARGEST)
    except ApiError as error:
        if error.kind == "unsupported_media_type":
            return body
    del headers[b"content-encoding"]
    return body


class _Document:
    """One contract, ready to judge what was recorded."""

    def __init__(self, contract: Contract, *, alone: bool) -> None:
        compiler = SchemaCompiler(contract.document)
        self.contract = contract
        self._alone = alone
        self._router: Router[_Operation] = Router()
        for operation in contract.operations:
            self._router.add(operation.path, operation.method, _Operation(contract, operation, compiler))
        bases = {contract.base_path}
        for server in contract.document.data.get("servers") or ():
            bases.add(servers({"servers": [server]})[0])
        self._bases = sorted(bases, key=len, reverse=True)
        self._kept: Counter[tuple[str, int]] = Counter()

    def below(self, url: str) -> bytes | None:
        """The path of a URL below the document's base path; None for another document's URL."""
        parts = urlsplit(url)
        path = parts.path or "/"
        served = f"/{self.contract.name}{self.contract.base_path}"
        if path.startswith(f"{served}/"):
            return path[len(served) :].encode()
        fitting = [path[len(base) :] for base in self._bases if path.startswith(f"{base}/")]
        if parts.hostname in self.contract.hosts:
            return (fitting[0] if fitting else path).encode()
        if fitting and (self._alone or self.contract.base_path):
            below = fitting[0].encode()
            return below if self._router.find(below) is not None else None
        return None

    def judge(self, recorded: Recorded) -> Exchange:
        """The exchange that a server would have had, with the recorded reply."""
        parts = urlsplit(recorded.url)
        headers = join_headers(_encoded(recorded.headers))
        path, body = (parts.path or "/").encode(), recorded.body or b""
        body = _as_sent(body, headers)
        request = Request(recorded.method, path, parts.query.encode(), headers, body)
        exchange = Exchange(request, recorded.started)
        exchange.vendor, exchange.seconds = self.contract.name, recorded.seconds
        if recorded.status:
            fields = _encoded(recorded.reply_headers)
            exchange.reply = Reply(recorded.status, fields, recorded.reply_body or b"")
        exchange.caller = CALLER if recorded.status != 401 else None
        self._read(exchange, self.below(recorded.url) or b"", with_body=recorded.body is not None)
        return exchange

    def _read(self, exchange: Exchange, path: bytes, *, with_body: bool) -> None:
        request, route = exchange.request, self._router.find(path)
        method = request.method
        if route is not None and method == "HEAD" and "HEAD" not in route.methods:
            method = "GET"
        operation = route.methods.get(method) if route is not None else None
        if route is None or operation is None:
            exchange.kind = ErrorKind.UNKNOWN_PATH if route is None else ErrorKind.METHOD_NOT_ALLOWED
            return
        exchange.operation = operation.declared.id
        call = exchange.call = Call(request, ANONYMOUS, _NoState())
        try:
            violations = operation.requests.read(call, route.parameters(method), with_body=with_body)
            exchange.violations = tuple(violations)
        except ApiError as error:
            exchange.kind, exchange.violations = error.kind, error.violations
        if exchange.violations and exchange.kind is None:
            exchange.kind = exchange.violations[0].kind
        exchange.valid = exchange.kind is None

    def drift(self, recorded: Recorded, exchange: Exchange, call: Evidence, source: str) -> list[Drift]:
        """How a recorded reply differs from the document, once for each way."""
        reply = exchange.reply
        route = self._router.find(self.below(recorded.url) or b"")
        operation = route.methods.get(recorded.method) if route is not None else None
        if reply is None or operation is None:
            return []
        message = self._fault(operation, reply, has_body=recorded.reply_body is not None)
        declared = operation.declared
        self._kept[declared.id, reply.status] += 1 if message else 0
        if message is None or self._kept[declared.id, reply.status] > KEPT:
            return []
        response = declared.response(reply.status)
        place = node_at(self.contract.document, response.pointer if response else declared.pointer)
        return [Drift(self.contract.name, declared.id, place.pointer, message, call, source)]

    def _fault(self, operation: _Operation, reply: Reply, *, has_body: bool) -> str | None:
        response = operation.declared.response(reply.status)
        if response is None or not has_body:
            return None if response else f"status {reply.status} is not declared"
        sent = next((value for name, value in reply.headers if name == b"content-type"), b"").decode(
            "latin-1"
        )
        essence = sent.partition(";")[0].strip().lower()
        declared = {name.partition(";")[0].strip().lower(): name for name in response.content}
        media = declared.get(essence, essence)  # a charset makes no other media type
        try:
            return operation.replies.fault(
                Reply(reply.status, [(b"content-type", media.encode("latin-1"))], reply.body)
            )
        except (ValueError, RecursionError) as error:
            return f"the body is no JSON: {error}"
