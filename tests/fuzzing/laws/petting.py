"""A document that keeps every law, and the judging of laws in this process."""

from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent

from mockserver.app import make_app
from mockserver.fuzzing.law_verdict import LawVerdict
from mockserver.fuzzing.laws import LAWS
from mockserver.fuzzing.laws.base import Law
from mockserver.fuzzing.laws.examining import LawJudge
from mockserver.fuzzing.laws.server_under_test import ServerUnderTest
from mockserver.keywords import server_options

PETS = dedent("""\
    openapi: 3.0.3
    info: {title: Pets, version: '1'}
    security: [{Key: []}]
    paths:
      /pets:
        get:
          parameters:
            - {name: page, in: query, schema: {type: integer, minimum: 1}}
            - {name: limit, in: query, schema: {type: integer, minimum: 1, maximum: 50}}
            - {name: status, in: query, schema: {type: string, enum: [free, sold]}}
            - {name: sort, in: query, schema: {type: string, enum: [name, -name]}}
          responses:
            '200':
              description: Pets.
              content:
                application/json:
                  schema:
                    type: object
                    required: [data, total]
                    properties:
                      data: {type: array, items: {$ref: '#/components/schemas/Pet'}}
                      total: {type: integer}
        post:
          requestBody: {$ref: '#/components/requestBodies/Pet'}
          responses: {'201': {$ref: '#/components/responses/Pet'}}
      /pets/{id}:
        parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
        get: {responses: {'200': {$ref: '#/components/responses/Pet'}, '404': {description: None.}}}
        patch:
          requestBody: {$ref: '#/components/requestBodies/Pet'}
          responses: {'200': {$ref: '#/components/responses/Pet'}}
        delete: {responses: {'204': {description: Gone.}}}
      /notes:
        get:
          parameters:
            - {name: cursor, in: query, schema: {type: string}}
            - {name: limit, in: query, schema: {type: integer, minimum: 1, maximum: 50}}
          responses:
            '200':
              description: Notes.
              content:
                application/json:
                  schema:
                    type: object
                    required: [items]
                    properties:
                      items: {type: array, items: {$ref: '#/components/schemas/Note'}}
                      next_cursor: {type: string, nullable: true}
        post:
          requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Note'}}}}
          responses:
            '201': {description: Made., content: {application/json: {schema: {$ref: '#/components/schemas/Note'}}}}
      /notes/{id}:
        parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
        delete: {responses: {'204': {description: Gone.}}}
    components:
      securitySchemes: {Key: {type: apiKey, in: header, name: X-Key}}
      requestBodies:
        Pet:
          required: true
          content: {application/json: {schema: {$ref: '#/components/schemas/NewPet'}}}
      responses:
        Pet: {description: A pet., content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}
      schemas:
        NewPet:
          type: object
          required: [name]
          properties:
            name: {type: string}
            status: {type: string, enum: [free, sold]}
        Pet:
          type: object
          required: [id, name, status]
          properties:
            id: {type: integer}
            name: {type: string}
            status: {type: string, enum: [free, sold]}
        Note:
          type: object
          required: [id]
          properties:
            id: {type: integer, readOnly: true}
            text: {type: string}
    """)


def judged(
    document: str | Path,
    *,
    examples: int = 12,
    seed: int = 1,
    laws: str = "",
    chosen: Mapping[str, Law] = LAWS,
    until: float | None = None,
) -> LawVerdict:
    """What becomes of the laws whose names have a text in them."""
    app = make_app(server_options([str(document)], validate_responses=True))
    (vendor,) = app.vendors.values()
    judge = LawJudge(
        ServerUnderTest(app, vendor, "test_full"), number=seed, max_examples=examples, until=until
    )
    return judge.judge({name: law for name, law in chosen.items() if laws in name})
