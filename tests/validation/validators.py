"""Validators of schemas that are written as texts."""

from textwrap import indent

from mockserver.validation.schema import REQUEST, SchemaCompiler, Validator
from tests.builders import load


def validator(
    schema: str,
    *,
    openapi: str = "3.0.3",
    direction: str = REQUEST,
    components: str = "",
) -> Validator:
    """The validator of a schema that is written in YAML."""
    text = (
        "components:\n  schemas:\n    Tried:\n" + indent(schema, " " * 6) + "\n" + indent(components, " " * 4)
    )
    document = load(text, head=f"openapi: '{openapi}'\n")
    return SchemaCompiler(document).validator({"$ref": "#/components/schemas/Tried"}, direction)
