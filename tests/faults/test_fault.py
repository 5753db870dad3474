"""Faults as users write them: what is read, and what each mistake is told."""

import re
from typing import Any

import pytest

from mockserver.errors import UsageError
from mockserver.faults.injector import Faults
from tests.builders import compiled

ACME = """
paths:
  /things:
    get:
      operationId: listThings
      responses:
        '200': {description: Things.}
        '503':
          description: Down.
          content:
            application/json:
              schema: {}
              examples: {night: {value: 1}}
"""


@pytest.fixture
def faults() -> Faults:
    """No faults yet, of one document."""
    return Faults({"acme": compiled(ACME)})


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, "this fault does nothing; give it any of: status, example, delay, fault"),
        ({"times": 2}, "this fault does nothing"),
        ({"stauts": 503}, "a fault has no 'stauts'; did you mean 'status'?"),
        ({"status": 99}, "status: 99 is less than the minimum of 200"),
        ({"status": True}, 'status: true is not of type "integer"'),
        (
            {"fault": "CONNECTION_RESET"},
            "there is no 'CONNECTION_RESET'; did you mean 'CONNECTION_RESET_BY_PEER'?",
        ),
        ({"delay": -1}, "delay: seconds from 0 to 60, or a list of the least and the most, not -1"),
        ({"delay": [1]}, "delay: seconds from 0 to 60"),
        ({"delay": 61}, "delay: seconds from 0 to 60"),
        ({"delay": [2, 1]}, "delay [2, 1]: the least comes first, [1, 2]"),
        ({"status": 503, "probability": 0}, "probability: 0 is less than or equal to the minimum of 0"),
        ({"status": 503, "probability": 1.1}, "probability: 1.1 is greater than the maximum of 1"),
        ({"status": 503, "times": 0}, "times: 0 is less than the minimum of 1"),
        ({"status": 503, "headers": {"a b": "c"}}, 'headers: "a b" does not match'),
        ({"status": 503, "headers": {"a": "b\r\nc: d"}}, "headers.a: "),
        ({"status": 503, "vendor": "acne"}, "'acne' is not served here; did you mean 'acme'?"),
        (
            {"status": 503, "operation": "listThing"},
            "there is no operation 'listThing'; did you mean 'listThings'?",
        ),
        ({"example": "night"}, "example 'night': name the operation that has it as well"),
        ({"operation": "listThings", "example": "day"}, "listThings has no example 'day'; known: night"),
    ],
    ids=str,
)
def test_a_mistake_is_told_in_words_and_adds_nothing(
    faults: Faults, given: dict[str, Any], told: str
) -> None:
    with pytest.raises(UsageError, match=re.escape(told)):
        faults.add(**given)
    assert not list(faults)


def test_what_was_read_is_shown_again_with_its_defaults(faults: Faults) -> None:
    added = faults.add(
        operation="listThings", example="night", headers={"Retry-After": "1"}, delay=[0, 2], times=3
    )
    assert added.as_json() == {
        "id": "1",
        "operation": "listThings",
        "example": "night",
        "headers": {"retry-after": "1"},
        "delay": [0.0, 2.0],
        "carriedOut": False,
        "times": 3,
        "probability": 1.0,
    }
    faults.clear()
    del (again := added.as_json())["id"]
    assert faults.add(**again).as_json() == added.as_json() | {"id": "2"}
