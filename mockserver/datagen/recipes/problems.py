"""What is wrong with a recipe, and where."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any


class RecipeError(ValueError):
    """A recipe that cannot be followed; the text names resource, group and field, and says what to write."""


def suggestion(word: str, known: Iterable[str]) -> str:
    """What to say after "unknown WORD": the nearest known word, or all of them when none is near."""
    words = sorted(known)
    near = get_close_matches(word, words, n=1, cutoff=0.6)
    if near:
        return f'; did you mean "{near[0]}"?'
    return f"; known: {', '.join(words)}" if words else ""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a recipe, to be named in errors."""

    resource: str
    group: str = ""
    field: str = ""

    def at(self, field: str) -> "Spot":
        """The spot of a member: `address` at `city` is `address.city`."""
        return replace(self, field=f"{self.field}.{field}" if self.field else field)

    def error(self, message: str) -> RecipeError:
        """The error to raise for this spot."""
        parts = [f"resource {self.resource}"]
        if self.group:
            parts.append(f"group {self.group}")
        if self.field:
            parts.append(f"field {self.field}")
        return RecipeError(f"{', '.join(parts)}: {message}")

    def unknown(self, kind: str, word: Any, known: Iterable[str]) -> RecipeError:
        """The error for a word that is not among the known ones."""
        return self.error(f'unknown {kind} "{word}"{suggestion(str(word), known)}')

    def check_keys(self, what: str, given: Iterable[Any], known: Iterable[str]) -> None:
        """Raise RecipeError for the first given key that is not known."""
        allowed = list(known)
        for key in given:
            if key not in allowed:
                raise self.unknown(f"key of {what}", key, allowed)
