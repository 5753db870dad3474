"""Header fields that a document declares for a response: as their example, or as what fields of that name say."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from mockserver.contract.document import escape
from mockserver.contract.mock import ParameterMock
from mockserver.contract.model import Parameter, Response, values_of
from mockserver.exchange import Call, HeaderField, Headers
from mockserver.rendering.encoding import to_json
from mockserver.replies.field_values import OWN, Sending, Value, made_by_name
from mockserver.rows import Row
from mockserver.services import Services
from mockserver.validation.json_text import json_or_text
from mockserver.validation.styles import MISSING, reader


@dataclass(frozen=True, slots=True)
class DeclaredHeaders:
    """The declared fields of one response.

    Attributes:
        fixed: Those that are always the same.
        made: Names of those that each reply has its own of, and what makes their values.
    """

    fixed: Headers
    made: tuple[tuple[bytes, Callable[[Sending], bytes]], ...]

    def of(self, call: Call, rows: Sequence[Row], body: bytes, status: int) -> list[HeaderField]:
        """The fields of a reply that each has its own of."""
        sending = Sending(call, rows, body, status)
        return [(name, make(sending)) for name, make in self.made]


NO_HEADERS = DeclaredHeaders((), ())


def declared(
    services: Services, response: Response | None, sent: Iterable[str] = (), *, seed: int | None = None
) -> DeclaredHeaders:
    """The fields that replies of a response have, required or not.

    Args:
        services: The document's.
        response: None for none.
        sent: Names of fields that the document's own rules send.
        seed: Where generated values start from; by default, the document's.
    """
    if response is None or not response.headers:
        return NO_HEADERS
    mock = services.contract.mock
    limited = ("retry-after", *mock.limits.headers.names().values()) if mock.limits.origins else ()
    known = OWN.union(str(name).lower() for name in (*sent, *limited))
    fixed: list[HeaderField] = []
    made: list[tuple[bytes, Callable[[Sending], bytes]]] = []
    for name, header in response.headers.items():
        if name.lower() in known:
            continue
        field = _Field(services, name, header, seed, response.pointer)
        key = name.lower().encode("latin-1", "replace")
        if field.by_name is None:
            fixed.append((key, field.fixed()))
        else:
            made.append((key, field.made))
    return DeclaredHeaders(tuple(fixed), tuple(made))


def header_fits(services: Services, name: str, header: Mapping[str, Any], text: str) -> bool:
    """Whether a value of a declared field is as its schema says (style `simple`)."""
    document = services.contract.document
    content = next(iter((header.get("content") or {}).values()), None)
    if content is not None:
        return services.values.fits(document.resolve(content).get("schema", True), json_or_text(text))
    schema = header.get("schema", True)
    if not isinstance(schema, Mapping):
        return True
    explode = bool(header.get("explode"))
    field = Parameter(name, "header", False, schema, "simple", explode, None, ParameterMock(), "")
    value = reader(document, field)({name: [text]})
    return value is not MISSING and services.values.fits(schema, value)


class _Field:
    """One declared field."""

    def __init__(
        self, services: Services, name: str, header: Mapping[str, Any], seed: int | None, pointer: str
    ) -> None:
        self._services = services
        self._name = name
        self._seed = seed
        self._pointer = f"{pointer}/headers/{escape(name)}"
        content = next(iter((header.get("content") or {}).items()), None)
        media = services.contract.document.resolve(content[1]) if content else header
        self._schema = media.get("schema", True)
        self._is_json = content is not None
        self._given = _given(services, media)
        by_name = made_by_name(name)
        self.by_name: Value | None = by_name if by_name and (not self._given or by_name.of_row) else None

    def fixed(self) -> bytes:
        """Its value: the header's example, else a value of its schema."""
        if not self._given:
            return self._text(
                self._services.values.made(self._schema, self._name, seed=self._seed, pointer=self._pointer)
            )
        shown = self._given[0]
        if self._fits(shown) or self._fits(_text(shown)):
            return self._text(shown)
        return self._text(
            self._services.values.mended(self._schema, shown, self._name, pointer=self._pointer)
        )

    def made(self, sending: Sending) -> bytes:
        """Its value in one reply: what a field of its name says, where its schema admits that."""
        if self.by_name is None or (self._given and not sending.rows):
            return self.fixed()
        value = self.by_name.make(replace(sending, absolute=True) if self._absolute() else sending)
        return self._text(value) if self._fits(value) or self._fits(_text(value)) else self.fixed()

    def _absolute(self) -> bool:
        """Whether a URL has to be an absolute one."""
        schema = self._services.contract.document.resolve(self._schema)
        return isinstance(schema, Mapping) and schema.get("format") in {"uri", "url", "iri"}

    def _fits(self, value: Any) -> bool:
        return self._services.values.fits(self._schema, value)

    def _text(self, value: Any) -> bytes:
        text = to_json(value).decode() if self._is_json else _text(value)
        return " ".join(text.split()).encode("latin-1", "replace")


def _given(services: Services, media: Mapping[str, Any]) -> list[Any]:
    """Its examples."""
    if "example" in media:
        return [media["example"]]
    resolve = services.contract.document.resolve
    shown = [resolve(example) for example in (media.get("examples") or {}).values()]
    return [value for example in shown if isinstance(example, Mapping) for value in values_of(example)]


def _text(value: Any) -> str:
    """A value as style `simple` writes it (OpenAPI 3.0.3, Header Object)."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return ",".join(map(_text, value))
    if isinstance(value, Mapping):
        return ",".join(f"{name},{_text(member)}" for name, member in value.items())
    return "" if value is None else " ".join(str(value).split())
