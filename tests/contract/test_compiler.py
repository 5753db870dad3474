"""From a document to a contract: parameters, security, responses, servers."""

from collections.abc import Mapping
from typing import Any

import pytest

from mockserver.contract.model import Operation, is_json
from mockserver.contract.servers import ServerUrl, base_paths, read_servers
from tests.builders import compiled

TEXT = """
servers: [{url: https://api.acme.example/v1/}]
security: [{key: []}]
paths:
  /orders/{id}:
    parameters:
      - {name: id, in: path, required: true, schema: {type: string}}
      - {name: page, in: query, schema: {type: integer}}
      - {name: X-Trace, in: header, schema: {type: string}}
    get:
      operationId: getOrder
      parameters:
        - {name: page, in: query, schema: {type: string}, explode: false}
        - {name: page, in: cookie, schema: {type: string}}
        - {name: Accept, in: header, schema: {type: string}}
        - $ref: '#/components/parameters/Filter'
      responses:
        '200': {$ref: '#/components/responses/Order'}
        4XX: {description: refused}
        default: {description: anything}
    delete:
      security: []
      deprecated: true
      responses: {'204': {description: gone}}
    put:
      security: [{key: [], secret: []}, {}]
      requestBody: {$ref: '#/components/requestBodies/Order'}
      responses: {'200': {description: ok}}
components:
  securitySchemes:
    key: {type: apiKey, in: header, name: X-Key}
    secret: {type: apiKey, in: header, name: X-Secret}
  parameters:
    Filter: {name: filter, in: query, style: deepObject, explode: true, schema: {type: object}}
  requestBodies:
    Order: {required: true, content: {application/json: {schema: {type: object}}}}
  responses:
    Order:
      description: An order.
      content:
        text/plain: {schema: {type: string}, example: text}
        application/json:
          schema: {type: object, example: {id: of the schema}}
          examples: {one: {$ref: '#/components/examples/One'}, two: {value: {id: '2'}}}
        application/problem+json:
          schema: {type: object, example: {id: of the schema}}
  examples:
    One: {value: {id: '1'}}
"""


@pytest.fixture(scope="module")
def operations() -> dict[str, Operation]:
    return {operation.id: operation for operation in compiled(TEXT).operations}


def test_an_operation_without_an_id_is_called_by_its_method_and_path(
    operations: dict[str, Operation],
) -> None:
    assert set(operations) == {"getOrder", "DELETE /orders/{id}", "PUT /orders/{id}"}


def test_parameters_of_the_path_are_overridden_by_name_and_location(operations: dict[str, Operation]) -> None:
    found = {(p.location, p.name): p for p in operations["getOrder"].parameters}

    assert list(found) == [
        ("path", "id"),
        ("query", "page"),
        ("header", "X-Trace"),
        ("cookie", "page"),
        ("query", "filter"),
    ]
    assert found["query", "page"].schema == {"type": "string"}
    assert found["path", "id"].required


@pytest.mark.parametrize(
    ("location", "name", "style", "explode"),
    [
        ("path", "id", "simple", False),
        ("query", "page", "form", False),
        ("cookie", "page", "form", True),
        ("header", "X-Trace", "simple", False),
        ("query", "filter", "deepObject", True),
    ],
)
def test_styles_by_default(
    operations: dict[str, Operation], location: str, name: str, style: str, *, explode: bool
) -> None:
    (found,) = [p for p in operations["getOrder"].parameters if (p.location, p.name) == (location, name)]

    assert (found.style, found.explode) == (style, explode)


def test_security_is_the_operations_own_before_the_documents(operations: dict[str, Operation]) -> None:
    assert operations["getOrder"].security == (("key",),)
    assert operations["DELETE /orders/{id}"].security == ()
    assert operations["PUT /orders/{id}"].security == (("key", "secret"), ())


@pytest.mark.parametrize(
    ("status", "declared"), [(200, "200"), (404, "4XX"), (499, "4XX"), (201, "default"), (500, "default")]
)
def test_a_status_finds_its_response_exactly_then_by_class_then_by_default(
    operations: dict[str, Operation], status: int, declared: str
) -> None:
    response = operations["getOrder"].response(status)

    assert response is not None
    assert response.status == declared
    assert (operations["PUT /orders/{id}"].response(404)) is None


def test_the_json_of_a_response_comes_before_its_other_media_types(operations: dict[str, Operation]) -> None:
    media = operations["getOrder"].responses["200"].media()

    assert media is not None
    assert media.type == "application/json"


def test_an_example_that_is_kept_elsewhere_is_none() -> None:
    assert shown(
        "application/json", "{dataValue: {id: 1}}, b: {externalValue: 'https://acme.invalid/b.json'}"
    ) == {"a": {"id": 1}}


