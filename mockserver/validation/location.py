"""Reading the parameters of one location: the path, the query, the header or the cookies."""

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from mockserver.contract import schemas
from mockserver.contract.document import Document
from mockserver.contract.model import Parameter
from mockserver.errors import ErrorKind, Violation
from mockserver.validation.pairs import UndecodableError
from mockserver.validation.schema import PARAMETER, SchemaCompiler, Validator
from mockserver.validation.styles import (
    MISSING,
    ReadSent,
    SentValues,
    given_once,
    is_one_value,
    is_scattered,
    is_sent_as_nothing,
    member_of,
    reader,
    takes_any,
    wire_names,
)

ANNOTATIONS = frozenset({"title", "description", "example", "examples", "deprecated"})
TEMPLATE = re.compile(r"\{[^{}]+\}|<[^<>]+>")  # in a name: `filter[{field}]`, `<attribute>.min`
NOTHING: frozenset[str] = frozenset()


class LocationReader:
    """Reads all parameters of one location.

    Attributes:
        parameters: By name.
        names: Those that they have in the request, as far as these are fixed.
        once: Of these, the ones of which a second one would be a contradiction.
        defaults: What those read as that are not sent.
        lists: The names whose values are left percent-encoded: a delimiter that is sent encoded is none.
        reserved: The names in whose values a plus is no space.
        coded: The names of cookies that are percent-encoded, one by one, as the style `form` has them.
        joined: Whether several cookies may stand in one, with ampersands between, as exploded forms do.
    """

    def __init__(
        self,
        document: Document,
        location: str,
        parameters: list[Parameter],
        compiler: SchemaCompiler,
        others: frozenset[str] = NOTHING,
    ) -> None:
        """Compile the readers.

        Args:
            document, location, parameters, compiler: What is read, and with what.
            others: Names of the location that are no parameters, as those of API keys.

        Raises:
            ValueError: When a parameter's schema is no valid JSON Schema.
        """
        self.location = location
        self.parameters = {parameter.name: parameter for parameter in parameters}
        self.once = names_of(name for p in parameters for name in given_once(document, p))
        self.names = names_of(name for p in parameters for name in wire_names(document, p))
        self.defaults = {
            p.name: found["default"] for p in parameters if "default" in (found := document.resolve(p.schema))
        }
        self.lists = names_of(
            name for p in parameters if is_one_value(document, p) for name in wire_names(document, p)
        )
        self.reserved = names_of(p.name for p in parameters if p.allow_reserved)
        self.coded = names_of(
            name for p in parameters if p.style == "form" and not p.media for name in wire_names(document, p)
        )
        self.joined = any(p.explode and p.style == "form" for p in parameters)
        self._required = names_of(
            p.name for p in parameters if p.required and not is_sent_as_nothing(document, p)
        )
        self._empty = {
            p.name: "string" in schemas.types(document, p.schema) for p in parameters if p.allow_empty
        }
        self._members = [is_one for p in parameters if (is_one := member_of(p))]
        self._templates = [(_pattern(p.name), p) for p in parameters if TEMPLATE.search(p.name)]
        self._templates = self._templates if location == "query" else []
        self._special = bool(self._empty or self._templates)
        self._open = any(takes_any(document, p) for p in parameters)
        self._document = document
        self._readers = [(p.name, self._reader(p, others)) for p in parameters]
        self._apart = names_of(  # given by other names than their own
            p.name for p in parameters if is_scattered(document, p) or member_of(p)
        )
        self._any_text = all(_admits_any_text(document, p) for p in parameters)
        self._validator = self._compile(compiler) if parameters else None

    def _reader(self, parameter: Parameter, others: frozenset[str]) -> ReadSent:
        read = reader(self._document, parameter)
        if not takes_any(self._document, parameter):
            return read
        own = set(wire_names(self._document, parameter))
        taken = (self.names | others) - own

        def unclaimed(values: SentValues) -> Any:
            return read(
                {
                    name: texts
                    for name, texts in values.items()
                    if name not in taken and not any(is_one(name) for is_one in self._members)
                }
            )

        return unclaimed

    def _compile(self, compiler: SchemaCompiler) -> Validator:
        whole: dict[str, Any] = {
            "type": "object",
            "properties": {name: p.schema for name, p in self.parameters.items()},
        }
        if self._required:
            whole["required"] = [name for name in self.parameters if name in self._required]
        if self._templates:
            whole["patternProperties"] = {f"^{found.pattern}$": p.schema for found, p in self._templates}
        return compiler.validator(whole, PARAMETER)

    def knows(self, name: str) -> bool:
        """Whether a name belongs to a parameter, though it is none of `names`: `filter[colour]`."""
        return (
            self._open
            or any(is_one(name) for is_one in self._members)
            or any(pattern.fullmatch(name) for pattern, _ in self._templates)
        )

    def values_of(self, values: SentValues, violations: list[Violation]) -> dict[str, Any]:
        """Values by parameter name, defaults filled in; what breaks a schema is added to `violations`."""
        if not values and not self._required:
            return self.defaults  # shared: nobody writes to what was read
        found: dict[str, Any] = {}
        for name, read in self._readers:
            if name in values or name in self._apart:
                try:
                    value = read(values)
                except UndecodableError:
                    violations.append(self._undecodable(name))
                    continue
                if value is not MISSING:
                    found[name] = value
        if self._special:
            self._read_special(values, found, violations)
        elif not (self._any_text and self._required <= found.keys()):
            self._judge(found, violations)
        for name, value in self.defaults.items():
            found.setdefault(name, value)
        return found

    def _read_special(self, values: SentValues, found: dict[str, Any], violations: list[Violation]) -> None:
        """Add the parameters whose names a template stands for, and pass over what is empty and may be; judge all."""
        for pattern, parameter in self._templates:
            for name in values:
                if name not in self.names and pattern.fullmatch(name):
                    try:
                        found[name] = reader(self._document, replace(parameter, name=name))(values)
                    except UndecodableError:
                        violations.append(self._undecodable(name))
        empty = [name for name in self._empty if values.get(name) == [""]]
        for name in empty:
            found.pop(name, None)
        if self._validator is not None:
            broken = self._validator.violations(found, self.location, ErrorKind.INVALID_PARAMETER)
            violations += [self._of_parameter(v) for v in broken if v.name not in empty]
        found |= {name: "" for name in empty if self._empty[name]}

    def _judge(self, found: dict[str, Any], violations: list[Violation]) -> None:
        if self._validator is not None:
            broken = self._validator.violations(found, self.location, ErrorKind.INVALID_PARAMETER)
            if broken:
                violations += map(self._of_parameter, broken)

    def _undecodable(self, name: str) -> Violation:
        return Violation(self.location, (name,), "encoding", {}, f"the {self.location} is not UTF-8")

    def _of_parameter(self, violation: Violation) -> Violation:
        """The violation with its parameter's own messages and kind of error."""
        parameter = self.parameters.get(str(violation.path[0])) if violation.path else None
        if parameter is None or not parameter.mock.origins:
            return violation
        violation.messages = parameter.mock.messages
        violation.kind = parameter.mock.error or violation.kind
        return violation


def names_of(found: Iterable[str]) -> frozenset[str]:
    """A set of names; the same one for all that have none, as in most places of most operations."""
    return frozenset(found) or NOTHING


def _admits_any_text(document: Document, parameter: Parameter) -> bool:
    """Whether a parameter's schema asks for a string and nothing more."""
    schema = document.resolve(parameter.schema) if len(parameter.schema) == 1 else parameter.schema
    if parameter.media is not None:
        return False
    asked = {keyword for keyword in schema if not keyword.startswith("x-")} - ANNOTATIONS
    return asked == {"type"} and schema["type"] == "string"


def _pattern(name: str) -> re.Pattern[str]:
    """What matches the names that a template stands for."""
    parts = TEMPLATE.split(name)
    return re.compile(r"[^\[\]&=]+".join(map(re.escape, parts)))
