"""Generated rows in files, to be mapped when a server starts again: each field of all rows, and each row whole."""

import mmap
import shutil
from array import array
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any

import orjson

from mockserver.errors import Problem, SpecError
from mockserver.settings import VERSION
from mockserver.state.resource_rules import LateRows

if TYPE_CHECKING:
    from mockserver.datagen.recipes.recipe import Generated

WHOLE, ENDS, FACTS = "rows", "ends", "facts.json"  # files of a table, beside one for each field
DATAGEN = Path(__file__).parents[1]


class KeptRow:
    """A row in the files of its table."""

    __slots__ = ("_index", "_table")

    def __init__(self, table: "KeptRows", index: int) -> None:
        self._table = table
        self._index = index

    def get(self, name: str) -> Any:
        """The value of a field, None where it has none."""
        column = self._table.column(name)
        return column[self._index] if column else None

    def whole(self) -> dict[str, Any]:
        """All fields."""
        return self._table.row(self._index)


class KeptRows(LateRows):
    """The rows of a resource and tenant in a folder: a field is read for all rows when it is first asked for."""

    def __init__(self, folder: Path, facts: Mapping[str, Any]) -> None:
        """Take the folder, and what its `FACTS` say."""
        self._folder = folder
        self._names: Mapping[str, int] = {name: number for number, name in enumerate(facts["fields"])}
        self._columns: dict[str, list[Any]] = {}
        self.asked_late = bool(facts["late"])

    @cached_property
    def begun(self) -> list[KeptRow]:
        """The rows."""
        return [KeptRow(self, index) for index in range(len(self._ends))]

    @cached_property
    def _ends(self) -> "array[int]":
        ends = array("Q")
        ends.frombytes((self._folder / ENDS).read_bytes())
        return ends

    @cached_property
    def _mapped(self) -> "mmap.mmap | bytes":
        with (self._folder / WHOLE).open("rb") as file:
            return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if self._ends else b""

    def column(self, name: str) -> list[Any]:
        """The values of a field, None for each row that has none; nothing where no row has it."""
        found = self._columns.get(name)
        if found is None:
            known = name in self._names
            found = orjson.loads((self._folder / str(self._names[name])).read_bytes()) if known else []
            self._columns[name] = found
        return found

    def row(self, index: int) -> dict[str, Any]:
        """A row."""
        row: dict[str, Any] = orjson.loads(
            self._mapped[self._ends[index - 1] if index else 0 : self._ends[index]]
        )
        return row

    def holding(self, field: str, value: Any) -> Sequence[KeptRow] | None:
        """None: only all rows tell which may have a value, and that is quick."""
        return None


def kept(cache: Path, recipe: Path, facts: Sequence[object], make: "Callable[[], Generated]") -> "Generated":
    """The rows that a recipe makes: those of a folder in `cache`, where they are written if they are not there.

    Args:
        cache: Where folders of rows are.
        recipe: The recipe's file.
        facts: What the rows depend on beside it; the first is a name.
        make: What makes them.

    Raises:
        SpecError: The folder cannot be written, or what it has is damaged.
    """
    folder = cache / f"{facts[0]}-{_digest(recipe, facts)[:32]}"
    try:
        if not folder.is_dir():
            _write(cache, folder, make())
        return {
            resource: {tenant: _read(folder, each) for tenant, each in tenants.items()}
            for resource, tenants in _tables(folder).items()
        }
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:  # a file is damaged
        message = (
            f"{error}: these rows cannot be used; remove the folder, or name another one for --rows-cache"
        )
        raise SpecError([Problem("", message, file=str(folder))]) from None


def _tables(folder: Path) -> Mapping[str, Mapping[str, Mapping[str, Any]]]:
    """The facts of each table, by resource and tenant.

    Raises:
        ValueError: A file is not as long as it was written.
    """
    told = orjson.loads((folder / FACTS).read_bytes())
    if told["sizes"] != _sizes(folder):
        raise ValueError("a file is missing, or not as long as it was written")
    tables: Mapping[str, Mapping[str, Mapping[str, Any]]] = told["tables"]
    return tables


def _sizes(folder: Path) -> dict[str, int]:
    """The bytes of each file of all tables, by its path in the folder."""
    files = (each for each in folder.glob("*/*") if each.is_file())
    return {each.relative_to(folder).as_posix(): each.stat().st_size for each in files}


def _digest(recipe: Path, facts: Sequence[object]) -> str:
    """What tells rows apart that would not be the same: what they are made of, and the code that makes them."""
    digest = sha256(repr((VERSION, version("faker"), *facts)).encode())
    for path in (recipe, *sorted(DATAGEN.rglob("*.py")), *sorted(DATAGEN.glob("*.json"))):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _read(folder: Path, facts: Mapping[str, Any]) -> Sequence[dict[str, Any]]:
    rows = KeptRows(folder / facts["folder"], facts)
    return rows if facts["late"] is not None else [*rows]


def _write(cache: Path, folder: Path, generated: "Generated") -> None:
    """Write all rows beside, and let them be there at once."""
    cache.mkdir(parents=True, exist_ok=True)
    beside = Path(mkdtemp(prefix="being-written-", dir=cache))
    try:
        told: dict[str, dict[str, Any]] = {}
        for resource, tenants in generated.items():
            for tenant, rows in tenants.items():
                into = beside / f"{len(told)}-{len(told.setdefault(resource, {}))}"
                late = rows.asked_late if isinstance(rows, LateRows) else None
                told[resource][tenant] = {
                    "folder": into.name,
                    "late": late,
                    "fields": _write_table(into, rows),
                }
        (beside / FACTS).write_bytes(orjson.dumps({"tables": told, "sizes": _sizes(beside)}))
        beside.rename(folder)
    except OSError:
        if not (folder / FACTS).is_file():  # unless another server was quicker
            raise
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _write_table(into: Path, rows: Sequence[dict[str, Any]]) -> list[str]:
    """Write the rows of a table; the names of its fields."""
    into.mkdir()
    ends, columns, end = array("Q"), dict[str, list[Any]](), 0
    with (into / WHOLE).open("wb") as file:
        for number, row in enumerate(rows):
            end += file.write(orjson.dumps(row))
            ends.append(end)
            for name, value in row.items():
                column = columns.get(name)
                if column is None:
                    column = columns[name] = []
                column += [None] * (number - len(column))
                column.append(value)
    (into / ENDS).write_bytes(ends.tobytes())
    for number, column in enumerate(columns.values()):
        (into / str(number)).write_bytes(orjson.dumps(column + [None] * (len(ends) - len(column))))
    return list(columns)
