"""The yardstick: a bare ASGI application under uvicorn that sends the very bytes that a file holds.

Usage: bare.py PORT REPLY, where REPLY is a JSON file with `status`, `headers` (pairs) and `body`.
"""

import json
import sys
from pathlib import Path
from typing import Any

import uvicorn


def application(reply: dict[str, Any]) -> Any:
    """An application that reads a request to its end and answers with `reply`."""
    headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in reply["headers"]]
    start = {"type": "http.response.start", "status": reply["status"], "headers": headers}
    body = {"type": "http.response.body", "body": reply["body"].encode()}

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["method"] == "POST":
            while (await receive()).get("more_body"):
                pass
        await send(start)
        await send(body)

    return app


if __name__ == "__main__":
    uvicorn.run(
        application(json.loads(Path(sys.argv[2]).read_text("utf-8"))),
        host="127.0.0.1",
        port=int(sys.argv[1]),
        lifespan="off",
        access_log=False,
        log_level="warning",
        date_header=False,
        server_header=False,
    )
