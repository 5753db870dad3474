"""What the shipped documents answered once to every request of their suite, and what they answer now.

The recording is made by the commit whose answers are to stay, with this file and `record.py` put into it:
`python -m tests.vendors.record FOLDER`.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from hashlib import blake2b
from pathlib import Path
from typing import Any

import httpx

RECORDED = Path(__file__).parent / "recorded"
NOW = "2026-01-02T03:04:05+00:00"  # the server's time when a sequence begins
OWN = frozenset(
    {"host", "connection", "user-agent", "accept-encoding", "content-length"}
)  # httpx' of each request
PER_RUN = frozenset({"date", "server", "connection", "content-length", "transfer-encoding"})
LONG = 600  # characters of a body that is kept; of a longer one only what tells it from others

Step = dict[str, Any]  # `clock`: an instant to freeze at; `advance`: seconds; `ask`, `answer`
Sequences = list[dict[str, Any]]  # `variants`, `steps`


def read(vendor: str) -> Sequences:
    """The recorded sequences of a vendor, each of which begins with the seeded rows."""
    found: Sequences = json.loads((RECORDED / f"{vendor}.json").read_text())
    return found


def asked(request: httpx.Request) -> dict[str, Any]:
    """A request as it is kept; without what every request of httpx has."""
    headers = {
        name: value
        for name, value in request.headers.items()
        if name not in OWN and (name, value) != ("accept", "*/*")
    }
    kept = {"method": request.method, "target": request.url.raw_path.decode(), "headers": headers}
    return {**kept, **({"body": _text(request.content)} if request.content else {})}


def client() -> httpx.Client:
    """What sends the requests."""
    return httpx.Client(timeout=30, verify=False)


def replay(server: Any, sender: httpx.Client, steps: Sequence[Step]) -> Iterator[tuple[Step, Step]]:
    """Send what was asked, in order -> (step, the answer now).

    Args:
        server: A running one.
        sender: What sends them.
        steps: Of one sequence.
    """
    server.reset()
    server.clock.freeze(datetime.fromisoformat(NOW))
    origin = server.url.rstrip("/")
    for step in steps:
        if "clock" in step:
            server.clock.freeze(datetime.fromisoformat(step["clock"]))
        elif "advance" in step:
            server.clock.advance(step["advance"])
        else:
            ask = step["ask"]
            body = _bytes(ask["body"]) if "body" in ask else None
            request = sender.build_request(
                ask["method"], origin + ask["target"], headers=ask["headers"], content=body
            )
            yield step, answered(sender.send(request), origin)
    server.clock.resume()


def answered(response: httpx.Response, origin: str) -> Step:
    """An answer as it is kept: status, header fields, body; the server's own origin has a name."""
    headers: dict[str, str] = {}
    for name, value in response.headers.multi_items():
        if name not in PER_RUN:
            place = value.replace(origin, "ORIGIN")
            headers[name] = f"{headers[name]}\n{place}" if name in headers else place
    body = response.content.replace(origin.encode(), b"ORIGIN")
    digest = blake2b(body, digest_size=12).hexdigest()
    shown = _text(body) if len(body) <= LONG else f"{len(body)} bytes, {digest}"
    return {"status": response.status_code, "headers": headers, "body": shown}


def differences(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """What differs between two answers beyond the new header fields that may: one line each."""
    found = [
        f"{key}: {before[key]!r} -> {now[key]!r}" for key in ("status", "body") if before[key] != now[key]
    ]
    names = sorted(before["headers"].keys() | now["headers"].keys())
    for name in names:
        old, new = before["headers"].get(name), now["headers"].get(name)
        if old != new and not (old is None and is_new(name, now["status"])):
            found.append(f"{name}: {old!r} -> {new!r}")
    return found


def is_new(name: str, status: int) -> bool:
    """Whether a header field has been added to answers of a status since the recording, and may be there."""
    return (name, status) == ("www-authenticate", 401) or (name == "mockserver-reason" and status >= 400)


def _text(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError:
        return "base64:" + b64encode(body).decode()


def _bytes(text: str) -> bytes:
    return b64decode(text[7:]) if text.startswith("base64:") else text.encode()
