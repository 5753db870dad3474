"""Reading the bodies of an exchange as far as they can be read: those of refused requests, and of any reply."""

from typing import Any

import orjson

from mockserver.contract.model import is_json
from mockserver.exchange import Exchange
from mockserver.validation.json_text import read_json


def sent_body(exchange: Exchange) -> Any:
    """The body of a request as it was read; of one that was refused before, as JSON; None for anything else."""
    call, request = exchange.call, exchange.request
    if call is not None and call.sent:
        return call.body
    if not is_json(request.header("content-type") or ""):
        return None
    try:
        return read_json(request.body)
    except (ValueError, RecursionError):
        return None


def json_or_none(body: bytes) -> Any:
    """The JSON of a reply's body, None for anything else."""
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
