"""Judging without pytest: scripts, unittest, resets."""

import httpx
import pytest

import mockserver
from tests.builders import SPECS
from tests.testing.parcels import BASE


def test_unittest_and_scripts_judge_through_the_python_api() -> None:
    """`judging` finds what a test's calls broke, test by test, and raises at the end where that is asked for."""

    with (
        mockserver.intercepting(str(SPECS / "acme_doors.yaml")) as server,
        mockserver.judging(server) as judgement,
    ):
        headers = server["acme_doors"].headers
        httpx.get(f"{BASE}/parcels?size=0", headers=headers)
        with pytest.raises(mockserver.ContractBrokenError, match="query size: expected minimum 1, came 0"):
            judgement.check()
        judgement.begin("another test")
        httpx.get(f"{BASE}/parcels", headers=headers)
        judgement.check()

        assert judgement.summary().count(kind="operations") == (1, 5)

    with (
        pytest.raises(mockserver.ContractBrokenError),
        mockserver.intercepting(str(SPECS / "acme_doors.yaml")) as server,
        mockserver.judging(server, strict=True),
    ):
        httpx.get(f"{BASE}/parcels?size=0", headers=server["acme_doors"].headers)


def test_a_reset_ends_what_clients_did_before() -> None:
    """A cursor, a key or a failure of before a reset is no evidence against what comes after."""

    with (
        mockserver.intercepting("devdraft") as server,
        mockserver.judging(server) as judgement,
    ):
        vendor = server["devdraft"]
        url = f"{vendor.url}/customers/0b5f3c1e-7a52-4f0d-9d0a-2f3f8f0f6a11"
        for _ in range(2):
            httpx.get(url, headers=vendor.headers)
            server.reset()

        assert judgement.verdicts == ()
