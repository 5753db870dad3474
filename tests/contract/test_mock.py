"""`x-mock` as dataclasses: what is read, where it comes from, and what is shared."""

from collections.abc import Mapping
from typing import Any

from mockserver.contract.compiler import inspect
from mockserver.contract.mock import DocumentMock, ErrorRule, Origin
from mockserver.contract.mock.block_reader import BlockReader
from mockserver.contract.model import Contract
from mockserver.parts import PARTS
from tests.builders import compiled, load

SHOP = """
x-mock:
  resources:
    orders: {unique: [{fields: [number], ignore_case: true}], related: {lines: {resource: lines, by: order_id}}}
    lines: {}
  pagination: {pages: {style: page, size: 7}}
  limits: {policies: {calm: {rate: 1/minute}, fast: {rate: 9/minute}}, default: [calm]}
  idempotency: {key: $request.header.key, ttl: 60}
  errors: {conflict: {status: 409, example: taken}, forbidden: 404}
components:
  parameters:
    number: {name: page, in: query, schema: {type: integer}, x-mock: {page: number}}
paths:
  /orders:
    get:
      x-mock: {behaviour: list, resource: orders, pagination: pages}
      parameters: [{$ref: '#/components/parameters/number'}]
      responses: {'200': {description: ok}}
    post:
      x-mock: {behaviour: create, resource: orders, limits: [fast], idempotency: true, errors: {conflict: 422}}
      responses: {'201': {description: ok}}
  /lines:
    post:
      x-mock: {behaviour: create, resource: lines, limits: [], idempotency: {key: $request.header.own}}
      responses: {'201': {description: ok}}
"""


def shop() -> Contract:
    return compiled(SHOP)


def test_blocks_inside_of_blocks_are_read_with_their_names() -> None:
    orders = shop().resource("orders")

    assert (orders.name, orders.key, orders.unique[0].ignore_case) == ("orders", "id", True)
    assert (orders.related["lines"].name, orders.related["lines"].by) == ("lines", "order_id")


def test_an_integer_that_is_written_with_a_point_is_read_as_one() -> None:
    size = compiled("x-mock: {pagination: {pages: {style: page, size: 7.0}}}").mock.pagination["pages"].size

    assert (size, type(size)) == (7, int)


def test_what_operations_share_is_resolved() -> None:
    orders, order, line = (operation.mock for operation in shop().operations)

    assert orders.pagination is not None
    assert (orders.pagination.name, orders.pagination.size) == ("pages", 7)
    assert [policy.name for mock in (orders, order, line) for policy in mock.limits] == ["calm", "fast"]
    assert orders.idempotency is None
    assert order.idempotency is not None
    assert line.idempotency is not None
    assert (order.idempotency.key, order.idempotency.ttl) == ("$request.header.key", 60)
    assert (line.idempotency.key, line.idempotency.ttl) == ("$request.header.own", 60)


def test_the_rule_of_an_error_is_the_roots_with_what_the_operation_says_over_it() -> None:
    contract = shop()
    post = contract.operations[1]

    assert contract.error_rule("conflict", None) == ErrorRule(status=409, example="taken")
    assert contract.error_rule("conflict", post) == ErrorRule(status=422, example="taken")
    assert contract.error_rule("not_permitted", post).status == 404
    assert contract.error_rule("not_found", post) == ErrorRule()


def test_a_written_value_comes_from_its_line() -> None:
    contract = shop()
    (parameter,) = contract.operations[0].parameters
    origin = parameter.mock.origin("page")

    assert origin == Origin("/components/parameters/number/x-mock/page")
    assert contract.document.line(origin.pointer) == 14
    assert parameter.mock.says("page")
    assert not parameter.mock.says("filter")
    assert parameter.mock.origin("filter").pointer == "/components/parameters/number/x-mock/filter"


def inferred(reasons: Mapping[str, str], raw: Mapping[str, Any]) -> DocumentMock:
    return BlockReader(load("paths: {}"), reasons).read(DocumentMock, raw, "/x-mock")


def test_an_inferred_value_comes_with_the_reason_for_it() -> None:
    raw = {"resources": {"pets": {"key": "tag", "sort": ["name"]}}}
    pets = inferred({"/x-mock/resources/pets/key": "`{tag}` is in the path"}, raw).resources["pets"]

    assert pets.origin("key") == Origin("/x-mock/resources/pets/key", "`{tag}` is in the path")
    assert pets.origin("sort").reason is None


def test_what_is_inside_of_an_inferred_value_is_inferred_with_it() -> None:
    raw = {"pagination": {"pages": {"style": "page", "headers": {"Total": "$page.total"}}}}
    pages = inferred({"/x-mock/pagination/pages": "`page` counts pages"}, raw).pagination["pages"]

    assert {pages.origin(key).reason for key in ("style", "headers")} == {"`page` counts pages"}


def test_the_reasons_of_a_document_reach_its_operations() -> None:
    document = load("""
    x-mock: {resources: {orders: {}}}
    paths:
      /orders:
        get:
          x-mock: {resource: orders}
          responses:
            '200':
              description: ''
              content: {application/json: {schema: {type: array, items: {type: object}}}}
    """)
    contract, problems = inspect(document, PARTS, infers=True)

    assert [problem for problem in problems if problem.severity == "error"] == []
    assert contract is not None
    mock = contract.operations[0].mock
    assert mock.origin("behaviour").reason == "GET /orders answers rows: its body is an array of objects"
    assert mock.origin("resource").reason is None


def test_a_name_that_is_declared_nowhere_is_left_out_and_told() -> None:
    reader = BlockReader(load("paths: {}"), {})
    reader.document({})

    assert reader.operation({"pagination": "pages"}, "/a").pagination is None
    assert [problem.message for problem in reader.problems] == ["unknown pagination 'pages'; known: none"]
