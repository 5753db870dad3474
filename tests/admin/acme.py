"""A document and calls, for the tests of the control plane."""

from collections.abc import Callable

import httpx

ACME = """\
openapi: 3.0.3
info: {title: Acme, version: "1"}
servers: [{url: https://api.acme.test/v1}]
security: [{Key: []}]
x-mock:
  parameters: {undeclared: refuse}
  resources: {things: {on_create: {id: $uuid, made: $now}}}
  messages: {minimum: "no less than {limit}"}
  variants:
    loud: {description: The title shouts., actions: [{target: $.info, update: {title: ACME}}]}
paths:
  /things:
    get:
      operationId: listThings
      x-mock: {behaviour: list, resource: things}
      parameters:
        - {name: limit, in: query, schema: {type: integer, minimum: 1}, x-mock: {no_effect: a test}}
      responses:
        "200": {description: Things., content: {application/json: {schema: {type: array, items: {}}}}}
    post:
      operationId: createThing
      x-mock: {behaviour: create, resource: things}
      requestBody: {content: {application/json: {schema: {type: object, properties: {name: {type: string}}}}}}
      responses:
        "201": {description: The thing., content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}
components:
  schemas:
    Thing: {type: object, properties: {id: {type: string}, name: {type: string}, made: {type: string}}}
  securitySchemes: {Key: {type: apiKey, in: header, name: key}}
"""


Ask = Callable[..., httpx.Response]
