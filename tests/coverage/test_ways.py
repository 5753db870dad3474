"""However a request is written, through whatever door, and whoever calls beside: verdicts are the same."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpx
import pytest

from mockserver.coverage.clients.rules import RULES
from tests.coverage.acme import Measured, measured
from tests.coverage.test_scopes import ROWS as SCOPE_ROWS
from tests.coverage.test_verdicts import CASES
from tests.coverage.ways import WAYS, Changed

OTHERS = {"": {}, "test_other": {"x-key": "test_other"}, "elsewhere": {"mockserver-namespace": "elsewhere"}}
# What is judged without a client of its own, has connections of its own, or waits for an answer each time.
ONCE = {
    "look_for_the_server", "leave_the_version_out", "give_up_and_create_again_without_key", "create_many_at_once",
    "fetch_pages_at_once", "show_the_first_page_to_twenty_users",
}  # fmt: skip
ROWS = [
    (client, expected, way, others)
    for client, expected in CASES
    if client.__name__ not in ONCE
    for way in WAYS
    for others in (OTHERS if way == "plain" else [""])
]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Measured]:
    with measured(tmp_path_factory.mktemp("ways")) as found:
        yield found


@contextmanager
def beside(acme: Measured, others: str) -> Iterator[Callable[[], None]]:
    """What somebody else does before each request."""
    if not others:
        yield lambda: None
        return
    headers = {"x-key": "test_full"} | OTHERS[others]
    with httpx.Client(base_url=acme.server["acme"].url, headers=headers) as client:

        def walk() -> None:
            for page in (1, 2):
                client.get("/pages", params={"page": page})
            client.post("/widgets", json={"name": "bolt"})

        yield walk


@pytest.mark.parametrize(
    ("client", "expected", "way", "others"),
    ROWS,
    ids=[f"{client.__name__} {way} {others}".rstrip() for client, _, way, others in ROWS],
)
def test_verdicts_do_not_depend_on_how_requests_are_written_nor_on_who_calls_beside(
    running: Measured, client: Callable[[Measured], None], expected: list[str], way: str, others: str
) -> None:
    with beside(running, others) as between:
        running.begin_anew(Changed(WAYS[way], between))
        client(running)

    assert running.rules(besides=others) == expected, running.collector.verdicts


def test_each_rule_is_tried_by_twenty_clients_that_break_it_and_all_by_as_many_that_break_none() -> None:
    broken = Counter(rule for _, expected, _, _ in ROWS for rule in set(expected))
    broken["excess-scope"] = sum(1 for *_, excess in SCOPE_ROWS if excess)
    good = [row for row in ROWS if not row[1]]

    assert {rule: broken[rule] for rule in RULES if broken[rule] < 20} == {}
    assert len(good) >= 20 * len(RULES)
