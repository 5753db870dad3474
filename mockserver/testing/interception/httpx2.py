"""httpx2: the same transports as httpx'."""

from collections.abc import Iterator
from contextlib import contextmanager

import httpx2

from mockserver.testing.interception import httpx
from mockserver.testing.interception.interceptor import Interceptor


@contextmanager
def hooked(interceptor: Interceptor) -> Iterator[None]:
    """InProcessAnswer calls for the length of a `with` block."""
    with httpx.hooked(interceptor, httpx2):
        yield
