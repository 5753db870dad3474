"""Reading recorded traffic: HAR 1.2 files, and cassettes of vcrpy and its kin."""

import json
import re
from base64 import b64decode
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import yaml

from mockserver.drift.recorded_shapes import HAR, cassette, misshapen
from mockserver.errors import LONGEST_NAME, ApiError, ErrorKind, UsageError
from mockserver.exchange.forwarded import BREAKS_OFF, CLIENT_GONE
from mockserver.printing import shortened
from mockserver.validation.codings import undone

RecordedFields = tuple[tuple[str, str], ...]
PLAIN, GZIP = (b"{", b"[", b"<"), b"\x1f\x8b"  # how bodies begin: that are not compressed, that are
BOUNDARY = re.compile(r'boundary="?([^";]+)', re.IGNORECASE)
LARGEST = 1 << 30  # bytes of a body, decompressed
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
        broken: Whether it says that not all of the reply was passed on.
    """

    method: str
    url: str
    headers: RecordedFields
    body: bytes | None
    status: int
    reply_headers: RecordedFields
    reply_body: bytes | None
    started: float = UNKNOWN_TIME
    seconds: float = 0.0
    broken: bool = False


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
    for key, schema, read in FORMS:
        if isinstance(data, dict) and key in data:
            if wrong := misshapen(data, schema):
                raise UsageError(f"{path}: this recording is damaged at {wrong}")
            return _all_of(data, key, read, path)
    raise UsageError(
        f"{path}: this is no recording: HAR 1.2 has `log.entries`, a cassette has `interactions`"
    )


def _all_of(data: Mapping[str, Any], key: str, read: Callable[[Any], Recorded], path: Path) -> list[Recorded]:
    """Every exchange of a recording, the oldest first as far as it says when they were."""
    entries = data[key]["entries"] if key == "log" else data[key]
    found = []
    for number, entry in enumerate(entries):
        try:
            found.append(read(entry))
        except (ValueError, TypeError, AttributeError) as error:
            place = f"/log/entries/{number}" if key == "log" else f"/{key}/{number}"
            why = str(error) if type(error) is ValueError else "a body is not in the form that it says"
            raise UsageError(f"{path}: this recording is damaged at {place}: {why}") from None
    return sorted(found, key=lambda each: each.started) if key == "log" else found


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
    return Recorded(
        method=request["method"].upper(),
        url=request["url"],
        headers=_har_fields(request["headers"]),
        body=_posted(request),
        status=max(0, int(response["status"])),
        reply_headers=tuple(field for field in reply_headers if field[0] != "content-encoding"),
        reply_body=_content(content),
        started=_unix_time(entry["startedDateTime"]),
        seconds=max(0.0, float(entry.get("time") or 0)) / 1000,
        broken=any(f"; {said}" in str(entry.get("comment") or "") for said in (BREAKS_OFF, CLIENT_GONE)),
    )


def _unix_time(text: str) -> float:
    """Unix time of a moment, in UTC where it names no zone.

    Raises:
        ValueError: For a text that is none.
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{shortened(text, LONGEST_NAME)!r} is no time (ISO 8601)") from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _har_fields(headers: Iterable[Mapping[str, str]]) -> RecordedFields:
    found = ((header["name"].lower(), header["value"]) for header in headers)
    return tuple(field for field in found if not field[0].startswith(":"))  # HTTP/2 writes its own there


def _posted(request: Mapping[str, Any]) -> bytes | None:
    posted = request.get("postData") or {}
    if posted.get("text"):
        text: str = posted["text"]
        return b64decode(text) if posted.get("encoding") == "base64" else text.encode()
    if posted.get("params"):
        return _form(posted["params"], _media_type(request, posted))
    return None if request.get("bodySize", 0) > 0 else b""


def _media_type(request: Mapping[str, Any], posted: Mapping[str, Any]) -> str:
    """The content type that was sent, which names the boundary of a multipart body; else that of the recorder."""
    sent = dict(_har_fields(request["headers"])).get("content-type")
    return sent or str(posted.get("mimeType", ""))


def _form(params: Iterable[Mapping[str, Any]], media_type: str) -> bytes | None:
    """The body of a form recorded as its fields (HAR 1.2, `params`); None where the content of a file is left out."""
    fields = [(pair, str(pair.get("value") or "")) for pair in params]
    if not media_type.lower().startswith("multipart/"):
        return urlencode([(pair["name"], value) for pair, value in fields]).encode()
    if any(pair.get("fileName") and "value" not in pair for pair, _ in fields):
        return None
    found = BOUNDARY.search(media_type)
    boundary = found[1].encode("latin-1") if found else b""
    body = b""
    for pair, value in fields:
        head = f'Content-Disposition: form-data; name="{pair["name"]}"'
        head += f'; filename="{pair["fileName"]}"' if pair.get("fileName") else ""
        head += f"\r\nContent-Type: {pair['contentType']}" if pair.get("contentType") else ""
        body += b"--%b\r\n%b\r\n\r\n%b\r\n" % (boundary, head.encode(), value.encode())
    return body + b"--%b--\r\n" % boundary


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
        started = _unix_time(each["recorded_at"])
    status = (
        response["status"] if "status" in response else response["status_code"]
    )  # vcrpy before 6, of httpx
    reply_body = _bytes(response.get("body") if "body" in response else response.get("content"))
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


def _fields(headers: Any) -> RecordedFields:
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
    """The body as it was before it was compressed, also where the recorder has undone that; None where it is unknown.

    Raises:
        ValueError: For a body that is damaged.
    """
    if not body or encoding in {"", "identity"} or body[:1] in PLAIN:
        return body
    if encoding in {"gzip", "x-gzip"} and body[:2] != GZIP:
        return body
    try:
        return undone(body, encoding, LARGEST)
    except ApiError as error:
        if error.kind == ErrorKind.UNSUPPORTED_MEDIA_TYPE:
            return None
        raise ValueError(f"a body is no {encoding}") from None


# What a recording has at its root, what it must be then, and what reads one exchange of it.
FORMS: tuple[tuple[str, dict[str, Any], Callable[[Any], Recorded]], ...] = (
    ("log", HAR, _entry),
    ("interactions", cassette("interactions"), _interaction),
    ("http_interactions", cassette("http_interactions"), _interaction),
)
