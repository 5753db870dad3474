"""What every behaviour is: a function made once per operation, called once per request."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from mockserver.contract.model import Operation
from mockserver.exchange import Call
from mockserver.language.rows import Row
from mockserver.services import Services, World


@dataclass(slots=True)  # made for every request, and frozen ones are slow to make
class Result:
    """What a behaviour did.

    Attributes:
        outcome: `found`, `created`, `updated`, `deleted` or `existing`.
        rows: The rows to show; for one row, that row alone.
    """

    outcome: str
    rows: Sequence[Row] = ()


@contextmanager
def all_or_none(world: World) -> Iterator[None]:
    """Undo every write of the block when it raises."""
    mark = world.store.snapshot()
    try:
        yield
    except Exception:
        world.store.restore(mark)
        raise


Behaviour = Callable[[Call, World], Result]
Make = Callable[[Operation, Services], Behaviour]
