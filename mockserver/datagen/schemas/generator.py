"""Values from any schema: valid, plausible, and a function of the seed and the path alone."""

import math
from collections import Counter
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Any

from mockserver.datagen.addresses import read_cities
from mockserver.datagen.fakers import Fakers
from mockserver.datagen.people import Casting
from mockserver.datagen.schemas.checking import accepts
from mockserver.datagen.schemas.costs import Costs
from mockserver.datagen.schemas.making import MOST, PLENTY, ValueMaking
from mockserver.datagen.schemas.reading import WORK, Reading, Resolve, Unsatisfiable
from mockserver.datagen.schemas.value_places import ABSENT, Here
from mockserver.datagen.seeding import seed_of
from mockserver.rows import ValuePath

_DEEP = 6
_SHALLOWEST = 2
_CAREFUL = 2  # attempts in which each branch is held against the others
_PLAIN = 2  # attempts with nothing that need not be
# Schemas taken and held against values: in the first attempt, in all careful ones, in each of the others.
_STEPS, _CAREFUL_STEPS, _PLAIN_STEPS = 40_000, 12_000, 3_000
_VAIN = WORK // 20  # after which no value of a schema is looked for with as much patience
_DEEP_WORK = WORK // 3  # what it takes to find that a value is deeper than the stack
_AGAIN = WORK // 100  # for another value of a schema that took more than there is for one
AcceptsValue = Callable[[Any], bool]


@dataclass(frozen=True, slots=True)
class Made:
    """A value.

    Attributes:
        value: The value.
        fault: Why it is not valid, but only near to it; None for one that is.
    """

    value: Any
    fault: str | None = None


class Generator:
    """Makes values for schemas of OpenAPI 3.0 and 3.1, each a function of the seed and its path."""

    def __init__(self, seed: int, *, nullable: bool = True, sent: bool = False) -> None:
        """Prepare.

        Args:
            seed: The run's.
            nullable: Whether `nullable` is a keyword, as in OpenAPI 3.0.
            sent: Whether values are sent to clients, which get nothing that is `writeOnly`.
        """
        self._seed = seed
        self._nullable = nullable
        self._sent = sent
        self._casting = Casting(Fakers(), read_cities())
        self._known: dict[Resolve, tuple[Reading, Costs]] = {}
        self._laborious: dict[
            int, Any
        ] = {}  # schemas by their identity, which is theirs as long as they are kept

    def seeded(self, seed: int) -> "Generator":
        """A generator with another seed, for the same documents: what is known of them is shared."""
        other = copy(self)
        other._seed = seed  # noqa: SLF001 - its own class
        return other

    def value(self, schema: Any, resolve: Resolve, *path: str | int) -> Any:
        """A value that is valid for the schema, the same for the same seed and path.

        Args:
            schema: the schema, `$ref`s and all; True and False are schemas too.
            resolve: returns the schema that a `$ref` names.
            path: what the value is, such as the operation and the status; the names of members follow it.

        Raises:
            Unsatisfiable: no finite value satisfies the schema.
            RecipeError: an `x-faker` names no provider, or one that depends on the wall clock.

        """
        made = self.made(schema, resolve, path)
        if made.fault is not None:
            raise Unsatisfiable(made.fault)
        return made.value

    def made(
        self,
        schema: Any,
        resolve: Resolve,
        path: ValuePath,
        *,
        shown: Any = ABSENT,
        judge: AcceptsValue | None = None,
    ) -> Made:
        """The same; where nothing satisfies the schema, what is nearest to it.

        Args:
            schema, resolve, path: As above.
            shown: What the document shows as an example: the value is that, mended where it breaks the schema.
            judge: What tells whether a value is valid; by default, the generator's own reading of the schema.

        Raises:
            RecipeError: As above.

        """
        reading, costs = self._reading(resolve)
        reading.work = _AGAIN if id(schema) in self._laborious else WORK
        attempts = _Attempts(self._seed, self._casting, reading, costs, reading.work)
        made = attempts.made(
            schema, Here(path), shown, judge or (lambda value: accepts(schema, value, reading))
        )
        if reading.work < 0 or (made.fault is not None and reading.work < WORK - _VAIN):
            self._laborious[id(schema)] = schema
        return made

    def smallest(self, schema: Any, resolve: Resolve, path: ValuePath) -> Any:
        """A value with as little as must be, which takes a fraction of the time of one with all that may be.

        Args:
            schema, resolve, path: As above.

        Raises:
            RecipeError: As above.
            Unsatisfiable: No value was found.

        """
        reading, costs = self._reading(resolve)
        return _Attempts(self._seed, self._casting, reading, costs, reading.work).smallest(schema, Here(path))

    def _reading(self, resolve: Resolve) -> tuple[Reading, Costs]:
        known = self._known.get(resolve)
        if known is None:
            reading = Reading(resolve, self._nullable, self._sent)
            known = self._known[resolve] = reading, Costs(reading.at)
        return known[0].another(), known[1]


