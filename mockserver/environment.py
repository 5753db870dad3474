"""How a value is given from outside: options of commands, variables of the environment, what a project's file says."""

import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_type_hints

from mockserver.bounds import LARGEST_SEED
from mockserver.errors import UsageError

SIZE = re.compile(r"(\d+) ?([kmg]?)(i?)b?", re.ASCII | re.IGNORECASE)
WORDS, PATHS = r"[^\s,]+", rf"[^{re.escape(os.pathsep)}]+"  # of a variable that has several
FILES = (
    ("mockserver.toml", ()),
    ("pyproject.toml", ("tool", "mockserver")),
)  # with the tables that lead to ours
OF_THE_PROJECT = ("documents", "coverage")  # what such a table has beside options
POWERS = {"": 0, "k": 1, "m": 2, "g": 3}


@dataclass(frozen=True, slots=True)
class Option:
    """How a member is given from outside: `--NAME` to commands, `MOCKSERVER_NAME` in the environment, `NAME` in a file.

    Attributes:
        flag: The option, with the one that switches it off after a `/`.
        help: What it does.
        values: What it may be: `bool`, `int`, `str`, a range of numbers, some words, or `Path` for what must be there.
        metavar: What stands for the value where it is told; a path is one of a `FILE` or of a `DIR`.
        several: Whether it may be repeated; in the environment, commas stand between, paths as `PATH` has them.
        read: What the value is, of a text, of several where it may be repeated, and the place of both, for errors.
        one: The pattern of one of several in the environment, where it is neither a word nor a path.
    """

    flag: str
    help: str
    values: type | range | Sequence[str] = str
    metavar: str | None = None
    several: bool = False
    read: Callable[[Any, str], Any] | None = None
    one: str | None = None

    @property
    def variable(self) -> str:
        """Its name in the environment."""
        name = self.flag.partition("/")[0].removeprefix("--")
        return f"MOCKSERVER_{name.replace('-', '_').upper()}"

    @property
    def key(self) -> str:
        """Its name in a project's file."""
        return self.flag.partition("/")[0].removeprefix("--")

    def from_environment(self) -> Any:
        """What the environment says; None where that is nothing.

        Raises:
            UsageError: For a text that says no such value.
        """
        text = os.environ.get(self.variable)
        if not text:
            return None
        if self.values is bool:
            return text.lower() in {"1", "true", "yes", "on"}
        one = self.one or (PATHS if self.values is Path else WORDS)
        given = re.findall(one, text) if self.several else text
        return self.value_of(given, self.variable)

    def value_of(self, given: Any, place: str) -> Any:
        """The value that is said by a text, by several where it may be repeated.

        Args:
            given: What is said.
            place: Where, for the error.

        Raises:
            UsageError: For what says no such value.
        """
        texts = given if isinstance(given, list) else [given]
        if isinstance(self.values, range):
            return number_of(given, self.values, place)
        if self.values is int:
            return number_of(given, range(-LARGEST_SEED, LARGEST_SEED + 1), place)
        if not isinstance(self.values, type) and not set(texts) <= set(self.values):
            raise UsageError(f"{place}: {given!r} is none of {', '.join(self.values)}")
        return given if self.read is None else self.read(given, place)

    def from_project(self, said: Any, place: str) -> Any:
        """The value that a project's file says, in TOML's types.

        Raises:
            UsageError: For what is no such value.
        """
        if self.values is bool:
            if not isinstance(said, bool):
                raise UsageError(f"{place}: {said!r} is neither true nor false")
            return said
        several = said if self.several and isinstance(said, list) else [said]
        if any(isinstance(each, bool) or not isinstance(each, str | int) for each in several):
            raise UsageError(f"{place}: {said!r} is no value of it; write what --{self.key} takes")
        texts = [str(each) for each in several]
        return self.value_of(texts if self.several else texts[0], place)


def handed_on(more: Mapping[str, str]) -> dict[str, str]:
    """The variables of this process with some more, for a program that it starts."""
    return {**os.environ, **more}


def options_of(kind: type) -> dict[str, Option]:
    """The options of a class, by the names of its members."""
    hints = get_type_hints(kind, include_extras=True)
    return {
        name: extra
        for name, hint in hints.items()
        for extra in getattr(hint, "__metadata__", ())
        if isinstance(extra, Option)
    }


