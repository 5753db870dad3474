"""One HTTP request, as it came."""

from collections.abc import Mapping, Sequence

Headers = Sequence[tuple[bytes, bytes]]


class Request:
    """One HTTP request, as it came.

    Attributes:
        method: In upper case.
        path: The raw path, percent-encoded, without the query.
        query: The raw query string.
        headers: Name (lower case) to value, both as sent; repeated fields are joined with a comma (RFC 9110, 5.3).
        body: The payload; empty when it was larger than the limit.
        place: The path below its document's base path, once that is known: the same through every door.
        too_large: Whether the payload passed the limit and was not read to its end.
    """

    __slots__ = ("body", "headers", "method", "path", "place", "query", "too_large")

    def __init__(
        self,
        method: str,
        path: bytes,
        query: bytes,
        headers: Mapping[bytes, bytes],
        body: bytes = b"",
        *,
        too_large: bool = False,
    ) -> None:
        self.method = method
        self.path = self.place = path
        self.query = query
        self.headers = headers
        self.body = body
        self.too_large = too_large

    def whole(self) -> bytes:
        """Method, place, query and body: what two requests have in common that ask for the same."""
        return b"%b %b?%b\0%b" % (self.method.encode(), self.place, self.query, self.body)

    def header(self, name: str) -> str | None:
        """The value of a header field, None when absent."""
        value = self.headers.get(name.lower().encode("latin-1"))
        return None if value is None else value.decode("latin-1")


def join_headers(raw: Headers) -> dict[bytes, bytes]:
    """One value per name; repeated fields are joined with a comma, cookies with a semicolon."""
    headers = dict(raw)
    if len(headers) == len(raw):
        return headers
    headers.clear()
    for name, value in raw:
        if name in headers:
            headers[name] += (b"; " if name == b"cookie" else b", ") + value
        else:
            headers[name] = value
    return headers
