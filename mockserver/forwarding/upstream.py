"""Where the calls of one document are forwarded to, and what its redirects lead back to."""

from urllib.parse import urljoin, urlsplit

PORTS = {"http": 80, "https": 443}


class Upstream:
    """A real API.

    A URL without a path is that of its server: calls keep their paths, the document's base path among them. One with a
    path is that of the API: it stands for the document's base path.

    Attributes:
        url: As it was given.
    """

    def __init__(self, url: str, base_path: str) -> None:
        """Take a URL, and the path of the document's first server."""
        self.url = url
        parts = urlsplit(url)
        self._origin = f"{parts.scheme}://{parts.netloc}"
        self._place = _origin_of(url)
        path = parts.path.rstrip("/")
        inner = base_path if path else ""
        if inner and path.endswith(inner):
            path, inner = path.removesuffix(inner), ""
        self._outer, self._inner = path.encode(), inner.encode()

    def target(self, place: bytes) -> tuple[str, bytes]:
        """The URL of a request, without its query, and the path that is asked for.

        Args:
            place: Its raw path below the document's name.
        """
        path = self._outer + (place[len(self._inner) :] if _is_below(place, self._inner) else place)
        path = path or b"/"
        return self._origin + path.decode("latin-1"), path

    def led_back(self, location: str, asked: str, address: str) -> str:
        """A redirect's target: here where it leads to the same API, as it is where it leads elsewhere.

        Args:
            location: As it was sent, perhaps a relative reference (RFC 9110, 10.2.2).
            asked: The URL that was asked for.
            address: Where the document is here.
        """
        try:
            meant = urljoin(asked, location)
            if _origin_of(meant) != self._place:
                return location
        except ValueError:
            return location
        parts = urlsplit(meant)
        path = parts.path or "/"
        if not _is_below(path.encode(), self._outer):
            return location
        rest = parts._replace(scheme="", netloc="", path=path[len(self._outer) :]).geturl()
        return address + self._inner.decode() + rest


def _is_below(path: bytes, base: bytes) -> bool:
    return path.startswith(base) and path[len(base) :][:1] in (b"", b"/")


def _origin_of(url: str) -> tuple[str, str, int | None]:
    """Scheme, host and port (RFC 6454, 4)."""
    parts = urlsplit(url)
    return parts.scheme.lower(), (parts.hostname or "").lower(), parts.port or PORTS.get(parts.scheme.lower())
