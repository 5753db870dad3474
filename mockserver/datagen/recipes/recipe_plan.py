"""A recipe, read and checked: what each group makes, before anything is made."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from mockserver.bounds import MOST_ROWS, quoted_value
from mockserver.datagen.addresses import City, in_countries, read_cities
from mockserver.datagen.dates import plain
from mockserver.datagen.fakers import Fakers
from mockserver.datagen.people import SERIAL, Casting
from mockserver.datagen.recipes.filling import FieldMaker, GroupFields
from mockserver.datagen.recipes.problems import Mistakes, RecipeError, Spot
from mockserver.datagen.recipes.recipe_expressions import Draft, Maker, Scope
from mockserver.datagen.recipes.recipe_fields import compile_field
from mockserver.datagen.seeding import seed_of

_KEYS = ("tenant", "rows", "name", "scale", "count", "countries", "locales", "per", "where", "fields")
_DRAWN = ("$uuid", "$hex", "$digits")


@dataclass(frozen=True, slots=True)
class Group:
    """One entry of a resource's list.

    Attributes:
        grows: Whether there are more of its rows where more are asked for.
    """

    spot: Spot
    tenant: str
    name: str
    mark: str
    rows: tuple[dict[str, Any], ...]
    scale: bool
    grows: bool
    per: str | None
    where: Mapping[str, Any]
    count: Maker
    fields: GroupFields
    casting: Casting


@dataclass(frozen=True, slots=True)
class _Known:
    """What the resources read so far offer to those that follow."""

    mistakes: Mistakes
    fakers: Fakers
    cities: tuple[City, ...]
    names: dict[str, frozenset[str]] = field(default_factory=dict)
    parents: dict[str, str | None] = field(default_factory=dict)
    growing: set[str] = field(default_factory=set)


def read_plan(recipe: Mapping[str, Any], mistakes: Mistakes) -> dict[str, list[Group]]:
    """The groups of each resource, in order.

    Args:
        recipe: As it was read.
        mistakes: What takes what is wrong with the rows that are made.

    Raises:
        RecipeError: For all that is wrong.
    """
    if not isinstance(recipe, Mapping):
        raise RecipeError("a recipe maps each resource to a list of groups")
    known = _Known(mistakes, Fakers(), read_cities())
    plan = {}
    for resource, entries in recipe.items():
        groups: list[Group] = []
        with mistakes.taken():
            groups = _read_groups(str(resource), entries, known)
        known.names[resource] = _names(entries)
        known.parents[resource] = next((group.per for group in groups if group.per), None)
        if any(group.grows for group in groups):
            known.growing.add(resource)
        plan[resource] = groups
    mistakes.check()
    return plan


def _read_groups(resource: str, entries: Any, known: _Known) -> list[Group]:
    if not isinstance(entries, list):
        raise Spot(resource, steps=(resource,)).error("a list of groups is needed")
    groups = []
    for number in range(len(entries)):
        with known.mistakes.taken():
            groups.append(_read_group(resource, number, entries, known))
    _check_order(resource, groups, known)
    return groups


def _names(entries: Any) -> frozenset[str]:
    """The fields of a resource's rows, also of what is wrong otherwise: what refers to them is not wrong for it."""
    found: set[str] = set()
    for entry in entries if isinstance(entries, list) else []:
        if isinstance(entry, dict):
            rows, fields = entry.get("rows"), entry.get("fields")
            holders = [*(rows if isinstance(rows, list) else []), fields]
            found.update(str(name) for holder in holders if isinstance(holder, dict) for name in holder)
    return frozenset(found)


def _read_group(resource: str, number: int, entries: list[Any], known: _Known) -> Group:
    entry = entries[number]
    if not isinstance(entry, dict):
        raise Spot(resource, str(number), steps=(resource, str(number))).error("a group is a mapping")
    name = str(entry.get("name", number))
    spot = Spot(resource, name, steps=(resource, str(number)))
    with known.mistakes.taken():
        spot.check_keys("a group", entry, _KEYS)
    rows = tuple(plain(row) for row in _of_type(entry, "rows", list, spot))
    if not all(isinstance(row, dict) for row in rows):
        raise spot.within("rows").error("each of `rows` must be a mapping")
    fields = _of_type(entry, "fields", dict, spot)
    with known.mistakes.taken():
        _check_counted(entry, spot)
    per = entry.get("per")
    if per is not None and per not in known.names:
        raise spot.within("per").unknown("earlier resource in `per`", per, known.names)
    where: dict[str, Any] = {}
    with known.mistakes.taken():
        where = plain(_where(entry, per, known, spot))
    above, growing = _ancestors(per, known), frozenset(known.growing)
    scope = Scope(spot, known.fakers, (), above, known.names, growing, known.mistakes)
    return Group(
        spot=spot,
        tenant=str(entry.get("tenant", "default")),
        name=name,
        mark=_mark(entry, entries[:number]),
        rows=rows,
        scale=bool(entry.get("scale", False)),
        grows=bool(entry.get("scale", False)) or per in known.growing,
        per=per,
        where=where,
        count=compile_field(entry.get("count", 1 if per else 0), replace(scope, spot=spot.at("count"))),
        fields=_compile_fields(fields, scope),
        casting=_casting(entry, spot, known),
    )


