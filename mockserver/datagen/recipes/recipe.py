"""Rows from a recipe: each a function of the seed and its own place, never of how many there are."""

from collections.abc import Iterator, Mapping
from itertools import groupby
from random import Random
from typing import Any

from mockserver.datagen.ascii_text import slug
from mockserver.datagen.people import Serial, Subjects
from mockserver.datagen.recipes.problems import Mistakes
from mockserver.datagen.recipes.recipe_expressions import Draft, RecipeRow
from mockserver.datagen.recipes.recipe_plan import Group, read_plan
from mockserver.datagen.seeding import seed_of
from mockserver.stepping import go_on

Generated = dict[str, dict[str, list[dict[str, Any]]]]
_Tables = dict[str, dict[str, list[RecipeRow]]]


def generate(recipe: Mapping[str, Any], *, name: str, seed: int, rows: int | None = None) -> Generated:
    """The rows of each resource and tenant.

    Args:
        recipe: what `recipe.yaml` says, as read by a YAML reader.
        name: the document's name, part of every row's seed.
        seed: the run's seed; the same seed gives the same rows.
        rows: how many rows each `scale` group's resource and tenant shall have; None for the recipe's count.

    Raises:
        RecipeError: the recipe cannot be followed; each text names the resource, group and field.

    """
    mistakes = Mistakes()
    plan = read_plan(recipe, mistakes)
    tables: _Tables = {}
    for resource, groups in plan.items():
        by_tenant: dict[str, list[Group]] = {}
        for group in groups:
            by_tenant.setdefault(group.tenant, []).append(group)
        tables[resource] = {}
        for tenant, own in by_tenant.items():
            tables[resource][tenant] = list(_rows(own, (name, resource, tenant, seed), rows, tables))
    mistakes.check()
    return {
        resource: {tenant: [row.values for row in made] for tenant, made in tenants.items()}
        for resource, tenants in tables.items()
    }


def _rows(
    groups: list[Group], key: tuple[Any, ...], rows: int | None, tables: _Tables
) -> Iterator[RecipeRow]:
    by_hand = sum(len(group.rows) for group in groups)
    above = {resource: tenants.get(key[2], []) for resource, tenants in tables.items()}
    for per, together in groupby(groups, lambda group: group.per):
        if per is not None:
            yield from _children(list(together), key, above)
            continue
        for group in together:
            count = max(0, rows - by_hand) if group.scale and rows is not None else None
            yield from _literal(group, key)
            yield from _generated(group, key, count, above)


def _literal(group: Group, key: tuple[Any, ...]) -> Iterator[RecipeRow]:
    for index, values in enumerate(group.rows):
        seed = seed_of(*key, group.name, "by hand", index)
        yield RecipeRow(dict(values), seed, index, Serial(f"h{slug(group.name, '')}.{index}", index, seed))


def _generated(
    group: Group, key: tuple[Any, ...], count: int | None, above: dict[str, list[RecipeRow]]
) -> Iterator[RecipeRow]:
    random, salt = Random(0), seed_of(*key, group.name, "serial")
    if count is None:
        count = group.count(_draft(_blank(salt, None), group, random, above))
    for index in range(count):
        go_on()
        row = RecipeRow(
            values={},
            seed=seed_of(*key, group.name, index),
            index=index,
            serial=Serial(f"{index + 1}{group.mark}", index, salt),
        )
        group.fill(_draft(row, group, random, above))
        yield row


def _children(
    groups: list[Group], key: tuple[Any, ...], above: dict[str, list[RecipeRow]]
) -> Iterator[RecipeRow]:
    """Make the rows of all groups for one parent after the other: new parents only add rows at the end."""
    for group in groups:
        yield from _literal(group, key)
    random = Random(0)
    for position, parent in enumerate(above.get(groups[0].per or "", [])):
        for group in groups:
            if any(parent.values.get(name) != value for name, value in group.where.items()):
                continue
            base = seed_of(*key, group.name, parent.seed)
            random.seed(base)
            count = group.count(_draft(_blank(base, parent), group, random, above))
            for index in range(count):
                go_on()
                text = f"{parent.serial.text}-{index + 1}{group.mark}"
                serial = Serial(text, position * 8 + index, seed_of(*key, "serial", group.name))
                row = RecipeRow({}, seed_of(base, index), index, serial, parent)
                group.fill(_draft(row, group, random, above))
                yield row


def _draft(row: RecipeRow, group: Group, random: Random, above: dict[str, list[RecipeRow]]) -> Draft:
    return Draft(row, Subjects(group.casting, row.seed, row.serial), random, above)


def _blank(seed: int, parent: RecipeRow | None) -> RecipeRow:
    return RecipeRow({}, seed, 0, Serial("", 0, seed), parent)
