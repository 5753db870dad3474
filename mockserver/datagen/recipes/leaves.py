"""The generators of a recipe that hold no other field: numbers, dates, Faker, values of other rows."""

from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Any

from mockserver.datagen.dates import DAY, FORMATS, read_duration, read_moment, written
from mockserver.datagen.recipes.recipe_expressions import Draft, Maker, RecipeRow, Scope, compile_text
from mockserver.datagen.seeding import draw_uuid

_Spec = dict[Any, Any]


def _uuid(spec: _Spec, scope: Scope) -> Maker:
    if spec["uuid"] is not True:
        raise scope.spot.error("write `uuid: true`")
    return lambda draft: draw_uuid(draft.random)


def _between(spec: _Spec, scope: Scope) -> Maker:
    bounds, decimals = spec["between"], spec.get("decimals", 0)
    if not isinstance(bounds, list) or len(bounds) != 2:
        raise scope.spot.error("`between` needs two bounds, as in between: [1, 10]")
    if not isinstance(decimals, int) or decimals < 0:
        raise scope.spot.error(f"decimals: {decimals} must be a whole number of 0 and more")
    low, high = (_bound(bound, scope) for bound in bounds)
    if any(isinstance(bound, float) for bound in bounds) and "decimals" not in spec:
        decimals = 2

    def make(draft: Draft) -> int | float | None:
        least, most = low(draft), high(draft)
        if least is None or most is None:
            return None
        most = max(least, most)
        if decimals:
            return round(draft.random.uniform(least, most), decimals)
        return draft.random.randint(int(least), int(most))

    return make


def _bound(bound: Any, scope: Scope) -> Maker:
    if isinstance(bound, str) and bound.startswith("$"):
        return compile_text(bound, scope)
    if isinstance(bound, bool) or not isinstance(bound, int | float):
        raise scope.spot.error(f"{bound!r} is no bound: a number or an expression such as $field.count is")
    return lambda _: bound


def _date(spec: _Spec, scope: Scope) -> Maker:
    bounds = spec["date"]
    if not isinstance(bounds, list) or len(bounds) != 2:
        raise scope.spot.error("`date` needs two dates, as in date: [2024-01-01, 2026-06-30]")
    first, _ = _moment(bounds[0], scope)
    last = _last_of(bounds[1], scope)
    if first > last:
        raise scope.spot.error(f"{bounds[0]} is later than {bounds[1]}")
    form = _format(spec, scope) or "seconds"
    return lambda draft: written(draft.random.randint(first, last), form)


def _after(spec: _Spec, scope: Scope) -> Maker:
    text = spec["after"]
    if not isinstance(text, str) or not text.startswith("$"):
        raise scope.spot.error("`after` needs an expression, as in after: $field.created_at")
    try:
        within = read_duration(spec.get("within", "30d"))
    except ValueError as error:
        raise scope.spot.error(str(error)) from error
    start, given = compile_text(text, scope), _format(spec, scope)
    until = _last_of(spec["until"], scope) if "until" in spec else None

    def make(draft: Draft) -> str | int | None:
        value = start(draft)
        if value is None:
            return None
        moment, form = _moment(value, scope)
        # The fraction of a value written without one is lost, so whole seconds or days keep the order.
        step = {"date": DAY, "ms": 1}.get(given or form, 1_000)
        later = moment + draft.random.randint(0, within // step) * step
        if until is not None:
            later = max(moment, min(later, until))
        return written(later, given or form)

    return make


def _moment(value: Any, scope: Scope) -> tuple[int, str]:
    try:
        return read_moment(value)
    except ValueError as error:
        raise scope.spot.error(f"{value!r} is no date or time, as 2026-05-31 is") from error


def _last_of(value: Any, scope: Scope) -> int:
    moment, form = _moment(value, scope)
    return moment + DAY - 1 if form == "date" else moment  # the day named is part of the range


def _format(spec: _Spec, scope: Scope) -> str | None:
    form = spec.get("format")
    if form is not None and form not in FORMATS:
        raise scope.spot.unknown("format", form, FORMATS)
    return form


def _faker(spec: _Spec, scope: Scope) -> Maker:
    name, args, locale = spec["faker"], spec.get("args", {}), spec.get("locale", "en_US")
    if not isinstance(args, dict):
        raise scope.spot.error("`args` of `faker` must be a mapping of names to values")
    fakers = scope.fakers
    if not fakers.has(locale):
        raise scope.spot.unknown("locale", locale, fakers.locales())
    known = fakers.names(locale)
    if name not in known:
        if hasattr(fakers.of(locale, Random(0)), str(name)):
            raise scope.spot.error(f"`faker: {name}` depends on the wall clock; use `date` or `after`")
        raise scope.spot.unknown("Faker provider", name, known)
    try:
        getattr(fakers.of(locale, Random(0)), name)(**args)
    except (TypeError, ValueError) as error:
        raise scope.spot.error(f"`faker: {name}` refuses its args: {error}") from error
    return lambda draft: _jsonable(getattr(fakers.of(locale, draft.random), name)(**args))


def _jsonable(value: Any) -> Any:
    if isinstance(value, tuple | set):
        return [_jsonable(member) for member in value]
    return value if isinstance(value, str | int | float | list | dict | None) else str(value)


def _pick(spec: _Spec, scope: Scope) -> Maker:
    target = str(spec["pick"])
    resource, _, name = target.partition(".")
    if resource in scope.growing:
        raise scope.spot.error(
            f"`pick: {target}`: the number of {resource} changes with --rows, and so would every pick; "
            "use `per`, or pick from a resource without a `scale` group"
        )
    if resource not in scope.pickable:
        raise scope.spot.unknown("earlier resource", resource, scope.pickable)
    if name not in scope.pickable[resource]:
        raise scope.spot.unknown(f"field of {resource}", name, scope.pickable[resource])

    def make(draft: Draft) -> Any:
        values = [row.whole()[name] for row in _rows(draft, resource) if name in row.whole()]
        if not values:
            raise scope.spot.error(f"`pick: {target}` finds no row of this tenant")
        return draft.random.choice(values)

    return make


def _rows(draft: Draft, resource: str) -> Sequence[RecipeRow]:
    return draft.tables[resource].begun if resource in draft.tables else ()


# A generator's name, what compiles it, and the keys that may stand beside the name.
LEAVES: Mapping[str, tuple[Callable[[_Spec, Scope], Maker], tuple[str, ...]]] = {
    "uuid": (_uuid, ()),
    "between": (_between, ("decimals",)),
    "date": (_date, ("format",)),
    "after": (_after, ("within", "until", "format")),
    "faker": (_faker, ("args", "locale")),
    "pick": (_pick, ()),
}
