"""The control plane as an OpenAPI document, beside the vendors' documents: `/__admin/openapi.json`."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from mockserver.contract.document import parse
from mockserver.faults.fault import SCHEMA

NAMESPACE = {"$ref": "#/components/schemas/Namespace"}


def description(served: Iterable[str]) -> dict[str, Any]:
    """The document.

    Args:
        served: The names of the vendors.
    """
    path = Path(__file__).with_name("openapi.yaml")
    document: dict[str, Any] = parse(path.read_text("utf-8"), str(path))
    members = SCHEMA["properties"]
    vendor = {"enum": list(served)}
    document["components"]["schemas"] |= {
        "VendorName": vendor,
        "NewFault": SCHEMA | {"properties": members | {"namespace": NAMESPACE, "vendor": vendor}},
        "Fault": {
            "type": "object",
            "required": ["id", "hits"],
            "properties": members | {"id": {"type": "string"}, "hits": {"type": "integer", "minimum": 0}},
        },
    }
    return document
