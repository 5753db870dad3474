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
        media_type: What it is sent as.
        render: The report as a text; raises UsageError where the report lacks what the format needs.
    """

    name: str
    purpose: str
    media_type: str = "text/plain"
    render: Callable[[Report], str]
