"""The fields of a recipe: constants, expressions, and generators that hold other fields."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import accumulate
from typing import Any

from mockserver.datagen.dates import plain
from mockserver.datagen.recipes.leaves import LEAVES
from mockserver.datagen.recipes.recipe_expressions import Draft, Maker, Scope, compile_text


class _Dropped:
    """What a field that is absent from its row makes."""


DROPPED = _Dropped()

Compile = Callable[[dict[Any, Any], Scope], Maker]


def compile_field(spec: Any, scope: Scope) -> Maker:
    """The maker of a field of a recipe.

    Raises:
        RecipeError: Where it is none.
    """
    if isinstance(spec, str):
        return compile_text(spec, scope)
    if isinstance(spec, dict) and spec:
        generator = str(next(iter(spec)))
        if generator not in GENERATORS:
            raise scope.spot.unknown("generator", generator, GENERATORS)
        build, keys = GENERATORS[generator]
        scope.spot.check_keys(f"`{generator}`", spec, (generator, *keys))
        return build(spec, scope)
    value = plain(spec)
    return lambda _: value


def compile_members(specs: Any, scope: Scope) -> Callable[[Draft, dict[str, Any]], None]:
    """What writes the members that `name: FIELD` describes, in order, into a dict."""
    if not isinstance(specs, Mapping):
        raise scope.spot.error("a mapping of names to fields is needed")
    makers = {}
    for name, spec in specs.items():
        with scope.mistakes.taken():
            makers[str(name)] = compile_field(spec, replace(scope, spot=scope.spot.at(str(name))))

    def write(draft: Draft, into: dict[str, Any]) -> None:
        for name, maker in makers.items():
            value = maker(draft)
            if value is not DROPPED:
                into[name] = value

    return write


def _choice(spec: dict[Any, Any], scope: Scope) -> Maker:
    options = spec["choice"]
    if not isinstance(options, list | dict) or not options:
        raise scope.spot.error("`choice` needs a list, or a mapping of values to weights")
    makers = [compile_field(option, scope) for option in options]
    weights = list(options.values()) if isinstance(options, dict) else [1] * len(makers)
    if not all(_is_number(weight) and weight >= 0 for weight in weights) or not sum(weights):
        raise scope.spot.error("the weights of `choice` must be numbers of 0 and more, not all 0")
    cumulated = list(accumulate(weights))
    return lambda draft: draft.random.choices(makers, cum_weights=cumulated)[0](draft)


def _maybe(spec: dict[Any, Any], scope: Scope) -> Maker:
    inner = compile_field(spec["maybe"], _within(scope, "maybe"))
    otherwise = compile_field(spec.get("otherwise"), _within(scope, "otherwise"))
    p = _share(spec.get("p", 0.5), scope)
    return lambda draft: inner(draft) if draft.random.random() < p else otherwise(draft)


def _drop(spec: dict[Any, Any], scope: Scope) -> Maker:
    inner, p = compile_field(spec["drop"], _within(scope, "drop")), _share(spec.get("p", 0.5), scope)
    return lambda draft: DROPPED if draft.random.random() < p else inner(draft)


def _sample(spec: dict[Any, Any], scope: Scope) -> Maker:
    options = plain(spec["sample"])
    if not isinstance(options, list):
        raise scope.spot.error("`sample` needs a list")
    low, high = _sizes(spec, scope, len(options))
    if high > len(options):
        raise scope.spot.error(f"`sample` has {len(options)} values, fewer than max: {high}")
    return lambda draft: draft.random.sample(options, draft.random.randint(low, high))


def _list(spec: dict[Any, Any], scope: Scope) -> Maker:
    inner, (low, high) = compile_field(spec["list"], _within(scope, "list")), _sizes(spec, scope, 3)

    def make(draft: Draft) -> list[Any]:
        values = [inner(draft) for _ in range(draft.random.randint(low, high))]
        return [value for value in values if value is not DROPPED]

    return make


def _object(spec: dict[Any, Any], scope: Scope) -> Maker:
    write = compile_members(spec["object"], _within(scope, "object"))

    def make(draft: Draft) -> dict[str, Any]:
        made: dict[str, Any] = {}
        write(draft, made)
        return made

    return make


def _within(scope: Scope, key: str) -> Scope:
    """The scope of a field that a generator holds."""
    return replace(scope, spot=scope.spot.within(key))


def _sizes(spec: dict[Any, Any], scope: Scope, most: int) -> tuple[int, int]:
    low, high = spec.get("min", 0), spec.get("max", most)
    if not isinstance(low, int) or not isinstance(high, int) or not 0 <= low <= high:
        raise scope.spot.error(f"min: {low} and max: {high} must be whole numbers, 0 <= min <= max")
    return low, high


def _share(p: Any, scope: Scope) -> float:
    if not _is_number(p) or not 0 <= p <= 1:
        raise scope.spot.error(f"p: {p} must be a number from 0 to 1")
    return float(p)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


# A generator's name, what compiles it, and the keys that may stand beside the name.
GENERATORS: Mapping[str, tuple[Compile, tuple[str, ...]]] = {
    **LEAVES,
    "choice": (_choice, ()),
    "maybe": (_maybe, ("p", "otherwise")),
    "sample": (_sample, ("min", "max")),
    "object": (_object, ()),
    "list": (_list, ("min", "max")),
    "drop": (_drop, ("p",)),
}
