"""Valid values for the calls of a law: parameters that name rows which there are, bodies that meet their schemas."""

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from mockserver.behaviours.locating import NamedParent, RowLocator, same, sorted_by_place
from mockserver.contract import schemas
from mockserver.contract.model import Media, Operation, Parameter
from mockserver.datagen.schemas.generator import Generator
from mockserver.fuzzing.laws.base import Choices, NotJudged
from mockserver.fuzzing.laws.bodies import Bodies, media_of
from mockserver.fuzzing.laws.sending import text
from mockserver.fuzzing.laws.server_under_test import NO_BODY, CallValues, ServerUnderTest
from mockserver.rows import ABSENT, Row, dig, path_of
from mockserver.validation.schema import PARAMETER, SchemaError

FEW = 6  # rows of which one is chosen
BARE = frozenset({"list", "get", "delete"})  # behaviours for which a body says nothing of the row
KEYED = frozenset(
    {"get", "update", "delete", "act", "clone"}
)  # behaviours whose path ends in the key of a row
OWN_HEADERS = frozenset(
    {"accept", "content-type", "authorization"}
)  # that parameters do not set (OpenAPI 3.0.3)


class Arguments:
    """Makes the values of calls in one server.

    Attributes:
        document: Theirs.
    """

    def __init__(self, server: ServerUnderTest) -> None:
        self._server = server
        self._contract = server.contract
        self.document = document = server.contract.document
        self._generator = Generator(0, nullable=document.version < (3, 1))
        self._schemas = server.vendor.services.schemas

    def call(
        self,
        operation: Operation,
        choices: Choices,
        row: Row | None = None,
        *,
        beside: tuple[Operation, CallValues] | None = None,
    ) -> CallValues:
        """The values of a call; with a body only where the operation must have one and writes no row.

        Args:
            operation: Which.
            choices: Choose among rows and generated values.
            row: The row that it is about.
            beside: Another call, whose path goes through the same rows as far as both are alike.

        Raises:
            NotJudged: When the path names a row and there is none.
        """
        known = _common(operation, *beside) if beside is not None else {}
        if (
            row is None and operation.mock.behaviour in KEYED
        ):  # its key and those of the rows above it go together
            row = choices.one_of(self._server.rows(operation.mock.resource or "")[:FEW] or [None])
        path = self._path(operation, choices, row, known)
        places = ("query", "header", "cookie")
        needed = {place: self._needed(operation, place, choices, row) for place in places}
        body, media = NO_BODY, ""
        if operation.mock.behaviour in BARE and operation.body is not None and operation.body.required:
            body, media = self.body(operation, choices)
        return CallValues(path, needed["query"], needed["header"], needed["cookie"], body, media)

    def fits(self, parameter: Parameter, value: Any) -> bool:
        """Whether a parameter may have a value."""
        judge = self._judge(parameter.schema)
        return judge is not None and judge(value)

    def admitted(self, operation: Operation, values: CallValues) -> bool:
        """Whether the path of an operation may have the values that were chosen for it."""
        return all(
            self.fits(p, values.path[p.name]) or self.fits(p, text(values.path[p.name]))
            for p in operation.parameters
            if p.location == "path" and p.name in values.path
        )

    def _judge(self, schema: Any) -> Callable[[Any], bool] | None:
        """What tells whether a parameter's value meets its schema; None for a schema that cannot be read."""
        kept = ("judge", id(schema))
        if kept not in self._server.kept:
            try:
                judge = self._schemas.validator(schema, PARAMETER).is_valid
            except SchemaError:
                judge = None
            self._server.kept[kept] = (judge, schema)  # with the schema itself, so that its id stays its own
        found: Callable[[Any], bool] | None = self._server.kept[kept][0]
        return found

    def path_fields(self, operation: Operation) -> list[tuple[str, str]]:
        """The stored fields that the path of an operation names, with the parameters that do."""
        return [(field, parameter) for parameter, field in self._locator(operation).fields]

    def belongs(self, operation: Operation, values: CallValues, row: Row) -> bool:
        """Whether a row is one of those below the path of a list."""
        return all(
            same(dig(row.data, path_of(field)), values.path[name])
            for field, name in self.path_fields(operation)
        )

    def goes_through(self, operation: Operation, values: CallValues, row: Row) -> bool:
        """Whether the path of a list names a row of the list's own resource: what it lists is below that row."""
        own = [p for p in self._locator(operation).parents if p.resource == operation.mock.resource]
        return any(same(row.key, values.path.get(parent.param)) for parent in own)

    def leads_to(self, operation: Operation, row: Row) -> bool:
        """Whether a row says all that the path of an operation names of it, and the rows above it are there."""
        named = {name: dig(row.data, path_of(field)) for field, name in self.path_fields(operation)}
        if any(value in (ABSENT, None) for value in named.values()):
            return False
        parents = [each for each in self._locator(operation).parents if each.param in named]
        return all(self._row(each.resource, named[each.param]) is not None for each in parents)

    def _locator(self, operation: Operation) -> RowLocator:
        kept = ("locator", operation.id)
        found = self._server.kept.get(kept)
        if found is None:
            keyed = operation.mock.behaviour in KEYED
            found = self._server.kept[kept] = RowLocator(self._contract, operation, last_is_key=keyed)
        return found

    def _path(
        self, operation: Operation, choices: Choices, row: Row | None, known: Mapping[str, Any]
    ) -> dict[str, Any]:
        """The values of a path: those known, those of the row, those of rows that it goes through, generated ones."""
        locator = self._locator(operation)
        fields = dict(locator.fields)
        found = dict(known)
        if row is not None:
            of_row = {name: dig(row.data, path_of(field)) for name, field in fields.items()}
            found |= {name: value for name, value in of_row.items() if value not in (ABSENT, None)}
        self._parents(locator.parents, found, choices)
        for parameter in (p for p in sorted_by_place(operation) if p.location == "path"):
            name = parameter.name
            if name in found:
                continue
            field = fields.get(name)
            rows = self._having(operation.mock.resource or "", field) if field is not None else ()
            if field is not None and rows:
                found[name] = dig(choices.one_of(rows).data, path_of(field))
            else:
                found[name] = self.value(parameter.schema, choices, operation.id, name)
            if found[name] in ("", [], {}):
                raise NotJudged(f"the path cannot hold an empty {name}")
        return found

    def _parents(self, parents: Sequence[NamedParent], found: dict[str, Any], choices: Choices) -> None:
        """Choose the rows that a path goes through, the innermost first: each says which one is above it."""
        fixed: Any = ABSENT
        for parent in reversed(parents):
            if parent.param not in found:
                found[parent.param] = (
                    fixed if fixed is not ABSENT else self._any_of(parent, parents, found, choices)
                )
            row = self._row(parent.resource, found[parent.param])
            fixed = ABSENT
            if row is not None and parent.above is not None:
                fixed = dig(row.data, path_of(parent.above))

    def _any_of(
        self,
        parent: NamedParent,
        parents: Sequence[NamedParent],
        found: Mapping[str, Any],
        choices: Choices,
    ) -> Any:
        """The key of some row of a parent's resource, below the row before it where that is known."""
        rows = self._server.rows(parent.resource)
        before = next((p for p, after in pairwise(parents) if after is parent), None)
        if before is not None and parent.above is not None and before.param in found:
            rows = [row for row in rows if same(dig(row.data, path_of(parent.above)), found[before.param])]
        if not rows:
            raise NotJudged(f"there is no row of {parent.resource}, which its path names")
        return dig(choices.one_of(rows[:FEW]).data, parent.key)

    def _row(self, resource: str, key: Any) -> Row | None:
        return next((row for row in self._server.rows(resource) if row.key == str(key)), None)

    def _having(self, resource: str, field: str) -> Sequence[Row]:
        """The first rows with different values of a field."""
        found: dict[str, Row] = {}
        for row in self._server.rows(resource):
            value = dig(row.data, path_of(field))
            if value is not ABSENT and value is not None and len(found) < FEW:
                found.setdefault(str(value), row)
        return list(found.values())

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
            self._server.keys += 1
            return f"00000000-0000-4000-8000-{self._server.keys:012d}"
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
        judge = self._judge(schema)
        if judge is None:
            raise NotJudged(f"the schema of {path[-1]} cannot be read", always=True)
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
        found = self._server.kept.get(("bodies", operation.id))
        if found is None:
            found = self._server.kept["bodies", operation.id] = Bodies(
                self._server, self._generator, operation, media
            )
        return found


def _common(operation: Operation, other: Operation, values: CallValues) -> dict[str, Any]:
    """The values of a path that another one has too, up to where they part."""
    found: dict[str, Any] = {}
    for mine, theirs in zip(operation.path.split("/"), other.path.split("/"), strict=False):
        if mine != theirs:
            break
        found |= {name: value for name, value in values.path.items() if "{" + name + "}" in mine}
    return found


def arguments_of(server: ServerUnderTest) -> Arguments:
    """What makes the values of calls in a server; always the same."""
    found = server.kept.get(Arguments)
    if found is None:
        found = server.kept[Arguments] = Arguments(server)
    return found
