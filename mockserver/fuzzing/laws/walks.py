"""A walk meets each row once, in any order of page sizes, and its pages say truly what follows."""

from collections import Counter
from collections.abc import Sequence

from mockserver.fuzzing.laws.arguments import arguments_of
from mockserver.fuzzing.laws.base import Law, LawBroken, NotJudged, Trial
from mockserver.fuzzing.laws.server_under_test import CallValues
from mockserver.fuzzing.laws.walking import Page, Walker
from mockserver.rows import ABSENT

MOST_PAGES = 12  # of one walk; before them comes a page that leaves no more


def judge(trial: Trial) -> None:
    """Walk with sizes that are drawn, and hold each page against the whole list."""
    walker = Walker(trial.server, arguments_of(trial.server), trial.operation)
    if not walker.style:
        raise NotJudged("it is not cut into pages", always=True)
    sent = arguments_of(trial.server).call(trial.operation, trial.choices)
    whole = walker.everything(sent)
    expected = walker.identities(whole)
    once(walker, expected)
    if walker.style == "page":
        by_number(trial, walker, sent, expected)
        return
    start, page = 0, None
    for number in range(MOST_PAGES):
        size = _size(trial, walker, len(expected) - start if number == 0 else None)
        coming = sent if page is None else walker.following(page, sent)
        if coming is None:
            break
        if coming.linked:
            size = page.size if page is not None else size  # a link says how many rows its page has
        page = walker.page(coming, size)
        start = _held(walker, page, expected, start, size)
        if start >= len(expected) and not page.rows:
            break
    else:
        return
    if start < len(expected):
        raise LawBroken(f"the walk ends after {start} of {len(expected)} rows", walker.origin)


def once(walker: Walker, identities: Sequence[str]) -> None:
    """No row twice, as far as replies show which is which."""
    if walker.shown_at(walker.key) is None:
        return
    twice = [identity for identity, count in Counter(identities).items() if count > 1]
    if twice:
        raise LawBroken(f"the walk meets a row twice: {twice[0]}", walker.origin)


def _size(trial: Trial, walker: Walker, left: int | None) -> int | None:
    """A page size; for the first page one that leaves few pages."""
    sizes = walker.sizes()
    if not sizes:
        return None
    small = [size for size in reversed(sizes) if size <= 10] or sizes[-1:]
    if left is not None and left > MOST_PAGES:
        return trial.choices.one_of([*small, sizes[0]])  # type: ignore[no-any-return]
    return trial.choices.one_of(small)  # type: ignore[no-any-return]


def _held(walker: Walker, page: Page, expected: Sequence[str], start: int, size: int | None) -> int:
    """How many rows were met when a page has been held against the list."""
    wanted = walker.default_size if size is None else size
    got = walker.identities(page)
    right = list(expected[start : start + wanted])
    if got != right:
        raise LawBroken(_differs(got, right, expected[:start]), walker.origin)
    require_page_facts(walker, page, len(expected), start)
    return start + len(got)


def _differs(got: Sequence[str], right: Sequence[str], met: Sequence[str]) -> str:
    again = [identity for identity in got if identity in met]
    if again:
        return f"the page after {len(met)} rows has the row {again[0]} again, which was met before"
    lost = [identity for identity in right if identity not in got]
    if lost:
        return f"the page after {len(met)} rows loses the row {lost[0]} of the whole list"
    extra = [identity for identity in got if identity not in right]
    if extra:
        return f"the page after {len(met)} rows has the row {extra[0]}, which is not its turn"
    return f"the page after {len(met)} rows has its rows in another order than the whole list"


def require_page_facts(walker: Walker, page: Page, total: int, start: int) -> None:
    """What a page tells of those around it is true."""
    follows = start + len(page.rows) < total
    facts = {
        "$page.has_more": follows and bool(page.rows),
        "$page.is_last": not follows,
        "$page.is_first": start == 0,
        "$page.has_previous": start > 0,
        "$page.count": len(page.rows),
    }
    for expression, right in facts.items():
        said = page.answer.read(expression)
        if said is ABSENT or said is None or (not page.rows and expression != "$page.count"):
            continue
        if said != right:
            what = expression.removeprefix("$page.")
            raise LawBroken(
                f"the page after {start} of {total} rows says {what} {said!r}, which is {right!r}",
                walker.origin,
            )


def by_number(trial: Trial, walker: Walker, sent: CallValues, expected: Sequence[str]) -> None:
    """Pages by number: each is its own part of the list, whatever was asked for before."""
    if "number" not in walker.roles or walker.numbering is None:
        raise NotJudged("no parameter takes the number of a page", always=True)
    for _ in range(3):
        sizes = walker.sizes()
        size = trial.choices.one_of(list(reversed(sizes))) if sizes else None
        wanted = walker.default_size if size is None else size
        last = max(1, -(-len(expected) // wanted))
        index = trial.choices.number(0, min(last, 200))
        number = walker.numbering.first + index
        value = number if walker.admits("number", number) else str(number)
        beyond = index * wanted >= len(expected)
        if not walker.admits("number", value) or (beyond and not walker.may_be_empty):
            continue
        page = walker.page(walker.with_role(sent, "number", value), size)
        _held(walker, page, expected, index * wanted, size)


LAW = Law(("list",), judge)
