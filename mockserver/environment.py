"""How a value is given from outside: options of commands, variables of the environment, what their texts say."""

import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_type_hints

from mockserver.errors import UsageError

SIZE = re.compile(r"(\d+) ?([kmg]?)(i?)b?", re.ASCII | re.IGNORECASE)
WORDS, PATHS = r"[^\s,]+", rf"[^{re.escape(os.pathsep)}]+"  # of a variable that has several
POWERS = {"": 0, "k": 1, "m": 2, "g": 3}


@dataclass(frozen=True, slots=True)
class Option:
    """How a member is given from outside: `--NAME` to commands, `MOCKSERVER_NAME` in the environment.

    Attributes:
        flag: The option, with the one that switches it off after a `/`.
        help: What it does.
        values: What it may be: `bool`, `int`, `str`, a range of numbers, some words, or `Path` for what must be there.
        metavar: What stands for the value where it is told; a path is one of a `FILE` or of a `DIR`.
        several: Whether it may be repeated; in the environment, commas stand between, paths as `PATH` has them.
        read: What the value is, of a text, of several where it may be repeated, and the place of both, for errors.
    """

    flag: str
    help: str
    values: type | range | Sequence[str] = str
    metavar: str | None = None
    several: bool = False
    read: Callable[[Any, str], Any] | None = None

    @property
    def variable(self) -> str:
        """Its name in the environment."""
        name = self.flag.partition("/")[0].removeprefix("--")
        return f"MOCKSERVER_{name.replace('-', '_').upper()}"

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
        if isinstance(self.values, range):
            return number_of(text, self.values, self.variable)
        given = re.findall(PATHS if self.values is Path else WORDS, text) if self.several else text
        return given if self.read is None else self.read(given, self.variable)


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
    known = digits.isascii() and digits.isdigit() and len(digits) <= len(str(among.stop))
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
