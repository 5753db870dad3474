"""Answering calls of HTTP clients in process: one module for each client library, at the seam that it offers."""

from collections.abc import Mapping

# For each client library, the module whose `hooked(interceptor)` answers its calls for the length of a `with` block.
CLIENTS: Mapping[str, str] = {
    "httpx": "mockserver.testing.interception.httpx",
    "httpx2": "mockserver.testing.interception.httpx2",
    "urllib3": "mockserver.testing.interception.urllib3",
    "aiohttp": "mockserver.testing.interception.aiohttp",
}
