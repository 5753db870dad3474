"""Rows from a recipe: each a function of the seed and its own place, never of how many there are."""

from collections.abc import Mapping, Sequence
from itertools import islice
from threading import RLock
from typing import Any

from mockserver.datagen.recipes.problems import Mistakes
from mockserver.datagen.recipes.recipe_plan import Group, read_plan
from mockserver.datagen.recipes.recipe_rows import RecipeRows

Generated = Mapping[str, Mapping[str, Sequence[dict[str, Any]]]]
CHECKED = 100  # rows of a resource and tenant that are made at once, the others when they are shown


def generate(
    recipe: Mapping[str, Any], *, name: str, seed: int, rows: int | None = None, late: int | None = None
) -> Generated:
    """The rows of each resource and tenant.

    Args:
        recipe: what `recipe.yaml` says, as read by a YAML reader.
        name: the document's name, part of every row's seed.
        seed: the run's seed; the same seed gives the same rows.
        rows: how many rows each `scale` group's resource and tenant shall have; None for the recipe's count.
        late: of more `rows` than this, all but the first are made when they are asked for; None: they never are.

    Raises:
        RecipeError: the recipe cannot be followed; each text names the resource, group and field.

    """
    mistakes = Mistakes()
    plan = read_plan(recipe, mistakes)
    tables: dict[str, dict[str, RecipeRows]] = {}
    made: dict[str, dict[str, Sequence[dict[str, Any]]]] = {}
    lock = RLock()
    for resource, groups in plan.items():
        by_tenant: dict[str, list[Group]] = {}
        for group in groups:
            by_tenant.setdefault(group.tenant, []).append(group)
        tables[resource], made[resource] = {}, {}
        for tenant, own in by_tenant.items():
            above = {other: tenants[tenant] for other, tenants in tables.items() if tenant in tenants}
            table = RecipeRows(own, (name, resource, tenant, seed), rows, above, lock)
            tables[resource][tenant] = table
            made[resource][tenant] = _made(table, late=late is not None and rows is not None and rows > late)
    mistakes.check()
    return made


def _made(table: RecipeRows, *, late: bool) -> Sequence[dict[str, Any]]:
    """The rows, all that are not late made; of those that are, the first ones, for what is wrong with them."""
    if not late or not table.grows:
        return [row.whole() for row in table.begun]
    for row in islice(table.begin() if table.asked_late else table.begun, CHECKED):
        row.whole()
    return table
