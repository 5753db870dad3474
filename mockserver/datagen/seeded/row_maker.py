"""What a document's rows are made by: those to begin with, what a new one lacks, and what is shown of them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from mockserver.contract.model import Contract
from mockserver.datagen.schemas.generator import Generator, Judge
from mockserver.datagen.schemas.reading import Unsatisfiable
from mockserver.datagen.seeded.compiling import plans_of
from mockserver.datagen.seeded.keys import KeyMaker
from mockserver.datagen.seeded.row_fields import key_rules
from mockserver.datagen.seeded.rows import SeededRows
from mockserver.datagen.seeded.varied import Known, Varied
from mockserver.state.resource_rules import Seeds

SERVERS_COUNTS = ("count", "counter", "total", "size", "uses", "views")
TRIES = 20


class RowMaker:
    """Makes the rows of one document.

    Attributes:
        plans: Of each resource whose rows are made from schemas.
    """

    def __init__(
        self, contract: Contract, seed: int, rows: int | None = None, by_hand: Seeds | None = None
    ) -> None:
        """Prepare; nothing is made yet.

        Args:
            contract: Of the document.
            seed: Where every value starts from.
            rows: How many rows each resource begins with, in place of what the document says.
            by_hand: Rows of fixtures.
        """
        document = contract.document
        nullable = document.version < (3, 1)
        self.plans = plans_of(contract)
        self._seeded = SeededRows(
            self.plans, document.at, seed, nullable=nullable, rows=rows, by_hand=by_hand
        )
        self._resolve = document.at
        self._known = Known(document.at, nullable=nullable)
        self._varied = Varied(document.at)
        self._generator = Generator(seed, nullable=nullable, sent=True)

    def rows(self, resource: str, tenant: str) -> Sequence[Mapping[str, Any]] | None:
        """The rows that a resource begins with; None for one whose rows are not made here."""
        return self._seeded.rows(resource, tenant) if resource in self.plans else None

    def standing(self, resource: str, tenant: str, key: str, told: Mapping[str, Any]) -> Mapping[str, Any]:
        """The row that is there for a path before anything is done to it; nothing for one whose rows are not made here.

        Args:
            resource, tenant: Of the row.
            key: What tells it from the others.
            told: The fields that the path tells.
        """
        return (
            self._seeded.standing(self.plans[resource], tenant, key, told) if resource in self.plans else {}
        )

    def key(self, resource: str, draw: str, last: Any, is_free: Callable[[str], bool]) -> Any:
        """A key for a new row: the number after the last one, or a text of the form of the others.

        Args:
            resource: Of the row.
            draw: What tells this row from all others.
            last: The highest key that there is, None without rows.
            is_free: Whether no row has a key.
        """
        plan = self.plans[resource]
        if isinstance(last, int) and not isinstance(last, bool):
            return last + 1
        schemas = key_rules(plan, self._known)
        keys = KeyMaker(plan.key[-1], schemas, self._known, self._varied, self._generator, default=True)
        for attempt in range(TRIES):
            made = keys.make(resource, draw, attempt)
            if is_free(str(made)):
                return made
        return draw

    def lacking(
        self, resource: str, sent: Mapping[str, Any], writable: Iterable[str], draw: str
    ) -> dict[str, Any]:
        """What a new row has that nobody sent: what the server sets, what has a default, what has to be there.

        Args:
            resource: Of the row.
            sent: What the request gives.
            writable: The fields that a request could give.
            draw: What tells this row from all others.
        """
        plan = self.plans[resource]
        given = set(writable)
        made: dict[str, Any] = {}
        for schema in plan.schemas:
            flat = self._known.flat(schema)
            needed = set(flat.get("required", ()))
            wanted = {}
            for name, member in (flat.get("properties") or {}).items():
                if name in sent or name in made or (name,) == plan.key:
                    continue
                begun = self._begins(name, member)
                if begun is not None:
                    made[name] = begun[0]
                elif name in needed or name not in given:
                    wanted[name] = member
            made |= self._members(wanted, (resource, draw))
        return made

    def _begins(self, name: str, schema: Any) -> tuple[Any] | None:
        """What a member of a new row is before anything happened to it, where its schema or name says that."""
        flat = self._known.flat(schema)
        if "default" in flat and self._known.accepts(schema, flat["default"]):
            return (flat["default"],)
        kinds = set(flat.get("type") or ())
        options = [value for value in flat.get("enum") or () if value is not None]
        if len(options) > 1 and isinstance(options[0], str) and "status" in name.lower():
            return (options[0],)
        for kind, nothing in (("boolean", False), ("array", [])):
            if kind in kinds and self._known.accepts(schema, nothing):
                return (nothing,)
        counts = name.lower().replace("_", "").endswith(SERVERS_COUNTS)
        if counts and "integer" in kinds and self._known.accepts(schema, 0):
            return (0,)
        if flat.get("nullable") and "default" not in flat:
            return (None,)
        return None

    def _members(self, wanted: Mapping[str, Any], path: tuple[str, ...]) -> dict[str, Any]:
        if not wanted:
            return {}
        whole = {"type": "object", "required": list(wanted), "properties": dict(wanted)}
        try:
            made = self._generator.value(self._varied.of(whole), self._varied, *path)
        except Unsatisfiable:
            return {}
        return dict(made) if isinstance(made, dict) else {}

    def shown(self, schema: Any, row: dict[str, Any], key: str, judge: Judge) -> Any:
        """What is shown of a row, mended where it breaks the schema.

        Args:
            schema: What it is shown by.
            row: What would be shown.
            key: Of the row.
            judge: What tells whether it satisfies the schema.
        """
        return self._generator.made(schema, self._resolve, ("shown", key), shown=row, judge=judge).value
