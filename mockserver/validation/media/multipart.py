"""Multipart bodies (RFC 2046, RFC 7578): parts by name, each by its own media type and the encoding of its field."""

import binascii
import quopri
from base64 import b64decode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import IO, Any

from mockserver.contract import schemas
from mockserver.contract.document import Document
from mockserver.contract.media_types import is_charset, media_parameter
from mockserver.contract.mock import ParameterMock
from mockserver.contract.model import Parameter, is_json
from mockserver.errors import ErrorKind, Violation
from mockserver.exchange import IN_MEMORY
from mockserver.validation.json_text import json_or_text
from mockserver.validation.location import LocationReader
from mockserver.validation.media.base import (
    Making,
    OnDisk,
    Parse,
    Source,
    decoded,
    malformed,
)
from mockserver.validation.media.form import FormFields
from mockserver.validation.pairs import RowNumbers, UndecodableError
from mockserver.validation.schema import SchemaCompiler

TRANSFERS: Mapping[str, Callable[[bytes], bytes]] = {
    "base64": b64decode,
    "quoted-printable": quopri.decodestring,
    **dict.fromkeys(("7bit", "8bit", "binary", ""), bytes),
}
PIECE = 1 << 18  # bytes of a body on disk that are parsed at once
MOST_HEADERS, LONGEST_HEADER = 64, 1 << 14  # of one part; bytes
UNKNOWN = "application/octet-stream"  # any bytes (RFC 2046, 4.5.1)
OF_THE_PART = frozenset({"content-type", "content-disposition", "content-transfer-encoding"})


