"""Finding the operation of a path: a trie of segments, concrete before templated (OpenAPI 3.0.3, Paths Object)."""

import re
from typing import Generic, TypeVar
from urllib.parse import quote, unquote_to_bytes

T = TypeVar("T")
TEMPLATE = re.compile(r"\{([^{}]+)\}")


def nameless(path: str) -> str:
    """A path without the names of its templates, which tell no paths apart (OpenAPI 3.0.3, Paths Object)."""
    return TEMPLATE.sub("{}", path)


class _Node(Generic[T]):
    __slots__ = ("found", "literals", "mixed", "names", "templated")

    def __init__(self) -> None:
        self.literals: dict[bytes, _Node[T]] = {}
        self.mixed: list[tuple[re.Pattern[bytes], _Node[T]]] = []
        self.templated: _Node[T] | None = None
        self.found: dict[str, T] = {}
        self.names: dict[str, tuple[str, ...]] = {}


class Route(Generic[T]):
    """What a path leads to: methods with what answers them, and the raw values of the path's templates."""

    __slots__ = ("_names", "methods", "values")

    def __init__(self, node: _Node[T], values: tuple[bytes, ...]) -> None:
        self.methods = node.found
        self.values = values
        self._names = node.names

    def parameters(self, method: str) -> dict[str, bytes]:
        """Raw values by the names that the method's own template gives them."""
        return dict(zip(self._names[method], self.values, strict=True)) if self.values else {}

    def allow(self) -> bytes:
        """The value of `Allow` (RFC 9110, 10.2.1); GET answers HEAD as well."""
        methods = set(self.methods) | ({"HEAD"} if "GET" in self.methods else set())
        return ", ".join(sorted(methods)).encode()


class Router(Generic[T]):
    """The paths of one document, below its base path."""

    def __init__(self) -> None:
        self._root: _Node[T] = _Node()
        self._static: dict[bytes, Route[T]] = {}

    def add(self, path: str, method: str, answer: T) -> None:
        """Register what answers a method of a path template."""
        node, names, concrete = self._root, [], True
        for segment in path.removeprefix("/").split("/"):
            found = TEMPLATE.findall(segment)
            names += found
            if not found:
                node = node.literals.setdefault(segment.encode(), _Node())
            elif TEMPLATE.fullmatch(segment):
                node.templated = node = node.templated or _Node()
                concrete = False
            else:
                node = self._mixed(node, segment)
                concrete = False
        node.found[method] = answer
        node.names[method] = tuple(names)
        if concrete:
            self._static[quote(path).encode()] = Route(node, ())

    def _mixed(self, node: _Node[T], segment: str) -> _Node[T]:
        literals = [re.escape(part) for part in TEMPLATE.sub("\0", segment).split("\0")]
        pattern = re.compile("(.+?)".join(literals).encode() + b"$")
        for known, child in node.mixed:
            if known.pattern == pattern.pattern:
                return child
        new: _Node[T] = _Node()
        node.mixed.append((pattern, new))
        node.mixed.sort(
            key=lambda pair: -len(pair[0].pattern.replace(b"(.+?)", b""))
        )  # more literal text first
        return new

    def find(self, path: bytes) -> Route[T] | None:
        """The route of a raw path, None when no template fits; a slash at the end makes another path."""
        static = self._static.get(path)
        if static is not None:
            return static
        if not path.startswith(b"/"):
            return None
        return self._descend(self._root, path[1:].split(b"/"), 0, ())

    def _descend(
        self, node: _Node[T], segments: list[bytes], depth: int, values: tuple[bytes, ...]
    ) -> Route[T] | None:
        if depth == len(segments):
            return Route(node, values) if node.found else None
        segment = segments[depth]
        literal = node.literals.get(segment)
        if literal is None and b"%" in segment:
            literal = node.literals.get(unquote_to_bytes(segment))
        route = None if literal is None else self._descend(literal, segments, depth + 1, values)
        if route is not None:
            return route
        for pattern, child in node.mixed:
            match = pattern.match(segment)
            if match:
                route = self._descend(child, segments, depth + 1, (*values, *match.groups()))
                if route is not None:
                    return route
        if node.templated is None or not segment:
            return None
        return self._descend(node.templated, segments, depth + 1, (*values, segment))
