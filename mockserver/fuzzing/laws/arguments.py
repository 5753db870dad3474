"""Valid values for the calls of a law: parameters that name rows which there are, bodies that meet their schemas."""

from collections.abc import Mapping, Sequence
from typing import Any

from mockserver.behaviours.locating import RowLocator, sorted_by_place
from mockserver.contract import schemas
from mockserver.contract.model import Media, Operation, Parameter
from mockserver.datagen.schemas.generator import Generator
from mockserver.fuzzing.laws.base import Choices, NotJudged
from mockserver.fuzzing.laws.bodies import Bodies, media_of
from mockserver.fuzzing.laws.sending import text
from mockserver.fuzzing.laws.world import NO_BODY, CallValues, World
from mockserver.rows import ABSENT, Row, dig, path_of
from mockserver.validation.schema import PARAMETER, SchemaError

FEW = 6  # rows of which one is chosen
KEYED = frozenset(
    {"get", "update", "delete", "act", "clone"}
)  # behaviours whose path ends in the key of a row
OWN_HEADERS = frozenset(
    {"accept", "content-type", "authorization"}
)  # that parameters do not set (OpenAPI 3.0.3)


class Arguments:
    """Makes the values of calls in one world.

    Attributes:
        document: Theirs.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self._contract = world.contract
        self.document = document = world.contract.document
        self._generator = Generator(0, nullable=document.version < (3, 1))
        self._schemas = world.vendor.services.schemas
        self._unique = 0

    def call(
        self,
        operation: Operation,
        choices: Choices,
        row: Row | None = None,
        *,
        known: Mapping[str, Any] | None = None,
    ) -> CallValues:
        """The values of a call, without a body.

        Args:
            operation: Which.
            choices: Choose among rows and generated values.
            row: The row that it is about.
            known: Path parameters whose values are given.

        Raises:
            NotJudged: When the path names a row and there is none.
        """
        path = self._path(operation, choices, row, dict(known or {}))
        needed = {
            place: self._needed(operation, place, choices, row) for place in ("query", "header", "cookie")
        }
        return CallValues(path, needed["query"], needed["header"], needed["cookie"])

    def fits(self, parameter: Parameter, value: Any) -> bool:
        """Whether a parameter may have a value."""
        try:
            return self._schemas.validator(parameter.schema, PARAMETER).is_valid(value)
        except SchemaError:
            return False

    def path_fields(self, operation: Operation) -> list[tuple[str, str]]:
        """The stored fields that the path of an operation names, with the parameters that do."""
        keyed = operation.mock.behaviour in KEYED
        locator = RowLocator(self._contract, operation, last_is_key=keyed)
        return [(field, parameter) for parameter, field in locator.fields]

    def _path(
        self, operation: Operation, choices: Choices, row: Row | None, known: dict[str, Any]
    ) -> dict[str, Any]:
        fields = {parameter: field for field, parameter in self.path_fields(operation)}
        resource = operation.mock.resource or ""
        above: Row | None = None
        found: dict[str, Any] = {}
        for parameter in (p for p in sorted_by_place(operation) if p.location == "path"):
            name = parameter.name
            field = fields.get(name)
            stored = dig(row.data, path_of(field)) if row is not None and field is not None else ABSENT
            target = self._target(operation, parameter, field)
            if name in known:
                found[name] = known[name]
            elif stored is not ABSENT and stored is not None:
                found[name] = stored
                above = self._row(target, stored) if target else above
            elif target is not None:
                above = self._parent(target, above, choices)
                found[name] = dig(above.data, path_of(self._contract.key_of(target)))
            elif field is not None and (rows := self._having(resource, field)):
                found[name] = dig(choices.one_of(rows).data, path_of(field))
            else:
                found[name] = self.value(parameter.schema, choices, operation.id, name)
        return found

    def _target(self, operation: Operation, parameter: Parameter, field: str | None) -> str | None:
        """The resource whose row a path parameter names, where that is another's than the operation's."""
        reference = self._contract.resource(operation.mock.resource).references.get(field or "")
        return parameter.mock.of or (reference.resource if reference is not None else None)

    def _row(self, resource: str, key: Any) -> Row | None:
        return next((row for row in self._world.rows(resource) if row.key == str(key)), None)

    def _having(self, resource: str, field: str) -> Sequence[Row]:
        """The first rows with different values of a field."""
        found: dict[str, Row] = {}
        for row in self._world.rows(resource):
            value = dig(row.data, path_of(field))
            if value is not ABSENT and value is not None and len(found) < FEW:
                found.setdefault(str(value), row)
        return list(found.values())

    def _parent(self, resource: str, above: Row | None, choices: Choices) -> Row:
        """A row for a path to go through, below the row before it."""
        rows = self._world.rows(resource)
        if above is not None:
            references = self._contract.resource(resource).references
            fields = [
                field
                for field in references
                if any(str(dig(row.data, path_of(field))) == above.key for row in rows[:FEW])
            ]
            below = [row for row in rows if any(str(dig(row.data, path_of(f))) == above.key for f in fields)]
            rows = below or rows
        if not rows:
            raise NotJudged(f"there is no row of {resource}, which its path names")
        chosen: Row = choices.one_of(rows[:FEW])
        return chosen

    def _needed(self, operation: Operation, place: str, choices: Choices, row: Row | None) -> dict[str, Any]:
        """The values of the parameters that must be sent."""
        return {
            parameter.name: self._one(operation, parameter, choices, row)
            for parameter in operation.parameters
            if parameter.required and parameter.location == place
            if place != "header" or parameter.name.lower() not in OWN_HEADERS
        }

    def _one(self, operation: Operation, parameter: Parameter, choices: Choices, row: Row | None) -> Any:
        idempotency = operation.mock.idempotency
        if idempotency is not None and parameter.name.lower() in str(idempotency.key).lower():
            self._unique += 1
            return f"00000000-0000-4000-8000-{self._unique:012d}"
        rule = parameter.mock.filter
        if rule is not None and rule.op in ("eq", "in") and rule.values is None and not rule.members:
            field = rule.field or (rule.fields[0] if rule.fields else parameter.name)
            rows = [row] if row is not None else self._having(operation.mock.resource or "", field)
            for each in rows:
                value = self.as_sent(parameter, dig(each.data, path_of(field)))
                if value is not ABSENT:
                    return value
        return self.value(parameter.schema, choices, operation.id, parameter.name)

    def as_sent(self, parameter: Parameter, value: Any) -> Any:
        """A value of a row as a parameter may carry it; ABSENT where it cannot."""
        if value is ABSENT or value is None or value == "":
            return ABSENT
        for candidate in ([value], value, text(value)):
            wanted = "array" in schemas.types(self._contract.document, parameter.schema)
            if isinstance(candidate, list) == wanted and self.fits(parameter, candidate):
                return candidate
        return ABSENT

    def value(self, schema: Any, choices: Choices, *path: str) -> Any:
        """A generated value of a parameter's schema."""
        number = choices.number(0, 3)
        try:
            judge = self._schemas.validator(schema, PARAMETER).is_valid
        except SchemaError:
            raise NotJudged(f"the schema of {path[-1]} cannot be read", always=True) from None
        made = self._generator.made(schema, self._contract.document.at, (*path, number), judge=judge)
        if made.fault is not None:
            raise NotJudged(f"nothing satisfies the schema of {path[-1]}", always=True)
        return made.value

    def body(self, operation: Operation, choices: Choices) -> tuple[Any, str]:
        """A valid body with its media type; `NO_BODY` for an operation without one.

        Raises:
            NotJudged: When none can be made, or it is no JSON and no form.
        """
        media = media_of(operation)
        if media is None:
            if operation.body is not None and operation.body.required:
                raise NotJudged("its body is neither JSON nor a form", always=True)
            return NO_BODY, ""
        bodies = self._kept_bodies(operation, media)
        return bodies.one(choices), media.type

    def _kept_bodies(self, operation: Operation, media: Media) -> Bodies:
        found = self._world.kept.get(("bodies", operation.id))
        if found is None:
            found = self._world.kept["bodies", operation.id] = Bodies(
                self._world, self._generator, operation, media
            )
        return found
