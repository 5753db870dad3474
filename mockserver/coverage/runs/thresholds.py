"""How much has to be covered: in all, of a vendor, of a kind, or of a kind of one vendor."""

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mockserver.coverage.items.item import KINDS
from mockserver.coverage.runs.summary import Summary
from mockserver.errors import UsageError

FORMS = "PERCENT, VENDOR=PERCENT, KIND=PERCENT or VENDOR.KIND=PERCENT"


@dataclass(frozen=True, slots=True)
class Threshold:
    """One condition; None for any vendor, any kind."""

    percent: float
    vendor: str | None = None
    kind: str | None = None

    @property
    def scope(self) -> str:
        """What it is about: `acme statuses`, `everything`."""
        return " ".join(part for part in (self.vendor, self.kind) if part) or "everything"


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A condition that is not met.

    Attributes:
        percent: What there is instead.
    """

    threshold: Threshold
    percent: float

    def __str__(self) -> str:
        """`acme statuses: 41.2 % is covered, 60 % is asked for`."""
        wanted = f"{self.threshold.percent:g} % is asked for"
        return f"{self.threshold.scope}: {shown_percent(self.percent)} % is covered, {wanted}"


def parse_threshold(text: str, vendors: Iterable[str]) -> Threshold:
    """A condition as users write it: `80`, `acme=90`, `statuses=60`, `acme.statuses=50`.

    Args:
        text: The condition.
        vendors: The names that vendors have.

    Raises:
        UsageError: For a number that is no percentage, and a name that nothing has.
    """
    scope, equals, number = text.rpartition("=")
    try:
        percent = float(number.strip().removesuffix("%"))
    except ValueError:
        percent = -1.0
    if not 0 <= percent <= 100:
        raise UsageError(f"{text!r} is no condition on coverage; write {FORMS}, from 0 to 100")
    return threshold_of(scope.strip(), percent, vendors) if equals else Threshold(percent)


def threshold_of(scope: str, percent: float, vendors: Iterable[str]) -> Threshold:
    """The condition on a vendor, a kind, or a kind of a vendor.

    Raises:
        UsageError: For a name that nothing has.
    """
    names = list(vendors)
    vendor, dot, kind = scope.rpartition(".")
    if dot and vendor in names and kind in KINDS:
        return Threshold(percent, vendor, kind)
    if scope in names:  # a vendor that is named like a kind wins; VENDOR.KIND says which is meant
        return Threshold(percent, vendor=scope)
    if scope in KINDS:
        return Threshold(percent, kind=scope)
    near = difflib.get_close_matches(scope, [*names, *KINDS], n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"vendors: {', '.join(names)}; kinds: {', '.join(KINDS)}"
    raise UsageError(f"coverage of {scope!r}: there is no such vendor or kind; {hint}")


def shortfalls(summary: Summary, thresholds: Sequence[Threshold]) -> tuple[Shortfall, ...]:
    """The conditions that a summary does not meet.

    A condition on a vendor that was not called is not met, unless 0 is asked for.
    """
    found = []
    for threshold in thresholds:
        covered = summary.percent(threshold.vendor, threshold.kind)
        absent = threshold.vendor is not None and threshold.vendor in summary.untouched
        if absent or not summary.totals:
            covered = 0.0
        if covered < threshold.percent:
            found.append(Shortfall(threshold, covered))
    return tuple(found)


def shown_percent(percent: float) -> str:
    """A percentage as reports show it: never rounded up to what it is not."""
    return f"{int(percent * 10) / 10:g}"
