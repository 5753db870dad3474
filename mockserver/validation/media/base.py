"""What every reader of bodies is: a function made once per content type, called once per request."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import IO, Any

from mockserver.contract.document import Document
from mockserver.contract.model import Media
from mockserver.errors import ApiError, ErrorKind, Violation
from mockserver.rows import ValuePath
from mockserver.validation.schema import SchemaCompiler

Source = bytes | IO[bytes]  # a body: what is large, and read piece by piece, is on disk
Parse = Callable[[Any, list[Violation]], Any]


@dataclass(frozen=True, slots=True)
class Making:
    """What a reader is made of.

    Attributes:
        media: The media type as it is declared, with its schema.
        content_type: The header field as it came.
        compiler: Of validators, for what is held against a schema before the body is whole.
    """

    document: Document
    media: Media
    content_type: str
    compiler: SchemaCompiler


MakeParser = Callable[[Making], Parse]


@dataclass(frozen=True, slots=True)
class OnDisk:
    """A value too large to be kept in memory, of which only this is known afterwards.

    Attributes:
        name: Of its file, as the client called it; empty where it did not.
        size: Its bytes.
    """

    name: str
    size: int

    def __str__(self) -> str:
        """What stands in its place: the name of the file, else how large it is."""
        return self.name or f"{self.size} bytes"

    def check(self, schema: Any, path: ValuePath) -> list[Violation]:
        """Hold its size against the bounds of a schema, one character a byte."""
        found = []
        for keyword, is_kept in (("minLength", int.__ge__), ("maxLength", int.__le__)):
            limit = schema.get(keyword) if isinstance(schema, Mapping) else None
            if isinstance(limit, int) and not is_kept(self.size, limit):
                text = f"{self} has {self.size} bytes, and {keyword} is {limit}"
                found.append(
                    Violation("body", path, keyword, {"limit": limit}, text, schema, ErrorKind.INVALID_BODY)
                )
        return found


def put_in_place(value: Any) -> tuple[Any, set[ValuePath]]:
    """A body with texts in the place of what is on disk, and where these are: a form is not deep."""
    if isinstance(value, OnDisk):
        return str(value), {()}
    places: set[ValuePath] = set()
    for name, member in value.items() if isinstance(value, dict) else enumerate(value):
        inner = list(enumerate(member)) if isinstance(member, list) else []
        for index, element in inner:
            if isinstance(element, OnDisk):
                member[index] = str(element)
                places.add((name, index))
        if isinstance(member, OnDisk):
            value[name] = str(member)
            places.add((name,))
    return value, places


def malformed(reason: str) -> ApiError:
    """What is raised for a body that cannot be read."""
    text = f"the body cannot be read: {reason}"
    return ApiError(
        ErrorKind.MALFORMED_BODY,
        violations=[Violation("body", (), "malformed", {}, text, {}, ErrorKind.MALFORMED_BODY)],
    )


def decoded(body: bytes, charset: str) -> str:
    """The text of a body.

    Raises:
        ApiError: `malformed_body`.
    """
    try:
        return body.decode(charset or "utf-8")
    except UnicodeError:
        raise malformed(f"not {charset.upper() or 'UTF-8'}") from None
