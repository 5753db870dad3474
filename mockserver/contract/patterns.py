r"""Regular expressions of schemas: ECMA-262, as JSON Schema and OpenAPI ask, and what engine reads each.

The validator's own engine reads most of them, in time that grows with the text. What it refuses only for how it is
spelt (`[\w-\.]`, `(?i)`, `[^]`, `{`) is spelt for it. The rest (`{1,262144}`) is read by an engine of ECMA-262, first
as with its flag `u`, then as without (Annex B), as browsers and most tools do; that engine goes back and tries again,
so it is asked of no pattern and no text that could keep it busy for long.
"""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import jsonschema_rs

from mockserver.contract.pattern_spelling import effort, most_repeated, spelt, states

if TYPE_CHECKING:
    import regress

KEYWORD = "x-mockserver-pattern"  # in translated schemas: a pattern that the validator's engine refuses
FLAGS = ("u", "")
INLINE = re.compile(r"^\(\?([ims]+)\)")  # no ECMA-262, but plain to whoever reads it
FEW_STATES = 100  # that an engine has for one pattern: many such patterns take little memory
MOST_REPEATED = 5_000  # times, by the validator's engine, which walks through a state for each
MOST_STEPS = 10_000_000  # of the engine that goes back: a fifth of a second or so
LITERAL = re.compile(r"/(\^.*\$)/([a-z]*)", re.DOTALL)  # of JavaScript; as a pattern it matches nothing
Search = Callable[[str], bool]


def search(pattern: str) -> Search | None:
    """What tells whether a text has a match of the pattern somewhere; None where no engine can read the pattern."""
    native = _native(pattern)
    return _by_ecma(pattern) if native is None else native.is_valid


def meant(pattern: str) -> str:
    r"""A pattern without what other languages write around it: slashes with flags, the anchors `\A` and `\z`."""
    literal = LITERAL.fullmatch(pattern)
    if literal is not None:
        flags = "".join(flag for flag in "ims" if flag in literal[2])
        return f"(?{flags}){literal[1]}" if flags else literal[1]
    start, end = pattern.startswith(r"\A"), re.search(r"(?<!\\)(?:\\\\)*(\\[zZ])$", pattern)
    inner = pattern[2 if start else 0 : end.start(1) if end is not None else None]
    return f"{'^' if start else ''}{inner}{'$' if end is not None else ''}"


def is_pattern(text: str) -> bool:
    """Whether some engine reads a text as a pattern."""
    inline = INLINE.match(text)
    return _native(text) is not None or _engine(text[inline.end() :] if inline else text, "") is not None


def native(pattern: str) -> str | None:
    """A pattern as the validator's own engine reads it under each draft; None where it cannot."""
    for spelling in (pattern, spelt(pattern)):
        if spelling is not None and _native(spelling) is not None:
            return spelling
    return None


def weight(pattern: str) -> int:
    """The states that the validator's engine has for a pattern, where it has many: they take memory."""
    count = states(pattern)
    return count if count > FEW_STATES else 0


def _native(pattern: str) -> jsonschema_rs.Validator | None:
    return (_compiled if states(pattern) <= FEW_STATES else _compiled_of_many)(pattern)


def _compile(pattern: str) -> jsonschema_rs.Validator | None:
    if most_repeated(pattern) > MOST_REPEATED:
        return None
    try:
        return jsonschema_rs.Draft4Validator({"type": "string", "pattern": pattern})  # the strictest
    except (jsonschema_rs.ValidationError, ValueError):
        return None


_compiled = lru_cache(maxsize=4096)(_compile)
_compiled_of_many = lru_cache(maxsize=256)(_compile)


def keywords(pattern: Any) -> Mapping[str, Any]:
    """The keywords that hold a text against a pattern; none where no engine can."""
    if not isinstance(pattern, str):
        return {}
    if _native(pattern) is not None:
        return {"pattern": pattern}
    return {} if _by_ecma(pattern) is None else {KEYWORD: pattern}


class EcmaPattern:
    """The keyword `KEYWORD`, for the validator."""

    def __init__(self, parent: Any, pattern: str, path: Any) -> None:
        self._pattern = pattern
        self._search = _by_ecma(pattern)

    def validate(self, instance: Any) -> None:
        """Refuse a text that does not match.

        Raises:
            ValueError: What does not.
        """
        if isinstance(instance, str) and self._search is not None and not self._search(instance):
            raise ValueError(f'"{instance}" does not match "{self._pattern}"')


@lru_cache(maxsize=1024)
def _by_ecma(pattern: str) -> Search | None:
    inline = INLINE.match(pattern)
    body, more = (pattern[inline.end() :], inline[1]) if inline else (pattern, "")
    engine = _engine(body, more)
    if engine is None:
        return None
    spelling = native(pattern)
    if spelling is not None and (same := _native(spelling)) is not None:
        return same.is_valid
    degree = effort(body)
    if degree is None:
        return None
    longest = int(MOST_STEPS ** (1 / max(degree, 1)))
    return lambda text: len(text) > longest or engine.find(text) is not None


def _engine(body: str, more: str) -> "regress.Regex | None":
    import regress  # noqa: PLC0415 - 1 MiB that few documents need

    for flags in FLAGS:
        try:
            return regress.Regex(body, flags + more)
        except regress.RegressError:
            continue
    return None
