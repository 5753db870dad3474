"""What Swagger 2.0 says, said in OpenAPI 3."""

from typing import Any

import pytest

from tests.builders import Mock, compiled
from tests.contract.swagger2_texts import HEAD, swagger


def operation(text: str) -> dict[str, Any]:
    found: dict[str, Any] = swagger(text).at("/paths/~1a/post")
    return found


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        ("paths: {}", ["/"]),
        ("basePath: /v1\npaths: {}", ["/v1"]),
        ("basePath: v1/\npaths: {}", ["/v1"]),
        ("host: api.acme.example\npaths: {}", ["https://api.acme.example"]),
        (
            "host: 'api.acme.example:8443'\nbasePath: /v1/\nschemes: [http, https]\npaths: {}",
            ["http://api.acme.example:8443/v1", "https://api.acme.example:8443/v1"],
        ),
    ],
)
def test_host_base_path_and_schemes_are_servers(text: str, urls: list[str]) -> None:
    assert [server["url"] for server in swagger(text).data["servers"]] == urls


@pytest.mark.parametrize(
    ("scheme", "expected"),
    [
        ("{type: basic}", {"type": "http", "scheme": "basic"}),
        ("{type: apiKey, in: query, name: key}", {"type": "apiKey", "in": "query", "name": "key"}),
        (
            "{type: oauth2, flow: accessCode, authorizationUrl: https://x/a, tokenUrl: https://x/t, scopes: {r: R}}",
            {
                "type": "oauth2",
                "flows": {
                    "authorizationCode": {
                        "authorizationUrl": "https://x/a",
                        "tokenUrl": "https://x/t",
                        "scopes": {"r": "R"},
                    }
                },
            },
        ),
        (
            "{type: oauth2, flow: application, tokenUrl: 'https://x/t', scopes: {}}",
            {"type": "oauth2", "flows": {"clientCredentials": {"tokenUrl": "https://x/t", "scopes": {}}}},
        ),
    ],
)
def test_security_definitions_are_schemes(scheme: str, expected: dict[str, Any]) -> None:
    found = swagger(f"securityDefinitions: {{A: {scheme}}}\npaths: {{}}")

    assert found.at("/components/securitySchemes/A") == expected


@pytest.mark.parametrize(
    ("given", "style"),
    [
        ("type: string", {}),
        ("type: array, items: {type: string}", {"explode": False}),
        ("type: array, items: {type: string}, collectionFormat: csv", {"explode": False}),
        ("type: array, items: {type: string}, collectionFormat: multi", {"explode": True}),
        (
            "type: array, items: {type: string}, collectionFormat: ssv",
            {"style": "spaceDelimited", "explode": False},
        ),
        (
            "type: array, items: {type: string}, collectionFormat: pipes",
            {"style": "pipeDelimited", "explode": False},
        ),
        (
            "type: array, items: {type: string}, collectionFormat: tsv",
            {"style": "tabDelimited", "explode": False},
        ),
    ],
)
def test_a_collection_format_is_a_style(given: str, style: dict[str, Any]) -> None:
    (parameter,) = operation(f"paths: {{/a: {{post: {{parameters: [{{name: q, in: query, {given}}}]}}}}}}")[
        "parameters"
    ]

    assert {key: parameter[key] for key in ("style", "explode") if key in parameter} == style
    assert "collectionFormat" not in parameter
    assert parameter["schema"]["type"] in {"string", "array"}


@pytest.mark.parametrize(
    ("format_", "written"),
    [("csv", "q=a,b"), ("ssv", "q=a%20b"), ("pipes", "q=a|b"), ("tsv", "q=a%09b"), ("multi", "q=a&q=b")],
)
def test_arrays_are_read_as_they_are_written(format_: str, written: str) -> None:
    mock = Mock(
        compiled(
            f"""
            paths:
              /a:
                get:
                  parameters:
                    - name: q
                      in: query
                      type: array
                      items: {{type: string, enum: [a, b]}}
                      collectionFormat: {format_}
                      minItems: 2
                  responses: {{'204': {{description: ok}}}}
            """,
            head=HEAD,
        )
    )

    assert mock.ask("GET", f"/a?{written}").status == 204
    assert mock.ask("GET", "/a?q=c").status == 400


