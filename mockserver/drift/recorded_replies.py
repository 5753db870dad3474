"""What of a recorded reply is answered again: which replies, their fields, their bodies."""

import json
from typing import Any
from urllib.parse import urljoin, urlsplit

from mockserver.contract.media_types import essence_of
from mockserver.contract.model import Operation, is_json
from mockserver.drift.recorded_document import RecordedDocument
from mockserver.drift.recordings import Recorded

ABOUT_CALLERS = frozenset({401, 403, 407, 429})  # who called, and how often: this server says that by itself
NO_REPLY = frozenset({502, 504, 508})  # what this server answers where the upstream gave no reply
REASON = "mockserver-reason"  # the field that tells such a reply from an API's own 502
CARRIED = frozenset(
    {"location", "retry-after", "etag"}
)  # fields that say something, also where nothing declares them
PLACES = frozenset({"location", "content-location"})
OF_THE_MOMENT = frozenset({"date", "age", "set-cookie", "content-type", "content-length", "content-encoding"})


def left_for(recorded: Recorded) -> str:
    """Why a reply is not answered again; empty for one that is."""
    if recorded.status in NO_REPLY and any(name == REASON for name, _ in recorded.reply_headers):
        return "the upstream gave no reply: 502, 504 and 508 are the recording server's own"
    if recorded.broken:
        return "the upstream's reply broke off, or the client went away before its end"
    if not recorded.status or recorded.reply_body is None:
        return "the recording has no reply"
    if recorded.status in ABOUT_CALLERS:
        return "401, 403 and 429 are this server's own"
    return ""


def told_fields(operation: Operation, recorded: Recorded, document: RecordedDocument) -> dict[str, str]:
    """The header fields of a reply that a stub sends: those that are declared, and some that always say something.

    Places on the recorded server are told by their path here, so that they hold at any address.
    """
    response = operation.response(recorded.status)
    declared = {name.lower() for name in response.headers} if response is not None else set[str]()
    wanted = (declared | CARRIED) - OF_THE_MOMENT
    found = {name: value for name, value in recorded.reply_headers if name in wanted and value.isascii()}
    return found | {name: _here(found[name], recorded, document) for name in PLACES & found.keys()}


def _here(location: str, recorded: Recorded, document: RecordedDocument) -> str:
    """A place on the recorded server as its path on this one (RFC 9110, 10.2.2); one elsewhere as it is."""
    try:
        meant = urlsplit(urljoin(recorded.url, location))
    except ValueError:
        return location
    asked, contract = urlsplit(recorded.url), document.contract
    hosts = {asked.netloc.lower(), dict(recorded.headers).get("host", "").lower()}
    if not meant.netloc or (meant.netloc.lower() not in hosts and meant.hostname not in contract.hosts):
        return location
    below = document.below(meant.geturl())
    path = f"/{contract.segment}{contract.base_path}{below.decode()}" if below is not None else meant.path
    return meant._replace(scheme="", netloc="", path=path).geturl()


def recorded_body(recorded: Recorded) -> Any:
    """The body of a reply: JSON types, a text, None for none.

    Raises:
        ValueError: For what is neither.
    """
    if not recorded.reply_body:
        return None
    kind = essence_of(dict(recorded.reply_headers).get("content-type", ""))
    if is_json(kind) or not kind:
        return json.loads(recorded.reply_body)
    if "\0" in (text := recorded.reply_body.decode()):
        raise ValueError(text[:1])
    return text
