"""The generated JSON of a vendor: read when it fits, written by `mockserver seed`, made anew otherwise."""

from collections.abc import Iterator
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from mockserver.contract import positions
from mockserver.contract.document import escape
from mockserver.contract.parsing import lines_of
from mockserver.contract.yaml_text import read_keyed
from mockserver.datagen.recipes.problems import RecipeError
from mockserver.errors import Problem, SpecError

if TYPE_CHECKING:
    from mockserver.datagen.recipes.recipe import Generated

DEFAULT_SEED = 42
AT_ONCE = (
    1000  # rows of a resource that are made when a server starts; of more, each is made when it is shown
)
RECIPE = "recipe.yaml"
DIGEST = (
    "recipe.sha256"  # of the recipe that the JSON beside it was made of, as `sha256sum` writes and checks it
)


def read_stored(folder: Path) -> "Generated":
    """The rows of each `<resource>.json` in a folder: resource -> tenant -> rows.

    Raises:
        SpecError: A file is no JSON, or not a mapping of tenants to lists of rows.
    """
    known: dict[str, str] = {}
    return {path.stem: _tenants(path, known) for path in sorted(folder.glob("*.json"))}


def _tenants(path: Path, known: dict[str, str]) -> dict[str, list[dict[str, Any]]]:
    try:
        tenants = orjson.loads(path.read_bytes())
    except orjson.JSONDecodeError as error:
        message = f"{error}; `mockserver seed` writes it again"
        raise SpecError([Problem("", message, error.lineno, str(path))]) from None
    if not isinstance(tenants, dict) or not all(_is_table(rows) for rows in tenants.values()):
        message = "a mapping of tenants to lists of rows is needed"
        raise SpecError([Problem("", message, file=str(path))])
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


def digest_of(folder: Path) -> str:
    """What `DIGEST` says of the recipe of a folder."""
    return f"{sha256((folder / RECIPE).read_bytes()).hexdigest()}  {RECIPE}\n"


def is_current(folder: Path) -> bool:
    """Whether the JSON of a folder is what its recipe makes, or there is no recipe that could make it anew."""
    if not (folder / RECIPE).is_file():
        return True
    written = folder / DIGEST
    return written.is_file() and written.read_text("utf-8").split() == digest_of(folder).split()


def make(
    folder: Path, *, name: str, seed: int = DEFAULT_SEED, rows: int | None = None, late: int | None = None
) -> "Generated":
    """The rows that a folder's recipe makes (none without one); of more `rows` than `late`, most when they are shown.

    Raises:
        SpecError: For a bad one, with all that is wrong with it.
    """
    # Late imports: Faker is needed only when rows are made, not when a server starts.
    from mockserver.datagen.recipes.recipe import generate  # noqa: PLC0415

    path, text = folder / RECIPE, ""
    if not path.exists():
        return {}
    try:
        text = path.read_text(encoding="utf-8")
        return generate(read_keyed(text, str(path)) or {}, name=name, seed=seed, rows=rows, late=late)
    except RecipeError as error:
        raise SpecError([*_problems(error, path, text)]) from error
    except UnicodeDecodeError as error:
        raise SpecError([Problem("", str(error), file=str(path))]) from error


def _problems(error: RecipeError, path: Path, text: str) -> Iterator[Problem]:
    """What is wrong with a recipe, each with its line."""
    lines = lines_of(text)
    for mistake in error.mistakes:
        line = positions.nearest(lines, mistake.steps)[0]
        pointer = "".join(f"/{escape(step)}" for step in mistake.steps)
        yield Problem(pointer, mistake.text, line, str(path), rule="recipe")


def load_rows(
    folder: Path,
    *,
    name: str,
    seed: int = DEFAULT_SEED,
    rows: int | None = None,
    cache: Path | None = None,
) -> "Generated":
    """A vendor's rows: those stored for the default seed and size, else those that the recipe makes.

    What is stored is older than a recipe that was changed since `mockserver seed`: then it is made anew as well. Of
    many rows, each is made when it is shown; with `cache`, all are made once and kept in a folder there.

    Raises:
        SpecError: A stored file is damaged, or nothing stored fits and the recipe cannot be followed.
    """
    if seed == DEFAULT_SEED and rows is None and is_current(folder):
        stored = read_stored(folder)
        if stored:
            return stored
    made = partial(make, folder, name=name, seed=seed, rows=rows, late=AT_ONCE)
    if cache is None or rows is None or rows <= AT_ONCE or not (folder / RECIPE).is_file():
        return made()
    from mockserver.datagen.recipes.row_cache import kept  # noqa: PLC0415 - few servers keep rows

    return kept(cache, folder / RECIPE, (name, seed, rows), made)


def file_of(folder: Path, resource: str, *, seed: int = DEFAULT_SEED, rows: int | None = None) -> Path:
    """The file that `load_rows` has the rows of a resource from."""
    stored = folder / f"{resource}.json"
    used = seed == DEFAULT_SEED and rows is None and stored.is_file() and is_current(folder)
    return stored if used else folder / RECIPE