@dataclass(slots=True)  # filled as its bytes come
class BodyPart:
    """One part.

    Attributes:
        headers: By name in lower case.
        body: What it carries, decoded from its transfer encoding; nothing of a large one.
        large: The bytes of a part that is not kept in memory; 0 for one that is.
        name, filename: What its disposition says; None for nothing.
    """

    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    large: int = 0
    name: str | None = None
    filename: str | None = None

    @property
    def type(self) -> str:
        """Its media type without parameters, in lower case; empty where it has none."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


class PartReader:
    """Turns the parts of one field into values."""

    def __init__(
        self,
        document: Document,
        name: str,
        schema: Any,
        encoding: Mapping[str, Any],
        compiler: SchemaCompiler,
    ) -> None:
        self._name = name
        admitted = schemas.types(document, schema)
        is_list = "array" in admitted and "string" not in admitted
        element = document.resolve(schemas.items(document, schema) if is_list else schema)
        element = element if isinstance(element, Mapping) else {}
        self._element = element
        kinds = schemas.types(document, element)
        self._is_bytes = element.get("format") == "binary" or (
            "contentMediaType" in element and "contentEncoding" not in element
        )
        self._is_text = self._is_bytes or "string" in kinds
        self._any = not kinds
        text = str(encoding.get("contentType", ""))
        self._accepted = [part.partition(";")[0].strip().lower() for part in text.split(",") if part.strip()]
        self._headers = _header_reader(document, encoding.get("headers") or {}, compiler)

    def value(self, part: BodyPart, violations: list[Violation]) -> Any:
        """The value of one part: JSON where it says so or its field is no text, else text, else bytes as Latin-1.

        Raises:
            ApiError: `malformed_body`, for a text that is none.
        """
        self._check(part, violations)
        if part.large:
            on_disk = OnDisk(part.filename or "", part.large)
            violations += on_disk.check(self._element, (self._name,))
            return on_disk
        kind = part.type or (self._accepted[0] if len(self._accepted) == 1 else "")
        if is_json(kind) and not self._is_text and not (self._any and part.filename is not None):
            return json_or_text(decoded(part.body, ""))
        if self._is_bytes or part.filename is not None:
            return part.body.decode("latin-1")
        charset = media_parameter(part.headers.get("content-type", ""), "charset")
        return decoded(part.body, charset if is_charset(charset) else "")

    def _check(self, part: BodyPart, violations: list[Violation]) -> None:
        """Add what is wrong with a part apart from its value: its media type, its headers.

        A file that is sent as UNKNOWN may be of any type: so libraries send what they cannot tell.
        """
        accepted = self._accepted if part.type and (part.filename is None or part.type != UNKNOWN) else ()
        if accepted and not any(fnmatchcase(part.type, pattern) for pattern in accepted):
            text = f"{self._name} is {part.type}, and is to be {' or '.join(accepted)}"
            facts = {"value": part.type, "options": accepted}
            violations.append(
                Violation("body", (self._name,), "contentType", facts, text, {}, ErrorKind.INVALID_BODY)
            )
        if self._headers is not None:
            wrong: list[Violation] = []
            sent = {name: [value] for name, value in part.headers.items()}
            self._headers.values_of(sent, wrong)
            for each in wrong:
                each.location, each.path, each.kind = "body", (self._name, *each.path), ErrorKind.INVALID_BODY
            violations += wrong


def _header_reader(
    document: Document, headers: Mapping[str, Any], compiler: SchemaCompiler
) -> LocationReader | None:
    """What reads the headers that an encoding declares for its parts; None for none."""
    parameters = []
    for name, raw in headers.items():
        node = document.resolve(raw)
        if isinstance(node, Mapping) and name.lower() not in OF_THE_PART:
            schema = node.get("schema", {})
            explode, needed = bool(node.get("explode")), bool(node.get("required"))
            parameters.append(
                Parameter(
                    name.lower(), "header", needed, schema, "simple", explode, None, ParameterMock(), ""
                )
            )
    return LocationReader(document, "header", parameters, compiler) if parameters else None


def parser(making: Making) -> Parse:
    """What reads a multipart body: an object of fields, or a list of parts where the schema is one of a list."""
    document, media, compiler = making.document, making.media, making.compiler
    schema = media.schema or {}
    if not making.content_type.lower().startswith("multipart/form-data") and "array" in schemas.types(
        document, schema
    ):
        element = PartReader(document, "", schemas.items(document, schema), {}, compiler)
        return lambda body, violations: [
            element.value(part, violations) for part in parts(body, making.content_type)
        ]
    fields, members = FormFields(document, media), schemas.properties(document, schema)
    readers = {
        name: PartReader(document, name, member, media.encoding.get(name, {}), compiler)
        for name, member in members.items()
    }

    def parse(body: Source, violations: list[Violation]) -> Any:
        found: dict[str, list[Any]] = {}
        rows = RowNumbers()
        for part in parts(body, making.content_type):
            if part.name is None:
                raise malformed("a part has no name")
            name = part.name
            read = readers.get(name) or PartReader(document, name, {}, {}, compiler)
            name = name if name in fields.known else rows.numbered(name)
            found.setdefault(name, []).append(read.value(part, violations))
        try:
            return fields.value(found)
        except UndecodableError:
            raise malformed("not UTF-8") from None

    return parse


class _Collector:
    """Hears of the parts of one body as they are parsed."""

    def __init__(self, *, streamed: bool) -> None:
        self.parts: list[BodyPart] = []
        self.ended = False
        self._field = self._value = b""
        self._chunks: list[bytes] = []
        self._size = 0
        self._streamed = streamed

    def begin(self) -> None:
        self.parts.append(BodyPart())
        self._chunks, self._size = [], 0

    def name(self, data: bytes, start: int, end: int) -> None:
        self._field += data[start:end]

    def text(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def header(self) -> None:
        self.parts[-1].headers[self._field.decode("latin-1").strip().lower()] = _text(self._value.strip())
        self._field = self._value = b""

    def data(self, data: bytes, start: int, end: int) -> None:
        self._size += end - start
        part = self.parts[-1]
        if self._streamed and self._size > IN_MEMORY and "content-transfer-encoding" not in part.headers:
            self._chunks.clear()  # it is on disk as a part of the whole
        else:
            self._chunks.append(data[start:end])

    def finish(self) -> None:
        part = self.parts[-1]
        if self._size > IN_MEMORY and not self._chunks:
            part.large = self._size
            return
        part.body = _transferred(b"".join(self._chunks), part.headers.get("content-transfer-encoding", ""))

    def end(self) -> None:
        self.ended = True


def parts(body: Source, content_type: str) -> list[BodyPart]:
    """The parts of a multipart body; of one on disk, those that are large are not kept in memory.

    Raises:
        ApiError: `malformed_body`.
    """
    from python_multipart.exceptions import FormParserError  # noqa: PLC0415 - only operations with forms need it
    from python_multipart.multipart import MultipartParser, parse_options_header  # noqa: PLC0415

    boundary = parse_options_header(content_type.encode("latin-1"))[1].get(b"boundary")
    if not boundary:
        raise malformed("the content type names no boundary")
    heard = _Collector(streamed=not isinstance(body, bytes))
    callbacks: Any = {
        "on_part_begin": heard.begin, "on_part_data": heard.data, "on_part_end": heard.finish,
        "on_header_field": heard.name, "on_header_value": heard.text, "on_header_end": heard.header,
        "on_end": heard.end,
    }  # fmt: skip
    try:
        made = MultipartParser(
            boundary, callbacks, max_header_count=MOST_HEADERS, max_header_size=LONGEST_HEADER
        )
        for piece in [body] if isinstance(body, bytes) else _pieces(body):
            made.write(piece)
        made.finalize()
    except (FormParserError, ValueError) as error:
        raise malformed(str(error)) from None
    if not heard.ended:
        raise malformed("the last boundary is missing")
    for part in heard.parts:
        _, options = parse_options_header(part.headers.get("content-disposition", "").encode())
        part.name = _text(options[b"name"]) if b"name" in options else None
        part.filename = _text(options[b"filename"]) if b"filename" in options else None
    return heard.parts


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    file.seek(0)
    while piece := file.read(PIECE):
        yield piece


def _transferred(body: bytes, coding: str) -> bytes:
    """What a part carries, out of its transfer encoding (RFC 2045, 6).

    Raises:
        ApiError: `malformed_body`.
    """
    undo = TRANSFERS.get(coding.strip().lower())
    if undo is None:
        raise malformed(f"there is no transfer encoding {coding!r}")
    try:
        return undo(body)
    except (binascii.Error, ValueError) as error:
        raise malformed(f"not {coding}: {error}") from None


def _text(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("latin-1")
