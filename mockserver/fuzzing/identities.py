"""Whom Schemathesis poses as."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mockserver.access.credentials import value_of
from mockserver.access.schemes import kind_of
from mockserver.contract.model import Contract, SecurityScheme
from mockserver.exchange import Caller
from mockserver.fuzzing.job import NEIGHBOUR

Schemes = Mapping[str, SecurityScheme]


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
    caller, neighbour = caller_named(callers, name), callers.get(NEIGHBOUR)
    used = {scheme for o in contract.operations for alternative in o.security for scheme in alternative}
    schemes = {name: scheme for name, scheme in contract.schemes.items() if name in used}
    fields = [kind_of(scheme).field(scheme) for scheme in schemes.values()]
    if not fields or None in fields or neighbour is None or neighbour.tenant == caller.tenant:
        secrets = {name: kind_of(scheme).secret(value_of(scheme, caller)) for name, scheme in schemes.items()}
        return {"openapi": secrets} if secrets else {}
    path = folder / "identities.json"
    path.write_text(json.dumps({"auth": [person(schemes, who) for who in (caller, neighbour)]}), "utf-8")
    return {"wfc": {"path": str(path), "peers": [caller.name, neighbour.name]}}


def caller_named(callers: Mapping[str, Caller], name: str) -> Caller:
    """The caller of a name; where there is none, the first that is never limited."""
    return callers.get(name) or next(found for found in callers.values() if found.limits == "none")


def person(schemes: Schemes, who: Caller) -> dict[str, Any]:
    """Somebody with the headers of every scheme: operations may ask for different ones."""
    headers: dict[str, str] = {}
    for scheme in schemes.values():
        headers |= kind_of(scheme).headers(scheme, value_of(scheme, who))
    return {
        "name": who.name,
        "fixedHeaders": [{"name": name, "value": value} for name, value in headers.items()],
    }
