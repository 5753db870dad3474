"""Where a document says that its operations are: Server Objects (OpenAPI 3.0.3), their variables filled in."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice, product
from typing import Any
from urllib.parse import urlsplit

UNDECLARED = re.compile(r"\{([^{}]*)\}")  # a variable without a value: its name stands for it
MOST = 64  # URLs of one Server Object: each value of each variable with each of the others


@dataclass(frozen=True, slots=True)
class ServerUrl:
    """One server.

    Attributes:
        host: Its host's name in lower case; empty for one that is relative to where the document is.
        base_path: The path of its URL, without a slash at the end.
    """

    host: str
    base_path: str


def read_servers(nodes: Any) -> tuple[ServerUrl, ...]:
    """The servers of a list of Server Objects, in its order, each once."""
    found = (server for node in _objects(nodes) for server in _server(node))
    return tuple(dict.fromkeys(found))


def base_paths(servers: Iterable[ServerUrl]) -> tuple[str, ...]:
    """The base paths of servers, each once; the empty one where there is no server."""
    return tuple(dict.fromkeys(server.base_path for server in servers)) or ("",)


def _objects(nodes: Any) -> Iterator[Mapping[str, Any]]:
    yield from (node for node in nodes or () if isinstance(node, Mapping))


def _server(node: Mapping[str, Any]) -> Iterator[ServerUrl]:
    for url in _urls(node):
        try:
            parts = urlsplit(url)
            host = (parts.hostname or "").lower()
        except ValueError:  # a bracket that is no IPv6 address
            continue
        path = parts.path.rstrip("/")
        yield ServerUrl(host, path if not path or path.startswith("/") else f"/{path}")


def _urls(node: Mapping[str, Any]) -> Iterator[str]:
    """The URL with each value that its variables may take, their defaults first."""
    url = str(node.get("url", ""))
    variables = node.get("variables")
    variables = variables if isinstance(variables, Mapping) else {}
    choices = [[(name, value) for value in _values(variable)] for name, variable in variables.items()]
    for chosen in islice(product(*choices), MOST):
        made = url
        for name, value in chosen:
            made = made.replace("{" + name + "}", value)
        yield UNDECLARED.sub(r"\1", made)


def _values(variable: Any) -> list[str]:
    declared = variable if isinstance(variable, Mapping) else {}
    listed = declared.get("enum")
    values = [declared.get("default", ""), *(listed if isinstance(listed, list) else ())]
    return list(dict.fromkeys(str(value) for value in values))
