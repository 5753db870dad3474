"""Reading request bodies: by media type, strictly, and validated by a plan made once per operation."""

import io
import json
from collections.abc import Callable, Mapping
from typing import Any

import orjson

from mockserver.contract import schemas
from mockserver.contract.document import Document
from mockserver.contract.model import Body, Media, is_json
from mockserver.errors import ApiError, Violation
from mockserver.exchange import Request
from mockserver.validation.coercion import coercion
from mockserver.validation.pairs import UndecodableError, split_query
from mockserver.validation.read_only import Drop, dropper
from mockserver.validation.schema import SchemaCompiler, Validator

LONG_INTEGER = b"0" * 19  # digits; orjson reads integers over 64 bits as floats
DIGITS = bytes.maketrans(b"123456789", b"0" * 9)
MOST_KNOWN = 64  # content types of one operation that are remembered
URLENCODED, MULTIPART = FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
UTF8 = frozenset({"utf-8", "utf8", "us-ascii", "ascii"})

Parse = Callable[[bytes], Any]
Reading = tuple[Parse, Validator | None]


class BodyReader:
    """Reads and validates the body of one operation."""

    def __init__(self, document: Document, body: Body, compiler: SchemaCompiler) -> None:
        """Compile the plan.

        Raises:
            ValueError: When a schema is no valid JSON Schema.
        """
        self._document = document
        self._drops = compiler.ignores_read_only
        self._known: dict[bytes, Reading] = {}  # by the content types that came
        self.required = body.required
        self.media: dict[str, tuple[Media, Validator | None]] = {}
        for name, media in body.content.items():
            judged = media.schema is not None and not is_opaque(document, media)
            validator = compiler.validator(media.schema) if judged else None
            self.media[name.partition(";")[0].strip().lower()] = (media, validator)

    def read(self, request: Request, violations: list[Violation]) -> tuple[bool, Any]:
        """Whether there was a body, and the body as JSON types; its problems are added to `violations`.

        Raises:
            ApiError: `unsupported_media_type`, `malformed_body`.
        """
        if not request.body:
            if self.required:
                violations.append(
                    Violation("body", (), "empty", {}, "a body is required", {}, "invalid_body")
                )
            return False, None
        content_type = request.headers.get(b"content-type", b"")
        found = self._known.get(content_type)
        if found is None:
            found = self._reading(content_type.decode("latin-1"))
            if len(self._known) < MOST_KNOWN:
                self._known[content_type] = found
        parse, validator = found
        value = parse(request.body)
        if validator is not None:
            violations += validator.violations(value, "body", "invalid_body")
        return True, value

    def _reading(self, content_type: str) -> Reading:
        """What reads a body of this content type, and what validates it.

        Raises:
            ApiError: `unsupported_media_type`.
        """
        essence, _, parameters = content_type.lower().partition(";")
        essence = essence.strip()
        found = (
            self.media.get(essence)
            or self.media.get(f"{essence.partition('/')[0]}/*")
            or self.media.get("*/*")
        )
        if found is None or not essence or (parameters and not _readable(parameters)):
            raise ApiError("unsupported_media_type")
        media, validator = found
        parse = self._parser(essence, content_type, media)
        drop = dropper(self._document, media.schema) if self._drops else None
        return (_without(parse, drop) if drop else parse), validator

    def _parser(self, essence: str, content_type: str, media: Media) -> Parse:
        if is_json(essence):
            return parse_json
        if essence == URLENCODED:
            return lambda body: self._form(_split_form(body), media)
        if essence == MULTIPART:
            binary = self._binary(media)
            return lambda body: self._form(_multipart(body, content_type, binary), media)
        return _text if essence.startswith("text/") else lambda body: body.decode("latin-1")

    def _binary(self, media: Media) -> frozenset[str]:
        """The properties that are bytes: `format: binary` (OpenAPI 3.0.3), `contentMediaType` (3.1)."""
        members = schemas.properties(self._document, media.schema)
        found = set()
        for name, member in members.items():
            element = schemas.items(self._document, member) or self._document.resolve(member)
            element = self._document.resolve(element)
            if element.get("format") == "binary" or "contentMediaType" in element:
                found.add(name)
        return frozenset(found)

    def _form(self, fields: Mapping[str, list[str]], media: Media) -> dict[str, Any]:
        """Fields by name, coerced to their properties' types (OpenAPI 3.0.3, Encoding Object)."""
        members = schemas.properties(self._document, media.schema)
        found: dict[str, Any] = {}
        for name, texts in fields.items():
            schema = members.get(name, {})
            admitted = schemas.types(self._document, schema)
            if "array" in admitted:
                coerce = coercion(self._document, schemas.items(self._document, schema))
                found[name] = [coerce(text) for text in texts] if coerce else texts
            elif "object" in admitted:
                found[name] = _json_or_text(texts[-1])
            elif len(texts) > 1:
                found[name] = texts  # a scalar given twice; the schema's own `type` refuses it
            else:
                coerce = coercion(self._document, schema)
                found[name] = coerce(texts[0]) if coerce else texts[0]
        return found


