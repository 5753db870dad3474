"""`/`: what is served, a line of each document, the credentials and the links; as a page, or as JSON for clients."""

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from mockserver.access.credentials import headers_for
from mockserver.contract.counts import counts_of
from mockserver.exchange import Reply, Request
from mockserver.rendering.encoding import to_json
from mockserver.server.vendor import Vendor
from mockserver.validation.accept import best

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>mockserver</title>
<style>body {{font: 1em/1.5 sans-serif; margin: 2em auto; max-width: 60em}} td {{padding-right: 1em}}</style>
</head>
<body>
<h1>mockserver</h1>
{documents}
<p><a href="/__admin/">Watch and steer</a>: requests as they come, rows, stubs, faults, the clock.
<a href="/__admin/requests">What was asked</a>, <a href="/__admin/openapi.json">the control plane</a></p>
</body>
</html>
"""
DOCUMENT = """<h2>{title}</h2>
<p><code>{url}</code><br>{understood}</p>
<p><a href="{page}">Read it</a>, <a href="{document}">its document</a></p>
<table>{credentials}</table>"""
TYPES = ["application/json", "text/html"]  # the first for a client that takes anything


def start_page(vendors: Mapping[str, Vendor], request: Request) -> Reply:
    """What is served, as the client likes to read it.

    Args:
        vendors: By name.
        request: With its `Host` and `Accept`.
    """
    root = request.origin()
    found = [_about(vendor, f"{root}/{vendor.contract.segment}") for vendor in vendors.values()]
    if best(request.header("accept") or "*/*", TYPES) == "text/html":
        text = PAGE.format(documents="\n".join(map(_shown, found)))
        return Reply(200, [(b"content-type", b"text/html; charset=utf-8")], text.encode())
    links = {
        "admin": f"{root}/__admin/",
        "requests": f"{root}/__admin/requests",
        "control_plane": f"{root}/__admin/openapi.json",
    }
    return Reply(200, [(b"content-type", b"application/json")], to_json({"documents": found, **links}))


def page_of(vendor: Vendor) -> str:
    """Where a document is read, below its name: out of the way of an operation that has its place."""
    found = vendor.router.find(b"/docs", "GET")
    taken = found is not None and found[0][0].answer.operation.path == "/docs"
    return "__docs" if taken else "docs"


def _about(vendor: Vendor, url: str) -> dict[str, Any]:
    contract = vendor.contract
    return {
        "name": contract.name,
        "title": contract.title,
        "url": f"{url}{contract.base_path}",
        "understood": counts_of(contract).sentence,
        "page": f"{url}/{page_of(vendor)}",
        "document": f"{url}/openapi.json",
        "credentials": {name: headers_for(contract, who) for name, who in vendor.services.callers.items()},
    }


def _shown(about: Mapping[str, Any]) -> str:
    texts = {name: escape(text) for name, text in about.items() if isinstance(text, str)}
    return DOCUMENT.format(**texts, credentials="".join(_rows(about["credentials"])))


def _rows(credentials: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    for name, headers in credentials.items():
        sent = ", ".join(f"{header}: {value}" for header, value in headers.items())
        yield f"<tr><td>{escape(name)}</td><td><code>{escape(sent)}</code></td></tr>"
