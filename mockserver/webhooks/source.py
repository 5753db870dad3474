"""One document as a source of events: which happen, what is sent of them, who is told."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from mockserver.exchange import Call, Caller, EventCall, Exchange, Request
from mockserver.language.expressions import compile_expression
from mockserver.rows import ABSENT, Change, Row
from mockserver.services import Services
from mockserver.state.namespaces import NamespaceState
from mockserver.webhooks.delivery import Receiver
from mockserver.webhooks.happening import CompiledEvent, EventCompiler
from mockserver.webhooks.receivers import StoredSubscriptions

WHO = "events"  # the credential by which expressions see who makes a change that no call makes


@dataclass(frozen=True, slots=True)
class Happening:
    """An event that happens.

    Attributes:
        event: Which.
        call: What its payload is written in.
        row: The row that it is about; None for a call that is about none.
        cause: The request that caused it; None where none did.
    """

    event: CompiledEvent
    call: EventCall
    row: Row | None
    cause: Exchange | None


class EventSource:
    """The events of one document, those who subscribe to them among its rows, and how they are delivered."""

    def __init__(self, services: Services) -> None:
        """Compile.

        Raises:
            SpecError: With a problem for each event that makes no sense.
            ExpressionError: For a header or a subscription that makes none.
        """
        contract = services.contract
        self.name = contract.name
        self.rules = contract.mock.webhooks
        self.events = EventCompiler(services).events()
        rule = self.rules.subscriptions
        self.stored = StoredSubscriptions(contract, rule) if rule is not None else None
        self._headers = [
            (name.lower(), compile_expression(str(text))) for name, text in self.rules.headers.items()
        ]

    def of_changes(
        self, state: NamespaceState, changes: Sequence[Change], cause: Exchange | None = None
    ) -> Iterator[Happening]:
        """The events that changes are, in order; those that a request made have its parts for expressions."""
        for change in changes:
            for event in self.events.of_resource.get(change.resource, ()):
                call = self._call(state, change.tenant, cause)
                if change.before is not None:
                    call.before = change.before.data
                if event.test.is_met(change, call):
                    yield Happening(event, call, change.after or change.before, cause)

    def of_call(self, state: NamespaceState, cause: Exchange) -> Iterator[Happening]:
        """The callbacks of a call that succeeded."""
        call, reply = cause.call, cause.reply
        if call is None or call.replayed or reply is None or not 200 <= reply.status < 300:
            return
        row = next((change.after for change in call.changes if change.after is not None), None)
        for event in self.events.of_operation.get(cause.operation or "", ()):
            yield Happening(event, self._call(state, call.caller.tenant, cause), row, cause)

    def headers(self, call: EventCall) -> Mapping[str, str]:
        """The header fields that the document has sent with an event, but for its signature."""
        found = ((name, evaluate(call, {})) for name, evaluate in self._headers)
        return {name: str(value) for name, value in found if value is not ABSENT and value is not None}

    def receivers(self, happening: Happening, state: NamespaceState) -> Iterator[tuple[Receiver, bool]]:
        """Who is told by the document, each with whether that is of the seeded rows, and nobody's wish."""
        call = happening.call
        for url in happening.event.addresses(call, happening.row):
            yield Receiver(url), False
        if self.stored is not None:
            tenant = call.caller.tenant
            for row, receiver in self.stored.to(happening.event.name, call):
                yield receiver, state.rows.is_seeded(tenant, self.stored.resource, row)

    @staticmethod
    def _call(state: NamespaceState, tenant: str, cause: Exchange | None) -> EventCall:
        made: Call | None = cause.call if cause is not None else None
        if made is None:
            who = Caller(WHO, tenant=tenant, facts={"name": WHO, "tenant": tenant})
            return EventCall(Request("POST", b"/", b"", {}), who, state)
        call = EventCall(made.request, made.caller, state)
        call.take_cause(made, cause.reply if cause is not None else None)
        return call
