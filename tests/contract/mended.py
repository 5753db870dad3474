"""What mended documents are held against."""

from typing import Any

from mockserver.contract import tolerance
from mockserver.contract.document import Document
from tests.builders import load

GONE = object()
HEAD = "openapi: {}\ninfo: {{title: Acme, version: '1'}}\n"


def document(text: str, version: str = "3.0.3") -> Document:
    return load(text, head=HEAD.format(version))


def at(found: Document, pointer: str) -> Any:
    try:
        return found.at(pointer)
    except KeyError:
        return GONE


def check(found: Document, pointer: str, expected: Any, says: str) -> None:
    mended = tolerance.mend(found)

    assert at(mended.document, pointer) == expected
    told = [problem for problem in mended.problems if says in problem.message]
    assert told, [str(problem) for problem in mended.problems]
    assert {problem.severity for problem in mended.problems} == {"warning"}
    assert all(problem.line and problem.rule and problem.file for problem in mended.problems)
    # What is left is in order, or is read as JSON Schema or a later version has it.
    again = {problem.rule for problem in tolerance.mend(mended.document).problems}
    assert again <= {"version", "unknown-key", "missing", "pattern"}
