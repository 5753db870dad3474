"""What is inferred of a document as files to edit: an overlay, and a recipe with the first rows of each resource."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from mockserver.contract import catalog
from mockserver.contract.compiler import compile_contract
from mockserver.contract.document import Document
from mockserver.contract.inference.overlays import overlay_of, resources_in
from mockserver.contract.sources import URLS
from mockserver.datagen.recipes.fixtures import RECIPE
from mockserver.datagen.seeded import RowMaker
from mockserver.parts import PARTS
from mockserver.settings import DEFAULT_SEED

SHOWN_ROWS = 3  # by hand in a recipe, and as many more as the document shows
WIDTH = 110
OVERLAY_HEAD = """\
# What is inferred of {document}, as an OpenAPI Overlay: each action tells what it was inferred from.
# `mockserver serve {document}` uses this file. Change a line, and that is what holds; of an operation
# and a resource that stand here, nothing more is inferred. docs/inference.md explains the words.
"""
RECIPE_HEAD = """\
# The first rows of each resource, to change, take away or add to; `rows.count` in {overlay}
# says how many there are with those that are made. docs/fixtures.md explains what else may stand here.
"""


class _Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]  # the one in C, where there is one
    """Writes texts of several lines as they are, and nothing as an alias of something else."""

    def ignore_aliases(self, data: Any) -> bool:
        """Every value is written where it stands."""
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _text)


def dumped(value: Any) -> str:
    """A value as YAML that reads as the same value again."""
    text: str = yaml.dump(
        value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=WIDTH, default_flow_style=None
    )
    return text


def files_of(document: Document, seed: int = DEFAULT_SEED) -> dict[Path, str]:
    """The texts of the files, by where they stand beside the document; none where nothing is inferred.

    Args:
        document: The one that is read.
        seed: Where the rows start from.

    Raises:
        SpecError: When it cannot be served.
    """
    contract = compile_contract(document, PARTS, infers=True)
    overlay = overlay_of(contract)
    if not overlay["actions"]:
        return {}
    place = document.source
    name = catalog.stem(place) if place.startswith(URLS) else Path(place).stem
    file = place if place.startswith(URLS) else Path(place).name
    recipe = dict(_groups(overlay, RowMaker(contract, seed)))
    beside = Path(f"{name}{catalog.OVERLAY}.yaml")
    found = {beside: OVERLAY_HEAD.format(document=file) + dumped(overlay)}
    if recipe:
        found[Path(catalog.FIXTURES, name, RECIPE)] = RECIPE_HEAD.format(overlay=beside) + dumped(recipe)
    return found


def _groups(overlay: Mapping[str, Any], maker: RowMaker) -> Iterator[tuple[str, list[Any]]]:
    """The groups of each resource whose rows are made; its rows in the overlay are told to begin with them."""
    for name, resource in resources_in(overlay):
        plan = maker.plans.get(name)
        rows = maker.rows(name, "default") if plan is not None and "row" in resource else None
        if plan is not None and rows:
            resource.setdefault("rows", {})["fill"] = True
            shown = max(SHOWN_ROWS, len(plan.examples))
            yield name, [{"tenant": "default", "name": "by hand", "rows": list(rows[:shown])}]
