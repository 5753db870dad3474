"""What every report format is: what renders it, and all that is said of it."""

from collections.abc import Callable
from dataclasses import dataclass

from mockserver.reports.report import Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One report format; a module has one, and `FORMATS` a line for it.

    Attributes:
        name: What users ask for it by.
        purpose: Who reads it, or what for.
        render: The report as a text; raises UsageError where the report lacks what the format needs.
    """

    name: str
    purpose: str
    render: Callable[[Report], str]
