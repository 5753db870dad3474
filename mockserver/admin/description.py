"""The control plane as an OpenAPI document, beside the vendors' documents: `/__admin/openapi.json`."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from mockserver.contract.document import parse
from mockserver.faults import stub
from mockserver.faults.fault import SCHEMA

NAMESPACE = {"$ref": "#/components/schemas/Namespace"}
KEPT = {"id": {"type": "string"}, "hits": {"type": "integer", "minimum": 0}}


def description(served: Iterable[str]) -> dict[str, Any]:
    """The document.

    Args:
        served: The names of the vendors.
    """
    path = Path(__file__).with_name("openapi.yaml")
    document: dict[str, Any] = parse(path.read_text("utf-8"), str(path))
    members, stubbed = SCHEMA["properties"], stub.SCHEMA["properties"]
    vendor = {"enum": list(served)}
    document["components"]["schemas"] |= {
        "VendorName": vendor,
        "NewFault": SCHEMA | {"properties": members | {"namespace": NAMESPACE, "vendor": vendor}},
        "Fault": {
            "type": "object",
            "required": ["id", "hits"],
            "properties": members | KEPT,
        },
        "NewStub": stub.SCHEMA | {"properties": stubbed | {"namespace": NAMESPACE, "vendor": vendor}},
        "Stub": {"type": "object", "required": ["id", "hits"], "properties": stubbed | KEPT},
    }
    return document
