"""Reports: what a run covered and how clients behaved, in the formats that people and CI systems read."""

from collections.abc import Mapping
from pathlib import Path

from mockserver.errors import UsageError, hint
from mockserver.reports import ctrf, github, har, html, json_report, junit, markdown, sarif, terminal
from mockserver.reports.base import Format
from mockserver.reports.report import Report
from mockserver.written_files import write_file

__all__ = ["FORMATS", "Report", "render", "write"]

FORMATS: Mapping[str, Format] = {
    each.name: each
    for each in (
        terminal.FORMAT,
        html.FORMAT,
        junit.FORMAT,
        sarif.FORMAT,
        ctrf.FORMAT,
        har.FORMAT,
        github.FORMAT,
        markdown.FORMAT,
        json_report.FORMAT,
    )
}


def check_format(name: str) -> None:
    """Make sure that there is a format of a name.

    Raises:
        UsageError: When there is none.
    """
    if name not in FORMATS:
        raise UsageError(f"there is no report format {name!r}; {hint(name, FORMATS, 'formats')}")


def render(name: str, report: Report) -> str:
    """A report as a text.

    Args:
        name: A key of `FORMATS`.
        report: What to tell.

    Raises:
        UsageError: When there is no such format, or the report lacks what it needs.
    """
    check_format(name)
    return FORMATS[name].render(report)


def write(name: str, report: Report, path: Path) -> None:
    """Write a report to a file, in UTF-8; folders that are missing are made.

    Args:
        name: A key of `FORMATS`.
        report: What to tell.
        path: The file.

    Raises:
        UsageError: When there is no such format, the report lacks what it needs, or the file cannot be written.
    """
    write_file(path, render(name, report))
