"""A shop, and each kind of store there is: one suite for all of them."""

from pathlib import Path

import pytest

from tests.stores.shops import Shop


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


@pytest.fixture(params=["sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a store that has nothing yet."""
    return f"{request.param}:{tmp_path / 'state.db'}"
