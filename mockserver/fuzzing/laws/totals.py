"""What a list tells of how many rows and pages there are is true."""

from mockserver.fuzzing.laws.arguments import arguments_of
from mockserver.fuzzing.laws.base import Law, LawBroken, NotJudged, Trial
from mockserver.fuzzing.laws.walking import Page, Walker
from mockserver.rows import ABSENT

TOLD = ("$page.total", "$page.total_pages")


def judge(trial: Trial) -> None:
    """Count the rows of a walk, and read what a page says."""
    arguments = arguments_of(trial.server)
    walker = Walker(trial.server, arguments, trial.operation)
    sent = arguments.call(trial.operation, trial.choices)
    sizes = walker.sizes()
    size = trial.choices.one_of(list(reversed(sizes))) if sizes else None
    page = walker.page(sent, size)
    if all(page.answer.read(expression) is ABSENT for expression in TOLD):
        raise NotJudged("no reply tells a total", always=True)
    require_totals(walker, page, len(walker.everything(sent).rows), size)


def require_totals(walker: Walker, page: Page, count: int, size: int | None) -> None:
    """The total and the number of pages that a page tells.

    Raises:
        LawBroken: When one of them is another.
    """
    total = told_number(page.answer.read("$page.total"))
    if total is not None and total != count:
        raise LawBroken(f"the total is told as {total}, and the list has {count} rows", walker.origin)
    pages = told_number(page.answer.read("$page.total_pages"))
    wanted = walker.default_size if size is None else size
    right = -(-count // max(1, wanted))
    if pages is not None and pages != right and count:
        raise LawBroken(
            f"the number of pages is told as {pages}: {count} rows, {wanted} a page, are {right}",
            walker.origin,
        )


def told_number(value: object) -> int | None:
    """A number that a reply tells in JSON, or as text in a header; None for none."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    return int(value) if isinstance(value, str) and value.isdecimal() else None


LAW = Law(("list",), judge)
