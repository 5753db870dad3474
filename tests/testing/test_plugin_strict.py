"""Strict tests: a call that breaks the contract fails them."""

import pytest

from tests.testing.suites import run

pytest_plugins = ["pytester"]


def test_a_strict_test_fails_with_its_calls(suite: pytest.Pytester) -> None:
    """The report shows the call, the operation, each violation and the nearest operation; other tests pass."""
    code = """
@pytest.mark.mockserver(strict=True)
def test_broken(mockserver):
    create(mockserver, code="nope", note=7)
    vendor = mockserver["acme_doors"]
    httpx.get(vendor.url + "/parcel", headers=vendor.headers)

@pytest.mark.mockserver(strict=True)
def test_kept(mockserver):
    assert create(mockserver) == 201
    vendor = mockserver["acme_doors"]
    assert httpx.delete(vendor.url + "/parcels/unknown", headers=vendor.headers).status_code == 404
    assert httpx.get(vendor.url + "/parcels").status_code == 401

def test_lenient(mockserver):
    assert create(mockserver, code="nope") == 400
"""
    result = run(suite, code)

    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(
        [
            "*Captured contract call*",
            "contract-broken: acme_doors sendParcel",
            "*POST /acme_doors/v1/parcels -> 4*",
            '*body code: expected pattern ^[[]A-Z[]]{2}[[]0-9[]]+$, came "nope"',
            "*body note: expected string, came 7",
            "*see *acme_doors.yaml:*",
            "unmatched: acme_doors",
            "*GET /acme_doors/v1/parcel -> 404",
            "*the nearest is GET /acme_doors/v1/parcels (listParcels)",
            "FAILED test_client.py::test_broken*",
        ]
    )


def test_strict_is_an_option_that_a_test_can_opt_out_of(suite: pytest.Pytester) -> None:
    """`--mockserver-strict` holds for every test but those that say otherwise; a failed test shows its calls too."""
    code = """
def test_broken(mockserver):
    create(mockserver, code="nope")

def test_failed(mockserver):
    assert create(mockserver, code="nope") == 201

@pytest.mark.mockserver(strict=False)
def test_on_purpose(mockserver):
    assert create(mockserver, code="nope") == 400

@pytest.mark.xfail(strict=True)
def test_expected(mockserver):
    create(mockserver, code="nope")
"""
    result = run(suite, code, "--mockserver-strict")

    result.assert_outcomes(passed=1, failed=2, xfailed=1)
    assert result.stdout.str().count("Captured contract call") == 2


def test_more_breaches_than_are_kept_are_breaches_all_the_same(suite: pytest.Pytester) -> None:
    """The hundredth test that breaks the same operation fails as the first one did."""
    code = """
@pytest.mark.parametrize("number", range(60))
def test_broken(mockserver, number):
    create(mockserver, code="nope")
"""
    run(suite, code, "--mockserver-strict", "-q").assert_outcomes(failed=60)


def test_a_strict_test_fails_under_workers(suite: pytest.Pytester) -> None:
    """What a worker found reaches the terminal."""
    code = """
@pytest.mark.mockserver(strict=True)
def test_broken(mockserver):
    create(mockserver, code="nope")
"""
    result = run(suite, code, "-n1")

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*Captured contract call*", "*body code: expected pattern*"])
