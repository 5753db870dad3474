"""What was understood of a document's operations, in sentences, each with the line that it comes from."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mockserver.app import create_app
from mockserver.behaviours.patches import takes_patches
from mockserver.cli import options
from mockserver.contract import positions
from mockserver.contract.mock import FilterRule, Precondition
from mockserver.contract.model import Contract, Operation, Parameter
from mockserver.errors import UsageError
from mockserver.replies.error_writer import ErrorWriter
from mockserver.server.vendor import Vendor
from mockserver.settings import Settings

OPERATORS = {
    "eq": "is it",
    "ne": "is not it",
    "contains": "contains it",
    "prefix": "starts with it",
    "in": "is one of its values",
    "any": "holds one of its values",
    "gt": "is over it",
    "gte": "is it or over it",
    "lt": "is under it",
    "lte": "is it or under it",
}
PAGE_PARTS = {"number": "page", "size": "rows per page", "offset": "rows passed over"}
WRITES = frozenset({"create", "upsert", "update", "clone"})


def of(
    name: str, operations: Sequence[str], variants: Mapping[str, Sequence[str]], settings: Settings
) -> list[dict[str, Any]]:
    """What was understood of the operations named, or of all.

    Raises:
        MockserverError: When the document cannot be served, or has no such operation.
    """
    app = create_app([name], variants=variants, settings=settings)
    vendor = next(iter(app.vendors.values()))
    known = {operation.id: operation for operation in vendor.contract.operations}
    for asked in operations:
        if asked not in known:
            raise UsageError(f"{name} has no operation {asked!r}; it has: {', '.join(known)}")
    explainer = _Explainer(vendor)
    return [explainer.operation(known[asked]) for asked in operations or known]


class _Explainer:
    def __init__(self, vendor: Vendor) -> None:
        self._vendor = vendor
        self._contract: Contract = vendor.contract
        self._lines = positions.lines_of(self._contract.document.text)

    def operation(self, operation: Operation) -> dict[str, Any]:
        facts = [
            {"about": about, "says": says, "why": self._why(pointer)}
            for about, says, pointer in self._facts(operation)
        ]
        document = self._contract.document
        return {
            "id": operation.id,
            "method": operation.method,
            "path": operation.path,
            "place": f"{options.from_here(document.source)}:{document.line(operation.pointer)}",
            "facts": facts,
        }

    def _why(self, pointer: str) -> str:
        """The line of the nearest part of `pointer` that stands in the document."""
        if not pointer.startswith("/"):
            return pointer
        line = self._contract.document.line(pointer)
        return f"line {line}" if pointer in self._lines else f"line {line} says nothing else"

    def _facts(self, operation: Operation) -> Iterator[tuple[str, str, str]]:
        """About what, what is understood, and the pointer that it comes from (or the reason itself)."""
        mock, at = operation.mock, f"{operation.pointer}/x-mock"
        behaviour, resource = mock.behaviour, mock.resource
        yield "does", " ".join(filter(None, (behaviour, resource))), f"{at}/behaviour"
        yield from self._pages(operation)
        for parameter in operation.parameters:
            says = effect(parameter)
            if says:
                yield "parameter", f"{parameter.name}: {says}", parameter.mock.pointer
        if behaviour == "list" and resource:
            declared = self._contract.resource(resource)
            sort = declared.sort if mock.sort is None else mock.sort
            where = f"{at}/sort" if mock.sort is not None else f"/x-mock/resources/{resource}/sort"
            key = declared.key
            ties = [] if {key, f"-{key}"} & set(sort) else [key]
            yield "sort", ", ".join([*sort, *ties]), where
        yield from self._gates(operation)
        yield "errors", ", ".join(self._errors(operation)), "/x-mock/errors"

    def _pages(self, operation: Operation) -> Iterator[tuple[str, str, str]]:
        rule = operation.mock.pagination
        if rule is None:
            return
        parts = [
            f"{parameter.name} is the {self._part(parameter)}"
            for parameter in operation.parameters
            if parameter.mock.page is not None
        ]
        more = [f"{rule.size} rows unless asked otherwise"] if rule.says("size") else []
        yield "pages", f"{rule.name}, by {rule.style}: {', '.join([*parts, *more])}", rule.pointer

    def _part(self, parameter: Parameter) -> str:
        schema = self._contract.document.resolve(parameter.schema)
        bounds = [f"{schema['default']} unless asked otherwise"] if "default" in schema else []
        bounds += [f"{schema['maximum']} at most"] if "maximum" in schema else []
        role = parameter.mock.page or ""
        part = PAGE_PARTS.get(role, role)
        return f"{part} ({', '.join(bounds)})" if bounds else part

    def _gates(self, operation: Operation) -> Iterator[tuple[str, str, str]]:
        mock, at = operation.mock, f"{operation.pointer}/x-mock"
        alternatives = [" with ".join(each) or "nothing" for each in operation.security]
        where = f"{operation.pointer}/security"
        yield (
            "credentials",
            " or ".join(alternatives) or "none",
            where if where in self._lines else "/security",
        )
        if mock.scopes:
            yield "scopes", ", ".join(mock.scopes), f"{at}/scopes"
        if mock.role:
            yield "role", mock.role, f"{at}/role"
        for policy in mock.limits:
            yield "limit", f"{policy.name}: {policy.rate}, {policy.window} window", policy.pointer
        if mock.idempotency is not None:
            yield "idempotency", f"by {mock.idempotency.key}", f"{at}/idempotency"
        for guard in mock.guards:
            yield "guard", f"{guard.error} when {_condition(guard)}", f"{at}/guards"

    def _errors(self, operation: Operation) -> Iterator[str]:
        writer = ErrorWriter(self._vendor.services, operation)
        for kind in dict.fromkeys(kinds(self._contract, operation)):
            yield f"{kind} {writer.status(kind)}"


def kinds(contract: Contract, operation: Operation) -> Iterator[str]:
    """The kinds of error that an operation can answer with."""
    mock = operation.mock
    behaviour = mock.behaviour
    rules = contract.resource(mock.resource)
    if operation.security and () not in operation.security:
        yield "unauthenticated"
    possible = {
        "not_permitted": mock.says("role"),
        "forbidden": bool(mock.scopes),
        "rate_limited": bool(mock.limits),
        "not_acceptable": True,
        "invalid_parameter": bool(operation.parameters),
        "unsupported_media_type": operation.body is not None,
        "payload_too_large": operation.body is not None,
        "malformed_body": operation.body is not None,
        "invalid_body": operation.body is not None,
        "invalid_cursor": any(p.mock.page in {"cursor", "after", "before"} for p in operation.parameters),
        "not_found": any(p.location == "path" for p in operation.parameters)
        or behaviour in {"get", "update", "delete"},
        "in_use": behaviour == "delete"
        and any(related.on_delete == "restrict" for related in rules.related.values()),
        "patch_failed": behaviour == "update" and takes_patches(operation),
        "idempotency_mismatch": mock.idempotency is not None,
    }
    yield from (kind for kind, is_possible in possible.items() if is_possible)
    if behaviour in WRITES:
        yield from (rule.error for rule in rules.unique)
    yield from (guard.error for guard in mock.guards)


def effect(parameter: Parameter) -> str:
    """What a parameter does to the answer, empty for a page part (told with the pages) or for no x-mock."""
    mock = parameter.mock
    if mock.no_effect is not None:
        return f"has no effect: {mock.no_effect}"
    if mock.filter is not None:
        return filter_effect(parameter.name, mock.filter)
    if mock.sort is not None:
        if mock.sort.fields is not None:
            return f"sorts by one of {', '.join(mock.sort.fields)}"
        choices = mock.sort.values or mock.sort.direction or {}
        return f"sorts: {'; '.join(f'{value} by {_joined(order)}' for value, order in choices.items())}"
    if mock.select is not None:
        return {"add": "adds properties to the rows", "keep": "keeps only the properties named"}[mock.select]
    if mock.field is not None:
        return f"is the row's {mock.field}"
    return ""


def filter_effect(name: str, rule: FilterRule) -> str:
    """What a filter keeps."""
    of_related = f" of its {rule.related}" if rule.related is not None else ""
    if rule.values is not None:
        return f"keeps rows{of_related} by value: {', '.join(map(str, rule.values))}"
    fields = " or ".join(rule.fields or (rule.field or name,))
    if rule.op == "reveal":
        return f"shows rows whose {fields} is true, which are hidden otherwise"
    if rule.op == "exists":
        return f"keeps rows that have {rule.related or fields}, or those that have not"
    case = ", ignoring case" if rule.ignore_case else ""
    return f"keeps rows whose {fields}{of_related} {OPERATORS.get(rule.op, rule.op)}{case}"


def _joined(order: Sequence[str] | str) -> str:
    return order if isinstance(order, str) else ", ".join(order)


def _condition(guard: Precondition) -> str:
    if guard.phone is not None:
        return f"{guard.phone} is no phone number of {guard.country}"
    return json.dumps(guard.when)
