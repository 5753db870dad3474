"""Remembering the links that a client was sent: what they carry in their queries it did not make up."""

import re
from collections import deque
from urllib.parse import quote

from mockserver.exchange import Reply

MOST = 32  # latest replies in which links are looked for
LONGEST = 1 << 20  # bytes of a body in which links are looked for
KEPT = 8192  # bytes of the beginning of a body that are kept, and of its end: links stand before rows, or after them


class SentLinks:
    """The latest replies to one client, and the names of query parameters that their links were found to carry."""

    def __init__(self) -> None:
        self._replies: deque[list[bytes]] = deque(maxlen=MOST)
        self._names: set[str] = set()

    def add(self, reply: Reply) -> None:
        """Remember a reply that may have a link: there is a question mark, or a header for links."""
        if b"?" in reply.body[:LONGEST] or any(b"?" in value for _, value in reply.headers):
            self._replies.append(_places(reply))

    def carried(self, name: str) -> bool:
        """Whether a link in one of the replies has a parameter of this name in its query."""
        if name not in self._names:
            pattern = _pattern(name)
            if any(any(map(pattern.search, places)) for places in self._replies):
                self._names.add(name)
        return name in self._names


def _places(reply: Reply) -> list[bytes]:
    """Where links of a reply are looked for: as much of its body as is worth keeping, and its headers."""
    body = reply.body
    parts = [body] if len(body) <= 2 * KEPT else [body[:KEPT], body[-KEPT:]]
    return [*parts, *(value for _, value in reply.headers)]


def _pattern(name: str) -> re.Pattern[bytes]:
    """What finds a parameter in a URL, however the URL is written: in JSON, XML or a header."""
    written = {name.encode(), quote(name, safe="").encode(), quote(name, safe="[]").encode()}
    return re.compile(rb"(?:[?&;]|\\u0026)(?:%b)=" % b"|".join(map(re.escape, sorted(written))))
