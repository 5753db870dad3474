"""Keys in a header, the query or a cookie."""

from collections.abc import Callable, Mapping
from urllib.parse import parse_qs

from mockserver.access.schemes.base import Extract, SchemeKind
from mockserver.contract.model import SecurityScheme
from mockserver.exchange import Request


class ApiKey(SchemeKind):
    """`apiKey`; `x-mock.prefix` names a word that may stand before the key in a header."""

    def extract(self, scheme: SecurityScheme) -> Extract:
        """What takes the key out of its header, parameter or cookie."""
        name, prefix = scheme.parameter, scheme.mock.prefix
        if scheme.location == "query":
            return lambda request: parse_qs(request.query.decode("latin-1")).get(name, [None])[-1]
        if scheme.location != "header":
            return lambda request: _cookie(request, name)
        field = name.lower().encode("latin-1")

        def header(request: Request) -> str | None:
            value = request.headers.get(field)
            if value is None:
                return None
            text = value.decode("latin-1")
            return text.removeprefix(f"{prefix} ") if prefix else text

        return header

    def carries(self, scheme: SecurityScheme) -> Callable[[Request], bool]:
        """What tells whether the header is there, without reading it."""
        if scheme.location != "header":
            return super().carries(scheme)
        field = scheme.parameter.lower().encode("latin-1")
        return lambda request: field in request.headers

    def headers(self, scheme: SecurityScheme, key: str) -> Mapping[str, str]:
        """The key's own header."""
        return {scheme.parameter: key} if scheme.location == "header" else {}

    def secret(self, key: str) -> Mapping[str, str]:
        """A key as it is."""
        return {"api_key": key}


def _cookie(request: Request, name: str) -> str | None:
    for pair in (request.header("cookie") or "").split(";"):
        found, _, value = pair.strip().partition("=")
        if found == name:
            return value
    return None
