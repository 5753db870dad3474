"""Reading a whole query as one value by its media type (OpenAPI 3.2.0, `in: querystring`)."""

from collections.abc import Mapping
from typing import Any

from mockserver.contract import schemas
from mockserver.contract.document import Document
from mockserver.contract.media_types import kind_of_media
from mockserver.contract.model import Media, Parameter
from mockserver.errors import ApiError, ErrorKind, Violation
from mockserver.validation.media import MAKERS
from mockserver.validation.media.base import Making
from mockserver.validation.pairs import UndecodableError, decode
from mockserver.validation.schema import PARAMETER, SchemaCompiler


class QuerystringReader:
    """Reads and validates the parameter that a whole query is."""

    def __init__(self, document: Document, parameter: Parameter, compiler: SchemaCompiler) -> None:
        """Compile the plan.

        Raises:
            ValueError: When the schema is no valid JSON Schema.
        """
        self._parameter = parameter
        name = parameter.media or "application/x-www-form-urlencoded"
        media = Media(name, parameter.schema, {}, parameter.encoding)
        kind = kind_of_media(name.partition(";")[0].strip().lower())
        self._encoded = kind == "form"  # which is decoded piece by piece
        self._parse = MAKERS[kind](Making(document, media, name, compiler))
        self._validator = compiler.validator(parameter.schema, PARAMETER)
        members = schemas.properties(document, parameter.schema)
        found = {member: document.resolve(schema) for member, schema in members.items()}
        self._defaults = {
            member: schema["default"]
            for member, schema in found.items()
            if isinstance(schema, Mapping) and "default" in schema
        }

    def read_query(self, raw: bytes, violations: list[Violation]) -> dict[str, Any]:
        """The members of the value, defaults filled in; of one that is no object, itself by the parameter's name."""
        name = self._parameter.name
        if not raw:
            if self._parameter.required:
                text = f"{name}: a query is required"
                violations.append(Violation("query", (name,), "required", {}, text))
            return self._defaults
        wrong: list[Violation] = []
        try:
            body = raw if self._encoded else decode(raw).encode()
            value = self._parse(body, wrong)
        except UndecodableError:
            violations.append(Violation("query", (), "encoding", {}, "the query is not UTF-8"))
            return {}
        except ApiError as error:
            wrong += error.violations
            value = {}
        else:
            wrong += self._validator.violations(value, "query", ErrorKind.INVALID_PARAMETER)
        for violation in wrong:
            violation.location, violation.kind = "query", ErrorKind.INVALID_PARAMETER
        violations += wrong
        return {**self._defaults, **value} if isinstance(value, dict) else {name: value}
