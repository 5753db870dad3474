"""The schemas that show rows of a resource, to hold rows against that no request brought."""

from collections.abc import Container, Iterator
from dataclasses import dataclass
from typing import Any

from mockserver.contract.model import Contract
from mockserver.errors import Violation
from mockserver.exchange import Call
from mockserver.rendering.view_forms import View
from mockserver.rendering.views import ViewCompiler
from mockserver.replies.writer import ReplyWriter
from mockserver.rows import Row
from mockserver.services import Services
from mockserver.settings import DEFAULT_SEED
from mockserver.validation.schema import REPLY, SchemaCompiler, SchemaError, Validator


class ShownViews(ViewCompiler):
    """Compiles views and remembers those of whole rows, as a template asks for them.

    Attributes:
        shown: Schema, resource and view of each.
    """

    def __init__(self, contract: Contract) -> None:
        super().__init__(contract)
        self.shown: list[tuple[Any, str, View]] = []

    def view(self, schema: Any, resource: str | None, depth: int = 0) -> View:
        """As the views of a server."""
        made = super().view(schema, resource, depth)
        if depth == 0 and resource is not None and schema:
            self.shown.append((schema, resource, made))
        return made

    def spread(self, schema: Any, resource: str | None) -> View:
        """As the views of a server; not remembered, as a template adds what the row need not have."""
        return super().view(schema, resource)


@dataclass(frozen=True, slots=True)
class Showing:
    """A schema that shows rows of a resource."""

    resource: str
    schema: Any
    view: View
    validator: Validator

    def violations(self, row: Row, call: Call) -> Iterator[Violation]:
        """What is wrong with a row as it is shown."""
        value = self.view.plain.show(row, call, call.rows)
        if not self.validator.is_valid(value):
            yield from self.validator.violations(value, "", "")

    def wrong(self, row: Row, call: Call) -> Iterator[str]:
        """The same in words."""
        return map(violation_text, self.violations(row, call))


def violation_text(violation: Violation) -> str:
    """What is wrong with a member of a row, in words."""
    return f"{violation.name or 'the row'}: {violation.text}"


def showings(contract: Contract) -> Iterator[Showing]:
    """What shows whole rows, each schema once."""
    compiler = SchemaCompiler(contract.document)
    for schema, resource, view in shown_schemas(contract, compiler):
        try:
            yield Showing(resource, schema, view, compiler.validator(schema, REPLY))
        except SchemaError:
            continue


def shown_schemas(
    contract: Contract, compiler: SchemaCompiler, of: Container[str] | None = None
) -> Iterator[tuple[Any, str, View]]:
    """The schemas that show whole rows, each once, with the resource and the view of them.

    Args:
        contract, compiler: The document's.
        of: The resources that are asked for; None for all.
    """
    views = ShownViews(contract)
    services = Services(contract, {}, DEFAULT_SEED, compiler, views)
    for operation in contract.operations:
        name = operation.mock.resource
        if name is not None and (of is None or name in of) and not operation.unserved:
            ReplyWriter(operation, services)
    seen: set[tuple[str, str]] = set()
    for schema, resource, view in views.shown:
        same = (resource, str(schema))
        if same not in seen:
            seen.add(same)
            yield schema, resource, view
