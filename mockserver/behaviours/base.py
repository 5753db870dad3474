"""What every behaviour is: a function made once per operation, called once per request, and what is known of it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from mockserver.contract.model import Contract, Operation
from mockserver.exchange import Call
from mockserver.rows import Row
from mockserver.services import Services


@dataclass(slots=True)  # made for every request, and frozen ones are slow to make
class Result:
    """What a behaviour did.

    Attributes:
        outcome: `found`, `created`, `updated`, `deleted` or `existing`.
        rows: The rows to show; for one row, that row alone.
    """

    outcome: str
    rows: Sequence[Row] = ()


# What it has written when it raises is undone: a behaviour need not see to that.
Behave = Callable[[Call], Result]
MakeBehave = Callable[[Operation, Services], Behave]


def nothing(contract: Contract, operation: Operation) -> Iterable[str]:
    """No kind of error."""
    return ()


def taken_fields(contract: Contract, operation: Operation) -> Iterable[str]:
    """The kinds of the rules for unique fields that a stored row may break."""
    return [rule.error for rule in contract.resource(operation.mock.resource).unique]


@dataclass(frozen=True, slots=True)
class Behaviour:
    """Something that operations do.

    Attributes:
        make: Compiles it for one operation.
        keys: The keys of an operation's `x-mock` that mean something to it, of those that not every behaviour reads.
        parameter_keys: The keys of a parameter's `x-mock` that have an effect here, of those that not every one reads.
        outcomes: What may come of it.
        needs_resource: Whether it works on the rows of a resource.
        changes: Whether it changes rows.
        raises: The kinds of error that it may raise, beside those that any operation may answer with.
        template: The body of a reply where the document has none; None for an example, or a value of the schema.
        note: What the vocabulary's page says of it beside its name.
    """

    make: MakeBehave
    keys: tuple[str, ...] = ()
    parameter_keys: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ("found",)
    needs_resource: bool = True
    changes: bool = False
    raises: Callable[[Contract, Operation], Iterable[str]] = nothing
    template: Any = "$row"
    note: str = ""
