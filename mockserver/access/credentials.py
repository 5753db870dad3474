"""The credentials of a vendor: `fixtures/<vendor>/credentials.yaml`, or five that every document has."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from mockserver.access.schemes import kind_of
from mockserver.contract.document import parse
from mockserver.contract.model import Contract, SecurityScheme
from mockserver.errors import Problem, SpecError
from mockserver.exchange import Caller

# What the five test credentials may do where no fixtures say more.
TEST_CREDENTIALS: Mapping[str, Mapping[str, Any]] = {
    "test_full": {"scopes": ["*"], "roles": ["admin"]},
    "test_limited": {"scopes": [], "roles": []},
    "test_metered": {"scopes": ["*"], "roles": ["admin"], "limits": "enforced"},
    "test_exhausted": {"scopes": ["*"], "roles": ["admin"], "limits": "exhausted"},
    "test_other": {"scopes": ["*"], "roles": ["admin"], "tenant": "other"},
}
NAMESPACE = re.compile(r"[A-Za-z0-9_.-]{1,64}", re.ASCII)
LIMITS = ("none", "enforced", "exhausted")
ANONYMOUS = Caller("anonymous", roles=frozenset({"admin"}), facts={"name": "anonymous", "tenant": "default"})


def say_nothing(callers: Mapping[str, Caller]) -> bool:
    """Whether credentials are the five of every document, of which no fixtures say what they may do there."""
    return callers == DEFAULT_CALLERS


def read_callers(folder: Path | None) -> dict[str, Caller]:
    """The callers by name.

    Args:
        folder: The vendor's fixtures; None, or one without `credentials.yaml`, gives the five test credentials.

    Raises:
        SpecError: When the file is not a mapping of names to mappings, or has unknown limits.
    """
    path = folder / "credentials.yaml" if folder else None
    if path is None or not path.is_file():
        return dict(DEFAULT_CALLERS)
    data = parse(path.read_text("utf-8"), str(path))
    if not isinstance(data, dict) or not all(isinstance(entry, dict) for entry in data.values()):
        raise SpecError([Problem("", "credentials are a mapping of names to mappings", 1, str(path))])
    for name, entry in data.items():
        if entry.get("limits", "none") not in LIMITS:
            message = f"limits are one of {', '.join(LIMITS)}, not {entry['limits']!r}"
            raise SpecError([Problem(f"/{name}/limits", message, None, str(path))])
    return {name: caller(name, entry) for name, entry in data.items()}


def caller(name: str, entry: Mapping[str, Any]) -> Caller:
    """One credential out of its mapping."""
    tenant = str(entry.get("tenant", "default"))
    return Caller(
        name=name,
        tenant=tenant,
        scopes=frozenset(entry.get("scopes", ())),
        roles=frozenset(entry.get("roles", ())),
        limits=entry.get("limits", "none"),
        facts={**entry, "name": name, "tenant": tenant},
    )


def credential_named(callers: Mapping[str, Caller], value: str) -> Caller | None:
    """The credential of a key; `KEY@NAMESPACE` is that credential in a namespace of its own."""
    known = callers.get(value)
    if known is not None or "@" not in value:
        return known
    name, _, namespace = value.rpartition("@")
    found = callers.get(name)
    return replace(found, namespace=namespace) if found and NAMESPACE.fullmatch(namespace) else None


DEFAULT_CALLERS: Mapping[str, Caller] = {
    name: caller(name, entry) for name, entry in TEST_CREDENTIALS.items()
}


def value_of(scheme: SecurityScheme, who: Caller) -> str:
    """What `who` sends by a scheme."""
    return str(who.facts.get(scheme.mock.credential, who.name))


def headers_for(contract: Contract, who: Caller) -> dict[str, str]:
    """The headers that a client sends to be `who`, by the document's own security, to whichever operation.

    Schemes that are carried elsewhere than in headers are left out.
    """
    alternatives = contract.document.data.get("security") or [
        dict.fromkeys(alternative) for operation in contract.operations for alternative in operation.security
    ]
    headers: dict[str, str] = {}
    met: set[str] = set()
    for alternative in alternatives:
        headers |= _headers(contract, who, alternative)
        met |= set(alternative)
        if headers:
            break
    for (
        operation
    ) in contract.operations:  # those that ask for more, as far as no header would have two values
        if operation.security and not any(met.issuperset(each) for each in operation.security):
            headers = {**_headers(contract, who, operation.security[0]), **headers}
            met |= set(operation.security[0])
    return headers


def _headers(contract: Contract, who: Caller, schemes: Iterable[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in schemes:
        scheme = contract.schemes.get(name)
        if scheme is not None:
            found |= kind_of(scheme).headers(scheme, value_of(scheme, who))
    return found
