"""What the control plane shows of documents, and of what was asked, that rooms above it know."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import orjson
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from mockserver.access.credentials import headers_for
from mockserver.admin.controlled import Controlled, ControlledVendor, Teller
from mockserver.admin.entries import Numbered
from mockserver.admin.inputs import check_names, whole_number
from mockserver.bounds import quoted_value
from mockserver.errors import hint

LAST_LINE = 10_000_000  # that may be asked for
AROUND = 400  # lines shown before and after at most


class Understood:
    """One method for each route."""

    def __init__(self, app: Controlled) -> None:
        self._app = app

    async def vendors(self, request: Request) -> Response:
        """What is served."""
        root = f"{request.url.scheme}://{request.url.netloc}"
        found = [await run_in_threadpool(self._told, each, root) for each in self._app.vendors.values()]
        return Response(orjson.dumps({"vendors": found}), media_type="application/json")

    def _told(self, vendor: ControlledVendor, root: str) -> dict[str, Any]:
        contract = vendor.contract
        policies = contract.mock.limits.policies
        return {
            "name": contract.name,
            "title": contract.title,
            "url": f"{root}/{contract.segment}{contract.base_path}",
            "upstream": self._app.options.upstreams.get(contract.name),
            "operations": [{"id": o.id, "method": o.method, "path": o.path} for o in contract.operations],
            "resources": vendor.state.counts(),
            "keys": {name: contract.key_of(name) for name in contract.mock.resources},
            "limits": [
                {"name": name, "rate": each.rate, "window": each.window} for name, each in policies.items()
            ],
            "credentials": list(vendor.services.callers),
            "headers": {
                name: headers_for(contract, caller) for name, caller in vendor.services.callers.items()
            },
            "variants": {
                "offered": {name: found.description for name, found in contract.mock.variants.items()},
                "on": list(self._app.options.variants.get(contract.name, ())),
            },
        }

    async def har(self, newest_first: Sequence[Numbered]) -> Response:
        """Entries of the journal as HAR."""
        text = await run_in_threadpool(self._teller().har, newest_first[::-1])
        return Response(text.encode("utf-8", "backslashreplace"), media_type="application/json")

    async def explanation(self, request: Request) -> Response:
        """What was understood of a document, from what, and what is left open."""
        check_names("parameter", request.query_params, ())
        name = self._vendor(request).contract.name
        found = await run_in_threadpool(self._teller().explanation, name)
        return Response(orjson.dumps(found), media_type="application/json")

    async def source(self, request: Request) -> Response:
        """Lines of a document, as they are written: those around one."""
        query = request.query_params
        check_names("parameter", query, ("file", "line", "around"))
        document = self._vendor(request).contract.document
        texts = {text.source: text.text for text in document.texts.values()}
        file = query.get("file", document.source)
        if file not in texts:
            raise HTTPException(404, f"{quoted_value(file)} is no file of it; {hint(file, texts, 'files')}")
        lines = await run_in_threadpool(_lines, file, texts[file])
        line = whole_number(query, "line", LAST_LINE) or 1
        around = whole_number(query, "around", AROUND)
        first = max(1, line - (20 if around is None else around))
        shown = lines[first - 1 : line + (20 if around is None else around)]
        told = {"file": file, "line": line, "first": first, "total": len(lines), "lines": shown}
        return Response(orjson.dumps(told), media_type="application/json")

    def _vendor(self, request: Request) -> ControlledVendor:
        """The vendor that a path names.

        Raises:
            HTTPException: 404 for one that is not served.
        """
        name, vendors = request.path_params["vendor"], self._app.vendors
        if name not in vendors:
            raise HTTPException(
                404, f"no vendor {quoted_value(name)} is served; {hint(name, vendors, 'vendors')}"
            )
        return vendors[name]

    def _teller(self) -> Teller:
        """What knows more.

        Raises:
            HTTPException: 404 where nothing does: in an application that no command of ours serves.
        """
        if self._app.telling is None:
            raise HTTPException(
                404, "nothing tells of it here; mockserver serve does, and mockserver.running()"
            )
        return self._app.telling


def _lines(file: str, text: str) -> list[str]:
    """The lines of a text; of one that is not kept, those of its file as it is now."""
    if not text and Path(file).is_file():
        text = Path(file).read_text("utf-8", "replace")
    return text.encode("utf-8", "replace").decode().splitlines()
