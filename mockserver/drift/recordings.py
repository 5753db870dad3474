"""Reading recorded traffic: HAR 1.2 files, and cassettes of vcrpy and its kin."""

import gzip
import json
import zlib
from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import yaml

from mockserver.errors import UsageError

Fields = tuple[tuple[str, str], ...]
UNKNOWN_TIME = 0.0  # cassettes do not say when


@dataclass(frozen=True, slots=True)
class Recorded:
    """One recorded request, with its reply.

    Attributes:
        body: None where the recording leaves it out.
        status: 0 for a request that got no reply.
        reply_body: None where the recording leaves it out.
        started: Unix time, `UNKNOWN_TIME` where the recording does not say.
        seconds: How long it took, as far as the recording says.
    """

    method: str
    url: str
    headers: Fields
    body: bytes | None
    status: int
    reply_headers: Fields
    reply_body: bytes | None
    started: float = UNKNOWN_TIME
    seconds: float = 0.0


def read_recording(path: Path) -> list[Recorded]:
    """The exchanges of a recording, in order.

    Raises:
        UsageError: When the file cannot be read, or is no recording of a known form.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from None
    data = _parse(raw, path)
    try:
        if isinstance(data, dict) and isinstance(data.get("log"), dict):
            return sorted((_entry(entry) for entry in data["log"]["entries"]), key=lambda each: each.started)
        for key in ("interactions", "http_interactions"):
            if isinstance(data, dict) and isinstance(data.get(key), list):
                return [_interaction(each) for each in data[key]]
    except (KeyError, TypeError, ValueError, AttributeError, Base64Error, zlib.error, EOFError) as error:
        raise UsageError(f"{path}: this recording is damaged: {error!r}") from None
    raise UsageError(
        f"{path}: this is no recording: HAR 1.2 has `log.entries`, a cassette has `interactions`"
    )


def _parse(raw: bytes, path: Path) -> Any:
    try:
        text = raw.decode("utf-8-sig")
        if text.lstrip()[:1] == "{":
            return json.loads(text)
        return yaml.load(text, yaml.CSafeLoader)
    except (UnicodeDecodeError, json.JSONDecodeError, yaml.YAMLError, RecursionError) as error:
        reason = str(error).partition("\n")[0]
        raise UsageError(f"{path}: neither JSON nor YAML can be read from it: {reason}") from None


def _entry(entry: Mapping[str, Any]) -> Recorded:
    """One entry of a HAR file (HAR 1.2, `entries`)."""
    request, response = entry["request"], entry["response"]
    reply_headers, content = _har_fields(response["headers"]), response.get("content") or {}
    if content.get("mimeType") and not any(name == "content-type" for name, _ in reply_headers):
        reply_headers += (("content-type", content["mimeType"]),)
    started = datetime.fromisoformat(entry["startedDateTime"])
    return Recorded(
        method=request["method"].upper(),
        url=request["url"],
        headers=_har_fields(request["headers"]),
        body=_posted(request),
        status=max(0, int(response["status"])),
        reply_headers=tuple(field for field in reply_headers if field[0] != "content-encoding"),
        reply_body=_content(content),
        started=(started if started.tzinfo else started.replace(tzinfo=UTC)).timestamp(),
        seconds=max(0.0, float(entry.get("time") or 0)) / 1000,
    )


def _har_fields(headers: Iterable[Mapping[str, str]]) -> Fields:
    found = ((header["name"].lower(), header["value"]) for header in headers)
    return tuple(field for field in found if not field[0].startswith(":"))  # HTTP/2 writes its own there


def _posted(request: Mapping[str, Any]) -> bytes | None:
    posted = request.get("postData") or {}
    if posted.get("text"):
        text: str = posted["text"]
        return b64decode(text) if posted.get("encoding") == "base64" else text.encode()
    if posted.get("params"):
        return urlencode([(pair["name"], pair.get("value") or "") for pair in posted["params"]]).encode()
    return None if request.get("bodySize", 0) > 0 else b""


def _content(content: Mapping[str, Any]) -> bytes | None:
    if "text" not in content:
        return None if content.get("size", 0) > 0 else b""
    text: str = content["text"]
    return b64decode(text) if content.get("encoding") == "base64" else text.encode()


def _interaction(each: Mapping[str, Any]) -> Recorded:
    """One interaction of a cassette."""
    request, response = each["request"], each["response"]
    reply_headers, started = _fields(response.get("headers")), UNKNOWN_TIME
    if isinstance(each.get("recorded_at"), str):
        moment = datetime.fromisoformat(each["recorded_at"])
        started = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    status = response["status"]
    reply_body = _bytes(response.get("body"))
    return Recorded(
        method=str(request["method"]).upper(),
        url=str(request["uri"]),
        headers=_fields(request.get("headers")),
        body=_bytes(request.get("body")),
        status=int(status["code"] if isinstance(status, Mapping) else status),
        reply_headers=tuple(field for field in reply_headers if field[0] != "content-encoding"),
        reply_body=_decompressed(reply_body, dict(reply_headers).get("content-encoding", "")),
        started=started,
    )


def _fields(headers: Any) -> Fields:
    """Header fields: values alone, or in lists."""
    found: list[tuple[str, str]] = []
    for name, values in (headers or {}).items():
        found += [
            (str(name).lower(), _text(value)) for value in (values if isinstance(values, list) else [values])
        ]
    return tuple(found)


def _text(value: Any) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


def _bytes(body: Any) -> bytes:
    """A body: text, bytes, nothing, or an object that holds one of them."""
    if isinstance(body, Mapping):
        if body.get("base64_string"):
            return b64decode(body["base64_string"])
        body = body.get("string")
    if body is None:
        return b""
    return body if isinstance(body, bytes) else str(body).encode()


def _decompressed(body: bytes, encoding: str) -> bytes | None:
    """The body as it was before it was compressed; None where it cannot be had."""
    if not body or encoding in {"", "identity"}:
        return body
    if encoding == "gzip":
        return gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body
    if encoding == "deflate":
        return zlib.decompress(body)
    return (
        body if body[:1] in b"{[" else None
    )  # a form that we do not read, or one that the recorder has undone
