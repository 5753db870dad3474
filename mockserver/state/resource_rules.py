"""What the rows of a resource must keep to: one key, an order, unique fields."""

from abc import abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, overload

from mockserver.contract.model import Contract
from mockserver.errors import ErrorKind
from mockserver.rows import ABSENT, Order, Row, Unmade, dig, path_of

Seeds = Mapping[str, Mapping[str, Sequence[Mapping[str, Any]]]]  # resource -> tenant -> rows


class LateRows(Sequence[dict[str, Any]]):
    """Rows that a resource begins with, which are made when they are shown.

    Attributes:
        asked_late: Whether they are not to be begun before they are asked for.
    """

    asked_late = False

    @property
    @abstractmethod
    def begun(self) -> Sequence[Unmade]:
        """What makes each row."""

    @abstractmethod
    def holding(self, field: str, value: Any) -> Sequence[Unmade] | None:
        """The rows that may have a value in a field; None where it does not say which."""

    def __len__(self) -> int:
        return len(self.begun)

    @overload
    def __getitem__(self, index: int) -> dict[str, Any]: ...

    @overload
    def __getitem__(self, index: slice) -> list[dict[str, Any]]: ...

    def __getitem__(self, index: int | slice) -> dict[str, Any] | list[dict[str, Any]]:
        if isinstance(index, slice):
            return [unmade.whole() for unmade in self.begun[index]]
        return self.begun[index].whole()


class RowSource(Protocol):
    """What makes the rows that a resource begins with."""

    def rows(self, resource: str, tenant: str) -> Sequence[Mapping[str, Any]] | None:
        """The rows, the same each time; None for a resource whose rows it does not make."""


@dataclass(frozen=True, slots=True)
class Unique:
    """Fields that no two rows of a tenant share; nulls do not count.

    Attributes:
        paths: Where the fields are.
        ignore_case: Whether case is ignored.
        error: The kind of error that a duplicate raises.
    """

    paths: tuple[tuple[str, ...], ...]
    ignore_case: bool
    error: str


@dataclass(frozen=True, slots=True)
class ResourceRules:
    """What a table must know of its resource: its key, its default order, what is unique.

    Attributes:
        fill: Whether its seeded rows are the first of those that a source has, not all that there are.
    """

    name: str
    key: str
    order: Order
    unique: tuple[Unique, ...]
    fill: bool = False

    @property
    def of_key(self) -> Unique:
        """The rule that no two rows have the same key."""
        return Unique(((self.key,),), ignore_case=False, error=ErrorKind.CONFLICT)

    def key_of(self, data: Mapping[str, Any]) -> str:
        """What identifies a row among those of its table.

        Raises:
            KeylessError: When it has none.
        """
        found = data.get(self.key, ABSENT) if "." not in self.key else dig(data, path_of(self.key))
        if found is ABSENT:
            raise KeylessError(f"it has no {self.key!r}, which identifies a row of {self.name}")
        return str(found)


class KeylessError(Exception):
    """A row has nothing that identifies it."""


class DuplicateError(Exception):
    """A unique field is taken.

    Attributes:
        rule: The rule that is broken.
        existing: The row that has the value.
    """

    def __init__(self, rule: Unique, existing: Row) -> None:
        fields = " and ".join(repr(".".join(path)) for path in rule.paths)
        super().__init__(f"it shares {fields} with the row {existing.key!r}")
        self.rule = rule
        self.existing = existing


class UnfitSeedsError(Exception):
    """Rows that a document shall begin with break the rules of their resource.

    Attributes:
        resource: Theirs.
    """

    def __init__(self, resource: str, tenant: str, number: int, error: DuplicateError | KeylessError) -> None:
        super().__init__(f"row {number} of {resource}, tenant {tenant!r}: {error}")
        self.resource = resource


def rules_of(contract: Contract) -> dict[str, ResourceRules]:
    """The rules of each resource of a contract."""
    found = {}
    for name, declared in contract.mock.resources.items():
        unique = tuple(
            Unique(tuple(map(path_of, rule.fields)), rule.ignore_case, rule.error) for rule in declared.unique
        )
        order, fill = Order(declared.sort, declared.key), declared.rows.fill and bool(declared.row)
        found[name] = ResourceRules(name, declared.key, order, unique, fill)
    return found


def unique_value(rule: Unique, data: Mapping[str, Any]) -> Any:
    """What must differ between rows; None where one of the fields is null or absent."""
    return unique_values(rule, (dig(data, path) for path in rule.paths))


def unique_values(rule: Unique, held: Iterable[Any]) -> Any:
    """The same of the values that a row holds in the fields of the rule."""
    values = []
    for value in held:
        if value is ABSENT or value is None:
            return None
        values.append(value.casefold() if rule.ignore_case and isinstance(value, str) else value)
    return tuple(values)
