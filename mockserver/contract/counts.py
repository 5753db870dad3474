"""What was understood of a document, in a line of figures."""

from dataclasses import dataclass

from mockserver.contract.model import Contract

NOTHING_DONE = "respond"  # the behaviour of an operation that answers what its document shows


@dataclass(frozen=True, slots=True)
class Counts:
    """How much of a document was understood.

    Attributes:
        operations: All that there are.
        resources: Kinds of rows that are kept.
        paged_lists: Lists that are cut into pages.
        example_answers: Operations that answer an example, or what their schema admits, and keep nothing.
        left_open: Questions that nothing in the document decides.
    """

    operations: int
    resources: int
    paged_lists: int
    example_answers: int
    left_open: int

    @property
    def sentence(self) -> str:
        """`412 operations: 38 resources, 61 lists page, 9 operations answer examples`."""
        parts = [
            _many(self.resources, "resource", "resources"),
            _many(self.paged_lists, "list pages", "lists page"),
            _many(self.example_answers, "operation answers examples", "operations answer examples"),
        ]
        told = ", ".join(filter(None, parts)) or "nothing to answer"
        return f"{_many(self.operations, 'operation', 'operations') or 'no operations'}: {told}"


def counts_of(contract: Contract) -> Counts:
    """The figures of a document."""
    mocks = [operation.mock for operation in contract.operations]
    return Counts(
        operations=len(mocks),
        resources=len(contract.mock.resources),
        paged_lists=sum(mock.behaviour == "list" and mock.pagination is not None for mock in mocks),
        example_answers=sum(mock.behaviour == NOTHING_DONE for mock in mocks),
        left_open=len(contract.left_open),
    )


def _many(number: int, one: str, more: str) -> str:
    return f"{number:,} {one if number == 1 else more}" if number else ""
