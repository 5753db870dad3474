"""Path templates: the names in them, and which of those may stand for several segments.

OpenAPI has one segment for each template. Documents say otherwise by operators of URI templates (RFC 6570: `{+name}`,
`{name*}`), by `allowReserved` (OpenAPI 3.2) and extensions that are like it, by a pattern with a slash in it, or by a
last template that is a path.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from mockserver.contract.document import Document

TEMPLATE = re.compile(r"\{([^{}]+)\}")
OPERATORS = "+*#/"
SAYING = (
    "allowReserved",
    "x-multi-segment",
    "x-ms-skip-url-encoding",
)  # of a parameter: its slashes are sent as such
CLASSES = re.compile(r"\[[^\]]*\]")  # in a pattern: `[^/]` is about slashes that there are not


def without_operators(path: str) -> str:
    """A path whose templates are names alone."""
    return TEMPLATE.sub(lambda found: "{" + bare(found[1]) + "}", path)


def bare(name: str) -> str:
    """The name in a template, without an operator before or behind it."""
    return name.strip(OPERATORS) or name


def spans(path: str, parameter: Mapping[str, Any], schema: Any) -> bool:
    """Whether the value of a path parameter may be several segments.

    Args:
        path: The key of its path.
        parameter: Its Parameter Object.
        schema: Its schema, `$ref`s followed.
    """
    name = str(parameter.get("name"))
    written = next((each for each in TEMPLATE.findall(path) if bare(each) == name), name)
    if written != name or any(parameter.get(key) is True for key in SAYING):
        return True
    pattern = schema.get("pattern") if isinstance(schema, Mapping) else None
    if isinstance(pattern, str) and "/" in CLASSES.sub("", pattern):
        return True
    return path.endswith("{" + name + "}") and name.lower().replace("_", "").endswith("path")


def spanning(document: Document, path: str, owners: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    """The names in a path whose values may be several segments.

    Args:
        document: Where references lead.
        path: Its key.
        owners: The path item and the operation, which may both have parameters.
    """
    nodes = [document.resolve(raw) for owner in owners for raw in owner.get("parameters") or ()]
    return frozenset(
        node["name"]
        for node in nodes
        if node.get("in") == "path" and spans(path, node, document.resolve(node.get("schema") or {}))
    )
