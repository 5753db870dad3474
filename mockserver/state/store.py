"""What every back end does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from mockserver.language.rows import Order, Row, TenantRows

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
    """What the store must know of a resource: its key, its default order, what is unique."""

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


class Store(Protocol):
    """All rows of one document."""

    def tenant(self, name: str) -> TenantRows:
        """The rows of a tenant; a tenant without rows has empty resources."""

    def fork(self) -> "Store":
        """Another store with the same seeded rows, and nothing else."""

    def snapshot(self) -> Any:
        """A mark to come back to."""

    def restore(self, mark: Any) -> None:
        """Back to a mark of this store."""

    def reset(self) -> None:
        """Back to the seeded rows."""

    def reseed(self, seeds: Seeds) -> None:
        """Take other seeded rows, in place of all rows; raises DuplicateError, and changes nothing then."""

    def counts(self) -> dict[str, dict[str, int]]:
        """How many rows there are, by resource and tenant."""
