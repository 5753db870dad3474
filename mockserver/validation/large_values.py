"""The beginning of a value: what is wrong is told of that, because of the whole of a large one it costs gigabytes."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import jsonschema_rs

from mockserver.bounds import MOST_JUDGED
from mockserver.errors import LONGEST_NAME, MOST_VIOLATIONS
from mockserver.printing import shortened

Path = tuple[str | int, ...]
# Keywords that more elements and more members cannot satisfy.
STANDING = frozenset({"type", "maxItems", "maxProperties", "additionalProperties", "propertyNames"})
ALTERNATIVES = ("'oneOf': [", "'anyOf': [")
LARGE = "breaks its schema, beyond the values that are looked at one by one, or as a whole"
SHARE = 4  # of all values, the part of them that one array may have: others come after it
SHORT = 2 * MOST_JUDGED // SHARE  # bytes: a value takes two at least, with what divides it from the next
LONGEST_TEXT = 1000  # characters of what is said of a violation: it quotes the whole value that came


class FirstValues:
    """The first values of an array or object that has more of them than are judged one by one.

    Attributes:
        value: With as much in it as was taken.
        cut: The paths of the arrays and objects that are not whole.
    """

    def __init__(self, value: Any, most: int = MOST_JUDGED) -> None:
        """Take the first `most` values, at most a quarter of them from one array."""
        self.cut: set[Path] = set()
        self._left = most
        self._each = most // SHARE
        self.value = self._taken(value, ())

    def _taken(self, value: Any, path: Path) -> Any:
        if isinstance(value, Mapping):
            members: dict[str, Any] = {}
            self._take(value.items(), path, members.__setitem__, len(value))
            return members
        if isinstance(value, list):
            elements: list[Any] = []
            self._take(enumerate(value), path, elements.insert, self._each)
            return elements
        return value

    def _take(self, pairs: Any, path: Path, put: Callable[[Any, Any], object], most: int) -> None:
        for number, (step, member) in enumerate(pairs):
            if self._left <= 0 or number >= most:
                self.cut.add(path)
                return
            self._left -= 1
            put(step, self._taken(member, (*path, step)))

    def shows(self, path: Sequence[str | int], keyword: str) -> bool:
        """Whether what breaks a keyword here breaks it in the whole value, too."""
        place = tuple(path)
        if keyword in STANDING:
            return True
        return not any(cut[: len(place)] == place for cut in self.cut)


def errors_in(
    value: Any, compiled: jsonschema_rs.Validator, bundle: Mapping[str, Any], size: int | None = None
) -> Sequence[jsonschema_rs.ValidationError]:
    """What is wrong with an invalid value; of a large one, in its beginning, else the first of all, else nothing.

    The library makes an error of everything that is wrong, and of all that is in the alternatives of `oneOf` and
    `anyOf`: of a body of 4 MB, that takes a minute and 3 GB.

    Args:
        value: JSON types.
        compiled: The schema that it breaks.
        bundle: What that was compiled from.
        size: The bytes that the value was read from; None where that is not known.
    """
    begun = FirstValues(value) if size is None or size > SHORT else None
    if begun is None or not begun.cut:
        return list(compiled.iter_errors(value))
    found = [
        error
        for error in compiled.iter_errors(begun.value)
        if begun.shows(error.instance_path, error.kind.name)
    ]
    if found or any(word in repr(bundle) for word in ALTERNATIVES):
        return found
    try:
        compiled.validate(value)
    except jsonschema_rs.ValidationError as error:
        return [error]
    return []


def asked_by(error: jsonschema_rs.ValidationError) -> dict[str, Any]:
    """What the keyword asks for that an error is about; other errors in it as texts, the first of each alternative."""
    found: dict[str, Any] = error.kind.as_dict()
    if "context" in found:
        firsts = (errors[0].message for errors in found["context"][:MOST_VIOLATIONS] if errors)
        found["context"] = [shortened(text, LONGEST_NAME) for text in firsts]
    if "error" in found:
        found["error"] = shortened(found["error"].message, LONGEST_NAME)
    return found


def without_middle(text: str) -> str:
    """The text of a violation without the middle of a long one, which is the value that came."""
    half = LONGEST_TEXT // 2
    return text if len(text) <= LONGEST_TEXT else f"{text[:half]}\u2026{text[-half:]}"
