"""What `serve` says at its start of the faults of documents that it serves all the same."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import click

from mockserver.cli.options import from_here
from mockserver.errors import Problem
from mockserver.replies.shown_replies import check_replies
from mockserver.server.vendor import Vendor


def announce(vendors: Iterable[Vendor]) -> None:
    """Print the problems of the documents that are served, to standard error."""
    for vendor in vendors:
        sent = list(check_replies(vendor.contract, examples=True))
        vendor.services.values.tell_no_more_of(sent)
        for line in announced([*vendor.problems, *sent], vendor.contract.document.source):
            click.echo(line, err=True)


def announced(problems: Sequence[Problem], document: str) -> Iterator[str]:
    """A line for each kind of problem, each operation that is not served by itself.

    Args:
        problems: Of one document.
        document: Its file or URL, as `lint` would be asked for it.
    """
    kinds: dict[str, list[Problem]] = {}
    for problem in problems:
        alone = "answers 501" in problem.message
        kinds.setdefault(problem.message if alone else problem.rule, []).append(problem)
    for first, *more in kinds.values():
        line = f"{first.severity}: {replace(first, file=from_here(first.file))}"
        yield f"{line}, and {len(more)} more of this kind" if more else line
    if len(problems) > len(kinds):
        yield f"mockserver lint {from_here(document)} tells all {len(problems)}"
