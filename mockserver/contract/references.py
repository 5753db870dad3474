"""Checking that every name in `x-mock` leads to something: resources, paginations, limits, relations, responses."""

import difflib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from mockserver.contract.model import Contract, Operation
from mockserver.errors import DEFAULT_STATUS, Problem

NEEDS_RESOURCE = frozenset({"list", "get", "create", "upsert", "update", "delete", "clone"})


def check_names(contract: Contract) -> list[Problem]:
    """A problem for each name that leads nowhere, and a warning for each parameter that would do nothing."""
    return [
        *_resources(contract),
        *(problem for operation in contract.operations for problem in _operation(contract, operation)),
        *_errors(contract, contract.mock.get("errors", {}), "/x-mock/errors"),
    ]


def _unknown(contract: Contract, pointer: str, what: str, name: str, known: Iterable[str]) -> Problem:
    names = sorted(known)
    near = difflib.get_close_matches(name, names, n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(names) or 'none'}"
    return contract.document.problem(pointer, f"unknown {what} {name!r}; {hint}")


def _resources(contract: Contract) -> Iterator[Problem]:
    resources = contract.mock.get("resources", {})
    for name, resource in resources.items():
        for field, target in resource.get("references", {}).items():
            if target not in resources:
                yield _unknown(
                    contract, f"/x-mock/resources/{name}/references/{field}", "resource", target, resources
                )
        for relation, rule in resource.get("related", {}).items():
            if rule["resource"] not in resources:
                pointer = f"/x-mock/resources/{name}/related/{relation}/resource"
                yield _unknown(contract, pointer, "resource", rule["resource"], resources)


def _operation(contract: Contract, operation: Operation) -> Iterator[Problem]:
    mock, pointer = operation.mock, f"{operation.pointer}/x-mock"
    resources = contract.mock.get("resources", {})
    resource = mock.get("resource")
    if resource is not None and resource not in resources:
        yield _unknown(contract, f"{pointer}/resource", "resource", resource, resources)
    if mock.get("behaviour") in NEEDS_RESOURCE and resource is None:
        yield contract.document.problem(
            pointer, f"x-mock: behaviour {mock['behaviour']!r} needs a `resource`"
        )
    paginations = contract.mock.get("pagination", {})
    if "pagination" in mock and mock["pagination"] not in paginations:
        yield _unknown(contract, f"{pointer}/pagination", "pagination", mock["pagination"], paginations)
    policies = contract.mock.get("limits", {}).get("policies", {})
    for name in mock.get("limits", ()):
        if name not in policies:
            yield _unknown(contract, f"{pointer}/limits", "limit policy", name, policies)
    for alternative in operation.security:
        for scheme in alternative:
            if scheme not in contract.schemes:
                yield _unknown(
                    contract, f"{operation.pointer}/security", "security scheme", scheme, contract.schemes
                )
    yield from _errors(contract, mock.get("errors", {}), f"{pointer}/errors")
    yield from _parameters(contract, operation)
    kinds = {*DEFAULT_STATUS, *contract.mock.get("errors", {}), *mock.get("errors", {})}
    for index, guard in enumerate(mock.get("guards", ())):
        if guard["error"] not in kinds:
            yield _unknown(
                contract, f"{pointer}/guards/{index}/error", "kind of error", guard["error"], kinds
            )


def _parameters(contract: Contract, operation: Operation) -> Iterator[Problem]:
    related = contract.resource(operation.mock.get("resource", "")).get("related", {})
    for parameter in operation.parameters:
        relation = parameter.mock.get("filter", {}).get("related")
        if relation is not None and relation not in related:
            yield _unknown(
                contract, f"{parameter.pointer}/x-mock/filter/related", "relation", relation, related
            )
        if parameter.location == "query" and not parameter.mock and operation.mock.get("behaviour") == "list":
            message = f"parameter {parameter.name!r} has no effect: say in its `x-mock` what it does, or why nothing"
            yield contract.document.problem(parameter.pointer, message, severity="warning")


def _errors(contract: Contract, errors: Mapping[str, Any], pointer: str) -> Iterator[Problem]:
    for kind, rule in errors.items():
        if isinstance(rule, Mapping) and "response" in rule and rule["response"] not in contract.responses:
            yield _unknown(
                contract, f"{pointer}/{kind}/response", "response", rule["response"], contract.responses
            )
        if kind not in DEFAULT_STATUS and not (isinstance(rule, int) or "status" in rule):
            yield contract.document.problem(
                f"{pointer}/{kind}", f"x-mock: the kind of error {kind!r} needs a `status`"
            )
