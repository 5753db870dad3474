"""An invented shop whose orders are events."""

from typing import Any

import httpx

from mockserver.runtime.server import Server

DOCUMENT = """
x-mock:
  resources:
    orders: {on_create: {status: open}}
    hooks: {}
  events:
    order.placed: {resource: orders, on: created, schema: '#/components/schemas/Told'}
    order.paid: {resource: orders, on: updated, changed: [status], when: {status: paid}, to: $row.callback}
    order.gone:
      {resource: orders, on: deleted, payload: {was: $before.status, wrong: 1}, schema: '#/components/schemas/Gone'}
  webhooks:
    subscriptions: {resource: hooks, events: events, secret: secret}
    headers: {X-Event: $event.name, X-Event-Id: $event.id}
    retries: [5, 60]
    timeout: 5
    signature:
      style: hmac
      header: X-Signature
      signed: '{timestamp}.{body}'
      value: 't={timestamp},v1={signature}'
paths:
  /orders:
    post:
      operationId: placeOrder
      x-mock: {behaviour: create, resource: orders}
      requestBody: {content: {application/json: {schema: {type: object}}}}
      responses:
        '201': &order
          description: ok
          content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}
  /orders/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    patch:
      operationId: changeOrder
      x-mock: {behaviour: update, resource: orders}
      requestBody: {content: {application/json: {schema: {type: object}}}}
      responses: {'200': *order}
    delete:
      operationId: dropOrder
      x-mock: {behaviour: delete, resource: orders}
      responses: {'204': {description: gone}}
  /hooks:
    post:
      operationId: addHook
      x-mock: {behaviour: create, resource: hooks}
      requestBody: {content: {application/json: {schema: {type: object}}}}
      responses: {'201': {description: ok, content: {application/json: {schema: {type: object}}}}}
components:
  schemas:
    Order:
      type: object
      properties: {id: {type: string}, status: {type: string}, note: {type: string}}
    Told:
      type: object
      required: [event, occurred_at, order]
      properties:
        event: {type: string}
        occurred_at: {type: string, format: date-time}
        order: {$ref: '#/components/schemas/Order'}
    Gone:
      type: object
      properties: {was: {type: string}, wrong: {type: string}}
"""


def ask(server: Server, method: str, path: str, body: Any = None) -> Any:
    reply = httpx.request(method, server["acme"].url + path, json=body, trust_env=False)
    assert reply.is_success, reply.text
    return reply.json() if reply.content else None
