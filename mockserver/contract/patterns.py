r"""Regular expressions of schemas: ECMA-262, as JSON Schema and OpenAPI ask, and what engine reads each.

The validator's own engine reads most of them. What it refuses (`[\w-\.]`, `{1,262144}`, `[^]`) is read by an engine
of ECMA-262, first as with its flag `u`, then as without (Annex B), as browsers and most tools do.
"""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

import jsonschema_rs
import regress

KEYWORD = "x-mockserver-pattern"  # in translated schemas: a pattern that the validator's engine refuses
FLAGS = ("u", "")
INLINE = re.compile(r"^\(\?([ims]+)\)")  # no ECMA-262, but plain to whoever reads it
Search = Callable[[str], bool]


def search(pattern: str) -> Search | None:
    """What tells whether a text has a match of the pattern somewhere; None where no engine can read the pattern."""
    native = _native(pattern)
    return _by_ecma(pattern) if native is None else native.is_valid


def is_native(pattern: str) -> bool:
    """Whether the validator's own engine reads a pattern, under each draft."""
    return _native(pattern) is not None


@lru_cache(maxsize=4096)
def _native(pattern: str) -> jsonschema_rs.Validator | None:
    try:
        return jsonschema_rs.Draft4Validator({"type": "string", "pattern": pattern})  # the strictest
    except (jsonschema_rs.ValidationError, ValueError):
        return None


def keywords(pattern: Any) -> Mapping[str, Any]:
    """The keywords that hold a text against a pattern; none where no engine can."""
    if not isinstance(pattern, str):
        return {}
    if is_native(pattern):
        return {"pattern": pattern}
    return {} if _by_ecma(pattern) is None else {KEYWORD: pattern}


class EcmaPattern:
    """The keyword `KEYWORD`, for the validator."""

    def __init__(self, parent: Any, pattern: str, path: Any) -> None:
        self._pattern = pattern
        self._search = _by_ecma(pattern)

    def validate(self, instance: Any) -> None:
        """Do nothing for what matches, or is no text.

        Raises:
            ValueError: What does not.
        """
        if isinstance(instance, str) and self._search is not None and not self._search(instance):
            raise ValueError(f'"{instance}" does not match "{self._pattern}"')


@lru_cache(maxsize=1024)
def _by_ecma(pattern: str) -> Search | None:
    inline = INLINE.match(pattern)
    body, more = (pattern[inline.end() :], inline[1]) if inline else (pattern, "")
    for flags in FLAGS:
        try:
            found = regress.Regex(body, flags + more).find
        except regress.RegressError:
            continue
        return lambda text: found(text) is not None
    return None
