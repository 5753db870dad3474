"""Answering calls of HTTP clients in process: one module for each client library, at the seam that it offers."""

from collections.abc import Mapping

# For each client library, the module whose `opened(door)` answers its calls for the length of a `with` block.
CLIENTS: Mapping[str, str] = {
    "httpx": "mockserver.testing.doors.httpx_door",
    "httpx2": "mockserver.testing.doors.httpx2_door",
    "urllib3": "mockserver.testing.doors.urllib3_door",
    "aiohttp": "mockserver.testing.doors.aiohttp_door",
}
