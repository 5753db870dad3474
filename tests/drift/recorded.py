"""Recordings of an invented vendor: HAR files, cassettes, and what is found in them."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from mockserver.drift.check import Checked, check_recordings
from tests.builders import compiled
from tests.coverage.acme import DOCUMENT

CONTRACT = compiled(DOCUMENT)
HOST = "https://api.acme.example/v1"
JSON = "application/json; charset=utf-8"


def entry(
    method: str,
    url: str,
    status: int,
    body: Any,
    *,
    sent: Any = None,
    at: int = 0,
    headers: Mapping[str, str] = {},
) -> dict[str, Any]:
    """One entry of a HAR file, `at` seconds after the first."""
    given = {"content-type": "application/json", ":authority": "api.acme.example", "x-key": "***"}
    request: dict[str, Any] = {"method": method, "url": url, "headers": pairs(given)}
    if sent is not None:
        request["postData"] = {"mimeType": "application/json", "text": json.dumps(sent)}
    content = {"mimeType": JSON, "text": json.dumps(body), "size": 1}
    return {
        "startedDateTime": f"2026-01-01T00:00:{at:02}.000Z",
        "time": 12,
        "request": request,
        "response": {
            "status": status,
            "headers": pairs({"Content-Type": JSON, **headers}),
            "content": content,
        },
    }


def pairs(headers: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in headers.items()]


def har(folder: Path, *entries: dict[str, Any]) -> Path:
    path = folder / "recorded.har"
    path.write_text(json.dumps({"log": {"version": "1.2", "entries": entries}}), "utf-8")
    return path


def judged(folder: Path, *entries: dict[str, Any]) -> Checked:
    return check_recordings([har(folder, *entries)], [CONTRACT])


def rules(checked: Checked) -> list[str]:
    return sorted(verdict.rule for verdict in checked.run.verdicts)


def names(checked: Checked, kind: str) -> set[str]:
    return {name for _, found, _, name in checked.run.seen if found == kind}


def page(*rows: int, total: int = 3, number: int = 1) -> dict[str, Any]:
    return {"data": [{"name": f"w{row}"} for row in rows], "total": total, "page": number}


def cassette(folder: Path, *interactions: dict[str, Any]) -> Path:
    path = folder / "cassette.yaml"
    path.write_text(yaml.safe_dump({"version": 1, "interactions": interactions}), "utf-8")
    return path


def interaction(body: Any, *, sent: Any = None, status: int = 201) -> dict[str, Any]:
    return {
        "request": {
            "body": sent,
            "headers": {"Content-Type": ["application/json"]},
            "method": "POST",
            "uri": f"{HOST}/widgets",
        },
        "response": {
            "body": {"string": body},
            "headers": {
                "Content-Type": [JSON],
                "Content-Encoding": ["gzip"] if isinstance(body, bytes) else [],
            },
            "status": {"code": status, "message": ""},
        },
    }
