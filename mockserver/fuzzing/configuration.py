"""The configuration of Schemathesis: its defaults, and each departure from them with its reason."""

from collections.abc import Mapping
from typing import Any


def configuration(auth: Mapping[str, Any], report: str) -> dict[str, Any]:
    """What would stand in `schemathesis.toml`.

    Args:
        auth: Whom Schemathesis poses as (see `identities`).
        report: Where the verdict is written, as JSON.
    """
    return {
        "continue-on-failure": True,  # one failure of an operation must not hide its others
        "color": False,  # the output is kept as text
        "auth": dict(auth),  # no plain headers: then `ignored_auth` would not try to leave them out
        "cache": {"enabled": False},  # a run depends on its seed, never on the run before
        # An operation without parameters has few wrong requests, or none: nothing that a user could mend.
        "suppress-health-check": ["filter_too_much"],
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
