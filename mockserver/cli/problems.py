"""What `serve` says at its start of the faults of documents that it serves all the same."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from mockserver.cli.options import from_here
from mockserver.errors import Problem


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
