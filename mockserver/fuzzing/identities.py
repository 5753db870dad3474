"""Whom Schemathesis poses as."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mockserver.contract.model import Contract
from mockserver.exchange import Caller
from mockserver.fuzzing.job import NEIGHBOUR

Schemes = Mapping[str, Mapping[str, Any]]


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
    used = {scheme for o in contract.operations for alternative in o.security for scheme in alternative}
    schemes = {name: scheme for name, scheme in contract.schemes.items() if name in used}
    fields = [field_of(scheme) for scheme in schemes.values()]
    if not fields or None in fields or neighbour is None or neighbour.tenant == caller.tenant:
        secrets = {name: secret_of(scheme, caller) for name, scheme in schemes.items()}
        return {"openapi": secrets} if secrets else {}
    path = folder / "identities.json"
    path.write_text(json.dumps({"auth": [person(schemes, who) for who in (caller, neighbour)]}), "utf-8")
    return {"wfc": {"path": str(path), "peers": [caller.name, neighbour.name]}}


def person(schemes: Schemes, who: Caller) -> dict[str, Any]:
    """Somebody with the headers of every scheme: operations may ask for different ones."""
    headers = {}
    for scheme in schemes.values():
        (secret,) = secret_of(scheme, who).values()
        headers[str(field_of(scheme))] = secret if scheme["type"] == "apiKey" else f"Bearer {secret}"
    return {
        "name": who.name,
        "fixedHeaders": [{"name": name, "value": value} for name, value in headers.items()],
    }


def field_of(scheme: Mapping[str, Any]) -> str | None:
    """The header that carries a scheme's key or token as it is, None for another place or form."""
    if scheme.get("type") == "apiKey":
        return str(scheme["name"]) if scheme["in"] == "header" else None
    return None if is_basic(scheme) else "Authorization"


def secret_of(scheme: Mapping[str, Any], caller: Caller) -> dict[str, str]:
    """What a client sends by a security scheme to be `caller`, in Schemathesis' words."""
    value = str(caller.facts.get(scheme.get("x-mock", {}).get("credential", "name"), caller.name))
    if scheme.get("type") == "apiKey":
        return {"api_key": value}
    return {"username": value, "password": value} if is_basic(scheme) else {"bearer": value}


def is_basic(scheme: Mapping[str, Any]) -> bool:
    """Whether a scheme sends a name and a password (RFC 7617)."""
    return str(scheme.get("scheme")).lower() == "basic"
