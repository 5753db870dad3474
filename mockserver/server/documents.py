"""Serving the documents themselves: as JSON, as YAML, and as a page to read."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

import yaml

from mockserver.contract.document import steps
from mockserver.contract.mock.block import EXTENSION
from mockserver.contract.servers import base_paths, read_servers
from mockserver.exchange import Reply, Request
from mockserver.rendering.encoding import to_json
from mockserver.server.start_page import page_of, start_page
from mockserver.server.token_endpoints import TokenEndpoints
from mockserver.server.token_plan import TokenPlan
from mockserver.server.vendor import Vendor

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{title}</title>
<link rel="stylesheet" href="docs/swagger-ui.css">
</head>
<body>
<div id="page"></div>
<script src="docs/swagger-ui-bundle.js"></script>
<script>SwaggerUIBundle({{url: "openapi.json", dom_id: "#page", deepLinking: true, validatorUrl: null}})</script>
</body>
</html>
"""
SWAGGER_UI = Path(__file__).with_name(
    "swagger_ui"
)  # Swagger UI 5.35.0, of the npm package swagger-ui-dist, unchanged
PROBLEM = {"application/problem+json": {"schema": {"type": "object"}}}
ASSETS = {"swagger-ui.css": b"text/css", "swagger-ui-bundle.js": b"text/javascript"}


class DocumentPages:
    """`/`, `/{name}/openapi.json`, `/{name}/openapi.yaml` and `/{name}/docs`."""

    def __init__(self, vendors: Mapping[str, Vendor]) -> None:
        self._vendors = vendors

    def page_at(self, request: Request) -> Reply | None:
        """The page at the request's path, None when it is another path's."""
        if request.path == b"/":
            return start_page(self._vendors, request) if request.method in {"GET", "HEAD"} else None
        segment, _, end = request.path[1:].partition(b"/")
        vendor = self._vendors.get(unquote_to_bytes(segment).decode("utf-8", "replace"))
        rest = end.decode("latin-1")
        if vendor is None or request.method not in {"GET", "HEAD"}:
            return None
        if rest == "openapi.json":
            return Reply(200, [(b"content-type", b"application/json")], to_json(_served(vendor, request)))
        if rest == "openapi.yaml":
            text = yaml.safe_dump(_served(vendor, request), sort_keys=False, allow_unicode=True)
            return Reply(200, [(b"content-type", b"application/yaml")], text.encode())
        if rest == page_of(vendor):
            page = PAGE.format(title=vendor.contract.title.replace("<", "&lt;"))
            return Reply(200, [(b"content-type", b"text/html; charset=utf-8")], page.encode())
        asset = rest.removeprefix("docs/")
        if rest != asset and asset in ASSETS:
            return Reply(200, [(b"content-type", ASSETS[asset])], _asset(asset))
        return None


def _served(vendor: Vendor, request: Request) -> dict[str, object]:
    """The document as the vendor would publish it, its `servers` pointing here (OpenAPI 3.0.3, Server Object).

    An operation that is not served says so: it declares the 501 that it answers, with the reason. One that issues
    tokens asks for none.
    """
    contract = vendor.contract
    root = f"{request.origin()}/{contract.segment}"
    served = without_mock(contract.document.data)
    for path, item in (served.get("paths") or {}).items():
        if isinstance(item, dict):
            served["paths"][path] = {
                key: {**node, "servers": here(root, node["servers"])}
                if isinstance(node, dict) and "servers" in node
                else node
                for key, node in item.items()
            } | ({"servers": here(root, item["servers"])} if "servers" in item else {})
    if vendor.tokens is not None:
        _point_schemes(vendor, vendor.tokens, served["components"]["securitySchemes"], root)
        for plan in (each for each in vendor.plans.values() if isinstance(each, TokenPlan) and each.is_open):
            node = _node(served, plan.operation.pointer)
            if node is not None:
                node["security"] = []
    for pointer, reason in vendor.unserved.items():
        _mark(served, pointer, reason)
    return {**served, "servers": here(root, contract.document.data.get("servers"))}


def _point_schemes(vendor: Vendor, tokens: TokenEndpoints, schemes: dict[str, Any], root: str) -> None:
    """Let the schemes of issued tokens say where this server issues them."""
    document = vendor.contract.document
    for name in tokens.declared.schemes:
        node = without_mock(document.resolve(document.data["components"]["securitySchemes"][name]))
        schemes[name] = tokens.pointed_here(node, vendor.contract.base_path, root)


def _node(served: dict[str, Any], pointer: str) -> dict[str, Any] | None:
    """An operation; None for one that stands elsewhere, behind a $ref of its path item."""
    node: Any = served
    for step in steps(pointer):
        node = node.get(step) if isinstance(node, dict) else None
    return node if isinstance(node, dict) else None


def _mark(served: dict[str, Any], pointer: str, reason: str) -> None:
    node = _node(served, pointer)
    if node is not None:
        said = {"description": f"Not served by this mock server: {reason}", "content": PROBLEM}
        node["responses"] = {**(node.get("responses") or {}), "501": said}


def here(root: str, servers: Any) -> list[dict[str, str]]:
    """Server Objects that lead to this server, for those of a document."""
    bases = base_paths(read_servers(servers))
    return [{"url": f"{root}{base}", "description": "this mock server"} for base in bases]


def without_mock(node: Any) -> Any:
    """`node` without `x-mock`: it speaks to this server alone, and a tool may take its words for OpenAPI's own."""
    if isinstance(node, Mapping):
        return {key: without_mock(value) for key, value in node.items() if key != EXTENSION}
    return [without_mock(value) for value in node] if isinstance(node, list) else node


@cache
def _asset(name: str) -> bytes:
    return (SWAGGER_UI / name).read_bytes()
