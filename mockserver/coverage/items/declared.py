"""Every item of a contract, and what each operation can cover."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mockserver.contract.document import escape
from mockserver.contract.model import Contract, Operation, Response
from mockserver.contract.placed_nodes import DocumentNode, document_node
from mockserver.coverage.items.item import KINDS, Item
from mockserver.coverage.items.shapes import Shape, ShapeCompiler, add_shape


@dataclass(frozen=True, slots=True)
class ParameterItems:
    """One parameter: its item, and what its values can cover."""

    location: str
    name: str
    item: Item
    shape: Shape


@dataclass(frozen=True, slots=True)
class DeclaredLink:
    """One declared link.

    Attributes:
        status: The response that declares it.
        target: The id of the operation that it leads to.
        parameters: For each parameter of the target, the expression of its value.
        body: The expression, or the template of expressions, of the target's body; None for none.
    """

    item: Item
    status: str
    target: str
    parameters: Mapping[str, Any]
    body: Any


@dataclass(frozen=True, slots=True)
class OperationItems:
    """What calls of one operation can cover.

    Attributes:
        item: The operation's own.
        statuses: By status, as declared.
        errors: By declared status, the items of named bodies by their examples' names.
        walk: The item of the list's last page, None for what has no pages.
    """

    operation: Operation
    item: Item
    statuses: Mapping[str, Item]
    parameters: tuple[ParameterItems, ...]
    body: Shape
    errors: Mapping[str, Mapping[str, Item]]
    walk: Item | None
    links: tuple[DeclaredLink, ...]

    def items(self) -> Iterator[Item]:
        """All of them."""
        yield self.item
        yield from self.statuses.values()
        for parameter in self.parameters:
            yield parameter.item
            yield from parameter.shape.items()
        yield from self.body.items()
        for named in self.errors.values():
            yield from named.values()
        if self.walk is not None:
            yield self.walk
        for link in self.links:
            yield link.item


def declared_items(contract: Contract) -> tuple[Item, ...]:
    """Every item that a contract offers to be covered, by kind, each once, in the document's order."""
    found = dict.fromkeys(scheme_items(contract).values())
    for each in operation_items(contract):
        found |= dict.fromkeys(each.items())
    return tuple(item for kind in KINDS for item in found if item.kind == kind)


def scheme_items(contract: Contract) -> dict[str, Item]:
    """The security schemes that operations ask for, by name."""
    needed = (name for o in contract.operations for alternative in o.security for name in alternative)
    return {
        name: Item(contract.name, "security", "", name, f"/components/securitySchemes/{escape(name)}")
        for name in dict.fromkeys(needed)
        if name in contract.schemes
    }


def operation_items(contract: Contract) -> tuple[OperationItems, ...]:
    """What calls of each operation can cover."""
    targets = {operation.id: operation.id for operation in contract.operations}
    targets |= {f"#{document_node(contract.document, o.pointer).pointer}": o.id for o in contract.operations}
    return tuple(_of_operation(contract, operation, targets) for operation in contract.operations)


def _of_operation(contract: Contract, operation: Operation, targets: Mapping[str, str]) -> OperationItems:
    vendor, id_ = contract.name, operation.id
    name = f"{operation.method} {operation.path}"
    walk = None
    if operation.mock.pagination is not None:
        walk = Item(vendor, "pages", id_, "end", f"{operation.pointer}/x-mock/pagination")
    return OperationItems(
        operation,
        Item(vendor, "operations", id_, name, document_node(contract.document, operation.pointer).pointer),
        statuses={
            status: Item(
                vendor, "statuses", id_, status, document_node(contract.document, response.pointer).pointer
            )
            for status, response in operation.responses.items()
        },
        parameters=tuple(_parameters(contract, operation)),
        body=_body(contract, operation),
        errors={
            status: named
            for status, response in operation.responses.items()
            if is_error(operation, status) and (named := _errors(contract, operation, response))
        },
        walk=walk,
        links=tuple(_links(contract, operation, targets)),
    )


def is_error(operation: Operation, status: str) -> bool:
    """Whether a declared status is an error's; `default` is, where a success is declared beside it."""
    if status == "default":
        return any(other[:1] in {"2", "3"} for other in operation.responses)
    return status[:1] in {"4", "5"}


def _parameters(contract: Contract, operation: Operation) -> Iterator[ParameterItems]:
    document = contract.document
    compiler = ShapeCompiler(document, contract.name, operation.id, fields=False)
    for parameter in operation.parameters:
        path = f"{parameter.location}.{parameter.name}"
        node = document_node(document, parameter.pointer)
        item = Item(contract.name, "parameters", operation.id, path, node.pointer)
        schema = (
            node.down(document, "content", parameter.media, "schema")
            if parameter.media
            else node.down(document, "schema")
        )
        yield ParameterItems(parameter.location, parameter.name, item, compiler.shape(schema, path))


def _body(contract: Contract, operation: Operation) -> Shape:
    compiler = ShapeCompiler(contract.document, contract.name, operation.id, fields=True)
    node = document_node(contract.document, f"{operation.pointer}/requestBody")
    found: dict[str, Shape] = {}
    for media in operation.body.content if operation.body else ():
        schema = node.down(contract.document, "content", media, "schema")
        add_shape(found, "", compiler.shape(schema, "body"))
    return found.get("") or Shape()


def _errors(contract: Contract, operation: Operation, response: Response) -> dict[str, Item]:
    node = document_node(contract.document, response.pointer)
    media = response.media()
    if media is None:
        return {}
    owner, label = operation.id, response.status
    if node.pointer.startswith("/components/responses/"):  # shared: met once, met everywhere
        owner, label = "", node.pointer.rpartition("/")[2]
    content = node.down(contract.document, "content", media.type)
    return {
        name: Item(contract.name, "errors", owner, f"{label} {name}", _example(contract, content, name))
        for name in media.examples
    }


def _example(contract: Contract, content: DocumentNode, name: str) -> str:
    found = content.down(contract.document, "examples", name)
    return found.pointer if found.value is not None else content.pointer


def _links(contract: Contract, operation: Operation, targets: Mapping[str, str]) -> Iterator[DeclaredLink]:
    """The links of an operation's responses; `targets` has the ids of operations by what may name them."""
    document = contract.document
    for status, response in operation.responses.items():
        links = document_node(document, response.pointer).down(document, "links")
        for name in links.value if isinstance(links.value, dict) else ():
            node = links.down(document, name)
            if not isinstance(node.value, dict):
                continue
            target = targets.get(str(node.value.get("operationId") or node.value.get("operationRef")))
            if target is not None:
                item = Item(contract.name, "links", operation.id, f"{status} {name}", node.pointer)
                given = node.value.get("parameters") or {}
                yield DeclaredLink(item, status, target, given, node.value.get("requestBody"))
