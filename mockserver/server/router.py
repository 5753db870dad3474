"""Finding the operations of a path: a trie of segments, concrete before templated (OpenAPI 3.0.3, Paths Object)."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, combinations, product
from typing import Generic, TypeVar
from urllib.parse import quote, unquote_to_bytes

from mockserver.contract.path_templates import TEMPLATE
from mockserver.server.segment_template import SegmentTemplate

T = TypeVar("T")
PathValues = tuple[bytes, ...]
SEGMENTS = b"[^/]+(?:/[^/]+)*"
MOST_SEGMENTS, LONGEST_SPANNED = 64, 2048  # of a path that is held against templates of several segments
MOST_COMPARED = 100_000  # pairs of places in two templates: with more, every path is looked at closely


@dataclass(frozen=True, slots=True)
class Entry(Generic[T]):
    """What answers a method of a template.

    Attributes:
        answer: What answers.
        names: The names that its template gives the path's values.
        base: How many bytes of the path come before the template: those of the base path.
    """

    answer: T
    names: tuple[str, ...]
    base: int

    def parameters(self, values: PathValues) -> dict[str, bytes]:
        """The raw values of a path by the names of this template."""
        return dict(zip(self.names, values, strict=True)) if values else {}


FoundEntries = tuple[tuple[Entry[T], ...], PathValues]


def nameless(path: str) -> str:
    """A path without the names of its templates, which tell no paths apart (OpenAPI 3.0.3, Paths Object)."""
    return TEMPLATE.sub("{}", path)


class _Node(Generic[T]):
    __slots__ = ("entries", "literals", "mixed", "templated")

    def __init__(self) -> None:
        self.literals: dict[bytes, _Node[T]] = {}
        self.mixed: list[tuple[SegmentTemplate, _Node[T]]] = []
        self.templated: _Node[T] | None = None
        self.entries: dict[str, tuple[Entry[T], ...]] = {}

    @property
    def open(self) -> "list[_Node[T]]":
        """Where segments lead that a template fits, the most concrete first."""
        return [*(child for _, child in self.mixed), *([self.templated] if self.templated else [])]

    def below(self) -> Iterator[Entry[T]]:
        """The entries of all paths that begin here."""
        yield from chain.from_iterable(self.entries.values())
        for child in (*self.literals.values(), *self.open):
            yield from child.below()

    def forks(self) -> "Iterator[tuple[_Node[T], _Node[T]]]":
        """Where one segment may lead to both, the more concrete first."""
        yield from product(self.literals.values(), self.open)
        yield from combinations(self.open, 2)

    def meeting(self, other: "_Node[T]") -> "Iterator[tuple[_Node[T], _Node[T]]]":
        """Where one segment may lead from here, and from another node."""
        for segment in self.literals.keys() & other.literals.keys():
            yield self.literals[segment], other.literals[segment]
        yield from product(self.literals.values(), other.open)
        yield from product(self.open, (*other.literals.values(), *other.open))


def _across_segments(path: str, spans: Collection[str]) -> re.Pattern[bytes]:
    """The paths that a template fits whose names in `spans` stand for several segments."""
    literals, names = TEMPLATE.split(path)[::2], TEMPLATE.findall(path)
    parts = [re.escape(literals[0]).encode()]
    for name, literal in zip(names, literals[1:], strict=True):
        parts += (b"(" + SEGMENTS + b")" if name in spans else b"([^/]+)", re.escape(literal).encode())
    return re.compile(b"".join(parts))


def _contested(first: _Node[T], second: _Node[T]) -> Iterator[Entry[T]]:
    """Entries of two templates that may fit one path, whose values decide which of them is meant."""
    if first.entries:
        yield from chain.from_iterable(second.entries.values())
    for method in first.entries.keys() & second.entries.keys():
        yield from (entry for entry in first.entries[method] if entry.names)


class Router(Generic[T]):
    """The paths of one document, below its name.

    Attributes:
        shares: Whether a method has several entries at some path, once `settle` was called.
    """

    def __init__(self, admits: Callable[[Entry[T], PathValues], bool] = lambda entry, values: True) -> None:
        """Begin without a path.

        Args:
            admits: Whether the values of a path fit the schemas of an entry's parameters: asked where several
                templates may fit the path, of which `bulk` would be somebody's id otherwise.
        """
        self.shares = False
        self._admits = admits
        self._root: _Node[T] = _Node()
        self._concrete = {b"": self._root}  # where each beginning of a path without templates leads
        self._wide: list[tuple[re.Pattern[bytes], str, Entry[T]]] = []  # more literal text first
        self._rivals: set[int] = set()  # identities of entries whose paths may fit another template as well

    def add(
        self, path: str, method: str, answer: T, base: str = "", spans: Collection[str] = frozenset()
    ) -> None:
        """Register what answers a method of a path template below a base path.

        Args:
            path, base: The template, and what comes before it.
            method, answer: The method, and what answers it.
            spans: Names in the template that may stand for several segments, where no other template fits.
        """
        node, names, concrete, beginning = self._root, [], True, b""
        for segment in (base + path).removeprefix("/").split("/"):
            found = TEMPLATE.findall(segment)
            names += found
            if not found:
                node = node.literals.setdefault(segment.encode(), _Node())
                if concrete:
                    beginning += b"/" + quote(segment).encode()
                    self._concrete[beginning] = node
            elif TEMPLATE.fullmatch(segment):
                node.templated = node = node.templated or _Node()
                concrete = False
            else:
                node = self._mixed(node, segment)
                concrete = False
        entry = Entry(answer, tuple(names), len(base.encode()))
        node.entries[method] = (*node.entries.get(method, ()), entry)
        if spans:
            self._wide.append((_across_segments(base + path, spans), method, entry))
            self._wide.sort(key=lambda each: -len(each[0].pattern.replace(SEGMENTS, b"")))

    def _mixed(self, node: _Node[T], segment: str) -> _Node[T]:
        template = SegmentTemplate.of(segment)
        for known, child in node.mixed:
            if known == template:
                return child
        node.mixed.append((template, _Node()))
        new = node.mixed[-1][1]
        node.mixed.sort(key=lambda pair: -pair[0].literal_length)  # more literal text first
        return new

    def find(self, path: bytes, method: str) -> FoundEntries[T] | None:
        """What answers a method of a raw path: of the most concrete template that has it and admits the path's values.

        Where none admits them, that of the most concrete template, which says what is wrong with them. Several entries
        where several operations have that method and a template of one shape; None where no template that fits the
        path has the method. GET answers HEAD as well (RFC 9110, 9.3.2). A slash at the end makes another path.
        """
        # Most paths have no template, or one at their end: one look-up or two, and nothing is split.
        node = self._concrete.get(path)
        if node is not None and method in node.entries:
            return node.entries[method], ()
        beginning, slash, last = path.rpartition(b"/")
        node = self._concrete.get(beginning)  # nothing is more concrete than what is found there
        found = None if node is None or not slash else self._seek(node, [last], 0, (), method)
        if found is None and path.startswith(b"/"):
            found = self._seek(self._root, path.split(b"/"), 1, (), method)
        # Which one is meant only its values tell: all that fit are gone through then, which most paths are spared.
        if found is None and self._wide:
            found = next(
                ((has[method], values) for has, values in self._spanning(path) if method in has), None
            )
        elif self._rivals and found is not None and id(found[0][0]) in self._rivals:
            answering = self._answering(path)
            found = next(((has[method], values) for has, values in answering if method in has), None)
        return self.find(path, "GET") if found is None and method == "HEAD" else found

    def _seek(
        self, node: _Node[T], segments: list[bytes], depth: int, values: PathValues, method: str
    ) -> FoundEntries[T] | None:
        """The first of `_descend` that has a method; written out, because each request takes this way."""
        for place in range(depth, len(segments)):
            segment, templated = segments[place], node.templated
            literal = node.literals.get(segment)
            if literal is None and b"%" in segment:
                literal = node.literals.get(unquote_to_bytes(segment))
            if node.mixed or (templated is not None and literal is not None):
                return self._fork(node, literal, segments, place, values, method)
            if literal is None:  # one way to go, or none
                if templated is None or not segment:
                    return None
                literal, values = templated, (*values, segment)
            node = literal
        entries = node.entries.get(method)
        return None if entries is None else (entries, values)

    def _fork(
        self,
        node: _Node[T],
        literal: _Node[T] | None,
        segments: list[bytes],
        depth: int,
        values: PathValues,
        method: str,
    ) -> FoundEntries[T] | None:
        """`_seek` from a node with several ways on, the most concrete first."""
        segment = segments[depth]
        found = None if literal is None else self._seek(literal, segments, depth + 1, values, method)
        if found is not None:
            return found
        for template, child in node.mixed:
            match = template.pattern.match(segment)
            found = match and self._seek(child, segments, depth + 1, (*values, *match.groups()), method)
            if found:
                return found
        if node.templated is None or not segment:
            return None
        return self._seek(node.templated, segments, depth + 1, (*values, segment), method)

    def settle(self) -> None:
        """Find out, once every path is there, which entries have paths that may fit another template as well."""
        nodes, compared = [self._root], set[tuple[int, int]]()
        for node in nodes:
            nodes += (*node.literals.values(), *node.open)
            for template, child in node.mixed:
                if template.is_ambiguous:
                    self._rivals.update(map(id, child.below()))
            self.shares = self.shares or any(len(entries) > 1 for entries in node.entries.values())
            waiting = list(node.forks())
            while waiting and len(compared) < MOST_COMPARED:
                first, second = waiting.pop()
                if (id(first), id(second)) not in compared:
                    compared.add((id(first), id(second)))
                    self._rivals.update(map(id, _contested(first, second)))
                    waiting += first.meeting(second)
        if len(compared) >= MOST_COMPARED:  # too many to find out: each is asked about its values
            self._rivals.update(
                map(id, chain.from_iterable(has for node in nodes for has in node.entries.values()))
            )

    def allow(self, path: bytes) -> bytes | None:
        """The value of `Allow` (RFC 9110, 10.2.1): each method that `find` answers; None where none fits."""
        methods = {method for entries, _ in self._answering(path) for method in entries}
        if "GET" in methods:
            methods.add("HEAD")
        return ", ".join(sorted(methods)).encode() if methods else None

    def _answering(self, path: bytes) -> Iterator[tuple[Mapping[str, tuple[Entry[T], ...]], PathValues]]:
        """What answers a path, by method: what admits its values, then all of the most concrete template."""
        fitting = list(self._fitting(path))
        for node, values in fitting if len(fitting) > 1 else ():
            kept = {
                method: tuple(entry for entry in entries if self._admits(entry, values))
                for method, entries in node.entries.items()
            }
            yield {method: entries for method, entries in kept.items() if entries}, values
        if fitting:
            yield fitting[0][0].entries, fitting[0][1]
        yield from self._spanning(path)

    def _spanning(self, path: bytes) -> Iterator[tuple[Mapping[str, tuple[Entry[T], ...]], PathValues]]:
        """What answers a path by templates that stand for several segments: what admits its values, then all."""
        if path.count(b"/") > MOST_SEGMENTS or len(path) > LONGEST_SPANNED:
            return
        fitting = [
            ({method: (entry,)}, found.groups(), self._admits(entry, found.groups()))
            for pattern, method, entry in self._wide
            if (found := pattern.fullmatch(path)) is not None
        ]
        yield from ((has, values) for has, values, _ in sorted(fitting, key=lambda each: not each[2]))

    def _fitting(self, path: bytes) -> Iterator[tuple[_Node[T], PathValues]]:
        """Each template that fits a path, the most concrete first."""
        return self._descend(self._root, path[1:].split(b"/"), 0, ()) if path.startswith(b"/") else iter(())

    def _descend(
        self, node: _Node[T], segments: list[bytes], depth: int, values: PathValues
    ) -> Iterator[tuple[_Node[T], PathValues]]:
        if depth == len(segments):
            if node.entries:
                yield node, values
            return
        segment = segments[depth]
        literal = node.literals.get(segment)
        if literal is None and b"%" in segment:
            literal = node.literals.get(unquote_to_bytes(segment))
        if literal is not None:
            yield from self._descend(literal, segments, depth + 1, values)
        for template, child in node.mixed:
            for split in template.splits(segment):
                yield from self._descend(child, segments, depth + 1, (*values, *split))
        if node.templated is not None and segment:
            yield from self._descend(node.templated, segments, depth + 1, (*values, segment))