def said_outside(options: Mapping[str, Option]) -> dict[str, Any]:
    """What environment and project say of options, by the names of their members: the environment counts first.

    Raises:
        UsageError: For what says no such value.
    """
    source, table = project()
    found = {
        name: option.from_project(table[option.key], f"{source}: {option.key}")
        for name, option in options.items()
        if option.key in table
    }
    spoken = {name: option.from_environment() for name, option in options.items()}
    return found | {name: value for name, value in spoken.items() if value is not None}


def project() -> tuple[str, Mapping[str, Any]]:
    """The file of the working directory that speaks of this server, and what it says; empty for none.

    Raises:
        UsageError: For a file that cannot be read.
    """
    for name, tables in FILES:
        path = Path(name)
        if path.is_file() and (table := table_of(path, tables)) is not None:
            return name, table
    return "", {}


def table_of(path: Path, tables: Sequence[str]) -> Mapping[str, Any] | None:
    """A table of a TOML file, by the names that lead to it; None where it is not there.

    Raises:
        UsageError: For a file that cannot be read or is no TOML, and for what is no table.
    """
    try:
        text = path.read_text("utf-8")
        if tables and not _may_have(text, tables):  # nothing to parse: most projects say nothing
            return None
        import tomllib  # noqa: PLC0415 - as few need it

        found: Any = tomllib.loads(text)
    except ValueError as error:
        raise UsageError(f"{path}: this is not TOML: {error}") from None
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from None
    for table in tables:
        found = found.get(table) if isinstance(found, Mapping) else None
    if found is not None and not isinstance(found, Mapping):
        raise UsageError(f"{path}: [{'.'.join(tables)}] is a table")
    return found


def _may_have(text: str, tables: Sequence[str]) -> bool:
    """Whether a TOML file can have a table: by a header, by dotted keys, or within one of the outermost table."""
    bare = "".join(text.split()).replace('"', "").replace("'", "")
    outer = tables[0]
    return any(form in bare for form in (".".join(tables), f"[{outer}]", f"{outer}={{"))


def size_of(text: str, place: str) -> int:
    """The bytes that a text says: `10MiB`, `512k` (of 1024), `2MB` (of 1000), `1000`.

    Args:
        text: What is said.
        place: Where, for the error.

    Raises:
        UsageError: For a text that says no size.
    """
    found = SIZE.fullmatch(text.strip())
    if found is None:
        raise UsageError(f"{place}: {text!r} is no size; write bytes, or 512KiB, 10MiB, 1GiB")
    number, power, binary = found.groups()
    base = 1024 if binary or not text.strip().lower().endswith("b") else 1000
    return int(number) * int(base ** POWERS[power.lower()])


def number_of(text: str, among: range, place: str) -> int:
    """The whole number that a text says.

    Args:
        text: What is said.
        among: What it may be.
        place: Where, for the error.

    Raises:
        UsageError: For a text that says none of them.
    """
    digits = text.strip()
    known = (
        digits.isascii() and digits.removeprefix("-").isdigit() and len(digits) <= len(str(among.stop)) + 1
    )
    if not known or int(digits) not in among:
        raise UsageError(f"{place}: {text[:40]!r} is no whole number from {among.start} to {among.stop - 1}")
    return int(digits)


def as_path(text: str, _: str) -> Path:
    """The path that a text says."""
    return Path(text)


def as_paths(texts: Sequence[str], _: str) -> tuple[Path, ...]:
    """The paths that texts say."""
    return tuple(map(Path, texts))


def variants_of(texts: Sequence[str], _: str) -> Mapping[str, list[str]]:
    """`VENDOR=NAME[,NAME]`, given any number of times, as vendor to names.

    Raises:
        UsageError: When one has another form.
    """
    found: dict[str, list[str]] = {}
    for text in texts:
        vendor, sign, names = text.partition("=")
        chosen = [name.strip() for name in names.split(",") if name.strip()]
        if not sign or not vendor or not chosen:
            raise UsageError(f"{text!r} is not of the form VENDOR=NAME[,NAME]")
        found.setdefault(vendor, []).extend(name for name in chosen if name not in found.get(vendor, ()))
    return found
