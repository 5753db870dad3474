"""Reading the parameters of a request: split, decoded, coerced and validated by a plan made once per operation."""

from collections.abc import Mapping
from typing import Any

from mockserver.contract.document import Document
from mockserver.contract.mock import RequestRules
from mockserver.contract.model import Operation
from mockserver.errors import Violation
from mockserver.exchange import Request
from mockserver.validation.location import LocationReader
from mockserver.validation.negotiated import preference
from mockserver.validation.pairs import (
    ENCODED,
    UndecodableError,
    decode,
    decode_if,
    split_cookies,
    split_query,
)
from mockserver.validation.querystring import QuerystringReader
from mockserver.validation.schema import SchemaCompiler

LONGEST_KNOWN = 512  # bytes of a query that is remembered


class Parameters:
    """Reads and validates every parameter of an operation.

    Attributes:
        ignores_undeclared: Whether a query parameter that the operation does not declare is passed over.
    """

    def __init__(self, document: Document, operation: Operation, compiler: SchemaCompiler, rules: RequestRules,
                 query_keys: frozenset[str]) -> None:  # fmt: skip
        """Compile the plan.

        Args:
            document, operation, compiler: What is compiled, and with what.
            rules: What becomes of what no client need have sent.
            query_keys: Query parameters that carry credentials; they are declared by the security schemes.

        Raises:
            ValueError: When a parameter's schema is no valid JSON Schema.
        """

        def of(location: str) -> LocationReader:
            chosen = [p for p in operation.parameters if p.location == location]
            return LocationReader(document, location, chosen, compiler, query_keys)

        self.path, self.query, self.header, self.cookie = of("path"), of("query"), of("header"), of("cookie")
        whole = [p for p in operation.parameters if p.location == "querystring"]
        self._whole = QuerystringReader(document, whole[0], compiler) if whole else None
        self.ignores_undeclared = rules.undeclared == "ignore"
        self.refuse_repeated = rules.repeated == "refuse"
        self.declared = self.query.names | query_keys
        # What valid queries read as: clients repeat themselves.
        self._room = compiler.room
        self._known: dict[bytes, dict[str, Any]] = {}
        self._undeclared: dict[bytes, list[str]] = {}
        self.header_fields = [
            (p.name, p.name.lower().encode("latin-1")) for p in self.header.parameters.values()
        ]
        self._preferences = {
            p.name: found
            for p in self.header.parameters.values()
            if (found := preference(document, p, compiler)) is not None
        }

    def read_query(self, raw: bytes, violations: list[Violation]) -> dict[str, Any]:
        """Query parameters by name; the same object for the same query, if it is valid."""
        known = self._known.get(raw)
        if known is not None:
            return known
        found = self._read_query(raw, violations)
        if not violations and len(raw) <= LONGEST_KNOWN:
            self._room.keep(self._known, raw, found)
        return found

    def _read_query(self, raw: bytes, violations: list[Violation]) -> dict[str, Any]:
        if self._whole is not None:
            return self._whole.read_query(raw, violations)
        if not raw:
            return self.query.values_of({}, violations)
        query = self.query
        try:
            values = split_query(raw, lists=query.lists, reserved=query.reserved, known=query.names)
        except UndecodableError:
            violations.append(Violation("query", (), "encoding", {}, "the query is not UTF-8"))
            return {}
        if not self.ignores_undeclared and not self.declared.issuperset(values):
            violations += [
                Violation("query", (name,), "undeclared", {}, f"unknown parameter {name!r}")
                for name in self._unknown(values)
            ]
        if self.refuse_repeated and len(values) != raw.count(b"&") + 1:
            violations += [
                Violation(
                    "query", (name,), "repeated", {}, f"parameter {name!r} is given {len(values[name])} times"
                )
                for name in self.query.once
                if len(values.get(name, ())) > 1
            ]
        return self.query.values_of(values, violations)

    def read_header(self, request: Request, violations: list[Violation]) -> dict[str, Any]:
        """Header parameters by their declared names."""
        values = {}
        for name, field in self.header_fields:
            if field in request.headers:
                values[name] = [request.headers[field].decode("latin-1")]
        if self._preferences:
            for name, preferred in self._preferences.items():
                if name in values:
                    values[name] = [preferred(values[name][0])]
        return self.header.values_of(values, violations)

    def read_cookie(self, request: Request, violations: list[Violation]) -> dict[str, Any]:
        """Cookie parameters by name."""
        cookie = self.cookie
        values = split_cookies(request.header("cookie"), joined=cookie.joined)
        for name in cookie.coded - cookie.lists:
            if name in values:
                values[name] = [decode_if(text) for text in values[name]]
        return cookie.values_of(values, violations)

    def read_path(self, raw: Mapping[str, bytes], violations: list[Violation]) -> dict[str, Any]:
        """Path parameters by name."""
        lists = self.path.lists
        try:
            values = {name: [decode(value)] for name, value in raw.items() if name not in lists}
        except UndecodableError:
            violations.append(Violation("path", (), "encoding", {}, "the path is not UTF-8"))
            return {}
        for name in lists:
            values[name] = [raw[name].decode(*ENCODED)]
        return self.path.values_of(values, violations)

    def undeclared(self, raw: bytes) -> list[str]:
        """The names in a query that the operation does not declare, where these are ignored."""
        if not self.ignores_undeclared or self._whole is not None:
            return []
        found = self._undeclared.get(raw)
        if found is None:
            try:
                found = self._unknown(split_query(raw, known=self.query.names))
            except UndecodableError:
                found = []
            if len(raw) <= LONGEST_KNOWN:
                self._room.keep(self._undeclared, raw, found)
        return found

    def _unknown(self, values: Mapping[str, Any]) -> list[str]:
        return [name for name in values if name not in self.declared and not self.query.knows(name)]