@pytest.mark.parametrize(
    ("media_type", "example", "expected"),
    [
        ("application/json", "{serializedValue: '{\"id\": 1}'}", {"a": {"id": 1}}),
        ("application/hal+json", "{serializedValue: '1'}", {"a": 1}),
        ("application/json", "{serializedValue: '{'}", {}),
        ("application/json", "{dataValue: 2, serializedValue: '1'}", {"a": 2}),
        ("text/csv", '{serializedValue: "id\\n1\\n"}', {"a": "id\n1\n"}),
        ("application/x-www-form-urlencoded", "{serializedValue: 'id=1'}", {"a": "id=1"}),
    ],
)
def test_an_example_as_it_is_written_is_read(media_type: str, example: str, expected: dict[str, Any]) -> None:
    assert shown(media_type, example) == expected


def shown(media_type: str, example: str) -> Mapping[str, Any]:
    """The examples of a response's one media type, `a` the first."""
    contract = compiled(
        f"""
        paths:
          /x:
            get:
              responses: {{'200': {{description: ok, content: {{{media_type}: {{examples: {{a: {example}}}}}}}}}}}
        """,
        head="openapi: 3.2.0\ninfo: {title: Acme, version: '1'}\n",
    )
    return contract.operations[0].responses["200"].content[media_type].examples


def test_examples_of_the_media_type_win_over_the_schemas(operations: dict[str, Operation]) -> None:
    content = operations["getOrder"].responses["200"].content

    assert content["application/json"].examples == {"one": {"id": "1"}, "two": {"id": "2"}}
    assert content["application/problem+json"].examples == {"example": {"id": "of the schema"}}
    assert content["text/plain"].examples == {"example": "text"}


def test_a_body_is_found_behind_its_reference(operations: dict[str, Operation]) -> None:
    body = operations["PUT /orders/{id}"].body

    assert body is not None
    assert body.required
    assert list(body.content) == ["application/json"]


@pytest.mark.parametrize(
    ("urls", "base", "hosts"),
    [
        ([], "", ()),
        (["https://api.acme.example"], "", ("api.acme.example",)),
        (["https://api.acme.example/"], "", ("api.acme.example",)),
        (["https://API.acme.example:8443/v1/"], "/v1", ("api.acme.example",)),
        (["/v1"], "/v1", ()),
        (["v1/"], "/v1", ()),
        (
            ["https://a.example/x", "https://b.example/y", "https://a.example/z"],
            "/x",
            ("a.example", "b.example"),
        ),
    ],
)
def test_the_base_path_is_of_the_first_server_and_the_hosts_of_all(
    urls: list[str], base: str, hosts: tuple[str, ...]
) -> None:
    servers = read_servers([{"url": url} for url in urls])

    assert base_paths(servers)[0] == base
    assert tuple(dict.fromkeys(server.host for server in servers if server.host)) == hosts


def test_variables_of_a_server_take_their_defaults_then_each_value_they_may_have() -> None:
    server = {
        "url": "https://{region}.acme.example/{version}/{left}",
        "variables": {"region": {"default": "eu"}, "version": {"default": "v2", "enum": ["v1", "v2"]}},
    }

    assert read_servers([server, "none", {"url": "http://[broken"}]) == (
        ServerUrl("eu.acme.example", "/v2/left"),
        ServerUrl("eu.acme.example", "/v1/left"),
    )


@pytest.mark.parametrize(
    ("media_type", "json"),
    [
        ("application/json", True),
        ("Application/JSON; charset=utf-8", True),
        ("application/problem+json", True),
        ("application/vnd.acme.v1+json;profile=x", True),
        ("text/json", False),
        ("application/xml", False),
        ("", False),
    ],
)
def test_what_is_json(media_type: str, json: bool) -> None:  # noqa: FBT001
    assert is_json(media_type) is json


def test_a_header_field_that_no_message_can_have_is_left_out_with_a_warning() -> None:
    """A name that is no token would break the reply for every client (RFC 9110, 5.6.2)."""
    contract = compiled("""
    paths:
      /a:
        get:
          parameters: [{name: 'X-Tr\u00e4ger', in: header, required: true, schema: {type: string}}]
          responses:
            '200': {description: ok, headers: {'X Odd': {required: true, schema: {type: string}}, X-Well: {schema: {}}}}
    """)

    (operation,) = contract.operations
    assert operation.parameters == ()
    assert list(operation.responses["200"].headers) == ["X-Well"]
    assert [problem.line for problem in contract.problems] == [7, 9]
    assert all("no message can have a header field" in problem.message for problem in contract.problems)
