"""Texts that match a regular expression as OpenAPI has them (ECMA-262)."""

import re
import string
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from importlib import import_module
from random import Random
from typing import Any

from mockserver.contract.patterns import INLINE, search

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
# Letters of each general category (Unicode 16, 4.5) and script that ECMA-262 names by `\p{…}`.
_PROPERTIES = {
    "L": "a-zA-Z", "Lu": "A-Z", "Ll": "a-z", "N": "0-9", "Nd": "0-9", "Letter": "a-zA-Z", "Alpha": "a-zA-Z",
    "Alphabetic": "a-zA-Z", "Uppercase_Letter": "A-Z", "Uppercase": "A-Z", "Lowercase_Letter": "a-z",
    "Lowercase": "a-z", "Number": "0-9", "Decimal_Number": "0-9", "Latin": "a-zA-Z", "ASCII": " -~",
    "M": "\u0301", "Mn": "\u0301", "Mark": "\u0301", "Z": " ", "Zs": " ", "White_Space": " ", "Separator": " ",
    "P": ".,;:!?", "Punctuation": ".,;:!?", "Pd": r"\-", "S": "+=$", "Symbol": "+=$", "Sc": "$", "C": "\x00",
    "Cyrillic": "\u0430-\u044f", "Greek": "\u03b1-\u03c9", "Han": "\u4e00-\u4eff", "Hiragana": "\u3041-\u3096",
    "Katakana": "\u30a1-\u30fa", "Emoji": "\U0001f600-\U0001f60f",
    "Any": " -~", "Cc": "\x00-\x1f",
}  # fmt: skip
_TOKEN = re.compile(
    r"""
      \\(?P<property>[pP])\{(?:[A-Za-z_]+=)?(?P<name>[A-Za-z_]+)\}
    | \\u\{(?P<point>[0-9A-Fa-f]+)\} | \\u(?P<unit>[0-9A-Fa-f]{4}) | \\x(?P<byte>[0-9A-Fa-f]{2})
    | \\c(?P<control>[A-Za-z]) | \\k<(?P<back>[^>]+)> | \(\?<(?P<group>[A-Za-z_$][\w$]*)>
    | (?P<nothing>\[\]) | (?P<anything>\[\^\])
    | \\(?P<escaped>.) | (?P<open>\[\^?) | (?P<close>\]) | (?P<end>\$) | (?P<dash>-)
    """,
    re.VERBOSE | re.DOTALL,
)
_MOST = 4_096  # more than must be, of what repeats
_LONGEST = 65_536  # letters
_TRIED = 4 * _LONGEST  # letters of all that is tried


def matching(pattern: str, text: str) -> bool | None:
    """Whether the pattern is found in the text; None for a pattern that no engine can read."""
    found = search(pattern)
    return None if found is None else found(text)


@lru_cache(maxsize=1024)
def to_python(pattern: str) -> str:
    """The pattern as Python's `re` reads it, as far as a sampler has to know."""
    out, position, inside = "", 0, False
    inline = INLINE.match(pattern)
    if inline:
        out, position = f"(?{inline[1]})", inline.end()
    for found in _TOKEN.finditer(pattern, position):
        out += pattern[position : found.start()]
        out += _written(found, inside=inside)
        position = found.end()
        if found["open"] and not inside:
            inside = True
        elif found["close"]:
            inside = False
    return out + pattern[position:]


def _written(found: re.Match[str], *, inside: bool) -> str:
    if found["property"]:
        return _letters(found, inside=inside)
    number = found["point"] or found["unit"] or found["byte"]
    if number:
        return re.escape(chr(min(int(number, 16), 0x10FFFF)))
    if found["control"]:
        return re.escape(chr(ord(found["control"].upper()) % 32))
    if found["back"] or found["group"]:
        return f"(?P={found['back']})" if found["back"] else f"(?P<{found['group']}>"
    if found["nothing"] or found["anything"]:
        return re.escape(found[0]) if inside else ("(?!)" if found["nothing"] else r"[\s\S]")
    if found["escaped"]:
        return _escaped(found["escaped"])
    return _in_class(found) if inside else (r"\Z" if found["end"] else found[0])


def _letters(found: re.Match[str], *, inside: bool) -> str:
    """What stands for a property of Unicode, which Python's expressions do not know: letters that have it."""
    letters = _PROPERTIES.get(found["name"], "a-zA-Z")
    if found["property"] == "P":
        letters = r"\-_" if letters[:1].isalpha() else "a-z"
    return letters if inside else f"[{letters}]"


def _in_class(found: re.Match[str]) -> str:
    """Characters that mean themselves between brackets, as Python has to be told."""
    if found["open"]:
        return r"\["
    return _dash(found) if found["dash"] else found[0]


def _escaped(letter: str) -> str:
    if letter in "dDsSwWbBtnrfv" or letter.isdigit():
        return f"\\{letter}" if letter != "0" else "\\x00"
    return re.escape(letter)


def _dash(found: re.Match[str]) -> str:
    """A hyphen beside a class in a class, which begins no range (ECMA-262, Annex B)."""
    before, after = found.string[max(0, found.start() - 2) : found.start()], found.string[found.end() :]
    beside = re.fullmatch(r"\\[dDsSwW]", before) or re.match(r"\\[dDsSwW]", after)
    return r"\-" if beside else "-"


