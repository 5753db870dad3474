"""A walk by cursors survives inserts and deletes between its pages: no row twice, none lost that is there throughout.

Pages that are counted, by number or by offset, promise no such thing: rows shift there when others come and go.
"""

from mockserver.contract.model import Operation
from mockserver.fuzzing.laws.arguments import arguments_of
from mockserver.fuzzing.laws.base import Law, LawBroken, NotJudged, Trial
from mockserver.fuzzing.laws.created import create_row, readers
from mockserver.fuzzing.laws.walking import Page, Walker
from mockserver.fuzzing.laws.walks import once
from mockserver.rows import Row

MOST_PAGES = 8
COUNTED = ("page", "offset")


def judge(trial: Trial) -> None:
    """Walk a list; between its pages rows are created and deleted."""
    walker = Walker(trial.server, arguments_of(trial.server), trial.operation)
    if not walker.style or walker.style in COUNTED:
        raise NotJudged("its pages are counted, or there is one", always=True)
    creates, deletes = readers(trial, "create"), readers(trial, "delete")
    if not creates and not deletes:
        raise NotJudged("no operation creates or deletes its rows", always=True)
    if walker.shown_at(walker.key) is None:
        raise NotJudged("no reply shows the key of a row", always=True)
    sent = arguments_of(trial.server).call(trial.operation, trial.choices)
    there = set(walker.identities(walker.everything(sent)))
    sizes = [size for size in walker.sizes() if len(there) / size <= MOST_PAGES] or walker.sizes()[:1]
    size = trial.choices.one_of(list(reversed(sizes))) if sizes else None
    met: list[str] = []
    page = walker.page(sent, size)
    for _ in range(MOST_PAGES):
        met += walker.identities(page)
        there -= _changed(trial, walker, page, creates, deletes)
        coming = walker.following(page, sent)
        if coming is None:
            break
        page = walker.page(coming, size)
    else:
        raise NotJudged("the walk is too long")
    once(walker, met)
    if lost := there - set(met):
        raise LawBroken(
            f"the walk loses the row {min(lost)} while others come and go: {len(there)} were there throughout",
            walker.origin,
        )


def _changed(
    trial: Trial, walker: Walker, page: Page, creates: list[Operation], deletes: list[Operation]
) -> set[str]:
    """Create or delete a row, or nothing; the identities of those that are there no more."""
    what = trial.choices.number(0, 2)
    if what == 1 and creates:
        try:
            create_row(trial, creates[0])
        except NotJudged:
            return set()
    if what == 2 and deletes and deletes[0].mock.many is None:
        return _deleted(trial, walker, page, deletes[0])
    return set()


def _deleted(trial: Trial, walker: Walker, page: Page, delete: Operation) -> set[str]:
    """Delete a row that is not the last of a page whose key is the next cursor."""
    resource = trial.operation.mock.resource or ""
    rows = trial.server.rows(resource)
    last = walker.identities(page)[-1:] if walker.style == "keyset" else []
    free = [row for row in rows if walker.identity_of(row) not in last]
    if not free:
        return set()
    row: Row = trial.choices.one_of(free[:6])
    before = {walker.identity_of(each) for each in rows}
    trial.server.send(delete, arguments_of(trial.server).call(delete, trial.choices, row))
    return before - {walker.identity_of(each) for each in trial.server.rows(resource)}


LAW = Law(("list",), judge)
