"""Passing rows over between the pages of a list."""

from collections.abc import Iterator

from mockserver.coverage.clients.history import History
from mockserver.coverage.clients.rules.base import Finding, Rule


def skipped_rows(history: History) -> Iterator[Finding]:
    """Lists whose end the client came to, though it never asked for rows that lie before."""
    for walk, (first, last) in history.walks.with_gaps():
        rows = f"row {first}" if first == last else f"rows {first} to {last}"
        message = f"never asked for {rows} of a list, though for what lies before and after"
        yield Finding(message, history.evidence(walk.first, walk.latest), operation=walk.operation)


RULE = Rule(
    name="rows-skipped",
    severity="warning",
    description="Came to the end of a list, and passed rows over on the way.",
    help=(
        "The pages that were asked for do not join: some rows lie between them. Most often a page has fewer rows than "
        "the client asked for, and it goes on by what it asked for. Go on by the rows that came."
    ),
    close=skipped_rows,
)
