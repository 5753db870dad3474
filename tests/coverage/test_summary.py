"""Totals, what is left out, what is asked for, and what to test next."""

from pathlib import Path

import pytest

from mockserver.coverage.items.declared import declared_items
from mockserver.coverage.items.item import KINDS, Item
from mockserver.coverage.runs import project_settings, thresholds
from mockserver.coverage.runs.run import Part, Run
from mockserver.coverage.runs.summary import Ignore, Summary, percent, summarise
from mockserver.coverage.runs.thresholds import Threshold, shortfalls
from mockserver.errors import UsageError
from tests.builders import compiled
from tests.coverage.acme import DOCUMENT

CONTRACT = compiled(DOCUMENT)
ITEMS = declared_items(CONTRACT)


def summary(*kinds: str, ignore: tuple[Ignore, ...] = ()) -> Summary:
    """Of a run that met every item of some kinds."""
    seen = {item.key: 1 for item in ITEMS if item.kind in kinds}
    run = Run({"acme": "1"}, {"a": Part(exchanges={"acme": 1}, seen=seen)})
    return summarise(run, {"acme": CONTRACT}, ignore=ignore)


def test_totals_count_every_item_once() -> None:
    found = summary("operations")

    assert {total.kind for total in found.totals} == set(KINDS)
    assert found.count() == (len(CONTRACT.operations), len(ITEMS))
    assert found.percent("acme", "operations") == 100
    assert found.percent("acme", "statuses") == 0
    assert set(found.missing) == {item for item in ITEMS if item.kind != "operations"}


@pytest.mark.parametrize(
    ("covered", "count", "shown"), [(0, 0, "100"), (1, 3, "33.3"), (1999, 2000, "99.9"), (2, 2, "100")]
)
def test_a_percentage_is_never_rounded_up_to_what_it_is_not(covered: int, count: int, shown: str) -> None:
    assert thresholds.shown_percent(percent(covered, count)) == shown


def test_a_vendor_that_was_not_called_counts_nowhere() -> None:
    found = summarise(Run(), {"acme": CONTRACT})

    assert (found.totals, found.untouched) == ((), ("acme",))
    assert summarise(Run(), {"acme": CONTRACT}, vendors=["acme"]).percent() == 0


