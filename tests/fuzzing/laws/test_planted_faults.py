"""Each law finds the fault that is planted for it, and says what breaks, by which rule, and with which calls."""

import re
from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from mockserver.behaviours import update
from mockserver.behaviours.fields import BodyFields
from mockserver.behaviours.listing import selection
from mockserver.behaviours.listing.pagination.base import Pager, passed_over, token
from mockserver.behaviours.listing.pagination.cursor import CursorPager
from mockserver.behaviours.listing.pagination.page import PagePager
from mockserver.behaviours.writing import Writer
from mockserver.errors import ApiError, ErrorKind
from mockserver.exchange import Reply
from mockserver.fuzzing.law_verdict import finding_lines
from mockserver.fuzzing.laws.base import Law, LawBroken, Trial
from mockserver.replies.writer import ReplyWriter
from mockserver.rows import Order
from mockserver.state.memory import MemoryStore, MemoryTenant
from tests.fuzzing.laws.petting import PETS, judged

Patch = pytest.MonkeyPatch


@pytest.fixture
def pets(tmp_path: Path) -> Path:
    path = tmp_path / "pets.yaml"
    path.write_text(PETS, "utf-8")
    return path


def wrap(patch: Patch, owner: Any, name: str, around: Callable[..., Any]) -> None:
    """Put a function in the place of another, which it is given first."""
    original = getattr(owner, name)
    patch.setattr(owner, name, lambda *given, **named: around(original, *given, **named))


def skips_a_row(patch: Patch) -> None:
    wrap(patch, Order, "through", lambda real, *given: real(*given) + 1)


def repeats_a_row(patch: Patch) -> None:
    wrap(patch, Order, "through", lambda real, *given: max(0, real(*given) - 1))


def second_page_is_short(patch: Patch) -> None:
    def cut(real: Any, *given: Any) -> Any:
        shown, facts = real(*given)
        return (shown[1:] if facts["offset"] else shown), facts

    wrap(patch, PagePager, "cut", cut)


def one_too_many(patch: Patch) -> None:
    wrap(patch, Pager, "size", lambda real, *given: real(*given) + 1)


def total_lies(patch: Patch) -> None:
    def cut(real: Any, *given: Any) -> Any:
        shown, facts = real(*given)
        return shown, {**facts, "total": facts["total"] + 1}

    wrap(patch, PagePager, "cut", cut)


def filter_of(test: Callable[[bool, Any], bool]) -> Callable[[Patch], None]:
    """A filter that decides otherwise."""

    def plant(patch: Patch) -> None:
        def compile_(real: Any, *given: Any) -> Any:
            make = real(*given)

            def made(value: Any) -> Any:
                inner = make(value)
                return inner and (lambda row, call, rows: test(inner(row, call, rows), row))

            return made

        wrap(patch, selection, "compile_filter", compile_)

    return plant


def sorts_nothing(patch: Patch) -> None:
    wrap(patch, Order, "sorted", lambda real, self, rows: sorted(rows, key=lambda row: row.key[::-1]))


def deletes_nothing(patch: Patch) -> None:
    wrap(patch, MemoryTenant, "delete", lambda real, *given, **named: None)


def forgets_the_name(patch: Patch) -> None:
    def take(real: Any, *given: Any) -> Any:
        return {field: value for field, value in real(*given).items() if field != "name"}

    wrap(patch, BodyFields, "take", take)


def changes_nothing(patch: Patch) -> None:
    patch.setattr(update, "changed", lambda *given: {})


def changes_another_field(patch: Patch) -> None:
    """A change that brings another field back to what it is without a value."""

    def changed(real: Any, stored: Any, sent: Any, rules: Any) -> dict[str, Any]:
        others = {"status": "sold" if stored["status"] == "free" else "free"} if "status" not in sent else {}
        return {**real(stored, sent, rules), **others}

    wrap(patch, update, "changed", changed)


def refuses_long_names(patch: Patch) -> None:
    def sent(real: Any, self: Any, call: Any) -> Any:
        found = real(self, call)
        if len(found.get("name", "")) > 3:
            raise ApiError(ErrorKind.INVALID_BODY)
        return found

    wrap(patch, Writer, "sent", sent)


def drops_the_last_of_a_page(patch: Patch) -> None:
    def cut(real: Any, *given: Any) -> Any:
        shown, facts = real(*given)
        return (shown[:-1] if facts["has_more"] else shown), facts

    wrap(patch, CursorPager, "cut", cut)


def one_tenant(patch: Patch) -> None:
    wrap(patch, MemoryStore, "tenant", lambda real, self, name: real(self, "default"))


def lists_what_was_there(patch: Patch) -> None:
    """A list that does not show rows that were created."""
    seeded: set[str] = set()

    def cut(real: Any, self: Any, call: Any, listing: Any) -> Any:
        shown, facts = real(self, call, listing)
        seeded.update([] if seeded else (row.key for row in listing.rows))
        return [row for row in shown if row.key in seeded], facts

    wrap(patch, PagePager, "cut", cut)


def counts_rows(patch: Patch) -> None:
    """Cursors that say how many rows lie before them."""

    def cut(self: CursorPager, call: Any, listing: Any) -> tuple[Sequence[Any], Any]:
        start = passed_over(self.roles.get(call, "cursor") or "") or 0
        size = self.size(call)
        shown = listing.rows.page(start, start + size)
        more = start + size < len(listing.rows)
        return shown, {
            "size": size, "offset": start, "total": len(listing.rows), "count": len(shown), "has_more": more,
            "next": token(start + size) if more else None,
        }  # fmt: skip

    patch.setattr(CursorPager, "cut", cut)


