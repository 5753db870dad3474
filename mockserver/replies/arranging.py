"""Rows that a test arranges, whatever the operations allow: by the rules of their resource, and within the contract."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from mockserver.behaviours.fields import place
from mockserver.behaviours.patches import merge_patch
from mockserver.behaviours.writing import evaluate_into, rules_for
from mockserver.bounds import quoted_value
from mockserver.errors import MockserverError, UsageError, hint
from mockserver.exchange import Call, Caller, Request
from mockserver.replies.refused_rows import (
    ArrangedRowError,
    WrongMember,
    against_rule,
    against_schema,
    unknown_member,
)
from mockserver.replies.row_members import KnownMembers, known_members
from mockserver.replies.shown_rows import Showing, showings
from mockserver.rows import ABSENT, Order, Row, TenantRows, dig, path_of
from mockserver.services import Services
from mockserver.state.namespaces import NamespaceState
from mockserver.state.resource_rules import DuplicateError

ARRANGER = "arranged"  # the credential by which rules see who adds a row
DEFAULT_TENANT = "default"


class NoRowError(MockserverError):
    """A key that no row has."""


class Arranging:
    """What arranges the rows of one document, in any namespace and for any tenant."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._resources: dict[str, ResourceRows] = {}

    def resource(self, name: str) -> "ResourceRows":
        """The rows of a resource.

        Raises:
            UsageError: When the document has no such resource.
        """
        known = self._services.contract.mock.resources
        if name not in known:
            raise UsageError(f"there is no resource {quoted_value(name)}; {hint(name, known, 'resources')}")
        if name not in self._resources:
            self._resources[name] = ResourceRows(self._services, name, self._shown)
        return self._resources[name]

    def _shown(self, resource: str) -> Sequence[Showing]:
        return [each for each in self._showings if each.resource == resource]

    @cached_property
    def _showings(self) -> Sequence[Showing]:
        """Compiled when a row is arranged for the first time."""
        return list(showings(self._services.contract))


