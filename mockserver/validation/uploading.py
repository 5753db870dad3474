"""Finding the file in a request: a part of a form, the whole body, a text in base64."""

from base64 import b64decode
from binascii import Error
from collections.abc import Callable
from typing import Any

from mockserver.contract.media_types import media_parameter
from mockserver.exchange import NOTHING, Call, Request
from mockserver.exchange.upload import UploadedFile, uploaded
from mockserver.language.expressions import Evaluate, compile_expression
from mockserver.validation.codings import undone
from mockserver.validation.media.multipart import parts

BODY = "$request.body"
BYTES = "application/octet-stream"

FindFile = Callable[[Call], UploadedFile | None]


def file_finder(expression: str, limit: int) -> FindFile:
    """What finds the file that an expression names; it finds none where a call has none.

    Args:
        expression: `$request.body` for a whole body, else of a member.
        limit: The most bytes of a body, once its content codings are undone.

    Raises:
        ExpressionError: For an expression that is unknown.
    """
    evaluate, member = compile_expression(expression), expression.removeprefix(f"{BODY}#").strip("/")

    def find(call: Call) -> UploadedFile | None:
        if not call.sent:
            return None
        said = call.request.headers.get(b"content-type", b"").decode("latin-1")
        if said.lower().startswith("multipart/"):
            return _part(call, said, member, limit)
        if expression == BODY:
            name = media_parameter(call.request.header("content-disposition") or "", "filename")
            return uploaded(name, said.partition(";")[0].strip() or BYTES, content_of(call.request, limit))
        return _text(evaluate, call)

    return find


def content_of(request: Request, limit: int) -> bytes:
    """The bytes of a body, its content codings undone."""
    body, coding = request.payload(), request.headers.get(b"content-encoding")
    return body if coding is None else undone(body, coding.decode("latin-1"), limit)


def _part(call: Call, content_type: str, name: str, limit: int) -> UploadedFile | None:
    """A part of a form; the reading of the body knows it by its file's name from then on."""
    for part in parts(content_of(call.request, limit), content_type):
        if part.name == name or (not name and part.filename is not None):
            found = uploaded(part.filename or "", part.type or BYTES, part.body)
            if isinstance(call.body, dict) and isinstance(call.body.get(part.name), str):
                call.body = {**call.body, part.name: part.filename or ""}
            return found
    return None


def _text(evaluate: Evaluate, call: Call) -> UploadedFile | None:
    """A text in a body: the bytes that it stands for in base64, else itself."""
    told: Any = evaluate(call, NOTHING)
    if not isinstance(told, str):
        return None
    try:
        return uploaded("", BYTES, b64decode(told, validate=True))
    except (Error, ValueError):
        return uploaded("", "text/plain", told.encode("utf-8", "replace"))
