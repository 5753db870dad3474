"""An invented vendor with every style of paging, idempotency keys, limits, and something that is going away."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import orjson

from mockserver.coverage.collector import Collector
from mockserver.runtime.live import running
from mockserver.runtime.server import Server
from mockserver.settings import Settings
from tests.builders import HEAD

DOCUMENT = """\
servers: [{url: https://api.acme.example/v1}]
x-mock:
  resources:
    widgets: {sort: [id], on_create: {id: $uuid}}
    drafts: {on_create: {id: $uuid}}
  pagination:
    pages: {style: page, body: {data: $rows, total: $page.total, page: $page.number}}
    offsets: {style: offset, body: {data: $rows, total: $page.total}}
    bare: {style: offset, body: $rows}
    cursors: {style: cursor, body: {data: $rows, next: $page.next}}
    keys: {style: keyset, body: {data: $rows, after: $page.next, before: $page.previous}}
  limits:
    policies: {second: {rate: 1/second}}
    headers: {retry_after: Retry-After}
  idempotency: {key: $request.header.idempotency-key, ttl: 3600}
security: [{Key: []}, {Token: []}]
components:
  securitySchemes:
    Key: {type: apiKey, in: header, name: x-key}
    Token: {type: http, scheme: bearer}
  parameters:
    Number: {name: page, in: query, schema: {type: integer, minimum: 1}, x-mock: {page: number}}
    Offset: {name: skip, in: query, schema: {type: integer, minimum: 0}, x-mock: {page: offset}}
    Size: {name: size, in: query, schema: {type: integer, minimum: 1, maximum: 5, default: 2}, x-mock: {page: size}}
    Id: {name: id, in: path, required: true, schema: {type: string}}
    Idempotency: {name: Idempotency-Key, in: header, schema: {type: string}}
  responses:
    Refused:
      description: The request was refused.
      content:
        application/json:
          schema: {type: object}
          examples:
            invalid_body: {value: {code: body}}
            invalid_parameter: {value: {code: parameter}}
    NotFound:
      description: There is no such widget.
      content: {application/json: {schema: {type: object}, example: {code: missing}}}
    TooMany:
      description: Not so fast.
      content: {application/json: {schema: {type: object}, example: {code: slow}}}
  schemas:
    Widget:
      type: object
      required: [name]
      properties:
        id: {type: string, readOnly: true}
        name: {type: string, minLength: 1, maxLength: 8}
        colour: {type: string, enum: [red, blue]}
        weight: {type: integer, exclusiveMinimum: true, minimum: 0}
        parts: {type: array, maxItems: 2, items: {$ref: '#/components/schemas/Part'}}
    Part:
      type: object
      required: [sku]
      properties:
        sku: {type: string}
        note: {type: string}
        inside: {type: array, items: {$ref: '#/components/schemas/Part'}}
    Page: {type: object}
paths:
  /pages:
    get:
      operationId: listByPage
      x-mock: {behaviour: list, resource: widgets, pagination: pages, scopes: [read]}
      parameters:
        - $ref: '#/components/parameters/Number'
        - $ref: '#/components/parameters/Size'
        - {name: colour, in: query, schema: {type: string, enum: [red, blue]}, x-mock: {filter: {}}}
        - name: tags
          in: query
          schema: {type: array, minItems: 1, items: {type: string, enum: [a, b]}}
          x-mock: {no_effect: invented}
      responses: &listed
        '200': {description: A page., content: {application/json: {schema: {$ref: '#/components/schemas/Page'}}}}
        '400': {$ref: '#/components/responses/Refused'}
        '401': {description: Who is it?}
        '429': {$ref: '#/components/responses/TooMany'}
        '500': {description: Broken.}
  /offsets:
    get:
      operationId: listByOffset
      x-mock: {behaviour: list, resource: widgets, pagination: offsets}
      parameters: &offsets [{$ref: '#/components/parameters/Offset'}, {$ref: '#/components/parameters/Size'}]
      responses: *listed
  /bare:
    get:
      operationId: listBare
      x-mock: {behaviour: list, resource: widgets, pagination: bare}
      parameters: *offsets
      responses: {'200': {description: Rows., content: {application/json: {schema: {type: array}}}}}
  /cursors:
    get:
      operationId: listByCursor
      x-mock: {behaviour: list, resource: widgets, pagination: cursors}
      parameters:
        - {name: cursor, in: query, schema: {type: string}, x-mock: {page: cursor}}
        - $ref: '#/components/parameters/Size'
        - {name: colour, in: query, schema: {type: string, enum: [red, blue]}, x-mock: {filter: {}}}
      responses: *listed
  /recent:
    get:
      operationId: listRecent
      x-mock: {behaviour: list, resource: widgets, pagination: cursors}
      parameters:
        - {name: cursor, in: query, schema: {type: string}, x-mock: {page: cursor}}
        - $ref: '#/components/parameters/Size'
      responses: *listed
  /keys:
    get:
      operationId: listByKey
      x-mock: {behaviour: list, resource: widgets, pagination: keys}
      parameters:
        - {name: after, in: query, schema: {type: string}, x-mock: {page: after}}
        - {name: before, in: query, schema: {type: string}, x-mock: {page: before}}
        - $ref: '#/components/parameters/Size'
      responses: *listed
  /elsewhere:
    get:
      operationId: listElsewhere
      x-mock: {behaviour: list, resource: drafts, pagination: keys}
      parameters:
        - {name: after, in: query, schema: {type: string}, x-mock: {page: after}}
        - {name: before, in: query, schema: {type: string}, x-mock: {page: before}}
        - $ref: '#/components/parameters/Size'
      responses: *listed
  /widgets:
    post:
      operationId: createWidget
      x-mock: {behaviour: create, resource: widgets, idempotency: true, limits: [second], scopes: [write]}
      parameters: [{$ref: '#/components/parameters/Idempotency'}]
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: '#/components/schemas/Widget'}}}
      responses:
        '201':
          description: Made.
          content: {application/json: {schema: {type: object, properties: {id: {type: string}}}}}
          links:
            widget: {operationId: getWidget, parameters: {id: $response.body#/id}}
        '400': {$ref: '#/components/responses/Refused'}
        '409': {description: Another request had this key.}
        '429': {$ref: '#/components/responses/TooMany'}
        '500': {description: Broken.}
        '503': {description: Not now.}
  /widgets/{id}:
    get:
      operationId: getWidget
      x-mock: {behaviour: get, resource: widgets, limits: [second], scopes: [read]}
      parameters: [{$ref: '#/components/parameters/Id'}]
      responses:
        '200': {description: The widget., content: {application/json: {schema: {type: object}}}}
        '404': {$ref: '#/components/responses/NotFound'}
        '429': {$ref: '#/components/responses/TooMany'}
        '500': {description: Broken.}
  /orders:
    post:
      operationId: createOrder
      x-mock: {behaviour: create, resource: drafts, idempotency: {key: $request.body#/key}}
      requestBody: {content: {application/json: {schema: {type: object}}}}
      responses: &made
        '201': {description: Made., content: {application/json: {schema: {type: object}}}}
        '409': {description: Another request had this key.}
        '500': {description: Broken.}
  /asked:
    post:
      operationId: createAsked
      x-mock: {behaviour: create, resource: drafts, idempotency: {key: $request.query.key}}
      parameters: [{name: key, in: query, schema: {type: string}, x-mock: {no_effect: invented}}]
      requestBody: {content: {application/json: {schema: {type: object}}}}
      responses: *made
  /closed:
    post:
      operationId: createClosed
      x-mock: {behaviour: create, resource: drafts}
      requestBody:
        content:
          application/json:
            schema:
              type: object
              required: [name]
              properties: {name: {type: string}, colour: {type: string}}
              additionalProperties: false
      responses: {'201': {description: Made.}, '400': {$ref: '#/components/responses/Refused'}}
  /drafts:
    post:
      operationId: createDraft
      deprecated: true
      x-mock: {behaviour: create, resource: drafts}
      requestBody: {content: {application/json: {schema: {type: object}}}}
      responses:
        '201': {description: Made., content: {application/json: {schema: {type: object}}}}
        '500': {description: Broken.}
"""
ROWS = [{"id": f"w{number}", "name": f"widget {number}", "colour": "red"} for number in range(5)]


class Measured:
    """A running server with a collector that listens to it.

    Attributes:
        client: An `httpx.Client` at the vendor's base URL, as `test_full`.
    """

    def __init__(self, server: Server) -> None:
        self.server = server
        self.client = self.connect()
        self._listen()

    def _listen(self) -> None:
        self.collector = Collector([vendor.contract for vendor in self.server.app.vendors.values()])
        self.collector.listen(self.server.app.journal)
        self.server.app.reset_listeners.append(self.collector.forget)

    def begin_anew(self, transport: httpx.BaseTransport) -> None:
        """Forget all that was, and send what follows by another transport."""
        self.server.app.journal.listeners.remove(self.collector.observe)
        self.server.app.journal.forgetters.remove(self.collector.forget)
        self.server.app.reset_listeners.remove(self.collector.forget)
        self.server.reset()
        self.client.close()
        self.client = self.connect(transport=transport)
        self._listen()

    def connect(
        self, credential: str = "test_full", transport: httpx.BaseTransport | None = None
    ) -> httpx.Client:
        """A client of the invented vendor."""
        return httpx.Client(
            base_url=self.server["acme"].url, headers={"x-key": credential}, timeout=30, transport=transport
        )

    def rules(self, besides: str = "") -> list[str]:
        """The names of the rules that were broken, sorted; those not, that a credential or a namespace broke beside."""
        return sorted(
            verdict.rule
            for verdict in self.collector.verdicts
            if not besides or besides not in {verdict.caller, verdict.namespace}
        )

    def names(self, kind: str, operation: str | None = None) -> set[str]:
        """The names of the items of a kind that were met."""
        return {
            item.name
            for item in self.collector.seen
            if item.kind == kind and operation in {None, item.operation}
        }


@contextmanager
def measured(folder: Path, credentials: str = "") -> Iterator[Measured]:
    """The invented vendor on a real port, measured; `credentials` is what its credentials.yaml says."""
    fixtures = folder / "fixtures" / "acme"
    fixtures.mkdir(parents=True)
    (fixtures / "widgets.json").write_bytes(orjson.dumps({"default": ROWS}))
    if credentials:
        (fixtures / "credentials.yaml").write_text(credentials, "utf-8")
    path = folder / "acme.yaml"
    path.write_text(HEAD + DOCUMENT, "utf-8")
    with running(str(path), settings=Settings(folder, folder / "fixtures")) as server:
        found = Measured(server)
        try:
            yield found
        finally:
            found.client.close()
