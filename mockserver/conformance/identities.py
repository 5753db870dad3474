"""Whom Schemathesis poses as."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mockserver.auth.credentials import headers_for
from mockserver.conformance.job import NEIGHBOUR
from mockserver.contract.model import Contract
from mockserver.exchange import Caller


def identities(contract: Contract, callers: Mapping[str, Caller], name: str, folder: Path) -> dict[str, Any]:
    """The `auth` section of a configuration.

    A caller and a neighbour of another tenant, whose rows must stay apart, where the document's credentials are carried
    in headers; the caller alone elsewhere.

    Args:
        contract: The document.
        callers: Its credentials.
        name: The caller's name; where there is none, the first that is never limited takes its place.
        folder: Where the file is written that names both (Web Fuzzing Commons' format).
    """
    unlimited = (found for found in callers.values() if found.limits == "none")
    caller, neighbour = callers.get(name) or next(unlimited), callers.get(NEIGHBOUR)
    if neighbour is None or neighbour.tenant == caller.tenant or not headers_for(contract, caller):
        secrets = secrets_of(contract, caller)
        return {"openapi": secrets} if secrets else {}
    people = [{"name": who.name, "fixedHeaders": headers(contract, who)} for who in (caller, neighbour)]
    path = folder / "identities.json"
    path.write_text(json.dumps({"auth": people}), "utf-8")
    return {"wfc": {"path": str(path), "peers": [caller.name, neighbour.name]}}


def headers(contract: Contract, who: Caller) -> list[dict[str, str]]:
    """The headers that make a client somebody."""
    return [{"name": name, "value": value} for name, value in headers_for(contract, who).items()]


def secrets_of(contract: Contract, caller: Caller) -> dict[str, dict[str, str]]:
    """For each security scheme of a document, what a client sends to be `caller`."""
    found: dict[str, dict[str, str]] = {}
    for name, scheme in contract.schemes.items():
        member = scheme.get("x-mock", {}).get("credential", "name")
        value = str(caller.facts.get(member, caller.name))
        if scheme.get("type") == "apiKey":
            found[name] = {"api_key": value}
        elif str(scheme.get("scheme")).lower() == "basic":
            found[name] = {"username": value, "password": value}
        else:
            found[name] = {"bearer": value}
    return found
