"""Values from any schema: valid, plausible, and a function of the seed and the path alone."""

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from mockserver.datagen.addresses import read_cities
from mockserver.datagen.fakers import Fakers
from mockserver.datagen.people import Casting
from mockserver.datagen.schemas.checking import accepts, accepts_flat, is_open
from mockserver.datagen.schemas.documented import documented, kind_of_schema, says_null
from mockserver.datagen.schemas.merging import Reading, Resolve, Schema, Unsatisfiable, flatten, merge
from mockserver.datagen.schemas.patterns import matches, sample
from mockserver.datagen.schemas.providers import Setting, by_faker, setting_of
from mockserver.datagen.schemas.scalars import make_number, make_string
from mockserver.datagen.seeding import seed_of

_Path = tuple[str | int, ...]
_DEEP = 4  # below this, objects have what they must have and arrays are as short as they may be
_ATTEMPTS = (False,) * 8 + (True,) * 2  # rich values first; what a `not` rules out is drawn again
_DEEPEST = 24
_PLENTY = 2_000  # values in one answer after which it is finished as if it were deep
_MOST = 30_000


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

    def value(self, schema: Any, resolve: Resolve, *path: str | int) -> Any:
        """Return a value that is valid for the schema, the same for the same seed and path.

        Args:
            schema: the schema, `$ref`s and all; True and False are schemas too.
            resolve: returns the schema that a `$ref` names.
            path: what the value is, such as the operation and the status; the names of members follow it.

        Raises:
            Unsatisfiable: no finite value satisfies the schema.
            RecipeError: an `x-faker` names no provider, or one that depends on the wall clock.

        """
        reading = Reading(resolve, self._nullable, self._sent)
        spare: list[Any] = []
        failure = Unsatisfiable("nothing satisfies the schema")
        for attempt, plain in enumerate(_ATTEMPTS):
            making = _Making(seed_of(self._seed, attempt), self._casting, reading, plain)
            try:
                made = making.make(schema, _Here(path))
            except Unsatisfiable as error:
                failure = error
                continue
            if accepts(schema, made, reading):
                return made
            spare.append(made)
        if spare:  # such as branches of a `oneOf` that nothing tells apart: near enough to be of use
            return spare[0]
        raise failure


@dataclass(frozen=True, slots=True)
class _Here:
    """Where a value is made: its path, the object it belongs to, its depth, the references on the way."""

    path: _Path
    owner: _Path = ()
    depth: int = 0
    seen: frozenset[str] = frozenset()

    def inside(self, name: str | int, owner: _Path) -> "_Here":
        return _Here((*self.path, name), owner, self.depth + 1)


