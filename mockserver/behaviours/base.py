"""What every behaviour is: a function made once per operation, called once per request."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from mockserver.contract.model import Operation
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
Behaviour = Callable[[Call], Result]
Make = Callable[[Operation, Services], Behaviour]
