"""What was understood: one thing about an operation, with where it comes from."""

from dataclasses import dataclass
from pathlib import Path

from mockserver.contract.document import Document
from mockserver.contract.mock import Origin


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that was understood of an operation.

    Attributes:
        about: What it is about: `pages`, `parameter`, `errors`.
        says: What was understood.
        origin: Where that comes from.
    """

    about: str
    says: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class Explained:
    """What was understood of an operation.

    Attributes:
        id, method, path: Which one.
        source, line: Where it stands.
        facts: Each with why it is so: the line that says it, or the evidence that it was inferred from.
    """

    id: str
    method: str
    path: str
    source: str
    line: int | None
    facts: tuple[tuple[Fact, str], ...]


def why(document: Document, origin: Origin) -> str:
    """The evidence that a value was inferred from, else the line that says it, or the nearest one that could."""
    if origin.reason is not None:
        return origin.reason
    file, line = document.place(origin.pointer)
    where = f"line {line}" if file == document.source else f"line {line} of {Path(file).name}"
    return where if document.stands(origin.pointer) else f"{where} says nothing else"
