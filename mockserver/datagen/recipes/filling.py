"""What fills the rows of a group: all fields of one, or those that one field needs."""

from collections.abc import Sequence
from dataclasses import dataclass

from mockserver.datagen.recipes.problems import Mistakes, RecipeError
from mockserver.datagen.recipes.recipe_expressions import Draft, Maker
from mockserver.datagen.recipes.recipe_fields import DROPPED


@dataclass(frozen=True, slots=True)
class FieldMaker:
    """Makes a field.

    Attributes:
        name: The field's.
        make: What makes its value.
        salt: Where what it draws starts from, together with the row's seed; None for one that draws nothing.
        uses: The earlier fields that it refers to.
        serial: Whether the value ends with the serial of its row, before a domain if it has one: no other has it.
    """

    name: str
    make: Maker
    salt: int | None
    uses: frozenset[str]
    serial: bool = False


class GroupFields:
    """The fields of a group; each draws from a seed of its own, so that none moves another.

    Attributes:
        serial: The names of those whose value ends with the serial of its row.
    """

    def __init__(self, makers: Sequence[FieldMaker], mistakes: Mistakes) -> None:
        """Take what makes each, in order, and what takes what is wrong with the rows that are made."""
        self._all = tuple(makers)
        self.serial = frozenset(maker.name for maker in makers if maker.serial)
        self._mistakes = mistakes
        needed: dict[str, set[str]] = {}
        for maker in makers:
            needed[maker.name] = {maker.name}.union(*(needed[name] for name in maker.uses))
        self._needed = {
            name: tuple(maker for maker in makers if maker.name in names) for name, names in needed.items()
        }

    def fill(self, draft: Draft, name: str | None = None) -> None:
        """Fill a row; with `name`, no more of it than that field and what it refers to."""
        values, random, seed = draft.row.values, draft.random, draft.row.seed
        for maker in self._all if name is None else self._needed.get(name, ()):
            if maker.salt is not None:
                random.seed(seed ^ maker.salt)
            try:
                value = maker.make(draft)
            except RecipeError as error:
                self._mistakes.take_once(error)
                value = None
            if value is not DROPPED:
                values[maker.name] = value
