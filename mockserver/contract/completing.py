"""A document together with what is inferred where it leaves something open."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from mockserver.contract.document import Document
from mockserver.contract.mock.block import EXTENSION, may_infer
from mockserver.contract.model import Inferred, Open


class Completed(NamedTuple):
    """What a document says, and what was inferred for it.

    Attributes:
        data: The document's data with inferred values in it; the document itself is not changed.
        inferred: These values by their pointers.
        left_open: What inference did not decide.
    """

    data: Mapping[str, Any]
    inferred: Mapping[str, Inferred]
    left_open: tuple[Open, ...]


def complete(document: Document, *, infers: bool) -> Completed:
    """A document with what it leaves open; as it stands where it says all that it means, or nobody asks."""
    if not (infers and may_infer(document.data.get(EXTENSION))):
        return Completed(document.data, {}, ())
    from mockserver.contract.inference import infer, merged  # noqa: PLC0415 - 23 modules

    found = infer(document)
    data, put = merged(document, found.values)
    return Completed(data, put, tuple(found.left_open))
