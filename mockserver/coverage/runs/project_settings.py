"""What a project says of coverage: `[tool.mockserver.coverage]` of its pyproject.toml, or its mockserver.toml."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mockserver.coverage.clients.rules import without
from mockserver.coverage.items.item import KINDS
from mockserver.coverage.runs import thresholds
from mockserver.coverage.runs.saved_runs import DEFAULT_NAME
from mockserver.coverage.runs.summary import Ignore
from mockserver.coverage.runs.thresholds import Threshold
from mockserver.environment import FILES, table_of
from mockserver.errors import UsageError, hint

KEYS = ("data_file", "fail_under", "off", "ignore")
IGNORE_KEYS = ("vendor", "kind", "operation", "name", "reason")


@dataclass(frozen=True, slots=True)
class Configuration:
    """What a project says.

    Attributes:
        source: The file that says it; empty for none.
        data_file: Where runs are written, relative to that file.
        off: Rules that are switched off.
        ignore: Items that need not be covered.
        fail_under: The least percentages, by scope: empty for everything, a vendor, a kind, `VENDOR.KIND`.
    """

    source: str = ""
    data_file: str = DEFAULT_NAME
    off: tuple[str, ...] = ()
    ignore: tuple[Ignore, ...] = ()
    fail_under: tuple[tuple[str, float], ...] = ()

    def thresholds(self, vendors: Iterable[str]) -> tuple[Threshold, ...]:
        """The conditions on coverage.

        Raises:
            UsageError: For a scope that is neither a vendor nor a kind.
        """
        names = list(vendors)
        return tuple(
            thresholds.threshold_of(scope, percent, names) if scope else Threshold(percent)
            for scope, percent in self.fail_under
        )


def read_configuration(folder: Path) -> Configuration:
    """What the project in a folder says; the defaults where it says nothing.

    Raises:
        UsageError: For a file that cannot be read, a key that is unknown, a value that makes no sense.
    """
    for name, tables in FILES:
        path = folder / name
        if path.is_file():
            table = table_of(path, (*tables, "coverage"))
            if table is not None:
                return configuration_of(table, str(path))
    return Configuration()


def configuration_of(table: Mapping[str, Any], source: str) -> Configuration:
    """What a table says.

    Raises:
        UsageError: For a key that is unknown, and a value that makes no sense.
    """
    _known(table, KEYS, source)
    data_file, off, ignore = (
        table.get("data_file", DEFAULT_NAME),
        table.get("off", []),
        table.get("ignore", []),
    )
    if not isinstance(data_file, str) or not data_file:
        raise UsageError(f"{source}: data_file is a file name")
    if not isinstance(off, list) or not all(isinstance(name, str) for name in off):
        raise UsageError(f"{source}: off is a list of rules")
    if not isinstance(ignore, list) or not all(isinstance(rule, Mapping) for rule in ignore):
        raise UsageError(f"{source}: ignore is a list of tables: [[...coverage.ignore]]")
    try:
        without(off)
    except UsageError as error:
        raise UsageError(f"{source}: {error}") from None
    return Configuration(
        source,
        data_file,
        tuple(off),
        tuple(_ignore(rule, source) for rule in ignore),
        _fail_under(table.get("fail_under", {}), source),
    )


def _ignore(rule: Mapping[str, Any], source: str) -> Ignore:
    _known(rule, IGNORE_KEYS, f"{source}: ignore")
    if not all(isinstance(value, str) for value in rule.values()):
        raise UsageError(f"{source}: ignore: {', '.join(IGNORE_KEYS)} are texts")
    if not rule.get("reason", "").strip():
        raise UsageError(f"{source}: an ignore rule needs a reason: say why {dict(rule)} need not be covered")
    if len(rule) == 1:
        raise UsageError(
            f"{source}: an ignore rule names what it leaves out: a vendor, kind, operation or name"
        )
    kind = rule.get("kind", "*")
    if kind not in KINDS and not set("*?[") & set(kind):
        raise UsageError(f"{source}: ignore: there is no kind {kind!r}; {hint(kind, KINDS, 'kinds')}")
    return Ignore(**rule)


def _fail_under(value: Any, source: str) -> tuple[tuple[str, float], ...]:
    """`80`, or a table of scopes, in which `default` is everything."""
    scopes = value if isinstance(value, Mapping) else {"default": value}
    found: list[tuple[str, float]] = []
    for scope, percent in scopes.items():
        if isinstance(percent, Mapping):  # acme.statuses = 60 without quotes
            found += _fail_under({f"{scope}.{kind}": inner for kind, inner in percent.items()}, source)
        elif isinstance(percent, bool) or not isinstance(percent, int | float) or not 0 <= percent <= 100:
            raise UsageError(f"{source}: fail_under is a percentage from 0 to 100, not {percent!r}")
        else:
            found.append(("" if scope == "default" else scope, float(percent)))
    return tuple(found)


def _known(table: Mapping[str, Any], keys: tuple[str, ...], source: str) -> None:
    for key in table:
        if key not in keys:
            raise UsageError(f"{source}: unknown key {key!r}; {hint(key, keys)}")
