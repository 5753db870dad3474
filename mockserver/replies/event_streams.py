"""Replies that are events one after the other: server-sent events (WHATWG HTML, 9.2) and JSON line by line."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

import orjson

from mockserver.behaviours import Result
from mockserver.clock import span_of
from mockserver.contract import schemas
from mockserver.contract.document import Document
from mockserver.contract.media_types import LINES, essence_of
from mockserver.contract.mock import StreamRule
from mockserver.contract.model import Media, Operation
from mockserver.exchange import NOTHING, Call, Reply
from mockserver.exchange.stream import EventParts, Tell
from mockserver.language.change_tests import compile_change_test
from mockserver.language.expressions import compile_expression
from mockserver.rendering.chooser import Chooser
from mockserver.rendering.encoding import to_json
from mockserver.rendering.templates import Shown, TemplateCompiler
from mockserver.rows import Change
from mockserver.services import Services
from mockserver.state.namespaces import NamespaceState

SSE = "text/event-stream"
IN_PARTS = LINES | {SSE}
COMMENT = b":\n\n"  # says nothing, and keeps the connection open
EVENT_END = re.compile(rb"(?<=\n)\n")
TEXT = "This answer comes word by word, as a mock says it."
WORD = re.compile(r"\s*\S+")
DEEPEST = 4  # objects and arrays around a delta


def streamed(operation: Operation) -> list[Media]:
    """The media types of an operation's successes that are sent event by event."""
    return [
        media
        for status, response in operation.responses.items()
        if status[:1] == "2" or status == "default"
        for media in response.content.values()
        if essence_of(media.type) in IN_PARTS
    ]


class EventStreams:
    """Makes the events of the replies of one operation."""

    def __init__(self, operation: Operation, services: Services, media: Media) -> None:
        """Compile.

        Args:
            operation, services: What, and with what.
            media: What is sent, with the schema of all events together, or of one.

        Raises:
            ExpressionError: For an expression that is unknown.
        """
        rule = operation.mock.stream or StreamRule()
        contract = services.contract
        self._operation, self._services = operation, services
        self._rule = rule
        self._every = span_of(rule.every)
        self._pause = span_of(rule.heartbeat)
        self._numbered = operation.mock.stream is not None
        self._lists = operation.mock.behaviour == "list"
        self._schema = element_of(contract.document, media.schema)
        self._text = None if rule.text is None else compile_expression(rule.text)
        self._delta = delta_of(contract.document, self._schema)
        templates = TemplateCompiler(services.views, operation.mock.resource, Chooser(operation))
        self._row = templates.text("$row", self._schema)
        links = contract.links
        self._events = [
            (name, each.resource, compile_change_test(each.on, each.changed, each.when, links(each.resource)))
            for name in rule.events
            if (each := contract.mock.events.get(name)) is not None
        ]

    @property
    def live(self) -> bool:
        """Whether events come as they happen."""
        return bool(self._events)

    def events(
        self, reply: Reply, result: Result, call: Call, state: NamespaceState
    ) -> tuple[Reply, EventParts | None]:
        """A reply, and its events; None where it is no stream.

        Args:
            reply: As it would be sent at once.
            result: What it shows.
            call, state: What it answers, and where.
        """
        essence = essence_of(dict(reply.headers).get(b"content-type", b"").decode("latin-1"))
        if reply.status != 200 or essence not in IN_PARTS:
            return reply, None
        sse = essence == SSE
        if self.live:
            parts: list[bytes] = []
        elif self._delta is not None and not self._lists:
            parts = [self._framed(essence, each) for each in self._words(call, self._delta)]
        else:
            parts = parts_of(reply.body, essence)
        if not self.live and self._rule.end is not None:
            parts.append(_data(self._rule.end.encode()) if sse else self._rule.end.encode() + b"\n")
        if sse and self._numbered and not self.live:
            parts = _after(list(_identified(parts, result if self._lists else None)), call)
        whole = b"".join(parts)
        beat = (COMMENT, self._pause) if sse else None
        join = self._joining(call, state, essence) if self.live else None
        return Reply(200, reply.headers, whole), EventParts(whole, parts, self._every, beat, join)

    def _framed(self, essence: str, value: bytes) -> bytes:
        if essence == SSE:
            return _data(value)
        return (b"\x1e" if essence == "application/json-seq" else b"") + value + b"\n"

    def _words(self, call: Call, path: Sequence[str | int]) -> Iterator[bytes]:
        """An event for each word of a text, which stands where the schema has its delta."""
        said = TEXT if self._text is None else self._text(call, NOTHING)
        base = to_json(self._services.values.made(self._schema, self._operation.id, "delta"))
        for word in WORD.findall(str(said)):
            event = orjson.loads(base)
            _put(event, path, word)
            yield to_json(event)

    def _joining(
        self, call: Call, state: NamespaceState, essence: str
    ) -> Callable[[Tell], Callable[[], None]]:
        feed = state.feeding()
        known = call.request.header("last-event-id") or ""
        after = int(known) if known.isascii() and known.isdigit() and len(known) < 19 else feed.latest

        def join(tell: Tell) -> Callable[[], None]:
            def hear(number: int, change: Change) -> None:
                for event in self._of_change(number, change, call, essence):
                    tell(event)

            return feed.join(after, hear)

        return join

    def _of_change(self, number: int, change: Change, call: Call, essence: str) -> Iterator[bytes]:
        row = change.after or change.before
        if row is None or change.tenant != call.caller.tenant:
            return
        for name, resource, test in self._events:
            if change.resource != resource or not test.is_met(change, call):
                continue
            shown = self._row(call, Shown([row])) or b"null"
            if essence == SSE:
                yield b"id: %d\nevent: %b\n%b" % (number, name.encode(), _data(shown))
            else:
                yield self._framed(essence, shown)