def sample(pattern: str, random: Random, shortest: int = 0, longest: int | None = None) -> str | None:
    """A text that matches and has a length within the bounds; None when none was found."""
    found = _parsed(pattern)
    if found is None:
        return None
    tree, wanted = found
    tried = 0
    for attempt in range(60 if not wanted else 300):
        if tried > _TRIED:
            break
        # Repeats without an end stay short at first, then reach for the length that is asked for.
        spread = (3, 8, shortest, longest or 16, 0)[attempt % 5]
        text = _Sampler(random, min(spread, _MOST)).text(tree)
        tried += len(text)
        if len(text) < shortest and not pattern.endswith("$"):
            text += "".join(random.choices(string.ascii_lowercase, k=shortest - len(text)))
        if longest is not None and len(text) > longest:
            text = text[:longest]
        if wanted:
            text = _overlaid(text, wanted, random)
        if len(text) >= shortest and matching(pattern, text):
            return text
    return None


@lru_cache(maxsize=1024)
def _parsed(pattern: str) -> tuple[Any, list[Any]] | None:
    """A pattern's parts and its look-aheads; None for one that cannot be sampled."""
    try:
        tree = parser.parse(to_python(pattern), re.ASCII)
    except (re.error, RecursionError, OverflowError, ValueError):
        return None
    return None if tree.getwidth()[0] > _LONGEST else (tree, _demands(tree))


def _demands(tree: Any) -> list[Any]:
    """The look-aheads of a pattern: what must be somewhere in its texts, wherever its parts leave it open."""
    found: list[Any] = []
    for code, argument in tree.data:
        if code is codes.ASSERT and argument[0] > 0:
            found.append(argument[1])
        elif code is codes.SUBPATTERN:
            found += _demands(argument[3])
        elif code in (codes.MAX_REPEAT, codes.MIN_REPEAT) and argument[0] > 0:
            found += _demands(argument[2])
    return found


def _overlaid(text: str, wanted: list[Any], random: Random) -> str:
    """A text, some of its letters replaced by what look-aheads ask for."""
    letters = list(text)
    for tree in wanted:
        part = _Sampler(random, 0).text(tree)
        if not part or len(part) > len(letters):
            continue
        start = random.randint(0, len(letters) - len(part))
        letters[start : start + len(part)] = part
    return "".join(letters)


class _Sampler:
    """Walks a parsed pattern once; look-arounds are left to whoever checks the outcome."""

    def __init__(self, random: Random, spread: int) -> None:
        self._random = random
        self._spread = spread
        self._groups: dict[int, str] = {}
        self._left = _LONGEST

    def text(self, tree: Any) -> str:
        return "".join(self._one(code, argument) for code, argument in tree.data)

    def _one(self, code: Any, argument: Any) -> str:
        step = _STEPS.get(code)
        return step(self, argument) if step else ""

    def literal(self, argument: int) -> str:
        return chr(argument)

    def other(self, argument: int) -> str:
        return self._random.choice(_others(frozenset(chr(argument))))

    def any(self, argument: None) -> str:
        return self._random.choice(string.ascii_lowercase)

    def one_of(self, members: Sequence[tuple[Any, Any]]) -> str:
        return self._random.choice(_letters_of(tuple(members)))

    def branch(self, argument: Any) -> str:
        return self.text(self._random.choice(argument[1]))

    def back(self, number: int) -> str:
        return self._groups.get(number, "")

    def group(self, argument: Any) -> str:
        number, _, _, tree = argument
        text = self.text(tree)
        if number is not None:
            self._groups[number] = text
        return text

    def repeat(self, argument: Any) -> str:
        least, most, tree = argument
        most = max(least, min(int(most), least + self._spread))
        made = ""
        for _ in range(self._random.randint(least, most)):
            if self._left <= 0:
                break
            part = self.text(tree)
            self._left -= 1 + len(part)
            made += part
        return made


_STEPS: Mapping[Any, Callable[[_Sampler, Any], str]] = {
    codes.LITERAL: _Sampler.literal,
    codes.NOT_LITERAL: _Sampler.other,
    codes.ANY: _Sampler.any,
    codes.IN: _Sampler.one_of,
    codes.BRANCH: _Sampler.branch,
    codes.SUBPATTERN: _Sampler.group,
    codes.MAX_REPEAT: _Sampler.repeat,
    codes.MIN_REPEAT: _Sampler.repeat,
    codes.GROUPREF: _Sampler.back,
}


@lru_cache(maxsize=1024)
def _letters_of(members: tuple[tuple[Any, Any], ...]) -> Sequence[str]:
    """The letters that a class in brackets admits, as far as a sample needs to know; an empty one for none."""
    letters = ""
    for code, argument in members:
        if code is codes.LITERAL:
            letters += chr(argument)
        elif code is codes.RANGE:
            first, last = argument
            letters += "".join(map(chr, range(first, min(last, first + 255) + 1)))
        elif code is codes.CATEGORY:
            letters += _CATEGORIES[argument]
    if members[0][0] is codes.NEGATE:
        return _others(frozenset(letters))
    plain = [letter for letter in letters if letter in _PRINTABLE]
    return plain or letters or [""]


def _others(forbidden: frozenset[str]) -> Sequence[str]:
    letters = [letter for letter in _PRINTABLE[:62] if letter not in forbidden]
    return letters or [each for each in _PRINTABLE[62:] if each not in forbidden] or ["é"]
