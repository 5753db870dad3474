"""What operations set of rows, and wait for, held against what shows these rows."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from mockserver.bounds import quoted_value
from mockserver.contract import schemas, vocabulary
from mockserver.contract.document import escape
from mockserver.contract.mock import OperationMock
from mockserver.contract.mock.block import Block
from mockserver.contract.model import Contract
from mockserver.errors import Problem, hint
from mockserver.language.expressions import is_expression
from mockserver.replies.row_members import known_members, names_in
from mockserver.replies.shown_rows import shown_schemas
from mockserver.rows import path_of
from mockserver.validation.schema import REPLY, SchemaCompiler, SchemaError, Validator

SET, CONDITION = "set", "condition"
FirstRows = Callable[[], Iterable[tuple[str, str, Mapping[str, Any]]]]  # tenant, resource and data of each


@dataclass(frozen=True, slots=True)
class SettledMember:
    """A member of rows that an operation sets, or has a condition for.

    Attributes:
        resource: Whose rows.
        kind: `SET` or `CONDITION`.
        pointer: Where it stands.
        field, value: What stands there.
    """

    resource: str
    kind: str
    pointer: str
    field: str
    value: Any

    def constants(self) -> Iterator[Any]:
        """The plain values that the member gets, or is compared with."""
        found = [self.value] if self.kind == SET else _compared(self.value)
        yield from (each for each in found if isinstance(each, str | int | float) and not is_expression(each))


def check_settled(contract: Contract, seeded: FirstRows) -> Iterator[Problem]:
    """A warning for each member that no row has, and each constant that what shows the member does not admit.

    Args:
        contract: Of the document; only what is written there is looked at, nothing that was inferred.
        seeded: The rows that there are to begin with, which may have more members.
    """
    document = contract.document
    written = [each for each in _members(contract) if document.stands(each.pointer)]
    if not written:
        return
    compiler, shown = SchemaCompiler(document), {each.resource: list[Any]() for each in written}
    for schema, resource, _ in shown_schemas(contract, compiler, shown):
        shown[resource].append(schema)
    for resource, bodies in shown.items():
        members = [each for each in written if each.resource == resource]
        yield from _unknown(contract, members, bodies, seeded)
        yield from _refused_constants(contract, members, bodies, compiler)


def _members(contract: Contract) -> Iterator[SettledMember]:
    for operation in contract.operations:
        mock = operation.mock
        if mock.resource is None or operation.unserved:
            continue
        said: list[tuple[str, Block, str]] = [(SET, mock, "set")]
        for step in mock.transitions:
            said += [(SET, step, "set"), (CONDITION, step, "when")]
        if mock.long_poll is not None:
            said.append((CONDITION, mock.long_poll, "until"))
        for kind, block, key in said:
            origin = block.origin(key)
            for field, value in (getattr(block, key) or {}).items() if origin.reason is None else ():
                yield SettledMember(mock.resource, kind, f"{origin.pointer}/{escape(field)}", field, value)


def _compared(wanted: Any) -> Iterator[Any]:
    """The values that a condition wants a member to equal, or not to."""
    if not isinstance(wanted, Mapping):
        yield wanted
        return
    for operator, value in wanted.items():
        if operator == "not":
            yield from _compared(value)
        elif operator in {"eq", "ne"}:
            yield value
        elif operator == "in" and isinstance(value, list):
            yield from value


def _unknown(
    contract: Contract, members: list[SettledMember], bodies: list[Any], seeded: FirstRows
) -> Iterator[Problem]:
    """A warning for each member that nothing else names: what sets one is no reason to set it, nor is a wait for it."""
    resource = members[0].resource
    if any(schemas.tags(contract.document, body) for body in bodies):
        return  # an alternative that another schema describes may have more members
    # Most are shown: what else may name a member takes long to find out, and a server starts meanwhile.
    told = {name for body in bodies for name in schemas.properties(contract.document, body)}
    members = [each for each in members if path_of(each.field)[0] not in told]
    suspects: list[tuple[SettledMember, str, Iterable[str]]] = []
    for kind in {each.kind: None for each in members}:
        rest = _without(contract, kind)
        known = known_members(rest, resource, bodies)
        if known is None:
            return
        named = [(each, path_of(each.field)[0]) for each in members if each.kind == kind]
        strange = [(each, name) for each, name in named if name not in known]
        elsewhere = frozenset(_named_elsewhere(rest)) if strange else frozenset[str]()
        suspects += [(each, name, known.declared) for each, name in strange if name not in elsewhere]
    had = {name for _, of, row in seeded() if of == resource for name in row} if suspects else set[str]()
    for each, name, declared in suspects:
        if name not in had:
            near = hint(name, declared, "members")
            text = f"x-mock: nothing shows, writes or reads {quoted_value(name)} of {resource}; {near}"
            yield contract.document.problem(each.pointer, text, severity="warning", rule="member")


def _named_elsewhere(contract: Contract) -> Iterator[str]:
    """The names in `x-mock` of any place, of any resource: rows are read by others as well."""
    for place, _, block in vocabulary.blocks(contract.document.data):
        if place not in {"operation", "document"}:
            yield from names_in(block)
    yield from names_in(contract.mock)
    yield from names_in([operation.mock for operation in contract.operations])


def _without(contract: Contract, kind: str) -> Contract:
    """A contract in which no operation names the members that it sets, or has conditions for."""
    forget = _nameless_sets if kind == SET else _nameless_conditions
    operations = tuple(replace(each, mock=forget(each.mock)) for each in contract.operations)
    return replace(contract, operations=operations)


def _nameless_sets(mock: OperationMock) -> OperationMock:
    steps = tuple(replace(step, set=_nameless(step.set)) for step in mock.transitions)
    return replace(mock, set=_nameless(mock.set), transitions=steps)


def _nameless_conditions(mock: OperationMock) -> OperationMock:
    steps = tuple(replace(step, when=_nameless(step.when or {})) for step in mock.transitions)
    poll = mock.long_poll and replace(mock.long_poll, until=_nameless(mock.long_poll.until or {}))
    return replace(mock, transitions=steps, long_poll=poll)


def _nameless(fields: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"": list(fields.values())}


def _refused_constants(
    contract: Contract, members: list[SettledMember], bodies: list[Any], compiler: SchemaCompiler
) -> Iterator[Problem]:
    """A warning for each constant that every schema of its member refuses."""
    spelled = contract.resource(members[0].resource).spelled
    for each in members:
        constants = [*each.constants()]
        if not constants or each.field in spelled or each.field in spelled.values():
            continue
        held = _validators(contract, compiler, each.field, bodies)
        for value in constants:
            if not held or any(validator.is_valid(value) for validator in held):
                continue
            why = held[0].violations(value, "", "")[0].text
            text = f"x-mock: nothing that shows {each.field} of {each.resource} admits this: {why}"
            yield contract.document.problem(each.pointer, text, severity="warning", rule="member")


def _validators(
    contract: Contract, compiler: SchemaCompiler, field: str, bodies: list[Any]
) -> list[Validator]:
    """What holds a member wherever it is shown as it is stored; none where it may be shown otherwise."""
    document, found = contract.document, []
    for body in bodies:
        for schema in schemas.each_of(document, body, field):
            resolved = document.resolve(schema)
            mocked = not schemas.PLACES.isdisjoint(schemas.mock_of(document, schema).origins)
            if mocked or not isinstance(resolved, Mapping) or resolved.get("writeOnly"):
                return []
            try:
                found.append(compiler.validator(schema, REPLY))
            except SchemaError:
                return []
    return found
