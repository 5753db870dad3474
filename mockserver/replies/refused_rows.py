"""Why a row is refused: what of it is wrong, and where the document says so."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple, Self

from mockserver.bounds import quoted_value
from mockserver.contract.document import Document, escape
from mockserver.contract.mock.block import Block
from mockserver.contract.placed_nodes import node_of_schema
from mockserver.errors import MockserverError, Violation, hint
from mockserver.replies.shown_rows import violation_text
from mockserver.rows import ValuePath


class WrongMember(NamedTuple):
    """Something that is wrong with a row.

    Attributes:
        pointer: JSON pointer into the row.
        text: What is wrong there.
        file, line: Where the document says what is right; None for no line.
    """

    pointer: str
    text: str
    file: str = ""
    line: int | None = None

    def __str__(self) -> str:
        """What is wrong, and the place to look at."""
        return f"{self.text}; see {self.file}:{self.line}" if self.line else self.text


class ArrangedRowError(MockserverError):
    """A row breaks a rule of its resource; the text names the rule, and its place in the document.

    Attributes:
        places: JSON pointers into the row, and what is wrong there.
        sources: File and line in the document for each of them.
    """

    def __init__(self, about: str, wrong: Iterable[WrongMember]) -> None:
        found = [*dict.fromkeys(wrong)]
        super().__init__(f"{about}: {'; '.join(map(str, found))}")
        self._about, self._wrong = about, found
        self.places = tuple((each.pointer, str(each)) for each in found)
        self.sources = tuple((each.file, each.line) for each in found)

    def within(self, pointer: str) -> Self:
        """The same of a row that came with others, at a pointer into what was sent."""
        wrong = [each._replace(pointer=pointer + each.pointer) for each in self._wrong]
        return type(self)(f"{pointer}: {self._about}", wrong)


def against_schema(document: Document, schema: Any, violations: Iterable[Violation]) -> Iterator[WrongMember]:
    """What a schema that shows a row does not admit of it."""
    node = node_of_schema(document, schema)
    for violation in violations:
        pointer = node.inside(document, violation.path).pointer if node.pointer else ""
        place = document.place(pointer) if pointer else ("", None)
        yield WrongMember(_pointer(violation.path), violation_text(violation), *place)


def against_rule(document: Document, rule: Block, path: ValuePath, text: str) -> WrongMember:
    """What a rule of `x-mock`, written or inferred, does not admit."""
    reason = rule.origin_of_all.reason
    told = f"{text} (inferred: {reason})" if reason else text
    return WrongMember(_pointer(path), told, *document.place(rule.pointer))


def unknown_member(document: Document, schema: Any, name: str, declared: Iterable[str]) -> WrongMember:
    """A member that nothing shows, writes or reads."""
    node = node_of_schema(document, schema)
    place = document.place(node.pointer) if node.pointer else ("", None)
    text = f"nothing in the document shows, writes or reads {quoted_value(name)}; {hint(name, declared, 'members')}"
    return WrongMember(_pointer((name,)), text, *place)


def _pointer(path: ValuePath) -> str:
    return "".join(f"/{escape(str(step))}" for step in path)
