"""Objects that are sent by their members: one without members is sent as nothing, and is there all the same."""

import pytest

from tests.builders import mock

DOCUMENT = """
paths:
  /pets:
    get:
      parameters: [{name: page, in: query, required: true, STYLE, schema: SCHEMA}]
      responses: {'200': {description: ok}}
"""
OPEN = "{type: object, properties: {size: {type: integer}}}"


@pytest.mark.parametrize(
    ("style", "schema", "target", "status"),
    [
        ("style: form", OPEN, "/pets", 200),
        ("style: form", OPEN, "/pets?size=1", 200),
        ("style: form", OPEN, "/pets?size=x", 400),
        ("style: deepObject", OPEN, "/pets", 200),
        ("style: deepObject", OPEN, "/pets?page[size]=x", 400),
        ("explode: false", OPEN, "/pets", 400),
        (
            "style: form",
            "{type: object, required: [size], properties: {size: {type: integer}}}",
            "/pets",
            400,
        ),
        (
            "style: form",
            "{type: object, minProperties: 1, properties: {size: {type: integer}}}",
            "/pets",
            400,
        ),
        ("style: form", "{type: string}", "/pets", 400),
    ],
)
def test_a_required_object_may_be_an_empty_one(style: str, schema: str, target: str, status: int) -> None:
    server = mock(DOCUMENT.replace("STYLE", style).replace("SCHEMA", schema))

    assert server.ask("GET", target).status == status