def is_opaque(document: Document, media: Media) -> bool:
    """Whether a body is read as text though its schema is of no text, as for XML: it is held against nothing then."""
    essence = media.type.partition(";")[0].strip().lower()
    if is_json(essence) or essence in FORMS or "*" in essence:
        return False
    admitted = schemas.types(document, media.schema)
    return bool(admitted) and "string" not in admitted


def parse_json(body: bytes) -> Any:
    """The value of a JSON text: UTF-8 without a byte order mark, no NaN, no lone surrogates (RFC 8259).

    Raises:
        ApiError: `malformed_body`.
    """
    try:
        return read_json(body)
    except (ValueError, RecursionError) as error:
        raise _malformed(str(error)) from None


def read_json(text: bytes) -> Any:
    """The value of a JSON text, integers of any size kept.

    Raises:
        ValueError, RecursionError: When it is not JSON, or deeper than Python can read.
    """
    if LONG_INTEGER not in text.translate(DIGITS):
        return orjson.loads(text)
    value = json.loads(text.decode(), parse_constant=_no_constant)
    json.dumps(value, ensure_ascii=False, allow_nan=False).encode()  # refuses lone surrogates, and 1e999
    return value


def _without(parse: Parse, drop: Drop) -> Parse:
    """What parses a body and takes out of it what is read-only."""

    def parsed(body: bytes) -> Any:
        value = parse(body)
        drop(value)
        return value

    return parsed


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _malformed(reason: str) -> ApiError:
    text = f"the body cannot be read: {reason}"
    return ApiError(
        "malformed_body", violations=[Violation("body", (), "malformed", {}, text, {}, "malformed_body")]
    )


def _readable(parameters: str) -> bool:
    """Whether the parameters of a media type leave the body readable: a charset has to be UTF-8."""
    for parameter in parameters.split(";"):
        name, _, value = parameter.strip().partition("=")
        if name == "charset" and value.strip('"') not in UTF8:
            return False
    return True


def _json_or_text(text: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return text


def _text(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError:
        raise _malformed("not UTF-8") from None


def _split_form(body: bytes) -> dict[str, list[str]]:
    try:
        return split_query(body)
    except UndecodableError:
        raise _malformed("not UTF-8") from None


def _multipart(body: bytes, content_type: str, binary: frozenset[str]) -> dict[str, list[str]]:
    """Parts by name; files as Latin-1 text, one character a byte.

    Args:
        body, content_type: What came.
        binary: The names of parts that are files, whether they say so or not.

    Raises:
        ApiError: `malformed_body`.
    """
    from python_multipart import parse_form  # noqa: PLC0415 - only operations with forms need it
    from python_multipart.exceptions import FormParserError  # noqa: PLC0415

    fields: dict[str, list[str]] = {}

    def on_field(field: Any) -> None:
        name = field.field_name.decode()
        text = (field.value or b"").decode("latin-1" if name in binary else "utf-8")
        fields.setdefault(name, []).append(text)

    def on_file(file: Any) -> None:
        file.file_object.seek(0)
        fields.setdefault(file.field_name.decode(), []).append(file.file_object.read().decode("latin-1"))

    if not body.rstrip(b"\r\n").endswith(b"--"):
        raise _malformed("the last boundary is missing")
    headers = {"Content-Type": content_type.encode("latin-1"), "Content-Length": str(len(body)).encode()}
    try:
        parse_form(headers, io.BytesIO(body), on_field, on_file)
    except (FormParserError, ValueError, AttributeError) as error:
        raise _malformed(str(error)) from None
    return fields
