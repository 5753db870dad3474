"""Reading the parameters of a request: split, decoded, coerced and validated by a plan made once per operation."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote_to_bytes

from mockserver.contract.document import Document
from mockserver.contract.model import Operation, Parameter
from mockserver.errors import Violation
from mockserver.exchange import Request
from mockserver.validation.schema import PARAMETER, SchemaCompiler, Validator
from mockserver.validation.styles import MISSING, Values, given_once, reader, wire_names

MOST_KNOWN = 128  # queries of one operation that are remembered
LONGEST_KNOWN = 512  # bytes of such a query
ANNOTATIONS = frozenset({"title", "description", "example", "examples", "deprecated"})


class UndecodableError(ValueError):
    """Percent-encoded bytes that are no UTF-8."""


def decode(raw: bytes) -> str:
    """Percent-decoded text.

    Raises:
        UndecodableError: When it is no UTF-8.
    """
    try:
        return (unquote_to_bytes(raw) if b"%" in raw else raw).decode()
    except UnicodeDecodeError:
        raise UndecodableError from None


def split_query(raw: bytes) -> dict[str, list[str]]:
    """Names to values of a query string (or of an urlencoded form), in order.

    Raises:
        UndecodableError: When a part is no UTF-8.
    """
    values: dict[str, list[str]] = {}
    raw = raw.replace(b"+", b" ")
    if b"%" in raw:
        for encoded in raw.split(b"&"):
            name, _, value = encoded.partition(b"=")
            if encoded:
                values.setdefault(decode(name), []).append(decode(value))
    else:
        for pair in decode(raw).split("&"):
            text, _, value_text = pair.partition("=")
            if text in values:
                values[text].append(value_text)
            elif pair:
                values[text] = [value_text]
    return values


def split_cookies(header: str | None) -> dict[str, list[str]]:
    """Names to values of a `Cookie` header (RFC 6265, 4.2)."""
    values: dict[str, list[str]] = {}
    for pair in (header or "").split(";"):
        name, equals, value = pair.strip().partition("=")
        if equals:
            values.setdefault(name, []).append(value.strip('"'))
    return values


def _admits_any_text(document: Document, parameter: Parameter) -> bool:
    """Whether a parameter's schema asks for a string and nothing more."""
    schema = document.resolve(parameter.schema) if len(parameter.schema) == 1 else parameter.schema
    if parameter.media is not None:
        return False
    asked = {keyword for keyword in schema if not keyword.startswith("x-")} - ANNOTATIONS
    return asked == {"type"} and schema["type"] == "string"


class LocationReader:
    """Reads all parameters of one location."""

    def __init__(
        self, document: Document, location: str, parameters: list[Parameter], compiler: SchemaCompiler
    ) -> None:
        self.location = location
        self.parameters = {parameter.name: parameter for parameter in parameters}
        self.readers = [(p.name, reader(document, p)) for p in parameters]
        self.apart = frozenset(  # given by other names than their own
            p.name for p in parameters if p.style == "deepObject" or wire_names(document, p) != [p.name]
        )
        self.defaults = {
            p.name: found["default"] for p in parameters if "default" in (found := document.resolve(p.schema))
        }
        self.once = frozenset(name for p in parameters for name in given_once(document, p))
        self.names = frozenset(name for p in parameters for name in wire_names(document, p))
        self.prefixes = tuple(f"{p.name}[" for p in parameters if p.style == "deepObject")
        self.required = frozenset(p.name for p in parameters if p.required)
        self.validator: Validator | None = None
        if parameters:
            whole = {"type": "object", "properties": {p.name: p.schema for p in parameters}}
            needed = [p.name for p in parameters if p.required]
            whole = {**whole, "required": needed} if needed else whole
            self.validator = compiler.validator(whole, PARAMETER)
        self._any_text = all(_admits_any_text(document, p) for p in parameters)

    def read(self, values: Values, violations: list[Violation]) -> dict[str, Any]:
        """Values by parameter name, defaults filled in; what breaks a schema is added to `violations`."""
        if not values and not self.required:
            return self.defaults  # shared: nobody writes to what was read
        found: dict[str, Any] = {}
        for name, read in self.readers:
            if name in values or name in self.apart:
                value = read(values)
                if value is not MISSING:
                    found[name] = value
        if self.validator is not None and not (self._any_text and self.required <= found.keys()):
            broken = self.validator.violations(found, self.location, "invalid_parameter")
            if broken:
                violations += map(self._of_parameter, broken)
        for name, value in self.defaults.items():
            found.setdefault(name, value)
        return found

    def is_member(self, name: str) -> bool:
        """Whether a name in the query is one of a deepObject: `filter[colour]`."""
        return name.startswith(self.prefixes) and name.find("]") == len(name) - 1

    def _of_parameter(self, violation: Violation) -> Violation:
        """The violation with its parameter's own messages and kind of error."""
        parameter = self.parameters.get(str(violation.path[0])) if violation.path else None
        if parameter is None or not parameter.mock:
            return violation
        inner = violation.schema.get("x-mock", {})
        messages = {**parameter.mock.get("messages", {}), **inner.get("messages", {})}
        schema = {**violation.schema, "x-mock": {**inner, "messages": messages}}
        kind = parameter.mock.get("error", violation.kind)
        return Violation(
            violation.location,
            violation.path,
            violation.keyword,
            violation.detail,
            violation.text,
            schema,
            kind,
        )


