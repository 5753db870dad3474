"""Texts that match a regular expression as OpenAPI has them (ECMA-262), without a library."""

import re
import string
from collections.abc import Callable
from importlib import import_module
from random import Random
from typing import Any

# Python's own parser of patterns: private, but unchanged since 3.11, and what sampling libraries use too.
codes: Any = import_module("re._constants")
parser: Any = import_module("re._parser")

_PRINTABLE = string.ascii_letters + string.digits + "-_.~ !#$%&'()*+,/:;<=>?@[]^`{|}\"\\"
_CATEGORIES = {
    codes.CATEGORY_DIGIT: string.digits,
    codes.CATEGORY_SPACE: " ",
    codes.CATEGORY_WORD: string.ascii_letters + string.digits + "_",
    codes.CATEGORY_NOT_DIGIT: string.ascii_letters,
    codes.CATEGORY_NOT_SPACE: string.ascii_letters + string.digits,
    codes.CATEGORY_NOT_WORD: " -",
}
# What ECMA-262 has and Python lacks; letters and digits outside ASCII are never needed to match.
_DIALECT = (
    (re.compile(r"\\p\{(?:L|Letter|Alpha|Alphabetic)\}"), "a-zA-Z", "[a-zA-Z]"),
    (re.compile(r"\\p\{(?:Lu|Uppercase_Letter)\}"), "A-Z", "[A-Z]"),
    (re.compile(r"\\p\{(?:Ll|Lowercase_Letter)\}"), "a-z", "[a-z]"),
    (re.compile(r"\\p\{(?:N|Nd|Number)\}"), "0-9", "[0-9]"),
    (re.compile(r"\\p\{(?:M|Mn|Z|Zs|P|S)\}"), " ", "[ ]"),
    (re.compile(r"\\/"), "/", "/"),
)


def to_python(pattern: str) -> str:
    """Return the pattern as Python's `re` reads it."""
    for ecma, inside, outside in _DIALECT:
        pattern = ecma.sub(lambda m, a=inside, b=outside: a if _in_class(m) else b, pattern)  # type: ignore[misc]
    pattern = re.sub(r"\\u([0-9A-Fa-f]{4})", lambda m: re.escape(chr(int(m[1], 16))), pattern)
    pattern = re.sub(r"\(\?<(?![=!])", "(?P<", pattern)
    return re.sub(r"(?<!\\)\$$", r"\\Z", pattern)


def _in_class(match: re.Match[str]) -> bool:
    before = re.sub(r"\\.", "", match.string[: match.start()])
    return before.count("[") > before.count("]")


def matches(pattern: str, text: str) -> bool | None:
    """Return whether the pattern is found in the text; None for a pattern that Python cannot read."""
    try:
        return re.search(to_python(pattern), text, re.ASCII) is not None
    except (re.error, RecursionError, OverflowError):
        return None


def sample(pattern: str, random: Random, shortest: int = 0, longest: int | None = None) -> str | None:
    """Return a text that matches and has a length within the bounds; None when none was found."""
    try:
        tree = parser.parse(to_python(pattern), re.ASCII)
    except (re.error, RecursionError, OverflowError):
        return None
    for attempt in range(60):
        # Repeats without an end stay short at first, then reach for the length that is asked for.
        spread = (3, 8, shortest, longest or 16, 0)[attempt % 5]
        text = _Sampler(random, spread).text(tree)
        if len(text) < shortest and not pattern.endswith("$"):
            text += "".join(random.choices(string.ascii_lowercase, k=shortest - len(text)))
        if longest is not None and len(text) > longest:
            text = text[:longest]
        if len(text) >= shortest and matches(pattern, text):
            return text
    return None


class _Sampler:
    """Walks a parsed pattern once; look-arounds are ignored, for the caller checks the outcome."""

    def __init__(self, random: Random, spread: int) -> None:
        self._random = random
        self._spread = spread
        self._groups: dict[int, str] = {}

    def text(self, tree: Any) -> str:
        return "".join(self._one(code, argument) for code, argument in tree)

    def _one(self, code: Any, argument: Any) -> str:
        step: Callable[[Any], str] | None = {
            codes.LITERAL: chr,
            codes.NOT_LITERAL: lambda letter: self._other({chr(letter)}),
            codes.ANY: lambda _: self._random.choice(string.ascii_lowercase),
            codes.IN: self._class,
            codes.BRANCH: lambda branch: self.text(self._random.choice(branch[1])),
            codes.SUBPATTERN: self._group,
            codes.MAX_REPEAT: self._repeat,
            codes.MIN_REPEAT: self._repeat,
            codes.POSSESSIVE_REPEAT: self._repeat,
            codes.ATOMIC_GROUP: self.text,
            codes.GROUPREF: lambda number: self._groups.get(number, ""),
        }.get(code)
        return step(argument) if step else ""

    def _group(self, argument: Any) -> str:
        number, _, _, tree = argument
        text = self.text(tree)
        if number is not None:
            self._groups[number] = text
        return text

    def _repeat(self, argument: Any) -> str:
        least, most, tree = argument
        most = max(least, min(int(most), least + self._spread))
        return "".join(self.text(tree) for _ in range(self._random.randint(least, most)))

    def _class(self, members: Any) -> str:
        letters = ""
        negated = members[0][0] is codes.NEGATE
        for code, argument in members:
            if code is codes.LITERAL:
                letters += chr(argument)
            elif code is codes.RANGE:
                first, last = argument
                letters += "".join(map(chr, range(first, min(last, first + 255) + 1)))
            elif code is codes.CATEGORY:
                letters += _CATEGORIES[argument]
        if negated:
            return self._other(set(letters))
        plain = [letter for letter in letters if letter in _PRINTABLE]
        return self._random.choice(plain or letters or [""])

    def _other(self, forbidden: set[str]) -> str:
        return self._random.choice([letter for letter in _PRINTABLE[:62] if letter not in forbidden] or ["-"])
