"""Test-suites of the plugin's users."""

import pytest

from tests.testing.parcels import BASE

HEAD = f"""
import httpx, pytest, mockserver as package
BASE = "{BASE}"
KEY = {{"acme-key": "test_full"}}

def total(server):
    vendor = server["acme_doors"]
    return httpx.get(vendor.url + "/parcels", headers=vendor.headers).json()["total"]

def create(server, **body):
    vendor = server["acme_doors"]
    return httpx.post(vendor.url + "/parcels", headers=vendor.headers, json=body or {{"code": "AA1"}}).status_code
"""


def run(suite: pytest.Pytester, code: str, *options: str, alone: bool = False) -> pytest.RunResult:
    """Run one test module, in this process or alone in its own."""
    suite.makepyfile(test_client=HEAD + code)
    if alone:
        return suite.runpytest_subprocess(*options)
    return suite.runpytest_inprocess(*options)
