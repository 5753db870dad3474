"""What the rows of a resource must keep to: one key, an order, unique fields."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mockserver.contract.model import Contract
from mockserver.rows import Order, Row, path_of

Seeds = Mapping[str, Mapping[str, Sequence[Mapping[str, Any]]]]  # resource -> tenant -> rows


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
    """What a table must know of its resource: its key, its default order, what is unique."""

    name: str
    key: str
    order: Order
    unique: tuple[Unique, ...]


class DuplicateError(Exception):
    """A unique field is taken.

    Attributes:
        rule: The rule that is broken.
        existing: The row that has the value.
    """

    def __init__(self, rule: Unique, existing: Row) -> None:
        super().__init__(rule.error)
        self.rule = rule
        self.existing = existing


def rules_of(contract: Contract) -> dict[str, ResourceRules]:
    """The rules of each resource of a contract."""
    found = {}
    for name, declared in contract.mock.resources.items():
        unique = tuple(
            Unique(tuple(map(path_of, rule.fields)), rule.ignore_case, rule.error) for rule in declared.unique
        )
        found[name] = ResourceRules(name, declared.key, Order(declared.sort, declared.key), unique)
    return found
