"""What a recording has to be: the parts of HAR 1.2 and of cassettes that are read, as JSON Schema."""

from collections.abc import Mapping
from typing import Any

import jsonschema_rs

from mockserver.contract.document import escape

TEXT = {"type": ["string", "null"]}
NUMBER = {"type": ["number", "null"]}
STATUS = {"type": ["integer", "string"], "pattern": "^-?[0-9]+$"}
OBJECT = {"type": ["object", "null"]}


def _object(required: tuple[str, ...] = (), **members: Any) -> dict[str, Any]:
    return {"type": "object", "required": [*required], "properties": members}


def _list(items: Any) -> dict[str, Any]:
    return {"type": "array", "items": items}


HEADERS = _list(_object(("name", "value"), name={"type": "string"}, value={"type": "string"}))
FIELD = _object(("name",), name={"type": "string"}, value=TEXT, fileName=TEXT, contentType=TEXT)
CONTENT = {**_object(text=TEXT, mimeType=TEXT, encoding=TEXT, size=NUMBER), **OBJECT}
POSTED = {**_object(text=TEXT, mimeType=TEXT, params={**_list(FIELD), "type": ["array", "null"]}), **OBJECT}
REQUEST = _object(
    ("method", "url", "headers"), method={"type": "string"}, url={"type": "string"}, headers=HEADERS,
    postData=POSTED, bodySize=NUMBER,
)  # fmt: skip
ENTRY = _object(
    ("startedDateTime", "request", "response"),
    startedDateTime={"type": "string"},
    time=NUMBER,
    request=REQUEST,
    response=_object(("status", "headers"), status=STATUS, headers=HEADERS, content=CONTENT),
)
HAR = _object(("log",), log=_object(("entries",), entries=_list(ENTRY)))
REPLY = {
    **_object(status={**STATUS, "type": ["integer", "string", "object"]}, status_code=STATUS, headers=OBJECT),
    "if": {"not": {"required": ["status_code"]}},
    "then": {"required": ["status"]},
}
INTERACTION = _object(
    ("request", "response"), request=_object(("method", "uri"), headers=OBJECT), response=REPLY
)


def cassette(key: str) -> dict[str, Any]:
    """The schema of a cassette that has its interactions under a key."""
    return _object((key,), **{key: _list(INTERACTION)})


def misshapen(data: Any, schema: dict[str, Any]) -> str:
    """The first place at which a recording is none, and why; empty where it is one."""
    validator = jsonschema_rs.Draft202012Validator(schema, mask="what is there")
    for error in validator.iter_errors(_as_json(data)):
        pointer = "".join(f"/{escape(str(step))}" for step in error.instance_path)
        return f"{pointer or 'its root'}: {error.message}"
    return ""


def _as_json(data: Any) -> Any:
    """What YAML has read, in types of JSON: bytes and dates are texts."""
    if isinstance(data, Mapping):
        return {str(name): _as_json(value) for name, value in data.items()}
    if isinstance(data, list):
        return [_as_json(each) for each in data]
    return data if data is None or isinstance(data, str | int | float) else ""
