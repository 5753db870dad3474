"""A list has as many rows as a call asks for, as long as there are so many."""

from mockserver.fuzzing.laws.arguments import arguments_of
from mockserver.fuzzing.laws.base import Law, LawBroken, NotJudged, Trial
from mockserver.fuzzing.laws.walking import Walker
from mockserver.rows import ABSENT


def judge(trial: Trial) -> None:
    """Ask for a number of rows, or for none in particular."""
    arguments = arguments_of(trial.server)
    walker = Walker(trial.server, arguments, trial.operation)
    if not walker.style:
        raise NotJudged("it is not cut into pages", always=True)
    sent = arguments.call(trial.operation, trial.choices)
    known = len(walker.everything(sent).rows)
    size = trial.choices.number(1, 30) if walker.sized else None
    if size is not None and walker.size_value(size) is ABSENT:
        sizes = walker.sizes()
        if not sizes:
            raise NotJudged("its schema admits no number of rows", always=True)
        size = trial.choices.one_of(sizes)
    page = walker.page(sent, size)
    wanted = walker.default_size if size is None else size
    right = min(wanted, known)
    if len(page.rows) != right:
        asked = "the usual number of" if size is None else f"{size}"
        raise LawBroken(
            f"asked for {asked} rows, the page has {len(page.rows)}: {right} of {known} are due",
            walker.origin,
        )


LAW = Law(("list",), judge)