def test_ignored_items_do_not_count_and_say_why() -> None:
    never = Ignore("no test can break the vendor", kind="statuses", name="5*")
    idle = Ignore("there is none", operation="none")
    found = summary(ignore=(never, idle))

    statuses = next(total for total in found.totals if total.kind == "statuses")
    assert {item.name for item, _ in statuses.ignored} == {"500", "503"}
    assert {rule.reason for _, rule in statuses.ignored} == {never.reason}
    assert not any(item.kind == "statuses" and item.name[0] == "5" for item in found.missing)
    assert found.unused == (idle,)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("80", Threshold(80)),
        ("12.5%", Threshold(12.5)),
        ("acme=90", Threshold(90, vendor="acme")),
        ("statuses=60", Threshold(60, kind="statuses")),
        ("acme.statuses=50", Threshold(50, "acme", "statuses")),
    ],
)
def test_conditions_are_read(text: str, expected: Threshold) -> None:
    assert thresholds.parse_threshold(text, ["acme"]) == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("much", "from 0 to 100"),
        ("101", "from 0 to 100"),
        ("nan", "from 0 to 100"),
        ("acmee=80", "did you mean 'acme'"),
        ("acme.status=80", "no such vendor or kind"),
    ],
)
def test_conditions_that_make_no_sense_are_refused(text: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        thresholds.parse_threshold(text, ["acme"])


def test_conditions_that_are_not_met_say_what_there_is() -> None:
    asked = [
        Threshold(100, kind="operations"),
        Threshold(1, kind="statuses"),
        Threshold(0),
        Threshold(99, "acme"),
    ]
    found = shortfalls(summary("operations"), asked)

    assert [shortfall.threshold.scope for shortfall in found] == ["statuses", "acme"]
    assert str(found[0]) == "statuses: 0 % is covered, 1 % is asked for"


def test_a_condition_on_a_vendor_that_was_not_called_is_not_met() -> None:
    untouched = summarise(Run(), {"acme": CONTRACT})

    assert shortfalls(untouched, [Threshold(1)])
    assert shortfalls(untouched, [Threshold(1, vendor="acme")])
    assert not shortfalls(untouched, [Threshold(0, vendor="acme")])


def test_the_next_test_is_the_request_that_covers_most() -> None:
    first, *others = summary().next

    assert len(first.items) == max(len(each.items) for each in (first, *others))
    create = next(each for each in (first, *others) if each.operation == "createWidget")
    assert {item.kind for item in create.items} >= {"operations", "statuses", "fields", "enums", "boundaries"}
    assert "body.colour=red" in create.send
    assert (create.call, create.expect) == ("POST /widgets", "201")
    covered = {item for each in (first, *others) for item in each.items}
    assert len(covered) == len(first.items) + sum(len(each.items) for each in others)


def test_what_is_suggested_can_be_sent_at_once() -> None:
    for suggestion in summary().next:
        places = [item.name.partition("=")[0] for item in suggestion.items if item.kind == "enums"]
        assert len(set(places)) == len(places)


def test_nothing_is_suggested_when_nothing_is_missing() -> None:
    assert summary(*KINDS).next == ()


CONFIGURATION = """
[tool.mockserver.coverage]
data_file = "build/coverage"
off = ["walk-abandoned"]

[tool.mockserver.coverage.fail_under]
default = 80
statuses = 50
acme.statuses = 60

[[tool.mockserver.coverage.ignore]]
kind = "statuses"
name = "500"
reason = "no test can break the vendor"
"""


def test_the_configuration_of_a_project(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(CONFIGURATION, "utf-8")
    found = project_settings.read_configuration(tmp_path)

    assert (found.data_file, found.off) == ("build/coverage", ("walk-abandoned",))
    assert found.ignore == (Ignore("no test can break the vendor", kind="statuses", name="500"),)
    assert found.thresholds(["acme"]) == (
        Threshold(80), Threshold(50, kind="statuses"), Threshold(60, "acme", "statuses"),
    )  # fmt: skip


def test_a_file_of_its_own_comes_before_the_project_file(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(CONFIGURATION, "utf-8")
    (tmp_path / "mockserver.toml").write_text("[coverage]\nfail_under = 10\n", "utf-8")

    assert project_settings.read_configuration(tmp_path).fail_under == (("", 10.0),)


def test_a_project_that_says_nothing(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'a'\n", "utf-8")

    assert project_settings.read_configuration(tmp_path) == project_settings.Configuration()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[coverage", "this is not TOML"),
        ("coverage = 1", "is a table"),
        ("[coverage]\nfail_unde = 1", "did you mean 'fail_under'"),
        ("[coverage]\nfail_under = 101", "from 0 to 100"),
        ("[coverage]\nfail_under = true", "from 0 to 100"),
        ("[coverage]\noff = ['unmached']", "did you mean 'unmatched'"),
        ("[coverage]\noff = 'unmatched'", "list of rules"),
        ("[[coverage.ignore]]\nname = '500'", "needs a reason"),
        ("[[coverage.ignore]]\nreason = 'why'", "names what it leaves out"),
        ("[[coverage.ignore]]\nkind = 'status'\nreason = 'why'", "did you mean 'statuses'"),
        ("[[coverage.ignore]]\nstatus = '500'\nreason = 'why'", "unknown key 'status'"),
    ],
)
def test_a_configuration_that_makes_no_sense_is_refused(text: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "mockserver.toml"
    path.write_text(text, "utf-8")

    with pytest.raises(UsageError, match=message) as caught:
        project_settings.read_configuration(tmp_path)
    assert str(path) in str(caught.value)


def test_items_read_well() -> None:
    assert str(Item("acme", "security", "", "Key")) == "acme security Key"
