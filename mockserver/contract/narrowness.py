"""How much operations ask of their requests: what tells those apart that could both be meant."""

from collections.abc import Mapping
from typing import Any

from mockserver.contract import schemas
from mockserver.contract.document import Document
from mockserver.contract.model import Operation, is_json

# Keywords that rule nothing out.
FREE = frozenset({
    "title", "description", "example", "examples", "default", "deprecated", "readOnly", "writeOnly", "nullable",
})  # fmt: skip


def narrowness(document: Document, operation: Operation) -> int:
    """The number of rules that parameters which have to be there, and the members of a body in JSON, have to keep.

    Args:
        document: Where references lead.
        operation: Whose requests they are.
    """
    needed = [each for each in operation.parameters if each.required or each.location == "path"]
    bound = [each.schema for each in needed]
    content = operation.body.content if operation.body is not None else {}
    whole = next((media.schema for name, media in content.items() if is_json(name)), None)
    names = sum(each.location != "path" for each in needed)
    if whole is not None:
        bound += schemas.properties(document, whole).values()
        names += len(schemas.required(document, whole))
    return names + sum(_rules(document.resolve(schema)) for schema in bound)


def _rules(schema: Any) -> int:
    if not isinstance(schema, Mapping):
        return 0
    rules = {keyword for keyword in schema if not keyword.startswith("x-")} - FREE
    return len(rules) - (schema.get("type") == "string")  # every value of a path is a text
