"""Replies that break their document: tests fail by them, whatever they ask."""

import pytest

from tests.builders import SPECS
from tests.testing.suites import run

pytest_plugins = ["pytester"]


def test_a_test_fails_by_a_reply_that_breaks_its_document(suite: pytest.Pytester) -> None:
    """Also one that looks at nothing; the message names the call and the field, and other tests pass."""
    (suite.path / "specs" / "acme_faulty.yaml").write_text((SPECS / "acme_faulty.yaml").read_text())
    code = """
def test_broken(mockserver):
    vendor = mockserver["acme_faulty"]
    httpx.get(vendor.url + "/gears", headers=vendor.headers)

def test_kept(mockserver):
    assert total(mockserver) == 0

def test_failed(mockserver):
    vendor = mockserver["acme_faulty"]
    assert httpx.get(vendor.url + "/gears", headers=vendor.headers).status_code == 200
"""
    result = run(suite, code)

    result.assert_outcomes(passed=1, failed=2)
    result.stdout.fnmatch_lines(
        [
            "mockserver answered against its document: GET /acme_faulty/*gears: the reply of listGears (200) breaks *",
            "*assert 500 == 200*",
            "*Captured replies call*",
            "GET /acme_faulty/*gears: the reply of listGears (200) breaks its document: *teeth: *",
        ]
    )
