"""What a document's rows are made by: those to begin with, what a new one lacks, and what is shown of them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mockserver.bounded import Recent
from mockserver.contract.model import Contract
from mockserver.datagen.schemas.generator import AcceptsValue, Generator
from mockserver.datagen.schemas.reading import Schema, Unsatisfiable
from mockserver.datagen.seeded.compiling import plans_of
from mockserver.datagen.seeded.keys import KeyMaker, KeyRules, compile_keys
from mockserver.datagen.seeded.row_fields import key_schemas
from mockserver.datagen.seeded.rows import SeededRows
from mockserver.datagen.seeded.varied import Known, Varied
from mockserver.state.resource_rules import Seeds

SERVERS_COUNTS = ("count", "counter", "total", "size", "uses", "views")
TRIES = 20
MOST_WANTED = 256  # sets of members that new rows lack, kept with their schemas


@dataclass(frozen=True, slots=True)
class NewMembers:
    """What one of the schemas of a resource says of the members of new rows, but for the key.

    Attributes:
        needed: Those that have to be there.
        begun: What those are of which a schema or name says how they begin.
        schemas: Of each member, without examples.
    """

    needed: frozenset[str]
    begun: Mapping[str, Any]
    schemas: Mapping[str, Any]


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
        self._key_rules: dict[str, KeyRules] = {}  # by resource
        self._members: dict[str, Sequence[NewMembers]] = {}
        self._wanted: Recent[tuple[str, int, tuple[str, ...]], Schema] = Recent(MOST_WANTED)

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
        rules = self._key_rules.get(resource)
        if rules is None:
            rules = compile_keys(plan.key[-1], key_schemas(plan, self._known), self._known, self._varied)
            self._key_rules[resource] = rules
        keys = KeyMaker(rules, self._known, self._varied, self._generator, default=True)
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
        given = set(writable)
        made: dict[str, Any] = {}
        for part, members in enumerate(self._new_members(resource)):
            wanted = []
            for name in members.schemas:
                if name in sent or name in made:
                    continue
                if name in members.begun:
                    made[name] = members.begun[name]
                elif name in members.needed or name not in given:
                    wanted.append(name)
            if wanted:
                whole = self._whole(resource, part, tuple(wanted))
                made |= self._values(whole, (resource, draw))
        return made

    def _new_members(self, resource: str) -> Sequence[NewMembers]:
        found = self._members.get(resource)
        if found is None:
            plan = self.plans[resource]
            found = self._members[resource] = [self._of_schema(schema, plan.key) for schema in plan.schemas]
        return found

    def _of_schema(self, schema: Any, key: Sequence[str]) -> NewMembers:
        flat = self._known.flat(schema)
        members = {name: member for name, member in (flat.get("properties") or {}).items() if (name,) != key}
        begun = {name: self._begins(name, member) for name, member in members.items()}
        return NewMembers(
            frozenset(flat.get("required", ())),
            {name: found[0] for name, found in begun.items() if found is not None},
            {name: self._varied.of(member) for name, member in members.items()},
        )

    def _whole(self, resource: str, part: int, names: tuple[str, ...]) -> Schema:
        """The schema of what a new row lacks; the same object for the same names, as far as many do not come."""
        found = self._wanted.get((resource, part, names))
        if found is None:
            schemas = self._new_members(resource)[part].schemas
            properties = {name: schemas[name] for name in names}
            found = {"type": "object", "required": list(names), "properties": properties}
            self._wanted[resource, part, names] = found
        return found

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

    def _values(self, whole: Schema, path: tuple[str, ...]) -> dict[str, Any]:
        try:
            made = self._generator.value(whole, self._varied, *path)
        except Unsatisfiable:
            return {}
        return dict(made) if isinstance(made, dict) else {}

    def shown(self, schema: Any, row: dict[str, Any], key: str, judge: AcceptsValue) -> Any:
        """What is shown of a row, mended where it breaks the schema.

        Args:
            schema: What it is shown by.
            row: What would be shown.
            key: Of the row.
            judge: What tells whether it satisfies the schema.
        """
        return self._generator.made(schema, self._resolve, ("shown", key), shown=row, judge=judge).value
