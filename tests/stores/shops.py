"""A shop whose state is kept: one document that has every kind of state, and servers for it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson

from mockserver.app import MockApp, create_app
from mockserver.exchange import Reply, Request
from mockserver.rendering.encoding import to_json
from mockserver.settings import Settings
from mockserver.validation.json_text import read_written_json
from tests.builders import HEAD

SHOP = (
    HEAD
    + """
components: {securitySchemes: {bearer: {type: http, scheme: bearer}}}
security: [{bearer: []}]
x-mock:
  resources:
    things:
      unique: [{fields: [name], error: conflict}]
      on_create: {id: $uuid, number: $next.100, state: open}
  idempotency: {key: $request.header.idempotency-key, ttl: 600}
  limits:
    policies: {burst: {rate: 5/minute}, steady: {rate: 8/minute, window: moving}}
    default: [burst, steady]
    headers: {remaining: X-Left}
paths:
  /things:
    get:
      x-mock: {behaviour: list, resource: things}
      responses: {'200': {description: ok, content: {application/json: {schema: {type: array, items: &row
        {type: object, properties: {id: {}, name: {}, state: {}, size: {}, number: {}}}}}}}}
    post:
      x-mock: {behaviour: create, resource: things, idempotency: true,
               transitions: [{after: 60s, set: {state: packed}}, {after: 60s, set: {state: sent}}]}
      requestBody: &body {content: {application/json: {schema:
        {type: object, properties: {name: {type: string}, size: {type: number}}}}}}
      responses: {'201': &thing {description: ok, content: {application/json: {schema: *row}}}}
  /things/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get: {x-mock: {behaviour: get, resource: things}, responses: &ok {'200': *thing}}
    patch: {x-mock: {behaviour: update, resource: things}, requestBody: *body, responses: *ok}
    delete: {x-mock: {behaviour: delete, resource: things}, responses: {'204': {description: gone}}}
"""
)
ROWS = [{"id": "a", "name": "Ann", "state": "open"}, {"id": "b", "name": "Bob", "state": "open"}]


class Shop:
    """Documents in a folder, whose servers keep their state where they are told."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.write(SHOP, ROWS)

    def write(self, document: str, rows: list[dict[str, Any]]) -> None:
        """Have another document, and other seeded rows."""
        fixtures = self.folder / "fixtures" / "shop"
        fixtures.mkdir(parents=True, exist_ok=True)
        (self.folder / "shop.yaml").write_text(document, "utf-8")
        (fixtures / "things.json").write_bytes(orjson.dumps({"default": rows}))

    def server(self, store: str, *, document: str = "shop", **options: Any) -> MockApp:
        """A server of it."""
        settings = Settings(self.folder, self.folder / "fixtures")
        return create_app([str(self.folder / f"{document}.yaml")], settings=settings, store=store, **options)


def ask(
    app: MockApp,
    method: str,
    target: str,
    body: Any = None,
    *,
    caller: str = "test_full",
    namespace: str = "",
    headers: Mapping[str, str] | None = None,
) -> Reply:
    """The reply to a request, in process."""
    sent = {b"authorization": f"Bearer {caller}".encode()}
    sent |= {name.lower().encode(): value.encode() for name, value in (headers or {}).items()}
    if body is not None:
        sent[b"content-type"] = b"application/json"
    path, _, query = f"/shop{target}".partition("?")
    payload = b"" if body is None else to_json(body)
    return app.respond(Request(method, path.encode(), query.encode(), sent, payload), namespace=namespace)


def told(reply: Reply) -> tuple[Any, ...]:
    """All that a client sees of a reply."""
    return reply.status, list(reply.headers), reply.body


def kept(app: MockApp) -> dict[str, Any]:
    """All that is kept, in each namespace, as the changes that lead to it are written."""
    from mockserver.stores.codec import LoggedChange, write_changes  # noqa: PLC0415 - as servers import it

    found = {}
    for name in app.clocks:
        shared = app.faults._states.at(name)
        changes = [LoggedChange(name, None, change) for change in shared.since_begun()]
        for vendor in app.vendors.values():
            changes += [
                LoggedChange(name, vendor.name, change)
                for change in vendor.namespaces.enter(name).since_begun()
            ]
        found[name] = sorted(map(to_json, read_written_json(write_changes(changes))))
    return {name: changes for name, changes in found.items() if changes}
