"""One suite, three doors to the mock server.

pytest examples                                   a port of this process
pytest examples --mockserver-intercept            in process: the clients call the vendors' own hosts
pytest examples --served-at http://127.0.0.1:8080 what `mockserver serve` serves, here or elsewhere
"""

from collections.abc import Callable

import httpx
import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--served-at", metavar="URL", help="the root of a server that `mockserver serve` started"
    )


@pytest.fixture
def url_of(request: pytest.FixtureRequest) -> Callable[[str], str]:
    """Where each vendor is, at its seeded state."""
    root = request.config.getoption("--served-at")
    if root:
        httpx.post(f"{root}/__admin/reset").raise_for_status()
        vendors = httpx.get(f"{root}/__admin/vendors").raise_for_status().json()["vendors"]
        return {vendor["name"]: vendor["url"] for vendor in vendors}.__getitem__
    server = request.getfixturevalue("mockserver")
    return lambda name: server[name].url
