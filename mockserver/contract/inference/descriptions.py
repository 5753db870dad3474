"""What descriptions say in words: which properties they name, which order they promise."""

import re
from collections.abc import Iterable

from mockserver.contract.inference.words import words

_WORD = re.compile(r"[A-Za-z0-9]+")
_PLACE = re.compile(
    r"\b(?:by|in|on|against|across|through|within|including|fields?|who(?:se|'s))\b([^.;]*)", re.IGNORECASE
)
_SHARED = re.compile(r"\b(\w+),? (?:or|and) (\w+) (\w+)")  # `first or last name`
_CODE = re.compile(r"[`'\"]([\w.]+)[`'\"]")
_NEWEST = re.compile(
    r"\b(?:newest|latest|most recent(?:ly \w+)?)(?: \w+)? first\b|\breverse chronological", re.IGNORECASE
)
_EXAMPLES = re.compile(r"\b(?:e\.g|for (?:example|instance)|such as|like)\b", re.IGNORECASE)
_OLDEST = re.compile(r"\b(?:oldest|earliest) first\b", re.IGNORECASE)
_EITHER = re.compile(
    r"\b(?:creates?|adds?|inserts?) or (?:updates?|replaces?|modif(?:y|ies))\b|\bupserts?\b", re.IGNORECASE
)
_PART = re.compile(
    r"\b(with this text|contain|substring|partial|like|search|matching|match(es)? part|fuzzy|includ)",
    re.IGNORECASE,
)
_BEGINNING = re.compile(r"\b(?:starts?|starting|begins?|beginning) with\b|\bprefix(?:ed)?\b", re.IGNORECASE)
_BESIDE = re.compile(r"\b(?:includ(?:e|es|ing)|also|beside|as well|in addition|along with)\b", re.IGNORECASE)
_SEVERAL = re.compile(r"\bcomma[- ]?(separated|delimited)|(separated|delimited) by commas?\b", re.IGNORECASE)
CREATED_FIRST, CREATED_LAST = "asc", "desc"


def looked_into(text: str, names: Iterable[str]) -> list[str]:
    """The properties that a search is said to look into, in the order in which its description names them."""
    said = _PLACE.search(text)
    if said is None:
        return []
    spelled = " ".join(words(_SHARED.sub(r"\1 \3, \2 \3", said[1])))
    return _named(spelled, names)


def spelled_in(text: str, names: Iterable[str]) -> list[str]:
    """The properties whose words stand in a text, in its order."""
    return _named(" ".join(words(text)), names)


def _named(spelled: str, names: Iterable[str]) -> list[str]:
    """Properties whose words stand in a text, the longest first, so that `last name` is no `name`."""
    found: dict[str, int] = {}
    text = f" {spelled} "
    for name in sorted(names, key=lambda each: (-len(words(each)), each)):
        wanted = f" {' '.join(words(name))} "
        at = text.find(wanted)
        if at >= 0 and wanted.strip():
            found[name] = at
            text = f"{text[: at + 1]}{'.' * (len(wanted) - 2)}{text[at + len(wanted) - 1 :]}"
    return sorted(found, key=lambda each: found[each])


def quoted(text: str, names: Iterable[str]) -> list[str]:
    """The properties that a description names as code, in its order; none where they are examples."""
    known = set() if _EXAMPLES.search(text) else set(names)
    return [name for name in dict.fromkeys(_CODE.findall(text)) if name in known]


def promised(text: str) -> str:
    """The order of creation that a list is said to have: ascending, descending, or empty for none."""
    if _NEWEST.search(text):
        return CREATED_LAST
    return CREATED_FIRST if _OLDEST.search(text) else ""


def upserts(text: str) -> bool:
    """Whether what makes something is said to change it where it is there."""
    return _EITHER.search(text) is not None


def says_both(text: str) -> bool:
    """Whether a description names both directions of a sort."""
    said = {word.lower() for word in _WORD.findall(text)}
    return bool(said & {"asc", "ascending"}) and bool(said & {"desc", "descending"})


def says_a_part(text: str) -> bool:
    """Whether a filter is said to look for a part of a text."""
    return _PART.search(text) is not None


def says_beginning(text: str) -> bool:
    """Whether a filter is said to look at the beginning of a text."""
    return _BEGINNING.search(text) is not None


def says_beside(text: str) -> bool:
    """Whether a parameter is said to show something beside what is shown without it."""
    return _BESIDE.search(text) is not None


def says_several(text: str) -> bool:
    """Whether a text is said to be several, with commas between them."""
    return _SEVERAL.search(text) is not None
