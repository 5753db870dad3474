"""What is wrong with a recipe, and where."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing that is wrong with a recipe.

    Attributes:
        text: What, with resource, group and field, and what to write.
        steps: Where: the keys, and the numbers in lists, that lead there.
    """

    text: str
    steps: tuple[str, ...] = ()


class RecipeError(ValueError):
    """A recipe that cannot be followed, with all that is wrong with it.

    Attributes:
        mistakes: What is wrong.
    """

    def __init__(self, *wrong: Mistake | str) -> None:
        self.mistakes = tuple(each if isinstance(each, Mistake) else Mistake(each) for each in wrong)
        super().__init__("\n".join(each.text for each in self.mistakes))


class Mistakes:
    """What was found to be wrong so far, so that all of it can be told at once."""

    def __init__(self) -> None:
        self._found: dict[Mistake, None] = {}

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Take what is raised in a `with` block; what was not done there is left undone."""
        try:
            yield
        except RecipeError as error:
            self._found |= dict.fromkeys(error.mistakes)

    def take_once(self, error: RecipeError) -> None:
        """Take what is wrong with a row, unless the same place was wrong in another."""
        known = {mistake.steps for mistake in self._found}
        self._found |= dict.fromkeys(each for each in error.mistakes if each.steps not in known)

    def check(self) -> None:
        """Raise all that was taken.

        Raises:
            RecipeError: When there was any.
        """
        if self._found:
            raise RecipeError(*self._found)


def suggestion(word: str, known: Iterable[str]) -> str:
    """What to say after "unknown WORD": the nearest known word, or all of them when none is near."""
    words = sorted(known)
    near = get_close_matches(word, words, n=1, cutoff=0.6)
    if near:
        return f'; did you mean "{near[0]}"?'
    return f"; known: {', '.join(words)}" if words else ""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a recipe, to be named in errors.

    Attributes:
        resource, group, field: Its names, as they are told.
        steps: What leads there.
    """

    resource: str
    group: str = ""
    field: str = ""
    steps: tuple[str, ...] = ()

    def at(self, field: str) -> "Spot":
        """The spot of a member: `address` at `city` is `address.city`."""
        named = f"{self.field}.{field}" if self.field else field
        return replace(self, field=named, steps=(*self.steps, field))

    def within(self, *steps: str) -> "Spot":
        """The same field, further in: at what its generator holds."""
        return replace(self, steps=(*self.steps, *steps))

    def error(self, message: str) -> RecipeError:
        """The error to raise for this spot."""
        parts = [f"resource {self.resource}"]
        if self.group:
            parts.append(f"group {self.group}")
        if self.field:
            parts.append(f"field {self.field}")
        return RecipeError(Mistake(f"{', '.join(parts)}: {message}", self.steps))

    def unknown(self, kind: str, word: Any, known: Iterable[str]) -> RecipeError:
        """The error for a word that is not among the known ones."""
        return self.error(f'unknown {kind} "{word}"{suggestion(str(word), known)}')

    def check_keys(self, what: str, given: Iterable[Any], known: Iterable[str]) -> None:
        """Refuse keys that are not known.

        Raises:
            RecipeError: For each of them.
        """
        allowed, mistakes = list(known), Mistakes()
        for key in given:
            if key not in allowed:
                with mistakes.taken():
                    raise self.within(str(key)).unknown(f"key of {what}", key, allowed)
        mistakes.check()
