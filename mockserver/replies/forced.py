"""Answers that a client asks for with `Prefer`, whatever the request would give."""

from mockserver.contract.model import Operation
from mockserver.exchange import Call, Headers, Reply
from mockserver.exchange.preferences import Preferences
from mockserver.replies.declared_headers import declared
from mockserver.replies.examples import example_shown
from mockserver.replies.offers import chosen, offers_of
from mockserver.replies.writer import ReplyWriter
from mockserver.services import Services

RETRY_AFTER = b"60"  # seconds, on a forced 429


class Forced:
    """The forced answers of one operation."""

    def __init__(self, operation: Operation, services: Services, replies: ReplyWriter) -> None:
        self._operation = operation
        self._services = services
        self._replies = replies

    def reply(self, prefer: Preferences, call: Call) -> Reply | None:
        """The answer that the preferences force, None where they force none that the operation declares."""
        if prefer.code is None and prefer.example is None and not prefer.dynamic:
            return None
        names = tuple(
            name
            for name, wanted in (
                ("code", prefer.code),
                ("example", prefer.example),
                ("dynamic", prefer.dynamic or None),
                ("seed", prefer.seed if prefer.dynamic else None),
            )
            if wanted is not None
        )
        reply = self.bare(prefer, call)
        if reply is None:
            return None
        return Reply(reply.status, [*reply.headers, prefer.applied(names)], reply.body)

    def bare(self, prefer: Preferences, call: Call) -> Reply | None:
        """The same without telling what was applied."""
        return self._named(prefer, call) if prefer.example is not None else self._coded(prefer, call)

    def _named(self, prefer: Preferences, call: Call) -> Reply | None:
        for status in [prefer.code] if prefer.code else self._replies.statuses():
            found = self._example(status, prefer.example, call)
            if found is not None:
                return found
        return None

    def _coded(self, prefer: Preferences, call: Call) -> Reply | None:
        status = prefer.code or self._replies.statuses()[0]
        found = None if prefer.dynamic else self._example(status, None, call)
        if found is not None:
            return found
        seed = self._services.seed if prefer.seed is None else prefer.seed
        made = self._replies.generated(status, seed, call)
        return None if made is None else Reply(status, _waiting(status, made.headers), made.body)

    def _example(self, status: int, name: str | None, call: Call) -> Reply | None:
        """An example of a status; None where the operation has none, or none of that name."""
        response = self._operation.response(status)
        if response is None:
            return None
        offers = [
            offer
            for offer in offers_of(self._services.contract.document, response)
            if offer.media.examples and (name is None or name in offer.media.examples)
        ]
        if not offers:
            return None
        offer = chosen(offers, call.request)
        body = offer.write(example_shown(self._services, self._operation, response, offer.media, name))
        must = declared(self._services, response)
        headers = [offer.header, *must.fixed, *must.of(call, (), body, status)]
        return Reply(status, _waiting(status, headers), body)


def _waiting(status: int, headers: Headers) -> Headers:
    """Headers with what a client has to be told that is told to slow down."""
    if status != 429 or any(name == b"retry-after" for name, _ in headers):
        return headers
    return [*headers, (b"retry-after", RETRY_AFTER)]
