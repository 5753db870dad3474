"""Reading OpenAPI documents: YAML or JSON, from files and URLs, with `$ref`s into other files."""

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from mockserver.bounds import MOST_MEMBERS
from mockserver.contract import bundling, parsing, positions
from mockserver.contract.bundling import FILES, FileText
from mockserver.contract.parsing import parse
from mockserver.contract.positions import Lines
from mockserver.contract.sizes import SMALL, too_large
from mockserver.contract.sources import Sources
from mockserver.errors import Problem, SpecError

__all__ = ["FILES", "Document", "ancestors", "escape", "from_data", "load", "parse", "read_document", "steps"]


class Document:
    """A parsed OpenAPI document.

    Attributes:
        name: The stem of its file name: its place in URLs.
        source: Where it came from, for messages.
        data: The document, JSON types only, `$ref`s kept, all of them local.
        text: What it was read from; empty when that is not known.
        texts: Those of the files that were brought into it, by their key there, and its own, by "".
        problems: What was wrong with it that did not keep it from being read.
        unread: Files and URLs that its `$ref`s name and that were not read, and why.
        converted: Whether it was written as Swagger 2.0.
        moved: Pointers of nodes that stand elsewhere than in the text, and their pointers there.
    """

    def __init__(
        self, name: str, data: dict[str, Any], *, source: str = "", text: str = "", lines: Lines = None
    ) -> None:
        self.name = name
        self.source = source
        self.data = data
        self.text = text
        self.texts: dict[str, FileText] = {"": FileText(source, text, lines)}
        self.problems: Sequence[Problem] = ()
        self.unread: Mapping[str, str] = {}
        self.converted = False
        self.moved: Mapping[str, str] = {}

    def but(self, data: dict[str, Any], moved: Mapping[str, str] | None = None) -> "Document":
        """The same document with other data.

        Args:
            data: What it holds from now on.
            moved: New pointer to pointer in the data until now, for nodes that have moved.
        """
        made = Document(self.name, data, source=self.source, text=self.text)
        made.problems, made.unread, made.texts = self.problems, self.unread, self.texts
        made.converted = self.converted
        made.moved = {**self.moved, **{new: self.origin(old) for new, old in (moved or {}).items()}}
        return made

    def origin(self, pointer: str) -> str:
        """Where what stands at `pointer` stood in the text."""
        holder, rest = pointer, ""
        while holder and self.moved:
            if holder in self.moved:
                return self.moved[holder] + rest
            holder, _, token = holder.rpartition("/")
            rest = f"/{token}{rest}"
        return pointer

    @property
    def version(self) -> tuple[int, int]:
        """Major and minor version of OpenAPI."""
        major, _, rest = str(self.data.get("openapi", "0.0")).partition(".")
        return int(major) if major.isdigit() else 0, int(rest[:1]) if rest[:1].isdigit() else 0

    @property
    def digest(self) -> str:
        """What tells this document from others of its name: a hash of its text, or of its data where it has none."""
        text = self.text or json.dumps(self.data, sort_keys=True, default=str)
        return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()

    def line(self, pointer: str) -> int | None:
        """The line on which `pointer` (or its nearest known ancestor) stands, counted from 1."""
        return self._place(pointer)[1]

    def place(self, pointer: str) -> tuple[str, int | None]:
        """The file in which `pointer` (or its nearest known ancestor) stands, and the line there."""
        return self._place(pointer)[:2]

    def stands(self, pointer: str) -> bool:
        """Whether something stands at `pointer` in the text."""
        text, own = self._text(self.origin(pointer))
        return positions.nearest(_lines(text), steps(own))[1]

    def problem(self, pointer: str, message: str, *, severity: str = "error", rule: str = "") -> Problem:
        """A problem at `pointer`, with its file and line."""
        file, line, own = self._place(pointer)
        return Problem(own, message, line, file, severity, rule)

    def _place(self, pointer: str) -> tuple[str, int | None, str]:
        """File, line, and pointer in the file, of what stands at a pointer."""
        text, own = self._text(self.origin(pointer))
        return text.source, positions.nearest(_lines(text), steps(own))[0], own

    def _text(self, pointer: str) -> tuple[FileText, str]:
        """The text in which something stands, and where there."""
        head, _, rest = pointer.removeprefix(f"/{FILES}/").partition("/")
        if pointer.startswith(f"/{FILES}/") and head in self.texts:
            return self.texts[head], f"/{rest}" if rest else ""
        return self.texts[""], pointer

    def at(self, pointer: str) -> Any:
        """The value at a JSON pointer or a local `$ref`.

        Raises:
            KeyError: When it leads nowhere.
        """
        value: Any = self.data
        for step in steps(pointer):
            try:
                value = value[int(step)] if isinstance(value, list) else value[step]
            except (IndexError, ValueError, TypeError):
                raise KeyError(pointer) from None
        return value

    def resolve(self, node: Any) -> Any:
        """`node`, or what its `$ref` (and that one's, and so on) leads to."""
        seen = 0
        while isinstance(node, dict) and isinstance(ref := node.get("$ref"), str):
            node = self.at(ref)
            seen += 1
            if seen > 100:
                raise KeyError(node.get("$ref"))
        return node

    def follow(self, node: Any, pointer: str) -> tuple[Any, str]:
        """What the node at a pointer is, as `resolve` finds it, and the pointer that no `$ref` stands on.

        Raises:
            KeyError: When a `$ref` leads nowhere.
        """
        found = self.resolve(node)
        while isinstance(node, Mapping) and isinstance(node.get("$ref"), str):
            pointer = "".join(f"/{escape(step)}" for step in steps(node["$ref"]))
            node = self.at(node["$ref"])
        return found, pointer