def counts_calls(patch: Patch) -> None:
    number = count()

    def write(real: Any, *given: Any) -> Reply:
        reply: Reply = real(*given)
        return Reply(reply.status, [*reply.headers, (b"x-number", b"%d" % next(number))], reply.body)

    wrap(patch, ReplyWriter, "write", write)


FAULTS = [
    (skips_a_row, "a walk meets", "GET /notes", r"the page after \d+ rows loses the row \d+ of the whole list"),
    (repeats_a_row, "a walk meets", "GET /notes", r"the walk meets a row twice: \d+|has the row \d+ again, which was"),
    (second_page_is_short, "a walk meets", "GET /pets", r"the page after \d+ rows loses the row \d+ of the whole"),
    (one_too_many, "limits are kept", "GET /pets", r"asked for \d+ rows, the page has \d+: \d+ of \d+ are due"),
    (total_lies, "totals are true", "GET /pets", r"the total is told as (\d+), and the list has \d+ rows"),
    (
        filter_of(lambda right, row: right and int(row.key) % 5 != 0),
        "filters keep", "GET /pets", r"status='(free|sold)' loses the row \d+, which meets it",
    ),
    (
        filter_of(lambda right, row: right or int(row.key) % 5 == 0),
        "filters keep", "GET /pets", r"status='(free|sold)' keeps the row \d+, which does not meet it",
    ),
    (
        filter_of(lambda right, row: True),
        "filters keep", "GET /pets", r"status='(free|sold)' keeps the row \d+, which does not meet it",
    ),
    (drops_the_last_of_a_page, "a walk meets", "GET /notes", r"the page after \d+ rows loses the row \d+"),
    (changes_another_field, "what was changed", "PATCH /pets/{id}", r"status was '\w+', and is '\w+' after a change"),
    (refuses_long_names, "created is read", "POST /pets", r"a valid call is answered 400"),
    (sorts_nothing, "sorts sort", "GET /pets", r"sorted by -?name, name '.*' stands before '.*'"),
    (deletes_nothing, "what was deleted", "DELETE /pets/{id}", r"GET /pets/\{id\} answers 200 to what was just"),
    (deletes_nothing, "what was deleted", "DELETE /notes/{id}", r"GET /notes still lists the row \d+, which was"),
    (forgets_the_name, "created is read", "POST /pets", r"name was sent as '.*', and is shown as '.*'"),
    (changes_nothing, "what was changed", "PATCH /pets/{id}", r"name was sent as '.*', and is shown as '.*'"),
    (lists_what_was_there, "listed and counted", "POST /pets", r"GET /pets does not list the row \d+, which was"),
    (one_tenant, "other tenants", "POST /pets", r"answers another tenant otherwise \(200, then 200\) after a row"),
    (counts_rows, "survives", "GET /notes", r"the walk (loses the row \d+ while|meets a row twice)"),
    (counts_calls, "the same seed", "GET /pets", r"two servers of the same seed answer otherwise \(200, 200\)"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("plant", "law", "operation", "message"),
    FAULTS,
    ids=[f"{each[1]}-{index}" for index, each in enumerate(FAULTS)],
)
def test_a_planted_fault_is_found(
    pets: Path, monkeypatch: Patch, plant: Callable[[Patch], None], law: str, operation: str, message: str
) -> None:
    plant(monkeypatch)
    verdict = judged(pets, laws=law, examples=40)
    found = {finding.operation: finding for finding in verdict.findings}
    assert operation in found
    assert re.search(message, found[operation].message)
    assert found[operation].calls[-1].startswith("curl ")


def test_a_finding_says_its_rule_and_the_fewest_calls_that_show_it(pets: Path, monkeypatch: Patch) -> None:
    deletes_nothing(monkeypatch)
    (finding,) = [f for f in judged(pets, laws="deleted").findings if f.operation == "DELETE /pets/{id}"]
    lines = list(finding_lines(finding))
    assert lines[0] == "LAW what was deleted is gone: DELETE /pets/{id}"
    assert lines[2] == "  by DELETE /pets/{id} is a DELETE on the path of one row"
    kinds = [re.search(r"-X (\w+)", call) for call in finding.calls]
    assert [kind and kind[1] for kind in kinds][-2:] == ["DELETE", None]
    assert "/pets/1" in finding.calls[-1], "shrunk to the first row"


def test_nothing_is_found_where_nothing_is_planted_and_every_law_is_judged(pets: Path) -> None:
    verdict = judged(pets)
    assert not verdict.findings
    assert all(count.operations for count in verdict.counts.values())


def test_a_law_is_one_value_in_the_registry(pets: Path) -> None:
    def judge(trial: Trial) -> None:
        if trial.choices.number(0, 9) > 3:
            raise LawBroken("more than three", trial.operation.mock.origin("behaviour"))

    verdict = judged(pets, chosen={"a toy": Law(("delete",), judge)})
    assert [finding.message for finding in verdict.findings] == ["more than three"] * 2


def test_a_time_limit_ends_the_judging_and_is_told(pets: Path) -> None:
    verdict = judged(pets, laws="limits", until=0.0)
    assert verdict.counts["limits are kept"].unjudged == {
        "the time limit was reached": ["GET /pets", "GET /notes"]
    }


def test_the_same_seed_judges_the_same_examples(pets: Path, monkeypatch: Patch) -> None:
    sorts_nothing(monkeypatch)
    first, second = (judged(pets, laws="sorts") for _ in range(2))
    assert first == second
