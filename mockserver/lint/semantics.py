"""What OpenAPI asks beyond the shape: names that are unique, references that lead somewhere, path parameters."""

import re
from collections.abc import Iterator

from mockserver.contract.document import Document, escape
from mockserver.contract.model import Contract, Operation
from mockserver.errors import Problem
from mockserver.lint.walking import nodes, references
from mockserver.validation.body import is_opaque

TEMPLATE = re.compile(r"\{([^{}]+)\}")


def check_references(document: Document) -> Iterator[Problem]:
    """A problem for each `$ref` that leads nowhere, or to a place outside of the document."""
    for pointer, target in references(document.data):
        if "://" in target:
            yield document.problem(
                pointer, f"$ref {target}: documents behind URLs are not fetched; keep a copy beside it"
            )
            continue
        try:
            document.resolve({"$ref": target})
        except KeyError:
            yield document.problem(pointer, f"$ref {target} leads nowhere")


def check_operations(contract: Contract) -> Iterator[Problem]:
    """A problem for each `operationId` that is taken, and each path parameter without its other half."""
    first: dict[str, Operation] = {}
    paths: dict[str, str] = {}
    for operation in contract.operations:
        other = first.setdefault(operation.id, operation)
        if other is not operation:
            where = f"{other.method} {other.path} has it too"
            yield contract.document.problem(
                f"{operation.pointer}/operationId", f"operationId {operation.id!r} is not its own: {where}"
            )
        like = TEMPLATE.sub("{}", operation.path)
        twin = paths.setdefault(like, operation.path)
        if twin != operation.path:
            message = (
                f"{operation.path} and {twin} are one path to OpenAPI: names of parameters tell nothing apart"
            )
            yield contract.document.problem(operation.pointer, message)
        yield from _path_parameters(contract, operation)
        yield from _bodies(contract, operation)


def _bodies(contract: Contract, operation: Operation) -> Iterator[Problem]:
    for name, media in (operation.body.content if operation.body else {}).items():
        if is_opaque(contract.document, media):
            message = f"bodies of {name} are taken as they come: this schema is not asked about them"
            pointer = f"{operation.pointer}/requestBody/content/{escape(name)}"
            yield contract.document.problem(pointer, message, severity="warning")


def _path_parameters(contract: Contract, operation: Operation) -> Iterator[Problem]:
    declared = {
        parameter.name: parameter for parameter in operation.parameters if parameter.location == "path"
    }
    templated = TEMPLATE.findall(operation.path)
    for name in templated:
        if name not in declared:
            yield contract.document.problem(operation.pointer, f"the path parameter {name!r} is not declared")
    for name, parameter in declared.items():
        if name not in templated:
            message = f"the path {operation.path} has no {{{name}}} for this parameter"
            yield contract.document.problem(parameter.pointer, message)


def check_duplicates(document: Document) -> Iterator[Problem]:
    """A problem for each parameter that stands twice in one list."""
    for place, pointer, node in nodes(document.data):
        if place not in {"operation", "path"}:
            continue
        seen = set()
        for index, raw in enumerate(node.get("parameters") or ()):
            parameter = document.resolve(raw)
            key = (parameter.get("in"), parameter.get("name"))
            if key in seen:
                message = f"the {key[0]} parameter {key[1]!r} stands twice"
                yield document.problem(f"{pointer}/parameters/{index}", message)
            seen.add(key)
