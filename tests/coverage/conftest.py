from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.coverage.acme import Measured, measured


@pytest.fixture
def acme(tmp_path: Path) -> Iterator[Measured]:
    """The invented vendor on a real port, measured."""
    with measured(tmp_path) as found:
        yield found
