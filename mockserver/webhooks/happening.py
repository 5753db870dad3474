"""What happens: the changes of rows, and the calls of operations, of which the events of one document are made."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from mockserver.contract.callbacks import Callback, callbacks_of
from mockserver.contract.document import escape
from mockserver.contract.mock import EventRule
from mockserver.contract.model import Media, is_json
from mockserver.errors import Problem, SpecError
from mockserver.exchange import EventCall
from mockserver.language.change_tests import ChangeTest, compile_change_test
from mockserver.language.expressions import Evaluate, ExpressionError, compile_expression
from mockserver.rows import ABSENT, Row
from mockserver.services import Services
from mockserver.validation.schema import SchemaError
from mockserver.webhooks.payloads import JSON, Payload, PayloadCompiler

Addresses = Sequence[Evaluate]


@dataclass(frozen=True, slots=True)
class CompiledEvent:
    """One event of a document.

    Attributes:
        name: Its name.
        test: The changes of rows that it is.
        payload: What makes what is sent.
        to: What says where to, beside those who subscribe.
    """

    name: str
    test: ChangeTest
    payload: Callable[[], Payload]
    to: Addresses = ()

    def addresses(self, call: EventCall, row: Row | None) -> Iterator[str]:
        """Addresses it is sent, beside those who subscribe."""
        for evaluate in self.to:
            found = evaluate(call, row.data if row is not None else {})
            if found is not ABSENT and found:
                yield str(found)


@dataclass(frozen=True, slots=True)
class DocumentEvents:
    """The events of one document, compiled.

    Attributes:
        of_resource: Those of the changes of each resource.
        of_operation: Those of each operation's calls: its callbacks, by the operation's id.
        names: All of them.
    """

    of_resource: dict[str, list[CompiledEvent]] = field(default_factory=dict)
    of_operation: dict[str, list[CompiledEvent]] = field(default_factory=dict)

    @property
    def names(self) -> list[str]:
        """The names of all events."""
        held = [*self.of_resource.values(), *self.of_operation.values()]
        found = (each.name for events in held for each in events)
        return list(dict.fromkeys(found))


class EventCompiler:
    """Compiles the events of one document."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._contract = services.contract
        self._document = services.contract.document
        self._payloads = PayloadCompiler(services)
        self._rules = services.contract.mock.webhooks
        self._problems: list[Problem] = []
        self._callbacks = list(callbacks_of(services.contract))

    def events(self) -> DocumentEvents:
        """All of them.

        Raises:
            SpecError: With a problem for each that makes no sense.
        """
        found = DocumentEvents()
        rules = self._contract.mock.events
        for name, rule in rules.items():
            event = self._tried(f"/x-mock/events/{escape(name)}", name, rule)
            if event is not None and rule.resource is not None:
                found.of_resource.setdefault(rule.resource, []).append(event)
        named = {rule.callback for rule in rules.values()}
        for each in self._callbacks:
            if each.name in named:
                continue
            resource = each.operation.mock.resource
            event = self._tried(each.pointer, each.name, EventRule(resource=resource), each)
            if event is not None:
                found.of_operation.setdefault(each.operation.id, []).append(event)
        if self._problems:
            raise SpecError(self._problems)
        return found

    def _tried(
        self, pointer: str, name: str, rule: EventRule, callback: Callback | None = None
    ) -> CompiledEvent | None:
        try:
            return self._event(name, rule, callback)
        except (ExpressionError, SchemaError, KeyError) as error:
            self._problems.append(self._document.problem(pointer, f"event {name!r}: {error}"))
            return None

    def _event(self, name: str, rule: EventRule, callback: Callback | None) -> CompiledEvent:
        urls, media = [*rule.to, *self._rules.to], JSON
        if rule.callback is not None:
            callback = next(each for each in self._callbacks if each.name == rule.callback)
        if callback is not None:
            media, urls = self._media(callback.node), [callback.url, *rule.to]
        elif rule.webhook is not None:
            item = self._document.resolve(self._document.data["webhooks"][rule.webhook])
            media = self._media(item.get("post") or item.get("put") or {})
        if media.schema is None and rule.schema is not None:
            media = Media(media.type, {"$ref": rule.schema}, media.examples)
        template = rule.payload if rule.says("payload") else self._rules.payload
        links = self._contract.links(rule.resource)
        payload = cache(lambda: self._payloads.payload(name, rule.resource, template, media))
        if rule.origin_of_all.reason is None and callback is None:
            payload()  # what is written makes sense, or is told at the start; the rest waits until it happens
        return CompiledEvent(
            name,
            compile_change_test(rule.on, rule.changed, rule.when, links),
            payload,
            tuple(compile_expression(url, lambda dotted: _reader(links, dotted)) for url in urls),
        )

    def _media(self, node: Mapping[str, Any]) -> Media:
        """What the request body of an operation that others answer is sent as: JSON where that is there."""
        body = self._document.resolve(node.get("requestBody") or {})
        content = body.get("content") or {}
        name = next((each for each in content if is_json(each)), next(iter(content), None))
        if name is None:
            return JSON
        media = self._document.resolve(content[name])
        shown = [self._document.resolve(each).get("value") for each in (media.get("examples") or {}).values()]
        if "example" in media:
            shown.insert(0, media["example"])
        examples = {str(number): value for number, value in enumerate(shown) if value is not None}
        return Media(name, media.get("schema"), examples, media.get("encoding") or {})


def _reader(links: Any, dotted: str) -> Evaluate:
    read = links.reader(dotted) if dotted else None
    return lambda call, subject: read(subject, call.rows) if read else subject
