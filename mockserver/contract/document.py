"""Reading OpenAPI documents: YAML or JSON, from files and URLs, with `$ref`s into other files."""

import json
import re
from collections.abc import Iterator, Mapping
from hashlib import blake2b
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import orjson
import yaml

from mockserver.contract import positions
from mockserver.errors import Problem, SpecError

FILES = "x-files"  # where other files' contents go in the bundled document


class Loader(yaml.CSafeLoader):
    """YAML 1.2's core schema, as OpenAPI asks: `NO` is a country, `2024-01-01` a string, `1:30` a string."""

    def __init__(self, stream: str) -> None:
        super().__init__(stream)
        self._checked: set[int] = set()

    def flatten_mapping(self, node: yaml.MappingNode) -> None:
        """Merge keys as YAML has them, but refuse a key that stands twice, of which one would be lost."""
        if id(node) not in self._checked:
            self._checked.add(id(node))
            seen = set()
            for key, _ in node.value:
                if isinstance(key, yaml.ScalarNode) and key.value in seen:
                    raise yaml.MarkedYAMLError(
                        problem=f"{key.value!r} stands twice", problem_mark=key.start_mark
                    )
                seen.add(key.value if isinstance(key, yaml.ScalarNode) else id(key))
        super().flatten_mapping(node)


_CORE = {
    "tag:yaml.org,2002:bool": re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$"),
    "tag:yaml.org,2002:int": re.compile(r"^(?:[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)$"),
    "tag:yaml.org,2002:float": re.compile(
        r"^(?:[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$"
    ),
    "tag:yaml.org,2002:null": re.compile(r"^(?:~|null|Null|NULL|)$"),
    "tag:yaml.org,2002:merge": re.compile(r"^(?:<<)$"),
}
Loader.yaml_implicit_resolvers = {}
for _tag, _pattern in _CORE.items():
    Loader.add_implicit_resolver(_tag, _pattern, None)


def _int(loader: Loader, node: yaml.ScalarNode) -> int:
    text = loader.construct_scalar(node)
    if text.startswith(("0o", "0x")):
        return int(text, 0)
    return int(text)


Loader.add_constructor("tag:yaml.org,2002:int", _int)


class Document:
    """A parsed OpenAPI document.

    Attributes:
        name: The stem of its file name: its place in URLs.
        source: Where it came from, for messages.
        data: The document, JSON types only, `$ref`s kept, all of them local.
        text: What it was read from; empty when that is not known.
    """

    def __init__(self, name: str, data: dict[str, Any], *, source: str = "", text: str = "") -> None:
        self.name = name
        self.source = source
        self.data = data
        self.text = text
        self._lines: Mapping[str, int] | None = None

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
        if self._lines is None:
            self._lines = positions.lines_of(self.text) if self.text else {}
        while pointer and pointer not in self._lines:
            pointer = pointer.rpartition("/")[0]
        return self._lines.get(pointer)

    def problem(self, pointer: str, message: str, *, severity: str = "error") -> Problem:
        """A problem at `pointer`, with its file and line."""
        return Problem(pointer, message, line=self.line(pointer), file=self.source, severity=severity)

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
        while isinstance(node, Mapping) and isinstance(node.get("$ref"), str):
            node = self.at(node["$ref"])
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


def steps(pointer: str) -> Iterator[str]:
    """The unescaped reference tokens of a JSON pointer (RFC 6901), with or without `#`."""
    fragment = pointer.removeprefix("#")
    for token in fragment.split("/")[1:]:
        yield unquote(token).replace("~1", "/").replace("~0", "~")


def escape(token: str) -> str:
    """A reference token, escaped for a JSON pointer."""
    return token.replace("~", "~0").replace("/", "~1")


