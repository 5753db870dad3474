"""Holding replies against the document before they leave."""

import logging
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import orjson

from mockserver.contract.media_types import is_within
from mockserver.contract.model import Media, Operation, Response, is_json
from mockserver.errors import ErrorKind
from mockserver.exchange import Reply
from mockserver.validation.json_text import read_written_json
from mockserver.validation.schema import REPLY, SchemaCompiler, Validator

# Fields that frame a message, whatever a document declares (RFC 9112, 6; RFC 9110, 8.4).
FRAMING = frozenset({
    "content-length", "content-encoding", "transfer-encoding", "connection", "keep-alive", "trailer", "te", "upgrade",
})  # fmt: skip
MOST_TOLD = 20  # violations of a reply that its fault names
BODILESS = frozenset({204, 205, 304})  # RFC 9110, 6.4.1: whatever a document declares
OF_A_WHOLE = frozenset({206, 304})
BROKEN = "broken_reply"  # the kind of the reply that comes in the place of one that breaks its document
logger = logging.getLogger("mockserver")


class ReplyValidator:
    """Checks the replies of one operation."""

    def __init__(
        self, operation: Operation, compiler: SchemaCompiler, excused: Callable[[Any], bool] | None = None
    ) -> None:
        """Take the operation.

        Args:
            operation: Whose replies they are.
            compiler: Of the validators.
            excused: Whether a schema is one that nothing satisfies, as was said when that was found.
        """
        self._operation = operation
        self._compiler = compiler
        self._excused = excused
        self._made: dict[tuple[int, str], Validator | None] = {}

    def validated(self, reply: Reply) -> Reply:
        """`reply`, or a loud 500 that names what is wrong with it.

        What stands in where the document says nothing breaks nothing: problem details for an error without a body, an
        empty success of an operation that declares none.
        """
        if reply.status in OF_A_WHOLE:
            return reply  # the 200 that its reader has already, or a part of it
        fault = self.fault(reply)
        if fault is None or self._stands_in(reply):
            return reply
        detail = f"the reply of {self._operation.id} ({reply.status}) breaks its document: {fault}"
        logger.error(detail)  # a fault of ours or of the document: never quiet
        body = {"type": "about:blank", "title": HTTPStatus(500).phrase, "status": 500, "detail": detail}
        return Reply(500, [(b"content-type", b"application/problem+json")], orjson.dumps(body), BROKEN)

    def _stands_in(self, reply: Reply) -> bool:
        if reply.kind is None:
            return not reply.body and all(
                self._operation.response(status) is None for status in range(200, 400)
            )
        response = self._operation.response(reply.status)
        return response is None or not response.content

    def fault(self, reply: Reply) -> str | None:
        """What is wrong with a reply, None when it keeps to the document."""
        response = self._operation.response(reply.status)
        if response is None:
            return f"status {reply.status} is not declared"
        sent = {name.decode("latin-1") for name, _ in reply.headers}
        for name, header in response.headers.items():
            if header.get("required") and name.lower() not in sent and name.lower() not in FRAMING:
                return f"the required header {name} is not sent"
        if not response.content or reply.status in BODILESS:
            return "it has a body, and none is declared" if reply.body else None
        media_type = dict(reply.headers).get(b"content-type", b"").decode("latin-1")
        media = _declared(media_type, response)
        if media is None:
            return f"media type {media_type!r} is not declared"
        if not is_json(media_type):
            return None
        validator = self._validator(reply.status, media)
        value = read_written_json(reply.body)
        if validator is None or validator.is_valid(value):
            return None
        if self._excused is not None and self._excused(media.schema):
            return None
        broken = validator.violations(value, "body", ErrorKind.INTERNAL)
        told = [f"{violation.name or 'the body'}: {violation.text}" for violation in broken[:MOST_TOLD]]
        return "; ".join([*told, f"and {len(broken) - MOST_TOLD} more"] if broken[MOST_TOLD:] else told)

    def _validator(self, status: int, media: Media) -> Validator | None:
        key = (status, media.type)
        if key not in self._made:
            self._made[key] = None if media.schema is None else self._compiler.validator(media.schema, REPLY)
        return self._made[key]


def _declared(media_type: str, response: Response) -> Media | None:
    """The media type that a reply is of, as it is declared: itself, or a range that it is of."""
    found = response.content.get(media_type)
    if found is not None:
        return found
    return next((media for name, media in response.content.items() if is_within(media_type, name)), None)