FORM = """
consumes: [{consumes}]
paths:
  /a:
    parameters: [{{name: shared, in: formData, type: integer}}]
    post:
      parameters:
        - {{name: tags, in: formData, type: array, items: {{type: string}}, collectionFormat: multi}}
        - {{name: one, in: formData, type: {type}, required: true, description: D.}}
        - {{name: page, in: query, type: integer, minimum: 1}}
"""


@pytest.mark.parametrize(
    ("consumes", "type_", "media"),
    [
        ("", "string", "application/x-www-form-urlencoded"),
        ("multipart/form-data", "string", "multipart/form-data"),
        ("application/json", "file", "multipart/form-data"),
        ("application/x-www-form-urlencoded", "file", "multipart/form-data"),
    ],
)
def test_fields_of_a_form_are_a_body(consumes: str, type_: str, media: str) -> None:
    found = operation(FORM.format(consumes=consumes, type=type_))
    ((name, content),) = found["requestBody"]["content"].items()

    assert name == media
    assert set(content["schema"]["properties"]) == {"shared", "tags", "one"}
    assert content["schema"]["required"] == ["one"]
    assert content["encoding"] == {"tags": {"explode": True}}
    one = {"type": "string", "description": "D."} | ({"format": "binary"} if type_ == "file" else {})
    assert content["schema"]["properties"]["one"] == one
    assert [parameter["name"] for parameter in found["parameters"]] == ["page"]
    assert found["parameters"][0]["schema"] == {"type": "integer", "minimum": 1}


def test_a_body_takes_what_is_consumed_and_references_are_followed() -> None:
    found = operation(
        """
        parameters: {Order: {name: body, in: body, required: true, schema: {$ref: '#/definitions/Order'}}}
        definitions: {Order: {type: object, discriminator: kind, properties: {kind: {type: string, x-nullable: true}}}}
        consumes: [application/xml]
        paths:
          /a:
            post:
              consumes: [application/json, application/vnd.acme+json]
              parameters: [{$ref: '#/parameters/Order'}]
        """
    )

    assert found["requestBody"]["required"] is True
    assert list(found["requestBody"]["content"]) == ["application/json", "application/vnd.acme+json"]
    schema = found["requestBody"]["content"]["application/json"]["schema"]
    assert schema == {"$ref": "#/components/schemas/Order"}


def test_schemas_say_what_openapi_3_says() -> None:
    found = swagger(
        """
        definitions:
          Order:
            type: object
            discriminator: kind
            properties:
              kind: {type: string, x-nullable: true}
              lines: {type: array, items: {$ref: '#/definitions/Line'}}
              file: {type: file}
          Line: {allOf: [{$ref: '#/definitions/Order/properties/kind'}]}
        paths: {}
        """
    )

    order = found.at("/components/schemas/Order")
    assert order["discriminator"] == {"propertyName": "kind"}
    assert order["properties"]["kind"] == {"type": "string", "nullable": True}
    assert order["properties"]["lines"]["items"] == {"$ref": "#/components/schemas/Line"}
    assert order["properties"]["file"] == {"type": "string", "format": "binary"}
    assert found.at("/components/schemas/Line/allOf/0/$ref") == "#/components/schemas/Order/properties/kind"


def test_responses_have_content_headers_and_examples() -> None:
    found = operation(
        """
        produces: [application/json, text/csv]
        responses: {Gone: {description: Gone., schema: {type: string}}}
        paths:
          /a:
            post:
              responses:
                '200':
                  description: Fine.
                  schema: {type: object}
                  headers: {X-Left: {type: integer, description: Left.}}
                  examples: {application/json: {id: 1}}
                '204': {description: Nothing.}
                '410': {$ref: '#/responses/Gone'}
        """
    )["responses"]

    assert list(found["200"]["content"]) == ["application/json", "text/csv"]
    assert found["200"]["content"]["application/json"] == {"schema": {"type": "object"}, "example": {"id": 1}}
    assert found["200"]["headers"]["X-Left"] == {"description": "Left.", "schema": {"type": "integer"}}
    assert "content" not in found["204"]
    assert found["410"]["content"]["application/json"]["schema"] == {"type": "string"}
