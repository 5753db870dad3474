"""Changing a row."""

from collections.abc import Mapping, Sequence
from typing import Any

from mockserver.behaviours.base import Behave, Behaviour, Result, taken_fields
from mockserver.behaviours.patches import Patcher, patch_of, patched_by_schema, takes_patches
from mockserver.behaviours.preconditions import Preconditions
from mockserver.behaviours.standing_rows import locator_of
from mockserver.behaviours.writing import NOTHING_REMOVED, Writer
from mockserver.contract.mock import OperationMock
from mockserver.contract.model import Operation
from mockserver.errors import ApiError, ErrorKind
from mockserver.exchange import Call
from mockserver.services import Services


def update(operation: Operation, services: Services) -> Behave:
    """The row that the path names, with the members that the body sends, or as the patch that it is leaves it."""
    locator = locator_of(operation, services)
    writer, preconditions = Writer(operation, services), Preconditions(operation, services)
    rules, makes = operation.mock, operation.mock.missing == "create"
    document = services.contract.document
    patcher = Patcher(operation, services, writer.resource) if takes_patches(operation, document) else None
    by_schema = patched_by_schema(operation, document)

    def behave(call: Call) -> Result:
        tenant = call.rows
        try:
            row = locator.stored(call, tenant)
        except ApiError:
            if not makes:
                raise
            data = writer.new(call, {**writer.sent(call), **locator.given(call, tenant)})
            preconditions.demand_of_new(data, call, tenant)
            return Result("created", [writer.insert(call, tenant, data)])
        preconditions.demand(row, call, tenant)
        apply = by_schema
        if patcher is not None:
            apply = patch_of(call.request.headers.get(b"content-type", b"")) or by_schema
        if patcher is not None and apply is not None:
            patched = patcher.change(apply, row, call, tenant)
            return Result("updated", [writer.change(call, tenant, row, patched.fields, patched.removed)])
        sent = {**writer.sent(call), **locator.own(call, tenant)}
        removed = writer.fields.stored - sent.keys() if rules.replace else NOTHING_REMOVED
        changes = changed(row.data, sent, rules)
        return Result("updated", [writer.change(call, tenant, row, changes, removed)])

    return behave


def changed(stored: Mapping[str, Any], sent: Mapping[str, Any], rules: OperationMock) -> dict[str, Any]:
    """The fields that change.

    Args:
        stored: The row.
        sent: The fields that the body sets.
        rules: `merge`, `nested` and `nulls` of the operation.
    """
    return _changed(stored, sent, rules, rules.merge)


def _changed(
    stored: Mapping[str, Any], sent: Mapping[str, Any], rules: OperationMock, added: Sequence[str]
) -> dict[str, Any]:
    """As `changed`; the elements of arrays `added` are added to the stored ones, at the top alone."""
    changes: dict[str, Any] = {}
    for field, value in sent.items():
        old = stored.get(field)
        if value is None and rules.nulls == "ignore":
            continue
        if field in added and isinstance(value, list):
            changes[field] = [
                *(old or ()),
                *(element for element in dict.fromkeys(value) if element not in (old or ())),
            ]
        elif rules.nested == "merge" and isinstance(old, Mapping) and isinstance(value, Mapping):
            changes[field] = {**old, **_changed(old, value, rules, ())}
        else:
            changes[field] = value
    return changes


UPDATE = Behaviour(
    update,
    keys=(
        "match",
        "body",
        "merge",
        "replace",
        "nested",
        "nulls",
        "missing",
        "set",
        "guards",
        "transitions",
        "upload",
    ),
    outcomes=("updated", "created"),
    changes=True,
    raises=lambda contract, operation: [ErrorKind.NOT_FOUND, *taken_fields(contract, operation)],
)
