"""What was inferred of a document as an OpenAPI Overlay.

Applied to the document with `--no-infer` it gives the same answers of operations, to the byte.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from mockserver.contract.document import steps
from mockserver.contract.inference.findings import MOCK
from mockserver.contract.mock import Block
from mockserver.contract.model import Contract, Inferred, Operation
from mockserver.rows import Steps

PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
ONE_BY_ONE = 2  # at the root, each pagination and each resource has an action of its own: `resources`, `pets`


def overlay_of(contract: Contract) -> dict[str, Any]:
    """An Overlay Object (Overlay 1.0.0, 4.4.1), whose actions tell what each value is inferred from.

    Args:
        contract: What was compiled with inference.
    """
    info = {"title": f"What is inferred of {contract.title}", "version": "1.0.0"}
    return {"overlay": "1.0.0", "info": info, "actions": list(_actions(contract))}


def _actions(contract: Contract) -> Iterator[dict[str, Any]]:
    grouped: dict[tuple[Steps, Steps], list[tuple[Steps, Inferred]]] = {}
    for value in effective(contract):
        path = tuple(steps(value.pointer))
        at = path.index(MOCK)
        own = path[at + 1 :]
        about = own[:ONE_BY_ONE] if at == 0 else ()
        grouped.setdefault((path[:at], about), []).append((own, value))
    for (holder, about), values in grouped.items():
        mock: dict[str, Any] = {}
        for own, value in values:
            _put(mock, own, value.value)
        yield {
            "target": _json_path(holder),
            "description": _evidence(values, len(about)),
            "update": {MOCK: mock},
        }


def resources_in(overlay: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The resources that such an overlay declares, by name; to be changed."""
    for action in overlay["actions"]:
        yield from action["update"][MOCK].get("resources", {}).items()


def effective(contract: Contract) -> list[Inferred]:
    """What was inferred and counts: an operation's rule loses to one that is written where operations share it."""
    lost = {pointer for operation in contract.operations for pointer in _lost(contract, operation)}
    return [value for value in contract.inferred if value.pointer not in lost]


def _lost(contract: Contract, operation: Operation) -> Iterator[str]:
    """Where values stand that were inferred for one operation, and are written for several."""
    mock = operation.mock
    for parameter in operation.parameters:
        yield from _outdone(mock.parameters.get(parameter.name), parameter.mock)
    for status, response in operation.responses.items():
        yield from _outdone(mock.responses.get(status), response.mock)
    for kind, rule in mock.errors.items():
        if any(_outdone(rule, contract.error_rule(kind, operation))):
            yield rule.pointer


def _outdone(own: Block | None, counts: Block) -> Iterator[str]:
    """Where the inferred values of an operation's block stand that are not those of the block that counts."""
    for key, origin in own.origins.items() if own is not None else ():
        if origin.reason is not None and counts.origins.get(key) != origin:
            yield origin.pointer


def _put(mock: dict[str, Any], path: Steps, value: Any) -> None:
    for step in path[:-1]:
        mock = mock.setdefault(step, {})
    mock[path[-1]] = value


def _evidence(values: list[tuple[Steps, Inferred]], skipped: int) -> str:
    """Each reason once, with the keys that it is for; that of a resource stands with the resource."""
    reasons: dict[str, list[str]] = {}
    for own, value in values:
        if own != ("resource",):
            reasons.setdefault(value.reason, []).append(".".join(own[skipped:]))
    lines = (": ".join(filter(None, (", ".join(keys), why))) for why, keys in reasons.items())
    return "\n".join(lines)


def _json_path(path: Steps) -> str:
    """A JSONPath that selects one node (RFC 9535, 2.7)."""
    return "$" + "".join(f".{step}" if PLAIN.fullmatch(step) else f"['{_quoted(step)}']" for step in path)


def _quoted(name: str) -> str:
    plain = name.replace("\\", "\\\\").replace("'", "\\'")
    return "".join(f"\\u{ord(each):04x}" if each < " " else each for each in plain)
