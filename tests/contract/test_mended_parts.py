"""Operations, parameters, responses, ... with faults: each costs the smallest thing that holds it."""

from typing import Any

import pytest

from tests.contract.mended import GONE, check, document

OK = "responses: {'200': {description: ok}}"
GET = "/paths/~1a/get"
Q = "{name: q, in: query, schema: {type: string}}"
PARTS = {  # version, text, pointer, what stands there, what is said
    "title of an operation": (
        "3.0.3", f"paths: {{/a: {{get: {{title: T, {OK}}}}}}}", f"{GET}/title", "T",
        "no key 'title'",
    ),
    "key with a comma": (
        "3.0.3", f"paths: {{/a: {{get: {{summary: one, two, {OK}}}}}}}", f"{GET}/two", None,
        "was this a text with a comma",
    ),
    "status in lower case": (
        "3.0.3", "paths: {/a: {get: {responses: {4xx: {description: x}}}}}", f"{GET}/responses",
        {"4XX": {"description": "x"}}, "read as '4XX'",
    ),
    "default in capitals": (
        "3.0.3", "paths: {/a: {get: {responses: {Default: {description: x}}}}}", f"{GET}/responses",
        {"default": {"description": "x"}}, "read as 'default'",
    ),
    "no status": (
        "3.0.3", "paths: {/a: {get: {responses: {'600': {description: x}, ok: {}}}}}", f"{GET}/responses", {},
        "it is no status; left out",
    ),
    "status twice": (
        "3.0.3", "paths: {/a: {get: {responses: {4xx: {description: x}, 4XX: {description: y}}}}}",
        f"{GET}/responses", {"4XX": {"description": "y"}}, "left out",
    ),
    "response without description": (
        "3.1.0", "paths: {/a: {get: {responses: {'200': {}}}}}", f"{GET}/responses/200", {},
        '"description" is a required property',
    ),
    "response of nothing": (
        "3.0.3", "paths: {/a: {get: {responses: {'200': null}}}}", f"{GET}/responses/200", {}, "read as {}",
    ),
    "response as text": (
        "3.0.3", "paths: {/a: {get: {responses: {'200': Fine.}}}}", f"{GET}/responses/200",
        {"description": "Fine."}, "read as its description",
    ),
    "media type under a response": (
        "3.0.3",
        "paths: {/a: {get: {responses: {'200': {description: x, application/json: {schema: {type: int}}}}}}}",
        f"{GET}/responses/200",
        {"description": "x", "content": {"application/json": {"schema": {"type": "integer"}}}},
        "it is read as `content`",
    ),
    "schema under a response": (
        "3.0.3", "paths: {/a: {get: {responses: {'200': {description: x, schema: {type: string}}}}}}",
        f"{GET}/responses/200/content/application~1json/schema", {"type": "string"}, "a response has `content`",
    ),
    "media type without a slash": (
        "3.0.3", "paths: {/a: {get: {responses: {'200': {description: x, content: {json: {schema: {type: int}}}}}}}}",
        f"{GET}/responses/200/content", {"application/json": {"schema": {"type": "integer"}}},
        "read as 'application/json'",
    ),
    "several media types in one": (
        "3.0.3",
        f"paths: {{/a: {{get: {{requestBody: {{content: {{'a/b, a/c': {{}}, a/c: {{example: 1}}}}}}, {OK}}}}}}}",
        f"{GET}/requestBody/content", {"a/b": {}, "a/c": {"example": 1}}, "read as 'a/b' and 'a/c'",
    ),
    "no media type": (
        "3.0.3", "paths: {/a: {get: {responses: {'200': {description: x, content: {wibble: {}}}}}}}",
        f"{GET}/responses/200/content", {}, "'wibble' is no media type; left out",
    ),
    "media type of nothing": (
        "3.0.3", "paths: {/a: {get: {responses: {'200': {description: x, content: {a/b: null}}}}}}",
        f"{GET}/responses/200/content/a~1b", {}, "read as {}",
    ),
    "no responses": ("3.0.3", "paths: {/a: {get: {}}}", GET, {}, '"responses" is a required property'),
    "responses of a list": ("3.0.3", "paths: {/a: {get: {responses: [1]}}}", f"{GET}/responses", {}, "read as {}"),
    "header without schema": (
        "3.0.3", "paths: {/a: {get: {responses: {'200': {description: x, headers: {X-A: {}}}}}}}",
        f"{GET}/responses/200/headers/X-A", {"schema": {}}, '"schema" is a required property',
    ),
    "type of a header": (
        "3.0.3", "paths: {/a: {get: {responses: {'200': {description: x, headers: {X-A: {type: int}}}}}}}",
        f"{GET}/responses/200/headers/X-A", {"schema": {"type": "integer"}}, "belong in a `schema`",
    ),
    "bare example": (
        "3.0.3",
        "paths: {/a: {get: {responses: {'200': {description: x, content: {a/b: {examples: {one: {id: 1}}}}}}}}}",
        f"{GET}/responses/200/content/a~1b/examples", {"one": {"value": {"id": 1}}}, "an example has a `value`",
    ),
    "list of examples": (
        "3.0.3",
        "paths: {/a: {get: {responses: {'200': {description: x, content: {a/b: {examples: [{value: 1}]}}}}}}}",
        f"{GET}/responses/200/content/a~1b/examples", {"example1": {"value": 1}}, "examples without names",
    ),
    "operation of nothing": ("3.1.0", "paths: {/a: {get: null}}", GET, {}, "read as {}"),
    "method in capitals": (
        "3.0.3", f"paths: {{/a: {{GET: {{{OK}}}}}}}", f"{GET}/responses/200/description", "ok", "read as 'get'",
    ),
    "path without a slash": (
        "3.0.3", f"paths: {{a: {{get: {{{OK}}}}}}}", f"{GET}/responses/200/description", "ok", "read as '/a'",
    ),
    "path item of a text": ("3.0.3", f"paths: {{/a: x, /b: {{get: {{{OK}}}}}}}", "/paths/~1a", GONE, "left out"),
    "parameter without a place": (
        "3.0.3", f"paths: {{/a: {{get: {{parameters: [{{name: q}}, {Q}], {OK}}}}}}}", f"{GET}/parameters",
        [{"name": "q", "in": "query", "schema": {"type": "string"}}], "null is not one of",
    ),
    "parameter of nowhere": (
        "3.0.3", f"paths: {{/a: {{get: {{parameters: [{{name: q, in: quary}}], {OK}}}}}}}", f"{GET}/parameters", [],
        '"quary" is not one of "cookie", "header", "path", "query"',
    ),
    "place in capitals": (
        "3.0.3", f"paths: {{/a: {{get: {{parameters: [{{name: q, in: Query, schema: {{}}}}], {OK}}}}}}}",
        f"{GET}/parameters/0/in", "query", "read as 'query'",
    ),
    "parameter without a name": (
        "3.0.3", f"paths: {{/a: {{get: {{parameters: [{{in: query}}], {OK}}}}}}}", f"{GET}/parameters", [],
        "needs `name`",
    ),
    "name as number": (
        "3.0.3", f"paths: {{/a: {{get: {{parameters: [{{name: 1, in: query, schema: {{}}}}], {OK}}}}}}}",
        f"{GET}/parameters/0/name", "1", 'read as "1"',
    ),
    "type of a parameter": (
        "3.0.3", f"paths: {{/a: {{get: {{parameters: [{{name: q, in: query, type: int, enum: [1]}}], {OK}}}}}}}",
        f"{GET}/parameters/0/schema", {"type": "integer", "enum": [1]}, "type, enum belong in a `schema`",
    ),
    "style of elsewhere": (
        "3.0.3",
        f"paths: {{/a: {{get: {{parameters: [{{name: q, in: query, style: matrix, schema: {{}}}}], {OK}}}}}}}",
        f"{GET}/parameters/0/style", GONE, '"matrix" is no style in query',
    ),
    "optional path parameter": (
        "3.0.3", f"paths: {{'/a/{{id}}': {{get: {{parameters: [{{name: id, in: path, schema: {{}}}}], {OK}}}}}}}",
        "/paths/~1a~1{id}/get/parameters/0/required", True, "a path parameter is `required: true`",
    ),
    "undeclared path parameter": (
        "3.0.3", f"paths: {{'/a/{{id}}': {{get: {{{OK}}}}}}}", "/paths/~1a~1{id}/get/parameters",
        [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}], "'id' is not declared",
    ),
    "path parameter of no path": (
        "3.0.3",
        f"paths: {{/a: {{get: {{parameters: [{{name: id, in: path, required: true, schema: {{}}}}, {Q}], {OK}}}}}}}",
        f"{GET}/parameters/0/name", "q", "has no {id}",
    ),
    "parameters as a map": (
        "3.0.3", f"paths: {{/a: {{get: {{parameters: {Q}, {OK}}}}}}}", f"{GET}/parameters/0/name", "q",
        "read as a list of one",
    ),
    "operation id twice": (
        "3.0.3", f"paths: {{/a: {{get: {{operationId: x, {OK}}}, put: {{operationId: x, {OK}}}}}}}",
        "/paths/~1a/put/operationId", GONE, "'x' is not its own: GET /a has it too",
    ),
    "undeclared scheme": (
        "3.0.3", f"paths: {{/a: {{get: {{security: [{{Key: []}}], {OK}}}}}}}", f"{GET}/security", [{}],
        "any credential is taken for it",
    ),
    "undeclared scheme of all": (
        "3.0.3", f"security: [{{Key: []}}]\npaths: {{/a: {{get: {{{OK}}}}}}}", "/security", [{}],
        "unknown security scheme 'Key'",
    ),
    "security as a map": (
        "3.0.3", f"security: {{}}\npaths: {{/a: {{get: {{{OK}}}}}}}", "/security", [{}], "read as a list of one",
    ),
    "scheme of no type": (
        "3.0.3", "paths: {}\ncomponents: {securitySchemes: {K: {type: magic}}}", "/components/securitySchemes", {},
        '"magic" is no type of a security scheme',
    ),
    "scheme in other letters": (
        "3.0.3", "paths: {}\ncomponents: {securitySchemes: {K: {type: API_Key, name: k, in: Header}}}",
        "/components/securitySchemes/K", {"type": "apiKey", "name": "k", "in": "header"}, "read as 'apiKey'",
    ),
    "key without a place": (
        "3.0.3", "paths: {}\ncomponents: {securitySchemes: {K: {type: apiKey, name: k}}}",
        "/components/securitySchemes", {}, '"in" is a required property',
    ),
    "basic": (
        "3.0.3", "paths: {}\ncomponents: {securitySchemes: {K: {type: basic}}}", "/components/securitySchemes/K",
        {"type": "http", "scheme": "basic"}, "read as http",
    ),
    "content by reference": (
        "3.0.3",
        (
            "paths: {/a: {get: {responses: {'200': {description: x, content: {$ref: '#/components/mediaTypes/A'}}}}}}\n"
            "components: {mediaTypes: {A: {a/b: {schema: {type: int}}}}}"
        ),
        f"{GET}/responses/200/content", {"a/b": {"schema": {"type": "integer"}}}, "is read in its place",
    ),
    "server without a URL": ("3.0.3", "servers: [{}, {url: /v1}]\npaths: {}", "/servers", [{"url": "/v1"}], "left out"),
    "server of no URL": ("3.0.3", "servers: [{url: 'http://[x'}]\npaths: {}", "/servers", [], "is no URL"),
    "servers as an object": ("3.0.3", "servers: {url: /v1}\npaths: {}", "/servers", [{"url": "/v1"}], "list of one"),
    "docs of nothing": (
        "3.1.0", "paths: {}\nexternalDocs: {url: 'https://a.example', description: null}",
        "/externalDocs/description", GONE, "null is not of type",
    ),
    "components of a number": ("3.0.3", "paths: {}\ncomponents: 3", "/components", GONE, '3 is not of type "object"'),
    "querystring with a schema": (
        "3.2.0",
        f"paths: {{/a: {{get: {{parameters: [{{name: q, in: querystring, schema: {{type: object}}}}], {OK}}}}}}}",
        f"{GET}/parameters/0/content", {"application/x-www-form-urlencoded": {"schema": {"type": "object"}}},
        "a querystring has `content`",
    ),
    "newer version": ("3.9.0", "paths: {}", "/openapi", "3.9.0", "it is read as 3.2, the newest that is"),
}  # fmt: skip


@pytest.mark.parametrize(("version", "text", "pointer", "there", "says"), PARTS.values(), ids=PARTS)
def test_a_fault_costs_the_smallest_thing_that_holds_it(
    version: str, text: str, pointer: str, there: Any, says: str
) -> None:
    check(document(text, version), pointer, there, says)