class Parameters:
    """Reads and validates every parameter of an operation."""

    def __init__(self, document: Document, operation: Operation, compiler: SchemaCompiler, policy: Mapping[str, str],
                 query_keys: frozenset[str]) -> None:  # fmt: skip
        """Compile the plan.

        Args:
            document, operation, compiler: What is compiled, and with what.
            policy: `x-mock.parameters` of the document.
            query_keys: Query parameters that carry credentials; they are declared by the security schemes.

        Raises:
            ValueError: When a parameter's schema is no valid JSON Schema.
        """

        def of(location: str) -> LocationReader:
            chosen = [p for p in operation.parameters if p.location == location]
            return LocationReader(document, location, chosen, compiler)

        self.path, self.query, self.header, self.cookie = of("path"), of("query"), of("header"), of("cookie")
        self.refuse_undeclared = policy.get("undeclared", "refuse") == "refuse"
        self.refuse_repeated = policy.get("repeated", "refuse") == "refuse"
        self.declared = self.query.names | query_keys
        self._known: dict[bytes, dict[str, Any]] = {}  # what valid queries read as: clients repeat themselves
        self.header_fields = [
            (p.name, p.name.lower().encode("latin-1")) for p in self.header.parameters.values()
        ]

    def read_query(self, raw: bytes, violations: list[Violation]) -> dict[str, Any]:
        """Query parameters by name; the same object for the same query, if it is valid."""
        known = self._known.get(raw)
        if known is not None:
            return known
        found = self._read_query(raw, violations)
        if not violations and len(raw) <= LONGEST_KNOWN:
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            self._known[raw] = found
        return found

    def _read_query(self, raw: bytes, violations: list[Violation]) -> dict[str, Any]:
        if not raw:
            return self.query.read({}, violations)
        try:
            values = split_query(raw)
        except UndecodableError:
            violations.append(Violation("query", (), "encoding", {}, "the query is not UTF-8"))
            return {}
        if not self.declared.issuperset(values) and self.refuse_undeclared:
            violations += [
                Violation("query", (name,), "undeclared", {}, f"unknown parameter {name!r}")
                for name in values
                if name not in self.declared and not self.query.is_member(name)
            ]
        if self.refuse_repeated and len(values) != raw.count(b"&") + 1:
            violations += [
                Violation(
                    "query", (name,), "repeated", {}, f"parameter {name!r} is given {len(values[name])} times"
                )
                for name in self.query.once
                if len(values.get(name, ())) > 1
            ]
        return self.query.read(values, violations)

    def read_header(self, request: Request, violations: list[Violation]) -> dict[str, Any]:
        """Header parameters by their declared names."""
        values = {}
        for name, field in self.header_fields:
            if field in request.headers:
                values[name] = [request.headers[field].decode("latin-1")]
        return self.header.read(values, violations)

    def read_cookie(self, request: Request, violations: list[Violation]) -> dict[str, Any]:
        """Cookie parameters by name."""
        return self.cookie.read(split_cookies(request.header("cookie")), violations)

    def read_path(self, raw: Mapping[str, bytes], violations: list[Violation]) -> dict[str, Any]:
        """Path parameters by name."""
        try:
            values = {name: [decode(value)] for name, value in raw.items()}
        except UndecodableError:
            violations.append(Violation("path", (), "encoding", {}, "the path is not UTF-8"))
            return {}
        return self.path.read(values, violations)
