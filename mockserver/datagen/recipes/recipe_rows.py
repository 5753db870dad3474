"""The rows of one resource and tenant of a recipe, begun when they are asked for, and made when they are shown."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import groupby
from random import Random
from threading import RLock
from typing import Any

from mockserver.datagen.ascii_text import slug
from mockserver.datagen.people import Serial, Subjects
from mockserver.datagen.recipes.recipe_expressions import Draft, RecipeRow
from mockserver.datagen.recipes.recipe_plan import Group
from mockserver.datagen.seeding import seed_of, seeds_of
from mockserver.state.resource_rules import LateRows
from mockserver.stepping import go_on

SERIAL_AT = re.compile(r"(\d[\d-]*[a-z]*)(?:@|$)")  # the serial of a row, in a value that ends with it


class UnmadeRow(RecipeRow):
    """A row whose fields are made when they are asked for; until all are, `values` has those asked for by name."""

    __slots__ = ("_group", "_making")

    def __init__(
        self,
        seed: int,
        index: int,
        serial: Serial,
        parent: RecipeRow | None,
        group: Group,
        making: "DraftMaker",
    ) -> None:
        super().__init__({}, seed, index, serial, parent)
        self._group: Group | None = group
        self._making = making

    def get(self, name: str) -> Any:
        """The value of a field, None where it has none."""
        if self._group is not None and name not in self.values:
            with self._making.lock:
                if self._group is not None:  # nobody else has made it meanwhile
                    self.values[name] = self._making.filled(self, self._group, name).get(name)
        return self.values.get(name)

    def whole(self) -> dict[str, Any]:
        """All fields."""
        if self._group is not None:
            with self._making.lock:
                if self._group is not None:
                    self.values, self._group = self._making.filled(self, self._group), None
        return self.values


class DraftMaker:
    """What the rows of one resource and tenant are made with.

    Attributes:
        lock: Held while one is made: they draw from the same generators.
        random: Theirs alone: a row that reads its parent's fields may have them made meanwhile.
        above: The tables that its rows may refer to.
    """

    __slots__ = ("above", "lock", "random")

    def __init__(self, above: Mapping[str, "RecipeRows"], lock: RLock) -> None:
        self.above = above
        self.lock = lock
        self.random = Random(0)

    def draft(self, row: RecipeRow, group: Group) -> Draft:
        """A row in the making."""
        return Draft(row, Subjects(group.casting, row.seed, row.serial), self.random, self.above)

    def filled(self, row: RecipeRow, group: Group, name: str | None = None) -> dict[str, Any]:
        """The fields of a row; with `name`, that one and what it refers to."""
        made = RecipeRow({}, row.seed, row.index, row.serial, row.parent)
        group.fields.fill(self.draft(made, group), name)
        return made.values

    def count(self, group: Group, seed: int, parent: RecipeRow | None) -> int:
        """How many rows of a group there are, of those of a parent if it has one."""
        blank = RecipeRow({}, seed, 0, Serial("", 0, seed), parent)
        found: int = group.count(self.draft(blank, group))
        return found


class RecipeRows(LateRows):
    """The rows of one resource and tenant, each made when it is shown.

    Attributes:
        grows: Whether there are more where more are asked for.
        asked_late: Whether they are not even begun before they are asked for: those that belong to rows above.
    """

    def __init__(
        self,
        groups: list[Group],
        key: tuple[Any, ...],
        rows: int | None,
        above: Mapping[str, "RecipeRows"],
        lock: RLock,
    ) -> None:
        """Take the groups, what their seeds begin with, how many rows there shall be, and the tables above."""
        self._groups = groups
        self._key = key
        self._rows = rows
        self._making = DraftMaker(above, lock)
        self.grows = any(group.grows for group in groups)
        self.asked_late = any(group.per is not None for group in groups)

    @cached_property
    def begun(self) -> list[RecipeRow]:
        """The rows, which know how to make their fields."""
        with self._making.lock:
            return list(self.begin())

    def holding(self, field: str, value: Any) -> Sequence[RecipeRow] | None:
        """The rows that may have a value in a field; None where it does not say which."""
        if not isinstance(value, str) or any(
            field not in group.fields.serial for group in self._groups if not group.rows
        ):
            return None
        found = SERIAL_AT.search(value.casefold())
        row = self._by_serial.get(found[1]) if found else None
        return self._by_hand if row is None else (*self._by_hand, row)

    @cached_property
    def _by_serial(self) -> dict[str, RecipeRow]:
        return {row.serial.text: row for row in self.begun}

    @cached_property
    def _by_hand(self) -> tuple[RecipeRow, ...]:
        return tuple(row for row in self.begun if not isinstance(row, UnmadeRow))

    def begin(self) -> Iterator[RecipeRow]:
        """The rows one after the other, begun anew."""
        by_hand = sum(len(group.rows) for group in self._groups)
        for per, together in groupby(self._groups, lambda group: group.per):
            if per is not None:
                yield from self._children(list(together), per)
                continue
            for group in together:
                yield from self._literal(group)
                if group.scale and self._rows is not None:
                    yield from self._generated(group, max(0, self._rows - by_hand))
                else:
                    yield from self._generated(group, None)

    def _literal(self, group: Group) -> Iterator[RecipeRow]:
        for index, values in enumerate(group.rows):
            seed = seed_of(*self._key, group.name, "by hand", index)
            serial = Serial(f"h{slug(group.name, '')}.{index}", index, seed)
            yield RecipeRow(dict(values), seed, index, serial)

    def _generated(self, group: Group, count: int | None) -> Iterator[RecipeRow]:
        salt, making = seed_of(*self._key, group.name, "serial"), self._making
        if count is None:
            count = making.count(group, salt, None)
        seed = seeds_of(*self._key, group.name)
        for index in range(count):
            go_on()
            serial = Serial(f"{index + 1}{group.mark}", index, salt)
            yield UnmadeRow(seed(index), index, serial, None, group, making)

    def _children(self, groups: list[Group], per: str) -> Iterator[RecipeRow]:
        """Make the rows of all groups for one parent after the other: new parents only add rows at the end."""
        for group in groups:
            yield from self._literal(group)
        making = self._making
        salts = [seed_of(*self._key, "serial", group.name) for group in groups]
        for position, parent in enumerate(making.above[per].begun if per in making.above else ()):
            for group, salt in zip(groups, salts, strict=True):
                if any(parent.get(name) != value for name, value in group.where.items()):
                    continue
                base = seed_of(*self._key, group.name, parent.seed)
                making.random.seed(base)
                for index in range(making.count(group, base, parent)):
                    go_on()
                    text = f"{parent.serial.text}-{index + 1}{group.mark}"
                    serial = Serial(text, position * 8 + index, salt)
                    yield UnmadeRow(seed_of(base, index), index, serial, parent, group, making)
