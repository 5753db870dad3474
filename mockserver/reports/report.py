"""What every report is written from."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from mockserver.contract.model import Contract, Operation
from mockserver.coverage.runs.summary import Summary
from mockserver.coverage.runs.thresholds import Shortfall
from mockserver.exchange import Exchange


@dataclass(frozen=True, slots=True)
class SourcePlace:
    """Where something stands.

    Attributes:
        file: The document, relative to the project's folder where it is below; empty where that is not known.
        line: Counted from 1; None where the document has no lines.
    """

    file: str = ""
    line: int | None = None

    @property
    def is_local(self) -> bool:
        """Whether the file belongs to the project, so that others find it by this name."""
        return bool(self.file) and "://" not in self.file and not Path(self.file).is_absolute()

    def __str__(self) -> str:
        """`specs/acme.yaml:12`."""
        return f"{self.file}:{self.line}" if self.file and self.line else self.file


@dataclass(frozen=True, slots=True)
class Report:
    """What a report tells.

    Attributes:
        summary: What was covered, with the run that it was taken from.
        contracts: By vendor, for names and places.
        made: When.
        root: The project's folder, which places are relative to.
        shortfalls: The conditions on coverage that are not met.
        exchanges: The journal, where there is one: number and exchange.
        off: Rules that were switched off.
        title: What was checked.
    """

    summary: Summary
    contracts: Mapping[str, Contract]
    made: datetime
    root: Path
    shortfalls: Sequence[Shortfall] = ()
    exchanges: Sequence[tuple[int, Exchange]] = ()
    off: Collection[str] = ()
    title: str = "Contract coverage"

    @property
    def calls(self) -> int:
        """How many calls were measured."""
        return sum(self.summary.run.exchanges.values())

    def operations(self, vendor: str) -> Sequence[Operation]:
        """The operations of a vendor, in the document's order; none for a vendor that is not known."""
        contract = self.contracts.get(vendor)
        return contract.operations if contract else ()

    def place(self, vendor: str, pointer: str = "") -> SourcePlace:
        """Where a pointer of a vendor's document leads."""
        contract = self.contracts.get(vendor)
        if contract is None:
            return SourcePlace()
        source, line = contract.document.place(pointer)
        path = Path(source)
        if "://" not in source and path.is_absolute() and path.is_relative_to(self.root):
            source = path.relative_to(self.root).as_posix()
        return SourcePlace(source, line)
