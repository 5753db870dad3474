"""Clients that say what is wrong with their calls, and are right or not."""

from tests.coverage.acme import Measured


def expect_a_fault_of_a_good_call(acme: Measured) -> None:
    acme.client.get("/pages", headers={"mockserver-expect": "contract-broken"})


def expect_another_fault(acme: Measured) -> None:
    acme.client.get(
        "/pages", params={"size": 50}, headers={"mockserver-expect": "unmatched, contract-broken"}
    )


def expect_an_unmatched_call_that_is_matched(acme: Measured) -> None:
    acme.client.get("/widgets/w1", headers={"mockserver-expect": "unmatched"})


def expect_the_fault_that_comes(acme: Measured) -> None:
    acme.client.get("/pages", params={"size": 50}, headers={"mockserver-expect": "contract-broken"})