def _lines(text: FileText) -> Lines:
    if text.lines is None and text.text:
        text.lines = parsing.lines_of(text.text)
    return text.lines


@lru_cache(maxsize=8192)
def steps(pointer: str) -> tuple[str, ...]:
    """The unescaped reference tokens of a JSON pointer (RFC 6901), with or without `#`."""
    tokens = pointer.removeprefix("#").split("/")[1:]
    return tuple(unquote(token).replace("~1", "/").replace("~0", "~") for token in tokens)


def ancestors(pointer: str) -> Iterator[str]:
    """A pointer and those of what holds it, the nearest first."""
    while pointer:
        yield pointer
        pointer = pointer.rpartition("/")[0]


def escape(token: str) -> str:
    """A reference token, escaped for a JSON pointer."""
    return token.replace("~", "~0").replace("/", "~1")


def load(path: Path, sources: Sources | None = None) -> Document:
    """Read a document and every file that it refers to.

    Raises:
        SpecError: When the file is missing or is no OpenAPI document.
    """
    return read_document(str(path), path.stem, sources)


def read_document(place: str, name: str, sources: Sources | None = None) -> Document:
    """Read a document and what it refers to.

    Args:
        place: A path or a URL.
        name: What it is called.
        sources: What may be read.

    Raises:
        SpecError: When it cannot be read, or is no OpenAPI document.
    """
    sources = sources or Sources()
    text, found = sources.read(place)
    parsed = parsing.parse_text(text, place)
    document = Document(name, parsed.data, source=place, text=text, lines=parsed.lines)
    if isinstance(parsed.data, dict):
        _check_sizes(document)
        bundled = bundling.bundle(parsed.data, found, sources)
        document.problems = (*parsed.problems, *bundled.problems)
        document.unread = bundled.unread
        document.texts |= bundled.texts
    return _as_openapi(document)


def _check_sizes(document: Document) -> None:
    """Refuse a document that has too much in one place, by the first place that has."""
    found = [*too_large(document.data)] if len(document.text) > SMALL else []
    if found:
        place, count = found[0]
        others = f"; {len(found) - 1:,} more have too many" if found[1:] else ""
        message = f"{count:,} members; at most {MOST_MEMBERS:,} of one object or array are read{others}"
        raise SpecError([document.problem("".join(f"/{escape(step)}" for step in place), message)])


def from_data(name: str, data: Any, *, source: str, text: str = "", lines: Lines = None) -> Document:
    """A document from parsed data.

    Raises:
        SpecError: When it is no OpenAPI 3 document.
    """
    return _as_openapi(Document(name, data, source=source, text=text, lines=lines))


def _as_openapi(document: Document) -> Document:
    """A document as OpenAPI 3: converted, or with a version where it says none that is known.

    Raises:
        SpecError: When it is none, and cannot be read as one.
    """
    data: Any = document.data
    said = data.get("openapi") if isinstance(data, dict) else None
    if isinstance(said, str) and said.startswith("3."):
        return document
    if isinstance(data, dict) and str(data.get("swagger", "")).startswith("2"):
        from mockserver.contract import swagger2  # noqa: PLC0415 - makes documents of documents, and few need it

        return swagger2.convert(document)
    read = _version(said, data)
    if read is None:
        message = "this document is no OpenAPI 3 (its root needs `openapi: 3.x.y`)"
        raise SpecError([Problem("", message, 1, document.source)])
    document.data = {"openapi": read, **{key: value for key, value in data.items() if key != "openapi"}}
    message = f"the root needs `openapi: 3.x.y`; the document is read as OpenAPI {read}"
    told = document.problem(
        "/openapi" if said is not None else "", message, severity="warning", rule="version"
    )
    document.problems = (*document.problems, told)
    return document


def _version(said: Any, data: Any) -> str | None:
    """The version that a document is read as whose root says none: None where it is no document of OpenAPI 3."""
    if not isinstance(data, dict) or not isinstance(data.get("paths"), dict) or not data["paths"]:
        return None
    if said is None or isinstance(said, bool | dict | list):
        return None if "swagger" in data else "3.1"
    text = str(said).strip().lower().removeprefix("v")
    if text.startswith("3"):
        return text if text[1:2] == "." else "3.1"
    return None if text[:1].isdigit() else "3.1"
