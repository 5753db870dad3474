"""Negative tests: verdicts that are expected are not counted, and told where they do not come."""

from collections.abc import Iterator

import httpx
import pytest

import mockserver
from mockserver.coverage.clients.verdict import Verdict
from mockserver.errors import UsageError
from mockserver.runtime.judging import Judgement
from mockserver.runtime.live import Server

BROKEN = {"limit": 0}


@pytest.fixture(scope="module")
def running() -> Iterator[Server]:
    with mockserver.running("rotor") as server:
        yield server


@pytest.fixture
def server(running: Server) -> Server:
    running.reset()
    return running


@pytest.fixture
def judgement(server: Server) -> Iterator[Judgement]:
    with mockserver.judging(server) as judgement:
        yield judgement


def customers(server: Server, expect: str = "", /, **query: int) -> int:
    """The status of a call of the list of customers."""
    rotor = server["rotor"]
    headers = {**rotor.headers, **({"Mockserver-Expect": expect} if expect else {})}
    return httpx.get(f"{rotor.url}/customers", params=query, headers=headers).status_code


def said(judgement: Judgement) -> list[tuple[str, str]]:
    return [(verdict.rule, verdict.message) for verdict in judgement.verdicts if verdict.severity == "error"]


def test_a_call_that_says_what_is_wrong_with_it_soils_no_verdict(
    server: Server, judgement: Judgement
) -> None:
    assert customers(server, "contract-broken", **BROKEN) == 400
    assert customers(server, "repeated-unchanged, contract-broken", **BROKEN) == 400

    assert said(judgement) == []
    judgement.check()
    assert judgement.run().tallies == {}


@pytest.mark.parametrize(
    ("expect", "query", "rules"),
    [
        ("contract-broken", {"limit": 1}, ["expected-missing"]),
        ("contract-brokn", BROKEN, ["contract-broken", "expected-missing"]),
        ("unmatched", BROKEN, ["contract-broken", "expected-missing"]),
    ],
)
def test_one_that_is_not_wrong_as_it_says_is_told(
    server: Server, judgement: Judgement, expect: str, query: dict[str, int], rules: list[str]
) -> None:
    customers(server, expect, **query)

    assert [rule for rule, _ in said(judgement)] == rules
    verdict: Verdict = judgement.verdicts[-1]
    meant = (
        "; there is no rule 'contract-brokn', did you mean 'contract-broken'?" if "brokn" in expect else ""
    )
    assert verdict.message == f"expected {expect}, and this call is none{meant}"
    assert "/customers" in verdict.calls[0].url


def test_a_block_expects_verdicts_of_its_calls_alone(server: Server, judgement: Judgement) -> None:
    customers(server, limit=-1)
    with server.expecting("contract-broken"):
        customers(server, limit=-2)
    with judgement.expecting("contract-broken"):
        customers(server, limit=-3)
    customers(server, limit=-4)

    assert [message[-2:] for _, message in said(judgement)] == ["-1", "-4"]


def test_a_block_is_told_where_the_verdict_does_not_come(server: Server, judgement: Judgement) -> None:
    missing = pytest.raises(mockserver.VerdictMissingError, match="contract-broken, and no call was one")
    with missing, server.expecting("contract-broken"):
        customers(server, limit=1)
    with pytest.raises(ZeroDivisionError), server.expecting("contract-broken"):
        raise ZeroDivisionError
    customers(server, limit=0)

    assert len(said(judgement)) == 1


def test_a_block_expects_what_is_said_of_clients_that_are_done(server: Server, judgement: Judgement) -> None:
    with judgement.expecting("walk-abandoned"):
        customers(server, page=1, limit=5)
        customers(server, page=2, limit=5)

    assert [verdict.rule for verdict in judgement.verdicts] == []


def test_a_namespace_expects_nothing_of_the_others(server: Server, judgement: Judgement) -> None:
    with server.namespace("apart").expecting("contract-broken"):
        customers(server.namespace("apart"), limit=-1)
        customers(server, limit=-2)

    assert [message[-2:] for _, message in said(judgement)] == ["-2"]


def test_what_cannot_be_expected_is_refused(server: Server) -> None:
    nobody = pytest.raises(UsageError, match="nobody judges the clients of this server")
    with nobody, server.expecting("contract-broken"):
        pass
    with mockserver.judging(server) as judgement:
        with pytest.raises(UsageError, match="did you mean 'contract-broken'"):
            judgement.collector.expect(["contract-brokn"])
        with pytest.raises(UsageError, match="excess-scope is no verdict on the calls of a test"):
            judgement.collector.expect(["excess-scope"])