def _mark(entry: dict[str, Any], earlier: list[Any]) -> str:
    """What tells a group's emails from those of the groups before it: nothing, b, c and so on."""
    tenant = entry.get("tenant", "default")
    before = sum("fields" in other and other.get("tenant", "default") == tenant for other in earlier)
    return "" if not before else chr(ord("a") + before) if before < 25 else f"z{before}z"


def _of_type(entry: dict[str, Any], key: str, kind: type, spot: Spot) -> Any:
    value = entry.get(key, kind())
    if not isinstance(value, kind):
        raise spot.within(key).error(f"`{key}` must be a {'mapping' if kind is dict else 'list'}")
    return value


def _check_counted(entry: dict[str, Any], spot: Spot) -> None:
    if "fields" not in entry:
        if "rows" not in entry or {"count", "per", "scale"} & entry.keys():
            raise spot.error("a group needs `rows`, or `fields` for the rows to generate")
        return
    count = entry.get("count")
    if "per" in entry:
        if entry.get("scale"):
            raise spot.within("scale").error("`scale` cannot go with `per`: the rows follow their parents")
    elif "where" in entry:
        raise spot.within("where").error("`where` goes with `per` alone")
    elif not isinstance(count, int) or isinstance(count, bool) or count < 0:
        raise spot.within("count").error(f"`count` must be a whole number of 0 and more, not {count!r}")
    if isinstance(count, int) and count > MOST_ROWS:
        raise spot.within("count").error(f"`count` is {MOST_ROWS} at most, not {quoted_value(count)}")


def _where(entry: dict[str, Any], per: str | None, known: _Known, spot: Spot) -> dict[str, Any]:
    where: dict[str, Any] = _of_type(entry, "where", dict, spot)
    for name in where:
        if per is not None and name not in known.names[per]:
            raise spot.within("where", str(name)).unknown(
                f"field of {per} in `where`", name, known.names[per]
            )
    return where


def _ancestors(per: str | None, known: _Known) -> tuple[frozenset[str], ...]:
    if per is None:
        return ()
    above = known.parents[per]
    return (known.names[per],) if above is None else (known.names[per], known.names[above])


def _compile_fields(fields: dict[Any, Any], scope: Scope) -> GroupFields:
    """What fills a row."""
    makers: list[FieldMaker] = []
    for key, spec in fields.items():
        name, used = str(key), set[str]()
        spot = scope.spot.within("fields").at(name)
        inner = replace(scope, spot=spot, fields=tuple(made.name for made in makers), used=used)
        draws = isinstance(spec, dict) or (isinstance(spec, str) and any(word in spec for word in _DRAWN))
        maker: Maker = _nothing
        with scope.mistakes.taken():
            maker = compile_field(spec, inner)
        salt = seed_of("field", name) if draws else None
        makers.append(
            FieldMaker(name, maker, salt, frozenset(used), isinstance(spec, str) and spec in SERIAL)
        )
    return GroupFields(makers, scope.mistakes)


def _nothing(draft: Draft) -> None:
    """What is made of a field that is wrong, so that those after it may refer to it."""


def _casting(entry: dict[str, Any], spot: Spot, known: _Known) -> Casting:
    cities = known.cities
    if "countries" in entry:
        try:
            cities = in_countries(cities, map(str, _of_type(entry, "countries", list, spot)))
        except KeyError as error:
            codes = {city.country.code for city in known.cities}
            raise spot.within("countries").unknown("country", error.args[0], codes) from error
        if not cities:
            raise spot.within("countries").error("`countries` is empty")
    locales = entry.get("locales")
    if locales is not None:
        _check_locales(locales, spot.within("locales"), known.fakers)
    return Casting(known.fakers, cities, locales)


def _check_locales(locales: Any, spot: Spot, fakers: Fakers) -> None:
    if not isinstance(locales, dict) or not locales:
        raise spot.error("`locales` must be a mapping of locales to weights, as in {en_US: 8, de_DE: 1}")
    for locale, weight in locales.items():
        if not fakers.has(str(locale)):
            raise spot.unknown("locale", locale, fakers.locales())
        if not isinstance(weight, int | float) or weight < 0:
            raise spot.error(f"the weight of {locale} must be a number of 0 and more")
    if not sum(locales.values()):
        raise spot.error("the weights of `locales` must not all be 0")


def _check_order(resource: str, groups: list[Group], known: _Known) -> None:
    """A group that may grow ends its tenant's rows; else a larger set would not begin with the smaller."""
    ended: dict[str, Group] = {}
    taken: set[tuple[str, str]] = set()
    for group in groups:
        if (group.tenant, group.name) in taken:
            raise group.spot.error("another group of this tenant has the same name, and so the same seeds")
        taken.add((group.tenant, group.name))
        last = ended.get(group.tenant)
        if last is not None and (group.per is None or group.per != last.per):
            raise group.spot.error(f'put it before group "{last.name}", whose rows may grow with --rows')
        if group.grows:
            ended[group.tenant] = group
