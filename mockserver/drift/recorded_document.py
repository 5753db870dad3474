"""One document, ready to judge what was recorded: requests as the server reads them, replies against its responses."""

from collections import Counter
from typing import NoReturn
from urllib.parse import urlsplit

from mockserver.access.credentials import ANONYMOUS
from mockserver.clock import Clock
from mockserver.contract.model import Contract, Operation
from mockserver.contract.placed_nodes import document_node
from mockserver.coverage.clients.verdict import Evidence
from mockserver.coverage.runs.run import Drift
from mockserver.drift.recordings import LARGEST, Recorded, RecordedFields
from mockserver.errors import ApiError, ErrorKind
from mockserver.exchange import Call, Exchange, Reply, Request, join_headers
from mockserver.server.choosing import has_query
from mockserver.server.router import Entry, PathValues, Router
from mockserver.validation.codings import undone
from mockserver.validation.reader import RequestReader
from mockserver.validation.reply import ReplyValidator
from mockserver.validation.schema import SchemaCompiler

CALLER = "recorded"  # whose calls they are; recordings seldom keep credentials
KEPT = 20  # differences of one operation and status that are kept


class NoState:
    """What a call meets that is never answered."""

    clock = Clock()

    def tenant(self, name: str) -> NoReturn:
        """Refuse: a recording asks for no rows."""
        raise NotImplementedError

    def draw(self, request: Request) -> NoReturn:
        """Refuse: a recording asks for no values."""
        raise NotImplementedError


class RecordedOperation:
    """What reads the requests of one operation, and holds replies against it."""

    def __init__(self, contract: Contract, operation: Operation, compiler: SchemaCompiler) -> None:
        self.declared = operation
        self.requests = RequestReader(contract, operation, compiler)
        self.replies = ReplyValidator(operation, compiler)


def encoded(fields: RecordedFields) -> list[tuple[bytes, bytes]]:
    """Header fields as they stand on the wire, as far as they can."""
    return [(name.encode("latin-1", "replace"), value.encode("latin-1", "replace")) for name, value in fields]


def as_sent(body: bytes, headers: dict[bytes, bytes]) -> bytes:
    """A request's body without its content codings: a recorder may have undone them, and have kept the header."""
    coding = headers.get(b"content-encoding")
    if coding is None or not body:
        return body
    try:
        body = undone(body, coding.decode("latin-1"), LARGEST)
    except ApiError as error:
        if error.kind == ErrorKind.UNSUPPORTED_MEDIA_TYPE:
            return body
    del headers[b"content-encoding"]
    return body


class RecordedDocument:
    """One contract, ready to judge what was recorded."""

    def __init__(self, contract: Contract, *, alone: bool) -> None:
        compiler = SchemaCompiler(contract.document)
        self.contract = contract
        self._alone = alone
        self._operations = {o.id: RecordedOperation(contract, o, compiler) for o in contract.operations}
        self._router: Router[RecordedOperation] = Router(
            lambda entry, values: entry.answer.requests.admits_path(entry.parameters(values))
        )
        bases: set[str] = set()
        for operation in contract.operations:
            answer = self._operations[operation.id]
            self._router.add(operation.path, operation.method, answer, spans=operation.spans)
            bases.update(contract.base_paths(operation))
        self._router.settle()
        self._bases = sorted(bases, key=len, reverse=True)
        self._kept: Counter[tuple[str, int]] = Counter()

    def below(self, url: str) -> bytes | None:
        """The path of a URL below the document's base path; None for another document's URL."""
        parts = urlsplit(url)
        path = parts.path or "/"
        served = f"/{self.contract.segment}{self.contract.base_path}"
        if path.startswith(f"{served}/"):
            return path[len(served) :].encode()
        fitting = [path[len(base) :] for base in self._bases if path.startswith(f"{base}/")]
        if parts.hostname in self.contract.hosts:
            return (fitting[0] if fitting else path).encode()
        if fitting and (self._alone or self.contract.base_path):
            below = fitting[0].encode()
            return below if self._router.allow(below) is not None else None
        return None

    def judge(self, recorded: Recorded) -> Exchange:
        """The exchange that a server would have had, with the recorded reply."""
        parts = urlsplit(recorded.url)
        headers = join_headers(encoded(recorded.headers))
        path, body = (parts.path or "/").encode(), as_sent(recorded.body or b"", headers)
        request = Request(recorded.method, path, parts.query.encode(), headers, body)
        request.place = self.below(recorded.url) or path
        exchange = Exchange(request, recorded.started)
        exchange.vendor, exchange.arrived = self.contract.name, recorded.started
        exchange.seconds = recorded.seconds
        if recorded.status:
            fields = encoded(recorded.reply_headers)
            exchange.reply = Reply(recorded.status, fields, recorded.reply_body or b"")
        exchange.caller = CALLER if recorded.status != 401 else None
        self._read(exchange, self.below(recorded.url) or b"", with_body=recorded.body is not None)
        return exchange

    def _read(self, exchange: Exchange, path: bytes, *, with_body: bool) -> None:
        request = exchange.request
        found = self._router.find(path, request.method)
        if found is None:
            known = self._router.allow(path) is not None
            exchange.kind = ErrorKind.METHOD_NOT_ALLOWED if known else ErrorKind.UNKNOWN_PATH
            return
        entries, values = found
        chosen = next((each for each in entries if self._reads(each, values, request)), entries[0])
        operation, templates = chosen.answer, chosen.parameters(values)
        exchange.operation = operation.declared.id
        call = exchange.call = Call(request, ANONYMOUS, NoState())
        try:
            violations = operation.requests.read(call, templates, with_body=with_body)
            exchange.violations = tuple(violations)
        except ApiError as error:
            exchange.kind, exchange.violations = error.kind, error.violations
        if exchange.violations and exchange.kind is None:
            exchange.kind = exchange.violations[0].kind
        exchange.valid = exchange.kind is None

    @staticmethod
    def _reads(entry: Entry[RecordedOperation], values: PathValues, request: Request) -> bool:
        """Whether an operation reads a request without a complaint: how those of one shape are told apart."""
        asked = entry.answer.declared.query
        call = Call(request, ANONYMOUS, NoState())
        return has_query(request, asked) and entry.answer.requests.fits(call, entry.parameters(values))

    def drift(self, recorded: Recorded, exchange: Exchange, call: Evidence, source: str) -> Drift | None:
        """How a recorded reply differs from the document; None for one that does not, and beyond the first many."""
        reply, operation = exchange.reply, self._operations.get(exchange.operation or "")
        if reply is None or operation is None or operation.declared.method != recorded.method:
            return None
        message = self._fault(operation, reply, has_body=recorded.reply_body is not None)
        if message is None:
            return None
        declared = operation.declared
        self._kept[declared.id, reply.status] += 1
        if self._kept[declared.id, reply.status] > KEPT:
            return None
        response = declared.response(reply.status)
        node = document_node(self.contract.document, response.pointer if response else declared.pointer)
        return Drift(self.contract.name, declared.id, node.pointer, message, call, source)

    def _fault(self, operation: RecordedOperation, reply: Reply, *, has_body: bool) -> str | None:
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
