"""Bringing the files that a document refers to into the document itself."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from mockserver.bounds import LARGEST_DOCUMENT as MOST_READ
from mockserver.contract import parsing
from mockserver.contract.positions import Lines
from mockserver.contract.sources import SUFFIXES, URLS, Sources
from mockserver.errors import Problem, SpecError

FILES = "x-files"  # where other files' contents go in the bundled document
# Keys whose values are data, not OpenAPI: what looks like a `$ref` there is none.
LITERAL = frozenset({"example", "default", "enum", "const", "value", "dataValue", "x-mock"})
# Maps whose keys are names that a document gives: `default` is a response there, `example` a property.
NAMED = frozenset({
    "properties", "patternProperties", "dependentSchemas", "$defs", "definitions", "schemas", "responses",
    "parameters", "examples", "requestBodies", "headers", "securitySchemes", "links", "callbacks", "pathItems",
    "mediaTypes", "content", "encoding", "paths", "webhooks", "variables", "additionalOperations",
})  # fmt: skip
EXAMPLES = frozenset(
    {"example", "value"}
)  # that are all in another file where they are a `$ref` and nothing else
REFERENCE, EXAMPLE, EXTERNAL = "$ref", "example", "externalValue"


@dataclass(slots=True)  # its lines are read when the first one is asked for
class FileText:
    """One file of a document.

    Attributes:
        source: Where it came from, for messages.
        text: What it says.
        lines: As `positions` has them, once they are known.
    """

    source: str
    text: str
    lines: Lines = None


@dataclass(slots=True)  # filled file by file
class Bundle:
    """What came of bringing files in.

    Attributes:
        texts: The files, by the key that each has in `FILES`.
        unread: References that were not followed, and why.
        problems: What was wrong with the files and did not keep them from being read.
    """

    texts: dict[str, FileText] = field(default_factory=dict)
    unread: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def bundle(data: dict[str, Any], place: str, sources: Sources) -> Bundle:
    """Bring every file that a document refers to into it, and make its `$ref`s local.

    Args:
        data: Changed in place; a `$ref` that cannot be followed stays.
        place: Where it was read from.
        sources: What may be read.
    """
    return _Bundling(data, place, sources).done()


class _Bundling:
    def __init__(self, data: dict[str, Any], place: str, sources: Sources) -> None:
        self._data = data
        self._sources = sources
        self._root = place
        self._left = MOST_READ
        self._made = Bundle()
        whole = place if place.startswith(URLS) else sources.beside(place, Path(place).name)
        self._keys: dict[str, str | None] = {whole: ""}  # by place; None for what cannot be had
        self._waiting: list[tuple[Any, str, str]] = [(data, place, "")]

    def done(self) -> Bundle:
        """Follow all that leads to a file, also from within such files."""
        while self._waiting:
            node, base, own = self._waiting.pop()
            for kind, holder, name in list(_leads(node)):
                if kind == REFERENCE:
                    self._refer(holder, name, base, own)
                else:
                    self._fill(kind, holder, name, base)
        return self._made

    def _refer(self, holder: dict[str, Any], name: str, base: str, own: str) -> None:
        target, _, fragment = holder[name].partition("#")
        key = self._key(base, target) if target else own
        if key is None:
            return
        if fragment and not fragment.startswith("/"):  # an anchor
            holder[name] = f"{FILES}:{key}#{fragment}" if key else f"#{fragment}"
        else:
            holder[name] = f"#/{FILES}/{key}{fragment}" if key else f"#{fragment}"

    def _key(self, base: str, target: str) -> str | None:
        """The key of a file in the document."""
        where = self._sources.beside(base, target)
        if where in self._keys:
            return self._keys[where]
        self._keys[where] = None
        text = self._text(base, where, target)
        parsed = self._parsed(text, target) if text is not None else None
        if text is None or parsed is None:
            return None
        key = self._keys[where] = str(len(self._made.texts))
        text.lines = parsed.lines
        self._made.texts[key] = text
        self._made.problems += parsed.problems
        self._data.setdefault(FILES, {})[key] = parsed.data
        self._waiting.append((parsed.data, text.source, key))
        return key

    def _text(self, base: str, where: str, target: str) -> FileText | None:
        why = self._sources.refused(self._root, base, where)
        if why is None:
            try:
                text, place = self._sources.read(where, base)
            except SpecError as error:
                why = error.problems[0].message
            else:
                self._left -= len(text)
                if self._left >= 0:
                    return FileText(place, text)
                why = f"all that is referred to has more than {MOST_READ} characters"
        self._made.unread[target] = why
        return None

    def _parsed(self, text: FileText, target: str) -> parsing.Parsed | None:
        try:
            return parsing.parse_text(text.text, text.source)
        except SpecError as error:
            self._made.unread[target] = "; ".join(str(replace(each, file="")) for each in error.problems)
            return None

    def _fill(self, kind: str, holder: dict[str, Any], name: str, base: str) -> None:
        """Put what an example refers to in its place; it stays as it is written where that cannot be had."""
        target = holder[name] if kind == EXTERNAL else holder[name]["$ref"]
        place, _, fragment = target.partition("#")
        text = self._text(base, self._sources.beside(base, place), target) if place and not fragment else None
        if text is None:
            return
        data: Any = text.text
        if text.source.endswith(SUFFIXES) or kind == EXAMPLE:
            parsed = self._parsed(text, target)
            if parsed is None:
                return
            data = parsed.data
        if kind == EXTERNAL:
            del holder[EXTERNAL]
        holder["value" if kind == EXTERNAL else name] = data


def _leads(node: Any) -> Iterator[tuple[str, dict[str, Any], str]]:
    """What may lead to a file: the kind of it, what holds it, and the key there."""
    waiting = [(node, "")] if isinstance(node, dict | list) else []
    while waiting:
        value, name = waiting.pop()
        if not isinstance(value, dict):
            waiting += [(child, "") for child in value if isinstance(child, dict | list)]
            continue
        yield from _own_leads(value, name)
        for key, child in value.items():
            if key in LITERAL and name not in NAMED:
                if key in EXAMPLES and _is_bare_reference(child):
                    yield EXAMPLE, value, key
            elif isinstance(child, dict | list) and key != FILES:
                waiting.append((child, "" if name in NAMED else key))  # a name given there is no keyword


def _own_leads(value: dict[str, Any], name: str) -> Iterator[tuple[str, dict[str, Any], str]]:
    """What leads to a file from the keys of an object itself, which stands under a name."""
    if value.get("$ref").__class__ is str:
        yield REFERENCE, value, "$ref"
    if value.get(EXTERNAL).__class__ is str and "value" not in value and name not in NAMED:
        yield EXTERNAL, value, EXTERNAL
    if name == "discriminator" and value.get("mapping").__class__ is dict:
        yield from ((REFERENCE, value["mapping"], key) for key in _files_of(value["mapping"]))


def _files_of(mapping: dict[str, Any]) -> list[str]:
    """The keys of a discriminator's mapping whose values are references, not names."""
    return [
        key for key, to in mapping.items() if isinstance(to, str) and ("#" in to or to.endswith(SUFFIXES))
    ]


def _is_bare_reference(value: Any) -> bool:
    return isinstance(value, dict) and value.keys() == {"$ref"} and isinstance(value["$ref"], str)
