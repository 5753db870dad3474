"""What every reader of bodies is: a function made once per content type, called once per request."""

import codecs
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from mockserver.contract.document import Document
from mockserver.contract.model import Media
from mockserver.errors import ApiError, ErrorKind, Violation
from mockserver.validation.schema import SchemaCompiler

Parse = Callable[[bytes, list[Violation]], Any]


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


Make = Callable[[Making], Parse]


def malformed(reason: str) -> ApiError:
    """What is raised for a body that cannot be read."""
    text = f"the body cannot be read: {reason}"
    return ApiError(
        ErrorKind.MALFORMED_BODY,
        violations=[Violation("body", (), "malformed", {}, text, {}, ErrorKind.MALFORMED_BODY)],
    )


def parameter(content_type: str, name: str) -> str:
    """The value of a media type's parameter, in lower case and without quotes; empty without one."""
    for part in content_type.split(";")[1:]:
        found, _, value = part.partition("=")
        if found.strip().lower() == name:
            return value.strip().strip('"').lower()
    return ""


def decoded(body: bytes, charset: str) -> str:
    """The text of a body.

    Raises:
        ApiError: `malformed_body`.
    """
    try:
        return body.decode(charset or "utf-8")
    except UnicodeError:
        raise malformed(f"not {charset.upper() or 'UTF-8'}") from None


def is_charset(name: str) -> bool:
    """Whether a charset is known, and is one of text."""
    try:
        return codecs.lookup(name)._is_text_encoding  # noqa: SLF001 - the only way to tell `hex` from `latin-1`
    except LookupError:
        return False