def parse(text: str, source: str) -> Any:
    """The data in a YAML or JSON text, JSON types only, nothing shared between two places.

    Raises:
        SpecError: With the line of the syntax error.
    """
    try:
        data = orjson.loads(text) if text.lstrip()[:1] == "{" else yaml.load(text, Loader)  # noqa: S506 - a safe loader
    except orjson.JSONDecodeError as error:
        raise SpecError([Problem("", f"this is not JSON: {error}", line=error.lineno, file=source)]) from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        reason = getattr(error, "problem", None) or str(error)
        raise SpecError(
            [Problem("", f"this is not YAML: {reason}", mark.line + 1 if mark else None, source)]
        ) from None
    # Through JSON and back: keys become strings, anchors become copies that an overlay can change one by one.
    try:
        return orjson.loads(orjson.dumps(data, option=orjson.OPT_NON_STR_KEYS, default=str))
    except TypeError:  # an integer over 64 bits, or an anchor inside itself
        try:
            return json.loads(json.dumps(data, default=str))
        except (ValueError, RecursionError):
            raise SpecError([Problem("", "an anchor contains itself", file=source)]) from None


def load(path: Path) -> Document:
    """Read a document and every file that it refers to.

    Raises:
        SpecError: When a file is missing or is no OpenAPI 3 document; one problem for each fault.
    """
    text = _read(path, str(path))
    data = parse(text, str(path))
    return from_data(path.stem, data, source=str(path), text=text, folder=path.parent)


def from_data(name: str, data: Any, *, source: str, text: str = "", folder: Path | None = None) -> Document:
    """A document from parsed data; `folder` is where relative `$ref`s start.

    Raises:
        SpecError: When it is no OpenAPI 3 document, or refers to a file that cannot be read.
    """
    if (
        not isinstance(data, dict)
        or not isinstance(data.get("openapi"), str)
        or not data["openapi"].startswith("3.")
    ):
        what = (
            "Swagger 2.0: convert it to OpenAPI 3"
            if isinstance(data, dict) and "swagger" in data
            else "no OpenAPI 3"
        )
        raise SpecError(
            [Problem("", f"this document is {what} (its root needs `openapi: 3.x.y`)", 1, source)]
        )
    if folder is not None:
        bundle(data, folder, source)
    return Document(name, data, source=source, text=text)


def _read(path: Path, source: str) -> str:
    try:
        return path.read_text("utf-8")
    except OSError as error:
        raise SpecError([Problem("", f"cannot be read: {error.strerror}", file=source)]) from None
    except UnicodeDecodeError as error:
        raise SpecError(
            [Problem("", f"is not UTF-8: {error.reason} at byte {error.start}", file=source)]
        ) from None


def bundle(data: dict[str, Any], folder: Path, source: str) -> None:
    """Bring every file that `data` refers to into `data[FILES]`, and make the `$ref`s local.

    Raises:
        SpecError: With a problem for each file that cannot be read.
    """
    names: dict[Path, str] = {}
    problems: list[Problem] = []
    waiting: list[tuple[Any, Path, str]] = [(data, folder, "#")]
    while waiting:
        node, base, here = waiting.pop()
        for holder in _references(node):
            target, _, fragment = holder["$ref"].partition("#")
            if "://" in target:
                continue
            if not target:
                holder["$ref"] = here + fragment
                continue
            path = (base / unquote(target)).resolve()
            if path not in names:
                names[path] = f"{len(names)}"
                try:
                    content = parse(_read(path, str(path)), str(path))
                except SpecError as error:
                    problems += [
                        Problem("", f"$ref {target!r}: {p.message}", p.line, source) for p in error.problems
                    ]
                    continue
                data.setdefault(FILES, {})[names[path]] = content
                waiting.append((content, path.parent, f"#/{FILES}/{names[path]}"))
            holder["$ref"] = f"#/{FILES}/{names[path]}{fragment}"
    if problems:
        raise SpecError(problems)


def _references(node: Any) -> Iterator[dict[str, Any]]:
    waiting = [node]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            if isinstance(value.get("$ref"), str):
                yield value
            waiting.extend(child for key, child in value.items() if key != FILES)
        elif isinstance(value, list):
            waiting.extend(value)
