r"""How a pattern of ECMA-262 is spelt for an engine that reads less of its grammar, and how long it may take."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

_ATOM = re.compile(
    r"\\(?:u\{[0-9A-Fa-f]+\}|u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2}|[pP]\{[^{}]*\}|c[A-Za-z]|k<[^<>]*>|\d+|.)|[^\\]",
    re.DOTALL,
)
_QUANTIFIER = re.compile(r"(?:[*+?]|\{(\d+)(,?)(\d*)\})\??")
_COUNTS = re.compile(r"(?<=[{,])\d{1,9}(?=[,}])")
_GROUP = re.compile(r"\((?:\?(?:[:=!]|<[=!]|<[^<>]*>|[ims]*(?:-[ims]+)?:))?")
_INLINE = re.compile(r"^\(\?([ims]+)\)")
_SETS = frozenset("dDwWsSpP")
_MEANS = {"[^]": r"[\s\S]", "[]": "(?!)"}
_KEPT = frozenset(
    "dDwWsSbBnrtfv0pPuxck^$\\.*+?()[]{}|/-"
)  # what a backslash before means, or may stand before
FEW = 10  # repetitions that take no time


def spelt(pattern: str) -> str | None:
    """A pattern in the grammar that engines without Annex B read (ECMA-262, B.1.2); None for one that is broken."""
    inline = _INLINE.match(pattern)
    if inline:
        inner = spelt(pattern[inline.end() :])
        return None if inner is None else f"(?{inline[1]}:{inner})"
    made, at = [], 0
    while at < len(pattern):
        if pattern[at] == "[":
            end = _class_end(pattern, at)
            if end is None:
                return None
            made.append(_class(pattern[at:end]))
            at = end
            continue
        atom = _ATOM.match(pattern, at)
        if atom is None:
            return None
        quantifier = _QUANTIFIER.match(pattern, at) if atom[0] == "{" else None
        if quantifier:
            made.append(quantifier[0])
            at = quantifier.end()
            continue
        made.append(_outside(atom[0]))
        at = atom.end()
    return "".join(made)


def _class_end(pattern: str, at: int) -> int | None:
    """Where the class that begins at `at` ends."""
    inner = at + 1 + (pattern[at + 1 : at + 2] == "^")
    while inner < len(pattern):
        if pattern[inner] == "]":
            return inner + 1
        inner += 2 if pattern[inner] == "\\" else 1
    return None


def _class(text: str) -> str:
    """A class in which each hyphen that makes no range is escaped."""
    if text in _MEANS:
        return _MEANS[text]
    head = "[^" if text.startswith("[^") else "["
    atoms = _ATOM.findall(text[len(head) : -1])
    made = []
    index = 0
    while index < len(atoms):
        atom = atoms[index]
        if (
            index + 2 < len(atoms)
            and atoms[index + 1] == "-"
            and not {_kind(atom), _kind(atoms[index + 2])} & {True}
        ):
            made.append(f"{_inside(atom)}-{_inside(atoms[index + 2])}")
            index += 3
            continue
        made.append("\\-" if atom == "-" else _inside(atom))
        index += 1
    return f"{head}{''.join(made)}]"


def _kind(atom: str) -> bool:
    """Whether an atom of a class is a set of characters, and so no end of a range."""
    return len(atom) > 1 and atom[1] in _SETS


def _inside(atom: str) -> str:
    if atom == r"\b":
        return r"\x08"
    return rf"\{atom}" if atom in {"[", "&", "~"} else _outside(atom, braces=False)


def _outside(atom: str, *, braces: bool = True) -> str:
    """An atom; a backslash before what needs none is left out, a brace that is no quantifier gets one."""
    if braces and atom in {"{", "}", "]"}:
        return rf"\{atom}"
    if len(atom) == 2 and atom[0] == "\\" and atom[1] not in _KEPT and not atom[1].isdigit():
        return atom[1] if atom[1].isalnum() else re.escape(atom[1])
    return atom


def most_repeated(pattern: str) -> int:
    """The largest number that a quantifier of a pattern says, as far as one can be found without reading it all."""
    return max((int(number) for number in _COUNTS.findall(pattern)), default=0)


@lru_cache(maxsize=4096)
def states(pattern: str) -> int:
    """About how many states an engine has that goes through a text once: what is repeated is there as often."""
    outer: list[int] = []  # what stands before each group that is open
    before = last = 0  # in the group: all but the last part, which a quantifier repeats, and that
    for word, _, _ in _words(pattern):
        quantifier = _QUANTIFIER.fullmatch(word)
        if quantifier is not None:
            last *= max([1, *(int(number[:9]) for number in quantifier.group(1, 3) if number)])
        elif word.startswith("("):
            outer.append(before + last)
            before = last = 0
        elif word == ")" and outer:
            before, last = outer.pop(), before + last
        else:
            before, last = before + last, 1
    return sum(outer) + before + last


@dataclass(slots=True)  # filled while its pattern is read
class _Group:
    """A group that is open: whether what is in it can be matched in several ways."""

    varies: bool = False


def effort(pattern: str) -> int | None:
    """The power of a text's length with which the steps of an engine that goes back grow; None where it is no power.

    Repetitions that stand beside each other multiply. Those within a repetition may take time beyond all measure, as do
    alternatives there, and references back.
    """
    degree = 0 if pattern.startswith("^") else 1
    open_: list[_Group] = [_Group()]
    closed: _Group | None = None
    for word, repeats, varies in _words(pattern):
        if repeats:
            if closed is not None and closed.varies:
                return None
            degree += 1
        if varies or word == "|":
            open_[-1].varies = True
        closed = None
        if word.startswith("("):
            open_.append(_Group())
        elif word == ")" and len(open_) > 1:
            closed = open_.pop()
            open_[-1].varies |= closed.varies
        elif re.fullmatch(r"\\(?:[1-9]\d*|k<.*>)", word):
            return None
    return degree


def _words(pattern: str) -> Iterator[tuple[str, bool, bool]]:
    """The words of a pattern; for quantifiers, whether they repeat often, and whether their number varies."""
    at = 0
    while at < len(pattern):
        quantifier = _QUANTIFIER.match(pattern, at)
        group = _GROUP.match(pattern, at)
        if quantifier:
            low, comma, high = quantifier[1], quantifier[2], quantifier[3]
            sign = quantifier[0][0]
            most = int(high or (0 if comma else low)) if low else 0
            endless = sign in "*+" or (low is not None and comma == "," and not high)
            varies = sign in "*+?" or (comma == "," and high != low)
            yield quantifier[0], endless or most >= FEW, varies
            at = quantifier.end()
        elif group:
            yield group[0], False, False
            at = group.end()
        elif pattern[at] == "[":
            at = _class_end(pattern, at) or len(pattern)
            yield "[]", False, False
        else:
            atom = _ATOM.match(pattern, at)
            yield (atom[0] if atom else pattern[at]), False, False
            at = atom.end() if atom else at + 1
