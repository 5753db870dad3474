"""One attempt at one value: what stands in its way is either overcome or, at last, come as near to as can be."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from mockserver.contract.model import is_json
from mockserver.datagen.people import Casting
from mockserver.datagen.schemas.arrays import make_array
from mockserver.datagen.schemas.breaking import ways_out
from mockserver.datagen.schemas.checking import accepts, accepts_flat
from mockserver.datagen.schemas.costs import Costs
from mockserver.datagen.schemas.documented import documented, kind_of_schema, says_null
from mockserver.datagen.schemas.joining import merge
from mockserver.datagen.schemas.mended import distance, mended, reshaped
from mockserver.datagen.schemas.merging import flatten
from mockserver.datagen.schemas.objects import make_object
from mockserver.datagen.schemas.providers import Setting, SharedSetting, by_faker, shared_setting_of
from mockserver.datagen.schemas.reading import Reading, Schema, Unsatisfiable
from mockserver.datagen.schemas.scalars import LONGEST, make_number, make_string
from mockserver.datagen.schemas.tags import tagged
from mockserver.datagen.schemas.value_places import ABSENT, Here
from mockserver.datagen.seeding import seed_of
from mockserver.rows import ValuePath

_DEEPEST = 40
PLENTY = 2_000  # values in one answer after which it is finished as if it were deep
MOST = 10_000
_LARGEST = 1 << 20  # letters of one answer
_WORK = 50  # what a value costs, in what `Reading.work` counts
_WAYS = 3  # what is ruled out by what was done for what was ruled out before
_KINDS = ("object", "string", "number", "boolean", "array", "null")
_EMPTY: Mapping[str, Any] = {
    "object": {}, "array": [], "number": 0, "integer": 0, "boolean": False,
}  # fmt: skip


@dataclass(slots=True)  # counts its steps
class ValueMaking:
    """One attempt.

    Attributes:
        seed: Where all that is drawn starts from.
        casting: Who and what texts are about.
        reading: How the document is read.
        costs: What its schemas ask for at least.
        deep: The depth below which objects have what they must have and arrays are as short as they may be.
        careful: Whether each branch is held against the others: `oneOf` admits one alone.
        lenient: Whether what cannot be had is come near to.
        count, size: Values made, and letters.
        levels: How many values there are at each depth.
        shared: What the members of the object that was looked at last share, and which one it was.
    """

    seed: int
    casting: Casting
    reading: Reading
    costs: Costs
    deep: int
    careful: bool = False
    lenient: bool = False
    count: int = 0
    size: int = 0
    levels: Counter[int] = field(default_factory=Counter)
    shared: tuple[ValuePath, SharedSetting] | None = None

    def make(self, schema: Any, here: Here, shown: Any = ABSENT) -> Any:
        """A value of a schema.

        Args:
            schema: The schema.
            here: Where.
            shown: What the document shows there: the value is that, or near to it.

        Raises:
            Unsatisfiable: There is none; never while lenient.
        """
        flat: Schema = {}
        try:
            flat, seen = flatten(schema, self.reading, here.seen)
            ref = flat["refs"][0] if flat.get("refs") else None
            return self.make_flat(tagged(flat, ref, self.reading), here.taking(seen), shown)
        except Unsatisfiable:
            if not self.lenient:
                raise
            return self._nearest(schema, flat, here, shown)

    def make_flat(self, flat: Schema, here: Here, shown: Any = ABSENT) -> Any:
        """The same of a schema that is flat."""
        made = self._made(flat, here, shown)
        return self._allowed(made, flat, flat.get("nots", ()), here, shown)[0]

    def _made(self, flat: Schema, here: Here, shown: Any) -> Any:
        """The same, whatever `not` rules out."""
        self.count += 1
        self.levels[here.depth] += 1
        self.reading.steps -= 1
        self.reading.work -= _WORK
        if self.spent or here.depth > _DEEPEST or (self.careful and self.reading.steps < 0):
            raise Unsatisfiable("a value of this schema is too large, or not to be found")
        for candidate in self._given(flat, here, shown):
            if accepts_flat(flat, candidate, self.reading, here.seen):
                return self._counted(candidate)
        if "enum" in flat:
            raise Unsatisfiable("no value of the enum satisfies the rest of the schema")
        if shown is ABSENT and self._is_null(flat, here):
            return None
        if flat.get("choices"):
            return self._branch(flat, here, shown)
        return self._typed(flat, here, shown)

    @property
    def spent(self) -> bool:
        """Whether the value is as large as one may be."""
        most = PLENTY if self.lenient else MOST
        return self.count > most or self.size > _LARGEST or self.reading.work < 0

    def sparing(self, here: Here) -> bool:
        """Whether no more is made than must be."""
        return here.depth >= self.deep or self.count > PLENTY

    def random(self, here: Here, *what: object) -> Random:
        """What to draw from at a place."""
        return Random(seed_of(self.seed, *here.path, *what))

    def _counted(self, value: Any) -> Any:
        self.size += len(value) if isinstance(value, str | list | dict) else 0
        return value

    def _given(self, flat: Schema, here: Here, shown: Any) -> Iterator[Any]:
        if shown is not ABSENT:
            yield shown
            yield from mended(flat, shown)
            if isinstance(shown, dict | list):
                return  # its members are mended one by one
        if "x-faker" in flat:
            yield from by_faker(
                flat["x-faker"], self.casting.fakers, self.seed, "/".join(map(str, here.path))
            )
        self.reading.work -= len(flat.get("enum") or ())
        yield from documented(flat, self.random(here, "enum"))

    def _is_null(self, flat: Schema, here: Here) -> bool:
        if not flat.get("nullable"):
            return False
        if flat.get("choices") or kind_of_schema(flat) in ("object", "array"):
            return self.sparing(here)  # null is how these end; elsewhere there is more to show
        return self.random(here, "null").random() < 0.1

    def _branch(self, flat: Schema, here: Here, shown: Any) -> Any:
        word, branches = flat["choices"][0]
        rest = {**flat, "choices": flat["choices"][1:]}
        spare, failure = [], Unsatisfiable("no branch can be satisfied without another")
        for branch in self._ordered(branches, here, shown):
            if self.spent:
                break
            try:
                made, others = self._taken(rest, branch, branches if word == "oneOf" else (), here, shown)
            except Unsatisfiable as error:
                failure = error
                continue
            if not others:
                return made
            spare.append(made)  # no value of `oneOf`, but nearer to one than nothing
        if spare and self.lenient:
            return spare[0]
        raise failure

    def _ordered(self, branches: list[Any], here: Here, shown: Any) -> list[Any]:
        """Branches, the likeliest first: the one that is being made, what is nearest, what ends; null last."""
        ordered = sorted(branches, key=lambda branch: (says_null(branch), _ref(branch) not in here.seen))
        if shown is not ABSENT:
            return sorted(ordered, key=lambda branch: self._distance(branch, here, shown))
        # Where it is deep, or a branch leads back up, the cheapest goes first: it is what comes to an end.
        if not self.sparing(here) and not here.trail.intersection(map(_ref, branches)):
            return ordered
        return sorted(ordered, key=self.costs.of)

    def _distance(self, branch: Any, here: Here, shown: Any) -> float:
        try:
            flat, seen = flatten(branch, self.reading, here.seen)
        except Unsatisfiable:
            return 1_000.0
        if accepts_flat(flat, shown, self.reading, seen):
            return -1.0
        return distance(flat, shown)

    def _taken(
        self, rest: Schema, branch: Any, branches: Any, here: Here, shown: Any
    ) -> tuple[Any, list[Any]]:
        """A value by one branch, and the other branches that it meets as well, where none of them may be."""
        inner, seen = flatten(branch, self.reading, here.seen)
        self.reading.work -= _WORK
        merged = tagged(merge(rest, inner), _ref(branch), self.reading)
        made = self.make_flat(merged, here.taking(seen), shown)
        others = self._met(branch, branches, made, here)
        if others and here.ways < _WAYS:
            ruled_out = {**merged, "nots": [*merged.get("nots", ()), *others]}
            made = self.make_flat(ruled_out, here.taking(seen).another(), shown)
            others = self._met(branch, branches, made, here)
        return made, others

    def _met(self, branch: Any, branches: Any, made: Any, here: Here) -> list[Any]:
        if not self.careful:
            return []
        return [
            other
            for other in branches
            if other is not branch and accepts(other, made, self.reading, here.seen)
        ]

    def _allowed(
        self, made: Any, flat: Schema, nots: Sequence[Any], here: Here, shown: Any
    ) -> tuple[Any, Schema]:
        """The value, or another in its place where one of `nots` rules it out; and the schema of what is left."""
        for _ in range(2 * len(nots)):  # the way out of one may lead into another, once more
            ruled_out = next((schema for schema in nots if accepts(schema, made, self.reading)), None)
            if ruled_out is None or here.ways >= _WAYS:
                break
            try:
                made, flat = self._another(ruled_out, flat, here.another(), shown)
            except Unsatisfiable:
                if not self.lenient:
                    raise
                break
        return made, flat

    def _another(self, ruled_out: Any, flat: Schema, here: Here, shown: Any) -> tuple[Any, Schema]:
        """A value by one way out of what is ruled out, and the schema with that way."""
        for way in ways_out(ruled_out, self.reading):
            try:
                inner, _ = flatten(way, self.reading)
                merged = merge(flat, inner)
                made = self._made(merged, here, shown)
                made, merged = self._allowed(made, merged, inner.get("nots", ()), here, shown)
            except Unsatisfiable:
                continue
            if not accepts(ruled_out, made, self.reading):
                return made, merged
        raise Unsatisfiable("all that the schema admits is ruled out")

    def _typed(self, flat: Schema, here: Here, shown: Any) -> Any:
        kinds = [kind for kind in flat.get("type") or () if kind != "null"][1:]
        failure = None
        for kind in (kind_of_schema(flat), *(kinds if flat.get("type") else _KINDS)):
            try:
                made = self._of_kind(flat, here, kind, shown)
            except Unsatisfiable as error:
                failure = error
                continue
            if flat.get("type") or not self.careful or accepts_flat({**flat, "nots": []}, made, self.reading):
                return made  # without a type, another kind may be free of what the keywords ask
        if flat.get("nullable"):
            return None
        raise failure or Unsatisfiable("there is no such type")

    def _of_kind(self, flat: Schema, here: Here, kind: str, shown: Any) -> Any:
        if kind in ("object", "array"):
            meant = None if shown is ABSENT else reshaped(kind, shown)
            make = make_object if kind == "object" else make_array
            return make(self, flat, here, ABSENT if meant is None else meant)
        if kind == "null":
            return None
        if kind == "boolean":
            return self.random(here, "boolean").random() < 0.5
        setting = self._setting(here)
        if kind == "string" and "contentSchema" in flat and is_json(str(flat.get("contentMediaType"))):
            return self._counted(json.dumps(self.make(flat["contentSchema"], here)))
        if kind == "string":
            return self._counted(make_string(flat, setting, self.reading))
        return make_number(flat, setting, self.reading, whole=kind == "integer")

    def _nearest(self, schema: Any, flat: Schema, here: Here, shown: Any) -> Any:
        """What is sent where nothing satisfies a schema: what is shown, or what one of its parts asks for."""
        if shown is not ABSENT:
            return shown
        for candidate in documented(flat, self.random(here, "enum")):
            return self._counted(candidate)
        parts: Any = schema.get("allOf") if isinstance(schema, Mapping) and not flat else None
        # The last part first: the ones before it are mostly what many schemas have in common.
        for part in parts[::-1] if isinstance(parts, list) else ():
            if isinstance(part, Mapping) and here.depth <= _DEEPEST and not self.spent:
                return self.make(part, here)
        kind = kind_of_schema(flat)
        if kind == "string":
            return self._counted("x" * min(flat.get("minLength", 0), LONGEST))
        return _EMPTY.get(kind)

    def _setting(self, here: Here) -> Setting:
        if self.shared is None or self.shared[0] != here.owner:
            self.shared = here.owner, shared_setting_of(self.casting, seed_of(self.seed, *here.owner))
        return self.shared[1].member(here.name, here.parent, lambda: self.random(here, "value"))


def _ref(branch: Any) -> str | None:
    ref = branch.get("$ref") if isinstance(branch, Mapping) else None
    return ref if isinstance(ref, str) else None
