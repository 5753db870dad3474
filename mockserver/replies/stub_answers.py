"""What a stub answers: written once, and held against its document before anybody is told it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from mockserver.contract.document import escape
from mockserver.contract.media_types import essence_of, is_within, kind_of_media
from mockserver.contract.model import Operation, Response
from mockserver.contract.placed_nodes import DocumentNode, node_of_schema
from mockserver.errors import ErrorKind
from mockserver.exchange import Call, Headers, Reply
from mockserver.exchange.preferences import Preferences
from mockserver.faults.fault import twice_named
from mockserver.faults.stub import StubAnswer
from mockserver.rendering.encoding import to_json
from mockserver.replies.declared_headers import declared, header_fits
from mockserver.replies.error_bodies import problem
from mockserver.replies.error_writer import PROBLEM_TYPE
from mockserver.replies.forced import Forced
from mockserver.replies.offers import Offer, chosen, offers_of
from mockserver.replies.stub_matching import Places
from mockserver.replies.success_responses import successes
from mockserver.services import Services
from mockserver.validation.reply import BODILESS
from mockserver.validation.schema import REPLY

# What frames a message, or says how it goes on: the server's own, and true (RFC 9112, 6; RFC 9110, 7.6.1).
OWN = frozenset({
    "content-length", "transfer-encoding", "connection", "keep-alive", "proxy-connection", "te", "trailer", "upgrade",
})  # fmt: skip
CONTENT_TYPE = b"content-type"
TEXTS = frozenset({"text", "bytes"})


class StubAnswers:
    """Compiles the answers of stubs of one operation."""

    def __init__(self, operation: Operation, services: Services, forced: Forced) -> None:
        self._operation = operation
        self._services = services
        self._forced = forced
        self._document = services.contract.document

    def compile_answer(
        self, given: Mapping[str, Any], pointer: str, *, breaks: bool
    ) -> tuple[StubAnswer, Places]:
        """An answer, and what of it the document does not admit.

        Args:
            given: As users write it.
            pointer: Where it stands in the stub.
            breaks: Whether it may be anything that is a message.
        """
        headers = given.get("headers", {})
        status = given.get("status") or self._status(given.get("example"))
        wrong = [*self._framing(given, status, pointer)]
        if not breaks:
            wrong += self._undeclared(given, status, pointer)
        fields = tuple((name.lower().encode(), value.encode()) for name, value in headers.items())
        if wrong:
            make: Callable[[Call], Reply] = _nothing
        elif "body" in given:
            make, found = self._written(given["body"], status, pointer, dict(fields), breaks=breaks)
            wrong += found
        else:
            make = self._documented(status, given.get("example"))
        delay = given.get("delay", 0)
        least, most = delay if isinstance(delay, list) else (delay, delay)
        return StubAnswer(_with(make, fields), (float(least), float(most))), wrong

    def _status(self, example: str | None) -> int:
        """The status that is meant by an answer that says none: that of its example, else of the first success."""
        if example is not None:
            for status, response in self._operation.responses.items():
                if any(example in media.examples for media in response.content.values()):
                    return int(status) if status.isdigit() else _of_class(status)
        return next((status for status, _ in successes(self._operation)), 200)

    @staticmethod
    def _framing(given: Mapping[str, Any], status: int, pointer: str) -> Iterator[tuple[str, str]]:
        """Why an answer would be no message, or two."""
        headers = given.get("headers", {})
        for name in headers:
            if name.lower() in OWN:
                yield f"{pointer}/headers/{escape(name)}", f"{name} is always the server's own, and true"
        if (name := twice_named(headers)) is not None:
            yield (
                f"{pointer}/headers/{escape(name)}",
                "it is there twice: names of header fields have no case",
            )
        if status in BODILESS and "body" in given:
            yield f"{pointer}/body", f"an answer of status {status} has no body (RFC 9110, 15)"

    def _undeclared(self, given: Mapping[str, Any], status: int, pointer: str) -> Iterator[tuple[str, str]]:
        """What of status, example and headers the document does not have."""
        operation, response = self._operation, self._operation.response(status)
        if response is None:
            known = ", ".join(operation.responses)
            yield f"{pointer}/status", f"{operation.id} declares no status {status}; it declares: {known}"
            return
        example = given.get("example")
        names = [name for media in response.content.values() for name in media.examples]
        if example is not None and example not in names:
            known = ", ".join(names) or "none"
            yield (
                f"{pointer}/example",
                f"{operation.id} has no example {example!r} of status {status}; it has: {known}",
            )
        headers = {name.lower(): header for name, header in response.headers.items()}
        for name, text in given.get("headers", {}).items():
            place = f"{pointer}/headers/{escape(name)}"
            if name.lower() == "content-type":
                if not any(is_within(text, each) for each in response.content):
                    yield (
                        place,
                        f"{text!r} is not declared; declared: {', '.join(response.content) or 'none'}",
                    )
            elif name.lower() == "content-encoding":
                yield place, "the body is sent as it is"
            elif name.lower() in headers and not header_fits(
                self._services, name, headers[name.lower()], text
            ):
                admitted = DocumentNode(None, f"{response.pointer}/headers/{escape(name)}")
                yield place, f"the document does not admit {text!r}{self._seen(admitted)}"

    def _seen(self, place: DocumentNode | Response | None) -> str:
        """Where the document says what is admitted, as the end of a sentence; nothing where that is not known."""
        if place is None or not place.pointer:
            return ""
        said = self._document.problem(place.pointer, "")
        return f"; see {said.file}:{said.line}" if said.line else f"; see {said.pointer}"

    def _documented(self, status: int, example: str | None) -> Callable[[Call], Reply]:
        """What the document has for a status, or its example of a name; what stands in for it where it has nothing."""
        wanted = Preferences(code=status, example=example)
        return lambda call: self._forced.bare(wanted, call) or standing_in(status)

    def _written(
        self, body: Any, status: int, pointer: str, fields: Mapping[bytes, bytes], *, breaks: bool
    ) -> tuple[Callable[[Call], Reply], Places]:
        """A body, as each media type that admits it, and why it is none of those that are declared."""
        response = self._operation.response(status)
        offers: Sequence[Offer] = offers_of(self._document, response) if response is not None else ()
        if CONTENT_TYPE in fields:
            wanted = essence_of(fields[CONTENT_TYPE].decode())
            offers = [offer for offer in offers if essence_of(offer.type) == wanted]
        judged = [(offer, self._broken(offer, body, f"{pointer}/body")) for offer in offers]
        written = [found for offer, wrong in judged if not wrong and (found := _as(offer, body)) is not None]
        if response is not None and written:
            return self._sent(written, response, status), []
        if breaks:
            return _bare(status, body), []
        if not judged:
            text = f"{self._operation.id} declares no body of status {status}"
            return _nothing, [(f"{pointer}/body", text)]
        said = [(f"{pointer}/body", f"it cannot be written as {judged[0][0].type}{self._seen(response)}")]
        return _nothing, judged[0][1] or said

    def _broken(self, offer: Offer, body: Any, pointer: str) -> Places:
        """How a body breaks the schema of a media type."""
        kind = kind_of_media(essence_of(offer.type))
        if kind in TEXTS and not isinstance(body, str):
            return [(pointer, f"a body of {offer.type} is a text")]
        if offer.media.schema is None or kind in TEXTS or kind == "multipart":
            return []
        validator = self._services.schemas.validator(offer.media.schema, REPLY)
        found = validator.violations(body, "body", ErrorKind.INVALID_BODY)
        node = node_of_schema(self._document, offer.media.schema) if found else DocumentNode(None, "")
        return [
            (
                pointer + "".join(f"/{escape(str(step))}" for step in each.path),
                f"{each.text}{self._seen(node.inside(self._document, each.path))}",
            )
            for each in found
        ]

    def _sent(
        self, written: Sequence[tuple[Offer, bytes]], response: Response, status: int
    ) -> Callable[[Call], Reply]:
        """What is sent of a body: as the media type that its caller likes best, with the fields that are declared."""
        offers, must = [offer for offer, _ in written], declared(self._services, response)

        def reply(call: Call) -> Reply:
            offer, body = written[offers.index(chosen(offers, call.request))]
            return Reply(status, [offer.header, *must.fixed, *must.of(call, (), body, status)], body)

        return reply


def _of_class(status: str) -> int:
    """A status of a class (`4XX`), or of `default`."""
    return int(status[0]) * 100 if status[:1].isdigit() else 200


def _as(offer: Offer, body: Any) -> tuple[Offer, bytes] | None:
    """A body, written as a media type; None where it cannot be."""
    try:
        return offer, offer.write(body)
    except (TypeError, ValueError, AttributeError, KeyError):
        return None


def _bare(status: int, body: Any) -> Callable[[Call], Reply]:
    """A body that no media type of the document is for: a text as it is, all else as JSON."""
    text = isinstance(body, str)
    payload = body.encode() if text else to_json(body)
    kind = b"text/plain; charset=utf-8" if text else b"application/json"
    return lambda call: Reply(status, [(CONTENT_TYPE, kind)], payload)


def standing_in(status: int) -> Reply:
    """What stands in where a document has nothing for a status: problem details (RFC 9457), if it may have a body."""
    if status in BODILESS:
        return Reply(status, (), b"", "fault")
    return Reply(status, PROBLEM_TYPE, to_json(problem(status)), "fault")


def _nothing(call: Call) -> Reply:
    return Reply(204, (), b"")


def _with(make: Callable[[Call], Reply], fields: Headers) -> Callable[[Call], Reply]:
    """What a stub sends: its own header fields in the place of those of their names; never an error of the call's."""
    named = {name for name, _ in fields}

    def reply(call: Call) -> Reply:
        made = make(call)
        kept = [header for header in made.headers if header[0] not in named]
        return Reply(made.status, [*kept, *fields], made.body)

    return reply