@dataclass(frozen=True, slots=True)
class _Attempts:
    """The attempts at one value: as much as may be, then with more care, then as little as must be.

    Attributes:
        work: How much all of them may look at.
    """

    seed: int
    casting: Casting
    reading: Reading
    costs: Costs
    work: int

    def made(self, schema: Any, here: Here, shown: Any, judge: AcceptsValue) -> Made:
        least = self.costs.of(schema)
        if least > MOST and shown is ABSENT:
            without_end = math.isinf(least)
            fault = "the schema nests without end" if without_end else "its smallest value is too large"
            return Made(self._nearest(schema, here, shown, deep=0), fault)
        fault, spare = "no value satisfies the schema", []
        for attempt in range(1 + _CAREFUL + _PLAIN):
            if self.reading.work < 0:
                break
            making = self._making(attempt, 0 if attempt > _CAREFUL else _DEEP, careful=attempt > 0)
            try:
                made = self._bounded(making, schema, here, shown)
            except (Unsatisfiable, RecursionError) as error:
                fault = str(error)
                self.reading.work -= _DEEP_WORK * isinstance(error, RecursionError)
                continue
            if judge(made):
                return Made(made)
            spare.append(made)
        if spare and shown is ABSENT:  # such as branches of a `oneOf` that nothing tells apart
            return Made(spare[0], fault)
        nearest = self._nearest(schema, here, shown, deep=_DEEP)
        return Made(nearest, None if judge(nearest) else fault)

    def smallest(self, schema: Any, here: Here) -> Any:
        """A value with as little as must be."""
        if self.costs.of(schema) > MOST:
            raise Unsatisfiable("its smallest value is too large")
        try:
            return self._making(1 + _CAREFUL, 0, careful=True).make(schema, here, ABSENT)
        except RecursionError as error:
            raise Unsatisfiable(str(error)) from None

    def _nearest(self, schema: Any, here: Here, shown: Any, *, deep: int) -> Any:
        making = self._making(0, deep, careful=False, lenient=True)
        left, self.reading.work = self.reading.work, self.work // 4
        try:
            return making.make(schema, here, shown)
        except RecursionError:
            return None if shown is ABSENT else shown
        finally:
            self.reading.work = min(self.reading.work, left)

    def _bounded(self, making: ValueMaking, schema: Any, here: Here, shown: Any) -> Any:
        """A value with all that may be, as deep as it stays handy."""
        made = making.make(schema, here, shown)
        if making.count <= PLENTY or making.deep <= _SHALLOWEST:
            return made
        below = accumulate(making.levels[depth] for depth in range(making.deep))
        deep = max(_SHALLOWEST, sum(count <= PLENTY for count in below))
        if 2 * sum(making.levels[depth] for depth in range(deep + 1)) > making.count:
            return made  # broad, not deep
        return replace(making, deep=deep, count=0, size=0, levels=Counter()).make(schema, here, shown)

    def _making(self, attempt: int, deep: int, *, careful: bool, lenient: bool = False) -> ValueMaking:
        if attempt != 2:  # careful attempts share what they have
            self.reading.steps = {0: _STEPS, 1: _CAREFUL_STEPS}.get(attempt, _PLAIN_STEPS)
        seed = seed_of(self.seed, attempt)
        return ValueMaking(
            seed, self.casting, self.reading, self.costs, deep, careful=careful, lenient=lenient
        )
