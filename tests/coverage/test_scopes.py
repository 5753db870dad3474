"""A credential of the project is told of when it may do more than its calls need: who may do what, and did what."""

from collections.abc import Callable, Iterator
from itertools import product

import httpx
import pytest

from tests.coverage.acme import Measured, measured
from tests.coverage.retrying_clients import BODY, force

HELD = {
    "reader": "[read]",
    "writer": "[write]",
    "both": "[read, write]",
    "everything": "['*']",
    "stranger": "[read, write, audit]",
    "nobody": "[]",
}
WAYS = {"": {}, "elsewhere": {"mockserver-namespace": "elsewhere"}}


def read(client: httpx.Client) -> None:
    client.get("/pages")
    client.get("/widgets/w1")


def write(client: httpx.Client) -> None:
    client.post("/widgets", json=BODY)


def read_and_write(client: httpx.Client) -> None:
    read(client)
    write(client)


def read_what_needs_no_scope(client: httpx.Client) -> None:
    client.get("/offsets")


def read_in_vain(client: httpx.Client) -> None:
    """What a call needs it needs also where it fails."""
    client.get("/pages", headers=force(500))


CALLS: dict[Callable[[httpx.Client], None], set[str]] = {
    read: {"read"},
    write: {"write"},
    read_and_write: {"read", "write"},
    read_what_needs_no_scope: set(),
    read_in_vain: {"read"},
}
SCOPES = {
    "reader": {"read"},
    "writer": {"write"},
    "both": {"read", "write"},
    "everything": {"read", "write"},  # all that operations ask for
    "stranger": {"read", "write", "audit"},
    "nobody": set[str](),
}
ROWS = [
    (credential, calls, way, SCOPES[credential] - CALLS[calls])
    for credential, calls, way in product(HELD, CALLS, WAYS)
    if CALLS[calls] <= SCOPES[credential]  # whoever may not is refused, and needs nothing of it
]
OURS = ("test_full", "test_other", "test_metered")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Measured]:
    said = "".join(f"{name}: {{scopes: {scopes}}}\n" for name, scopes in HELD.items())
    tests = "".join(f"{name}: {{scopes: ['*']}}\n" for name in OURS)
    with measured(tmp_path_factory.mktemp("scopes"), said + tests) as found:
        yield found


def told(running: Measured) -> list[str]:
    return [verdict.message for verdict in running.collector.verdicts if verdict.rule == "excess-scope"]


@pytest.mark.parametrize(
    ("credential", "calls", "way", "excess"),
    ROWS,
    ids=[f"{credential} {calls.__name__} {way}".rstrip() for credential, calls, way, _ in ROWS],
)
def test_what_a_credential_may_do_and_never_needs_is_told(
    running: Measured, credential: str, calls: Callable[[httpx.Client], None], way: str, excess: set[str]
) -> None:
    running.begin_anew(httpx.HTTPTransport())
    with running.connect(credential) as client:
        client.headers.update(WAYS[way])
        calls(client)

    found = told(running)
    assert len(found) == bool(excess)
    if excess:
        needed = ", ".join(sorted(CALLS[calls])) or "no scope"
        assert found == [f"{credential} may do {', '.join(sorted(excess))}; its calls need only {needed}"]


@pytest.mark.parametrize("credential", OURS)
@pytest.mark.parametrize("calls", CALLS)
def test_the_server_s_own_credentials_are_left_out(
    running: Measured, credential: str, calls: Callable[[httpx.Client], None]
) -> None:
    running.begin_anew(httpx.HTTPTransport())
    with running.connect(credential) as client:
        calls(client)

    assert told(running) == []


def test_there_are_twenty_credentials_that_may_too_much_and_as_many_that_do_not() -> None:
    bad = [row for row in ROWS if row[3]]

    assert len(bad) >= 20
    assert len(ROWS) - len(bad) + len(OURS) * len(CALLS) >= 20
