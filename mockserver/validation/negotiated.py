"""Header parameters by which clients negotiate: lists of what they take, of which one that is declared is enough."""

import re
from collections.abc import Callable, Iterator

from mockserver.contract import schemas
from mockserver.contract.document import Document
from mockserver.contract.model import Parameter
from mockserver.validation.schema import PARAMETER, SchemaCompiler

# RFC 9110, section 12.5, without Accept, which OpenAPI reads by media types. What is acceptable in any case, by field.
NEGOTIATED = {"accept-encoding": "identity", "accept-language": "", "accept-charset": "", "te": "trailers"}

REFUSED = re.compile(r"q\s*=\s*0(\.0*)?")


def preference(
    document: Document, parameter: Parameter, compiler: SchemaCompiler
) -> Callable[[str], str] | None:
    """What a field says as far as its parameter's schema admits it; None for a parameter that is no such list.

    HTTP libraries send `Accept-Encoding: gzip, deflate, br` of their own accord; where a document declares the field
    with `enum: [gzip, identity]`, that asks for `gzip`. A field of which nothing is admitted is read as it is.

    Args:
        document, parameter, compiler: What is read, and with what.

    Raises:
        ValueError: When the schema is no valid JSON Schema.
    """
    field = parameter.name.lower()
    if field not in NEGOTIATED or schemas.types(document, parameter.schema) - {"string", "null"}:
        return None
    admits = compiler.validator(parameter.schema, PARAMETER).is_valid

    def read(text: str) -> str:
        return next(filter(admits, (text, *_listed(text), NEGOTIATED[field])), text)

    return read


def _listed(text: str) -> Iterator[str]:
    """What a list names, without weights; of a language also the wider ones: `de-AT` is German (RFC 4647)."""
    for element in text.split(","):
        name, _, weight = element.partition(";")
        name = "" if REFUSED.fullmatch(weight.strip()) else name.strip()
        while name:
            yield name
            name = name.rpartition("-")[0]
