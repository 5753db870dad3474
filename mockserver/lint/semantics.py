"""What OpenAPI asks of operations beyond the shape of each."""

from collections.abc import Iterator

from mockserver.contract.document import escape
from mockserver.contract.model import Contract, Operation
from mockserver.errors import Problem
from mockserver.server.router import nameless
from mockserver.validation.body import is_opaque


def check_operations(contract: Contract) -> Iterator[Problem]:
    """A problem for each path that is another one's to OpenAPI, a warning for each body that is held to nothing."""
    paths: dict[str, str] = {}
    for operation in contract.operations:
        twin = paths.setdefault(nameless(operation.path), operation.path)
        if twin != operation.path:
            message = (
                f"{operation.path} and {twin} are one path to OpenAPI: names of parameters tell nothing apart"
            )
            yield contract.document.problem(operation.pointer, message)
        yield from _bodies(contract, operation)


def _bodies(contract: Contract, operation: Operation) -> Iterator[Problem]:
    for name, media in (operation.body.content if operation.body else {}).items():
        if is_opaque(contract.document, media):
            message = f"bodies of {name} are taken as they come: this schema is not asked about them"
            pointer = f"{operation.pointer}/requestBody/content/{escape(name)}"
            yield contract.document.problem(pointer, message, severity="warning")
