"""The configuration of Schemathesis: its defaults, and each departure from them with its reason."""

from typing import Any

from mockserver.contract.model import Contract
from mockserver.exchange import Caller


def configuration(contract: Contract, caller: Caller, report: str) -> dict[str, Any]:
    """What would stand in `schemathesis.toml`.

    Args:
        contract: The document that is fuzzed.
        caller: The credential that is sent.
        report: Where the verdict is written, as JSON.
    """
    return {
        "continue-on-failure": True,  # one failure of an operation must not hide its others
        "color": False,  # the output is kept as text
        "auth": {
            "openapi": secrets(contract, caller)
        },  # by scheme, so that it is also tried without: ignored_auth
        "cache": {"enabled": False},  # a run depends on its seed, never on the run before
        "generation": {"database": "none"},  # the same: no examples remembered from elsewhere
        "phases": {
            "examples": {"fill-missing": True},  # operations without examples get a request in this phase too
            "coverage": {
                "generate-duplicate-query-parameters": True
            },  # off by default; servers differ most here
        },
        "output": {
            "sanitization": {"enabled": False}
        },  # the credentials are no secrets, and the commands must run
        "reports": {"json": {"path": report}},
    }


def secrets(contract: Contract, caller: Caller) -> dict[str, dict[str, str]]:
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
