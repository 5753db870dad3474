"""The generated JSON of a vendor: read when it fits, written by `mockserver seed`, made anew otherwise."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from mockserver.contract.yaml_text import read_keyed
from mockserver.datagen.recipes.problems import RecipeError
from mockserver.errors import SpecError

if TYPE_CHECKING:
    from mockserver.datagen.recipes.recipe import Generated

DEFAULT_SEED = 42
RECIPE = "recipe.yaml"


def read_stored(folder: Path) -> "Generated":
    """The rows of each `<resource>.json` in a folder: resource -> tenant -> rows.

    Raises:
        RecipeError: a file is no JSON, or not a mapping of tenants to lists of rows; the text names it.

    """
    known: dict[str, str] = {}
    return {path.stem: _tenants(path, known) for path in sorted(folder.glob("*.json"))}


def _tenants(path: Path, known: dict[str, str]) -> dict[str, list[dict[str, Any]]]:
    try:
        tenants = orjson.loads(path.read_bytes())
    except orjson.JSONDecodeError as error:
        raise RecipeError(f"{path}: {error}; `mockserver seed` writes it again") from error
    if not isinstance(tenants, dict) or not all(_is_table(rows) for rows in tenants.values()):
        raise RecipeError(f"{path}: a mapping of tenants to lists of rows is needed")
    for rows in tenants.values():
        for row in rows:
            _share_texts(row, known)
    return tenants


def _share_texts(row: dict[str, Any], known: dict[str, str]) -> None:
    """Let equal texts be one object, as keys are: half of what rows hold are states, countries and references."""
    for field, value in row.items():
        if value.__class__ is str:
            row[field] = known.setdefault(value, value)


def _is_table(rows: Any) -> bool:
    return isinstance(rows, list) and all(isinstance(row, dict) for row in rows)


def write_rows(folder: Path, generated: "Generated") -> list[Path]:
    """Write one file for each resource and return those whose bytes changed; same rows, same bytes."""
    changed = []
    folder.mkdir(parents=True, exist_ok=True)
    for resource, tenants in generated.items():
        path = folder / f"{resource}.json"
        content = orjson.dumps(tenants, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
        if not path.exists() or path.read_bytes() != content:
            path.write_bytes(content)
            changed.append(path)
    return changed


def make(folder: Path, *, name: str, seed: int = DEFAULT_SEED, rows: int | None = None) -> "Generated":
    """The rows that a folder's recipe makes (none without one).

    Raises:
        RecipeError: For a bad one.
    """
    # Late imports: Faker is needed only when rows are made, not when a server starts.
    from mockserver.datagen.recipes.recipe import generate  # noqa: PLC0415

    path = folder / RECIPE
    if not path.exists():
        return {}
    try:
        recipe = read_keyed(path.read_text(encoding="utf-8"), str(path)) or {}
        return generate(recipe, name=name, seed=seed, rows=rows)
    except SpecError as error:
        raise RecipeError(str(error)) from error
    except (RecipeError, UnicodeDecodeError) as error:
        raise RecipeError(f"{path}: {error}") from error


def load_rows(folder: Path, *, name: str, seed: int = DEFAULT_SEED, rows: int | None = None) -> "Generated":
    """A vendor's rows: those stored for the default seed and size, else those that the recipe makes.

    Raises:
        RecipeError: a stored file is damaged, or nothing stored fits and the recipe cannot be followed.

    """
    if seed == DEFAULT_SEED and rows is None:
        stored = read_stored(folder)
        if stored:
            return stored
    return make(folder, name=name, seed=seed, rows=rows)


def file_of(folder: Path, resource: str, *, seed: int = DEFAULT_SEED, rows: int | None = None) -> Path:
    """The file that `load` has the rows of a resource from."""
    stored = folder / f"{resource}.json"
    return stored if seed == DEFAULT_SEED and rows is None and stored.is_file() else folder / RECIPE