class ResourceRows:
    """Arranges the rows of one resource."""

    def __init__(self, services: Services, name: str, shown: Callable[[str], Sequence[Showing]]) -> None:
        self.name = name
        self._contract = services.contract
        self._rules = rules_for(services.contract, name)
        self._made = services.rows if services.rows is not None and name in services.rows.plans else None
        self._key = path_of(self._rules.key)
        self._shown = shown

    def all(self, state: NamespaceState, tenant: str = DEFAULT_TENANT) -> Sequence[Mapping[str, Any]]:
        """The stored rows, by their keys."""
        with state.lock:
            state.settle()
            rows = state.tenant(tenant).select(self.name, Order([], self._rules.key), None, None)
            return [row.data for row in rows]

    def get(self, state: NamespaceState, key: str, tenant: str = DEFAULT_TENANT) -> Mapping[str, Any]:
        """The stored row of a key.

        Raises:
            NoRowError: When there is none.
        """
        with state.lock:
            state.settle()
            return self._row(state.tenant(tenant), key).data

    def add(
        self, state: NamespaceState, given: Mapping[str, Any], tenant: str = DEFAULT_TENANT
    ) -> Mapping[str, Any]:
        """Add a row; what it does not say gets what every new row gets.

        Raises:
            ArrangedRowError: When it breaks a rule of its resource; nothing has changed then.
        """

        def write(call: Call, rows: TenantRows) -> Row:
            return rows.insert(self.name, self._new(call, given))

        return self._write(state, tenant, given, write)

    def put(
        self, state: NamespaceState, key: str, given: Mapping[str, Any], tenant: str = DEFAULT_TENANT
    ) -> Mapping[str, Any]:
        """Put a row in the place of that of a key, or add it under that key.

        Raises:
            ArrangedRowError: When it breaks a rule of its resource; nothing has changed then.
        """

        def write(call: Call, rows: TenantRows) -> Row:
            data = self._new(call, self._keyed(given, key, rows))
            old = rows.get(self.name, key)
            return rows.insert(self.name, data) if old is None else rows.replace(self.name, old, data)

        return self._write(state, tenant, given, write)

    def keep(
        self, state: NamespaceState, given: Mapping[str, Any], tenant: str = DEFAULT_TENANT
    ) -> Mapping[str, Any]:
        """Put a row in the place of that of its key; add one that says no key, or a new one.

        Raises:
            ArrangedRowError: When it breaks a rule of its resource; nothing has changed then.
        """
        key = dig(given, self._key)
        return (
            self.add(state, given, tenant)
            if key in (ABSENT, None)
            else self.put(state, str(key), given, tenant)
        )

    def change(
        self, state: NamespaceState, key: str, patch: Mapping[str, Any], tenant: str = DEFAULT_TENANT
    ) -> Mapping[str, Any]:
        """Change members of a row, as a merge patch says (RFC 7396): null takes a member out.

        Raises:
            NoRowError: When there is none of that key.
            ArrangedRowError: When it breaks a rule of its resource then; nothing has changed.
        """

        def write(call: Call, rows: TenantRows) -> Row:
            row = self._row(rows, key)
            return rows.replace(self.name, row, self._keyed(merge_patch(row.data, patch, 0), key, rows))

        return self._write(state, tenant, patch, write)

    def remove(self, state: NamespaceState, key: str, tenant: str = DEFAULT_TENANT) -> None:
        """Remove a row.

        Raises:
            NoRowError: When there is none of that key.
        """
        with state.lock:
            state.settle()
            rows = state.tenant(tenant)
            rows.delete(self.name, self._row(rows, key))
            state.take_arranged()

    def clear(self, state: NamespaceState, tenant: str = DEFAULT_TENANT) -> int:
        """Remove every row; how many there were."""
        with state.lock:
            state.settle()
            rows = state.tenant(tenant)
            found = [*rows.select(self.name, Order([], self._rules.key), None, None)]
            for row in found:
                rows.delete(self.name, row)
            state.take_arranged()
        return len(found)

    def _row(self, rows: TenantRows, key: str) -> Row:
        row = rows.get(self.name, key)
        if row is None:
            raise NoRowError(f"{self.name} has no row {quoted_value(key)} of this tenant in this namespace")
        return row

    def _write(
        self,
        state: NamespaceState,
        tenant: str,
        given: Mapping[str, Any],
        write: Callable[[Call, TenantRows], Row],
    ) -> Mapping[str, Any]:
        """The stored row, when all of it keeps the rules; nothing is written else."""
        who = Caller(
            ARRANGER, tenant=tenant, roles=frozenset({"admin"}), facts={"name": ARRANGER, "tenant": tenant}
        )
        path = f"/{self.name}".encode()
        with state.lock:
            state.settle()
            call = Call(Request("POST", path, b"", {}, repr(given).encode()), who, state)
            try:
                if wrong := [*self._unknown(given, call.rows)]:
                    raise ArrangedRowError("the row has unknown members", wrong)  # noqa: TRY301 - undone below
                row = write(call, call.rows)
                if wrong := [*self._broken(row, given, call)]:
                    raise ArrangedRowError("the row breaks its contract", wrong)  # noqa: TRY301 - undone below
            except DuplicateError as error:
                state.rows.undo()
                raise ArrangedRowError("the row is not unique", [self._taken(error)]) from None
            except BaseException:
                state.rows.undo()
                raise
            state.take_arranged()
            return row.data

    def _new(self, call: Call, given: Mapping[str, Any]) -> dict[str, Any]:
        """A row with all that a new one gets."""
        data: dict[str, Any] = {**self._rules.constants, **given}
        evaluate_into(data, [each for each in self._rules.computed if each[0] not in data], call)
        if self._made is not None:
            draw = call.draw.hex(32)
            for field, value in self._made.lacking(self.name, data, (), draw).items():
                data.setdefault(field, value)
            if dig(data, self._key) in (ABSENT, None, ""):
                taken = call.rows
                key = self._made.key(self.name, draw, None, lambda text: taken.get(self.name, text) is None)
                place(data, self._key, key)
        elif dig(data, self._key) is ABSENT:
            place(data, self._key, call.draw.uuid())
        return data

    def _keyed(self, given: Mapping[str, Any], key: str, rows: TenantRows) -> dict[str, Any]:
        """A row under a key: by its own value of it, else a number where the other rows have some."""
        data = dict(given)
        if str(dig(data, self._key)) != key:
            others = rows.select(self.name, Order([], self._rules.key), None, None)
            numbers = key.isdecimal() and bool(others) and type(dig(others[0].data, self._key)) is int
            place(data, self._key, int(key) if numbers else key)
        return data

    def admitted(
        self, state: NamespaceState, given: Mapping[str, Any], tenant: str = DEFAULT_TENANT
    ) -> Mapping[str, Any]:
        """A row without the members that no row has, such as a real API shows and the document does not."""
        with state.lock:
            unknown = {*self._names_unknown(given, state.tenant(tenant))}
        return {name: value for name, value in given.items() if name not in unknown}

    @cached_property
    def _known(self) -> KnownMembers | None:
        shown = [each.schema for each in self._shown(self.name)]
        return known_members(self._contract, self.name, shown)

    def _names_unknown(self, given: Mapping[str, Any], rows: TenantRows) -> list[str]:
        """The members that nothing in the document names, and no other row has: fixtures may have more."""
        found = [] if self._known is None else [name for name in given if name not in self._known]
        if found:
            others = rows.select(self.name, Order([], self._rules.key), None, None)
            found = [name for name in found if not any(name in other.data for other in others)]
        return found

    def _unknown(self, given: Mapping[str, Any], rows: TenantRows) -> Iterator[WrongMember]:
        for name in self._names_unknown(given, rows):
            schema, declared = self._shown(self.name)[0].schema, self._known.declared if self._known else ()
            yield unknown_member(self._contract.document, schema, name, declared)

    def _taken(self, error: DuplicateError) -> WrongMember:
        """What a row shares with another one, and the rule that says that it must not."""
        declared = self._contract.resource(self.name)
        rules = {tuple(map(path_of, rule.fields)): rule for rule in declared.unique}
        rule = rules.get(error.rule.paths, declared)
        return against_rule(self._contract.document, rule, error.rule.paths[0], str(error))

    def _broken(self, row: Row, given: Mapping[str, Any], call: Call) -> Iterator[WrongMember]:
        """How a row breaks the rules: what it refers to is not there, or a schema that shows it does not admit it."""
        document, declared = self._contract.document, self._contract.resource(self.name)
        for path, target in self._rules.references:
            value = dig(row.data, path)
            if value not in (ABSENT, None) and call.rows.get(target, str(value)) is None:
                name = ".".join(path)
                text = f"{name} refers to no row of {target}: {quoted_value(value)}"
                yield against_rule(document, declared.references[name], path, text)
        for each in self._shown(self.name):
            # What was made of schemas is made valid where it is shown: there, what was given counts alone.
            found = [
                violation
                for violation in each.violations(row, call)
                if self._made is None or (violation.path and violation.path[0] in given)
            ]
            if found:
                yield from against_schema(document, each.schema, found)