@dataclass(slots=True)
class _Making:
    """One attempt at one value."""

    seed: int
    casting: Casting
    reading: Reading
    plain: bool
    count: int = 0

    def make(self, schema: Any, here: _Here) -> Any:
        flat, seen = flatten(schema, self.reading, here.seen)
        return self.make_flat(flat, replace(here, seen=seen))

    def make_flat(self, flat: Schema, here: _Here) -> Any:
        self.count += 1
        if here.depth > _DEEPEST or self.count > _MOST:
            raise Unsatisfiable("the schema nests without end")
        for candidate in self._given(flat, here):
            if accepts_flat(flat, candidate, self.reading, here.seen):
                return candidate
        if "enum" in flat:
            raise Unsatisfiable("no value of the enum satisfies the rest of the schema")
        random = self._random(here, "null")
        if flat.get("nullable") and (
            random.random() < 0.1 or (self._sparing(here) and not self._scalar(flat))
        ):
            return None
        if flat.get("choices"):
            return self._branch(flat, here)
        return self._typed(flat, here, kind_of_schema(flat))

    def _given(self, flat: Schema, here: _Here) -> Iterator[Any]:
        if "x-faker" in flat:
            yield from by_faker(
                flat["x-faker"], self.casting.fakers, self.seed, "/".join(map(str, here.path))
            )
        yield from documented(flat, self._random(here, "enum"))

    def _branch(self, flat: Schema, here: _Here) -> Any:
        word, branches = flat["choices"][0]
        rest = {**flat, "choices": flat["choices"][1:]}
        spare, failure = [], Unsatisfiable("no branch can be satisfied")
        for branch in sorted(branches, key=says_null):
            try:
                inner, seen = flatten(branch, self.reading, here.seen)
                merged = self._tagged(merge(rest, inner), branch)
                made = self.make_flat(merged, replace(here, seen=seen))
            except Unsatisfiable as error:
                failure = error
                continue
            if accepts_flat({"choices": [(word, branches)]}, made, self.reading):
                return made
            spare.append(made)
        if spare:
            return spare[0]
        raise failure

    def _tagged(self, flat: Schema, branch: Any) -> Schema:
        """Return the schema with the property of the discriminator bound to the branch, if it may be."""
        rule, ref = flat.get("discriminator"), branch.get("$ref") if isinstance(branch, Mapping) else None
        if not isinstance(rule, Mapping) or not isinstance(ref, str) or "propertyName" not in rule:
            return flat
        name, mapping = rule["propertyName"], rule.get("mapping") or {}
        tag = next((key for key, target in mapping.items() if target == ref), ref.rpartition("/")[2])
        properties = flat.get("properties") or {}
        if name not in properties or not accepts(properties[name], tag, self.reading):
            return flat
        return {**flat, "properties": {**properties, name: {"allOf": [properties[name], {"enum": [tag]}]}}}

    def _typed(self, flat: Schema, here: _Here, kind: str) -> Any:
        if kind == "object":
            return self._object(flat, here)
        if kind == "array":
            return self._array(flat, here)
        if kind == "null":
            return None
        if kind == "boolean":
            return self._random(here, "boolean").random() < 0.5
        setting = self._setting(here)
        if kind == "string":
            return make_string(flat, setting)
        return make_number(flat, setting, whole=kind == "integer")

    def _object(self, flat: Schema, here: _Here) -> dict[str, Any]:
        properties = flat.get("properties") or {}
        required = [name for name in flat.get("required", ()) if isinstance(name, str)]
        made: dict[str, Any] = {}
        for name in dict.fromkeys([*properties, *required]):
            if name not in required and not self._wanted(name, properties[name], flat, here, len(made)):
                continue
            try:
                made[name] = self.make(self._member(flat, name), here.inside(name, here.path))
            except Unsatisfiable:
                if name in required:
                    raise
        self._fill_up(made, flat, here)
        return made

    def _member(self, flat: Schema, name: str) -> Any:
        schemas = [s for p, s in (flat.get("patternProperties") or {}).items() if matches(p, name)]
        if name in (flat.get("properties") or {}):
            schemas.append(flat["properties"][name])
        if not schemas:
            return flat.get("additionalProperties", True)
        return schemas[0] if len(schemas) == 1 else {"allOf": schemas}

    def _wanted(self, name: str, schema: Any, flat: Schema, here: _Here, made: int) -> bool:
        """Return whether an optional member is made: most are, until an answer grows deep or long."""
        hidden = isinstance(schema, Mapping) and schema.get("writeOnly") is True
        needed = len(flat.get("required", ()))
        if (
            hidden
            or not is_open(flat, name)
            or max(made + 1, needed + 1) > flat.get("maxProperties", made + needed + 1)
        ):
            return False
        return not self._sparing(here) and self._random(here, "wanted", name).random() < 0.85

    def _fill_up(self, made: dict[str, Any], flat: Schema, here: _Here) -> None:
        """Add members until there are as many as there must be, or a few of a map's."""
        extra, patterned = flat.get("additionalProperties", True), flat.get("patternProperties") or {}
        least = flat.get("minProperties", 0)
        for name in flat.get("properties") or {}:
            if len(made) < least and name not in made and is_open(flat, name):
                made[name] = self.make(self._member(flat, name), here.inside(name, here.path))
        is_map = (
            not flat.get("properties") and not made and (patterned or (isinstance(extra, Mapping) and extra))
        )
        few = min(2, flat.get("maxProperties", 2)) if is_map and not self._sparing(here) else 0
        for number in range(max(least, few) * 4):
            if len(made) >= max(least, few):
                return
            name = self._key(flat, patterned, here, number)
            if name not in made and is_open(flat, name):
                try:
                    made[name] = self.make(self._member(flat, name), here.inside(name, here.path))
                except Unsatisfiable:
                    if len(made) < least:
                        raise
                    return

    def _key(self, flat: Schema, patterned: Mapping[str, Any], here: _Here, number: int) -> str:
        inside = here.inside(number, here.path)
        if "propertyNames" in flat:
            return str(self.make({"allOf": [{"type": "string"}, flat["propertyNames"]]}, inside))
        if patterned:
            pattern = list(patterned)[number % len(patterned)]
            return sample(pattern, self._random(inside, "key")) or f"key{number}"
        return self._random(inside, "key").choice(("alpha", "beta", "gamma", "delta")) + (
            "" if number < 4 else str(number)
        )

    def _array(self, flat: Schema, here: _Here) -> list[Any]:
        least, most = flat.get("minItems", 0), flat.get("maxItems")
        prefix, items = flat.get("prefixItems") or [], flat.get("items", True)
        count = least if self._sparing(here) else max(least, 1 + self._random(here, "count").randrange(2))
        count = max(count, min(len(prefix), most if most is not None else len(prefix)))
        count = count if most is None else min(count, most)
        made: list[Any] = []
        for index in itertools.count():
            if len(made) >= count:
                return made
            schema = prefix[len(made)] if len(made) < len(prefix) else items
            try:
                item = self.make(schema, here.inside(index, here.owner))
            except Unsatisfiable:
                if len(made) >= least:
                    return made
                raise
            if not flat.get("uniqueItems") or item not in made:
                made.append(item)
            elif index > 20 * count:
                if len(made) >= least:
                    return made
                raise Unsatisfiable(f"{least} different items are not to be had")
        raise AssertionError

    def _sparing(self, here: _Here) -> bool:
        return self.plain or here.depth >= _DEEP or self.count > _PLENTY

    def _scalar(self, flat: Schema) -> bool:
        return not flat.get("choices") and kind_of_schema(flat) not in ("object", "array")

    def _random(self, here: _Here, *what: object) -> Random:
        return Random(seed_of(self.seed, *here.path, *what))

    def _setting(self, here: _Here) -> Setting:
        names = [str(step) for step in here.path if isinstance(step, str)]
        owners = [str(step) for step in here.owner if isinstance(step, str)]
        owner = seed_of(self.seed, *here.owner)
        parent = owners[-1] if owners else ""
        return setting_of(
            self.casting, owner, names[-1] if names else "", parent, self._random(here, "value")
        )
