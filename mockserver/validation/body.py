"""Reading request bodies: by media type, strictly, and validated by a plan made once per operation."""

from io import BytesIO
from typing import IO, Any

from mockserver.bounded import Recent
from mockserver.contract import schemas
from mockserver.contract.document import Document
from mockserver.contract.media_types import is_charset, kind_of_media, media_parameter
from mockserver.contract.model import Body, Media
from mockserver.errors import ApiError, ErrorKind, Violation
from mockserver.exchange import IN_MEMORY, Request
from mockserver.rows import ValuePath
from mockserver.settings import DEFAULT_MAX_BODY
from mockserver.validation.codings import undone
from mockserver.validation.media import MAKERS
from mockserver.validation.media.base import (
    Making,
    Parse,
    Source,
    put_in_place,
)
from mockserver.validation.read_only import Drop, dropper
from mockserver.validation.schema import REQUEST, SchemaCompiler, Validator

MOST_KNOWN = 32  # content types of one operation that are remembered
UTF8 = frozenset({"utf-8", "utf8", "us-ascii", "ascii"})
STREAMED = frozenset({"multipart", "bytes"})
OF_TEXTS = frozenset(
    {"minLength", "maxLength", "pattern", "format"}
)  # which a text in the place of a file has not
OPAQUE = frozenset({"text", "bytes"})  # kinds whose bodies are one string, whatever their schema says

PATCH = "application/json-patch+json"
JSON_PATCH = {  # RFC 6902, 4
    "type": "array",
    "items": {
        "type": "object",
        "required": ["op", "path"],
        "properties": {"op": {"type": "string"}, "path": {"type": "string"}},
    },
}

BodyReading = tuple[Parse, Validator | None]


class BodyReader:
    """Reads and validates the body of one operation."""

    def __init__(
        self,
        document: Document,
        body: Body,
        compiler: SchemaCompiler,
        limit: int = DEFAULT_MAX_BODY,
        direction: str = REQUEST,
    ) -> None:
        """Compile the plan.

        Args:
            document, body, compiler: What is read, and with what.
            limit: The most bytes of a body, once its content codings are undone.
            direction: Whether what is read-only is passed over, or refused.

        Raises:
            ValueError: When a schema is no valid JSON Schema.
        """
        self._document = document
        self._compiler = compiler
        self._limit = limit
        self._drops = direction == REQUEST
        self._known: Recent[bytes, BodyReading] = Recent(MOST_KNOWN)  # by the content types that came
        self.required = body.required
        self.media: dict[str, tuple[Media, Validator | None]] = {}
        for name, media in body.content.items():
            schema = (
                {"anyOf": [JSON_PATCH, media.schema]}
                if is_shared_by_patches(document, media)
                else media.schema
            )
            judged = schema is not None and not is_opaque(document, media)
            validator = compiler.validator(schema, direction) if judged else None
            self.media[name.partition(";")[0].strip().lower()] = (media, validator)

    def read_body(self, request: Request, violations: list[Violation]) -> tuple[bool, Any]:
        """Whether there was a body, and the body as JSON types; its problems are added to `violations`.

        Raises:
            ApiError: `unsupported_media_type`, `malformed_body`, `payload_too_large`.
        """
        if not request.body:
            if self.required:
                violations.append(
                    Violation("body", (), "empty", {}, "a body is required", {}, ErrorKind.INVALID_BODY)
                )
            return False, None
        headers = request.headers
        content_type = headers.get(b"content-type", b"")
        found = self._known.get(content_type)
        if found is None:
            found = self._reading(content_type.decode("latin-1"))
            self._known[content_type] = found
        parse, validator = found
        body = request.body
        if request.file is not None or b"content-encoding" in headers or len(body) > IN_MEMORY:
            return True, self._read_unusual(request, content_type, found, violations)
        value = parse(body, violations)
        if validator is not None:
            violations += validator.violations(value, "body", ErrorKind.INVALID_BODY, len(body))
        return True, value

    def _read_unusual(
        self, request: Request, content_type: bytes, reading: BodyReading, violations: list[Violation]
    ) -> Any:
        """A body that is large or coded; what its kind reads piece by piece is never whole in memory, if on disk."""
        parse, validator = reading
        body: Source = request.body if request.file is None else request.file
        coding = request.headers.get(b"content-encoding")
        if coding is not None:
            body = undone(request.payload(), coding.decode("latin-1"), self._limit)
        essence = content_type.decode("latin-1").partition(";")[0].strip().lower()
        on_disk: set[ValuePath] = set()
        large = not isinstance(body, bytes) or len(body) > IN_MEMORY
        if large and kind_of_media(essence) in STREAMED:
            value = parse(BytesIO(body) if isinstance(body, bytes) else body, violations)
            value, on_disk = put_in_place(value)
        else:
            value = parse(body if isinstance(body, bytes) else whole_file(body), violations)
        if validator is not None:
            found = validator.violations(value, "body", ErrorKind.INVALID_BODY)
            violations += [v for v in found if not (v.path in on_disk and v.keyword in OF_TEXTS)]
        return value

    def _reading(self, content_type: str) -> BodyReading:
        """What reads a body of this content type, and what validates it.

        Raises:
            ApiError: `unsupported_media_type`.
        """
        essence = content_type.lower().partition(";")[0].strip()
        group, suffix = essence.partition("/")[0], essence.rpartition("+")[2]
        ranges = (essence, f"{group}/*+{suffix}", f"{group}/*", "*/*")
        found = next((self.media[each] for each in ranges if each in self.media), None)
        kind = kind_of_media(essence)
        if found is None or not essence or not _readable(kind, media_parameter(content_type, "charset")):
            raise ApiError(ErrorKind.UNSUPPORTED_MEDIA_TYPE)
        media, validator = found
        parse = MAKERS[kind](Making(self._document, media, content_type, self._compiler))
        drop = dropper(self._document, media.schema) if self._drops else None
        return (_without(parse, drop) if drop else parse), validator


def whole_file(file: IO[bytes]) -> bytes:
    """All that is in a file."""
    file.seek(0)
    return file.read()


def is_opaque(document: Document, media: Media) -> bool:
    """Whether a body is read as text though its schema is of no text: it is held against nothing then."""
    essence = media.type.partition(";")[0].strip().lower()
    if kind_of_media(essence) not in OPAQUE or "*" in essence:
        return False
    admitted = schemas.types(document, media.schema)
    return bool(admitted) and "string" not in admitted


def is_shared_by_patches(document: Document, media: Media) -> bool:
    """Whether a body is a JSON Patch by its media type and something else by its schema: it may be either then.

    Documents with one schema for several media types are so, and those of servers that read any JSON by this one.
    """
    admitted = schemas.types(document, media.schema)
    return (
        media.type.partition(";")[0].strip().lower() == PATCH and bool(admitted) and "array" not in admitted
    )


def _without(parse: Parse, drop: Drop) -> Parse:
    """What parses a body and takes out of it what is read-only."""

    def parsed(body: bytes, violations: list[Violation]) -> Any:
        value = parse(body, violations)
        drop(value)
        return value

    return parsed


def _readable(kind: str, charset: str) -> bool:
    """Whether a charset leaves a body readable: JSON and forms are UTF-8, text and XML may have any that is known."""
    if not charset or charset in UTF8:
        return True
    return kind == "bytes" or (kind in {"text", "xml"} and is_charset(charset))