def parts_of(body: bytes, essence: str) -> list[bytes]:
    """A body, cut into its events."""
    if essence == SSE:
        found = EVENT_END.split(body)
        return [each + b"\n" for each in found[:-1]] + ([found[-1]] if found[-1] else [])
    return body.splitlines(keepends=True)


def _identified(parts: Sequence[bytes], result: Result | None) -> Iterator[tuple[str, bytes]]:
    """Events with what identifies them: the keys of rows, else numbers from 1 on."""
    for number, part in enumerate(parts):
        rows = () if result is None else result.rows
        told = rows[number].key if number < len(rows) else str(number + 1)
        is_named = part.startswith((b"id:", b":")) or b"\nid:" in part
        yield told, part if is_named else b"id: %b\n%b" % (told.encode(), part)


def _after(parts: Sequence[tuple[str, bytes]], call: Call) -> list[bytes]:
    """The events after the one that a reader had last."""
    known = call.request.header("last-event-id")
    start = next((number + 1 for number, (told, _) in enumerate(parts) if told == known), 0)
    return [part for _, part in parts[start:]]


def _data(value: bytes) -> bytes:
    return b"data: %b\n\n" % value.replace(b"\r", b"").replace(b"\n", b"\ndata: ")


def element_of(document: Document, schema: Any) -> Any:
    """The schema of one event: of the items, where that of the whole is one of an array."""
    if schema is not None and "array" in schemas.types(document, schema):
        return schemas.items(document, schema)
    return schema if schema is not None else {}


def delta_of(document: Document, schema: Any, depth: int = 0) -> tuple[str | int, ...] | None:
    """The way to the text in an event that is a piece of a longer one: what `delta` holds; None for none."""
    for name, member in schemas.properties(document, schema).items() if depth < DEEPEST else ():
        kinds = schemas.types(document, member)
        if name == "delta":
            inner = _text_in(document, member, kinds)
            if inner is not None:
                return (name, *inner)
        elif "array" in kinds:
            found = delta_of(document, schemas.items(document, member), depth + 1)
            if found is not None:
                return (name, 0, *found)
        elif "object" in kinds:
            found = delta_of(document, member, depth + 1)
            if found is not None:
                return (name, *found)
    return None


def _text_in(document: Document, schema: Any, kinds: frozenset[str]) -> tuple[str, ...] | None:
    if "string" in kinds:
        return ()
    members = schemas.properties(document, schema)
    return next(((name,) for name in ("content", "text") if name in members), None)


def _put(value: Any, path: Sequence[str | int], word: str) -> None:
    """Set the text at a path, making what is not there on the way."""
    for step, following in pairwise(path):
        fresh: Any = [] if following == 0 else {}
        if isinstance(step, int):
            if not value:
                value.append(fresh)
            del value[1:]  # others would say something else each time
            value = value[0]
        else:
            if not isinstance(value.get(step), Mapping | list):
                value[step] = fresh
            value = value[step]
    value[path[-1]] = word


def event_streams(operation: Operation, services: Services) -> EventStreams | None:
    """What makes the events of an operation's replies; None for one that sends none.

    Raises:
        ExpressionError: As `EventStreams`.
    """
    media = streamed(operation)
    return EventStreams(operation, services, media[0]) if media else None
