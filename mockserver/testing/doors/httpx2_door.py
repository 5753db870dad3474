"""httpx2: the same transports as httpx'."""

from collections.abc import Iterator
from contextlib import contextmanager

import httpx2

from mockserver.testing.doors import httpx_door
from mockserver.testing.doors.door import Door


@contextmanager
def opened(door: Door) -> Iterator[None]:
    """Answer calls for the length of a `with` block."""
    with httpx_door.opened(door, httpx2):
        yield
