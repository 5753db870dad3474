"""Named examples that belong together are paired: the request of one gets the response of it."""

from pathlib import Path

import httpx
import orjson
import pytest

from mockserver.replies.paired_examples import pairs_of
from tests.builders import Mock, compiled, mock, serving

QUOTES = """
paths:
  /quotes/{city}:
    parameters:
      - name: city
        in: path
        required: true
        schema: {type: string}
        examples: {near: {value: lagos}, far: {value: quito}, hot: {value: lagos}}
    get:
      operationId: getQuote
      parameters:
        - {name: days, in: query, schema: {type: integer}, examples: {hot: {value: 3}}}
      responses: &quote
        '200':
          description: A quote.
          content:
            application/json:
              schema: {type: object, properties: {price: {type: integer}}}
              examples:
                {other: {value: {price: 0}}, near: {value: {price: 1}}, far: {value: {price: 9}},
                 hot: {value: {price: 5}}}
        '404':
          description: None.
          content: {application/json: {schema: {type: object}, examples: {far: {value: {error: none}}}}}
  /orders:
    post:
      operationId: order
      x-mock: {behaviour: create, resource: orders}
      requestBody:
        content:
          application/json:
            schema: {type: object, properties: {item: {type: string}, count: {type: integer}}}
            examples: {usual: {value: {item: tea}}, gone: {value: {item: ice, count: 2}}}
            example: {item: salt}
      responses:
        '201':
          description: Ordered.
          content: {application/json: {schema: {properties: {item: {}}}, examples: {usual: {value: {item: never}}}}}
        '409':
          description: Gone.
          content: {application/json: {schema: {type: object}, examples: {gone: {value: {error: gone}}}}}
x-mock: {resources: {orders: {on_create: {id: $uuid}}}}
"""


@pytest.fixture(scope="module")
def quotes() -> Mock:
    return mock(QUOTES)


@pytest.mark.parametrize(
    ("target", "price"),
    [("lagos", 1), ("quito", 9), ("lagos?days=3", 5), ("quito?days=3", 9), ("paris", 0), ("lagos?days=4", 1)],
)
def test_a_request_gets_the_response_that_belongs_to_its_example(
    quotes: Mock, target: str, price: int
) -> None:
    assert quotes.json("GET", f"/quotes/{target}") == {"price": price}


def test_an_operation_that_keeps_rows_answers_by_them_and_errors_by_their_examples(quotes: Mock) -> None:
    gone = quotes.ask("POST", "/orders", {"count": 2, "item": "ice"})
    usual = quotes.ask("POST", "/orders", {"item": "tea"})

    assert (gone.status, orjson.loads(gone.body)) == (409, {"error": "gone"})
    assert (usual.status, orjson.loads(usual.body)["item"]) == (201, "tea")
    assert quotes.ask("POST", "/orders", {"count": 2.5, "item": "ice"}).status == 400
    assert len(quotes.state.rows.tenant("default").having("orders", "item", "ice")) == 0


def test_what_a_client_prefers_comes_first(quotes: Mock) -> None:
    assert quotes.json("GET", "/quotes/lagos", headers={"Prefer": "example=far"}) == {"price": 9}


def test_an_example_without_a_name_is_no_pair() -> None:
    text = QUOTES.replace(
        "usual: {value: {item: tea}}, gone: {value: {item: ice, count: 2}}", "a: {value: {}}"
    )
    contract = compiled(text)
    order = next(each for each in contract.operations if each.id == "order")

    assert pairs_of(contract, order) == ()


def test_a_parameter_that_nothing_declares_has_no_examples(tmp_path: Path) -> None:
    """A path may name one that is declared nowhere: it is served as a text, and pairs with nothing."""
    document = """
    paths:
      /things/{id}:
        get: {responses: {"200": {description: One., content: {application/json: {example: {name: bolt}}}}}}
    """
    with serving(document, tmp_path) as server:
        assert httpx.get(f"{server['acme'].url}/things/7").json() == {"name": "bolt"}
