"""What mending leaves alone, and what it says of what it moves."""

import pytest

from mockserver.contract import tolerance
from tests.contract.mended import document

OK = "responses: {'200': {description: ok}}"
Q = "{name: q, in: query, schema: {type: string}}"


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0", "3.2.0"])
def test_what_is_in_order_stays_the_same_object(version: str) -> None:
    found = document(
        f"paths: {{/a: {{get: {{parameters: [{Q}], {OK}}}}}}}\n"
        "components: {schemas: {A: {type: object, required: [a], properties: {a: {$ref: '#/components/schemas/A'}}}}}",
        version,
    )
    mended = tolerance.mend(found)

    assert mended.document.data is found.data
    assert mended.problems == ()


def test_the_document_that_came_stays_as_it_is() -> None:
    found = document("paths: {/a: {get: {responses: {4xx: {description: 1}}}}}")
    before = repr(found.data)
    tolerance.mend(found)

    assert repr(found.data) == before


def test_what_moved_is_told_of_where_it_was_written() -> None:
    text = "paths:\n /a:\n  get:\n   responses:\n    4xx:\n     description: x\n     content: {a/b: {}}"
    mended = tolerance.mend(document(text)).document

    assert mended.line("/paths/~1a/get/responses/4XX/content") == 9
    assert mended.problem("/paths/~1a/get/responses/4XX/content/a~1b", "").pointer.endswith(
        "/4xx/content/a~1b"
    )


def test_an_operation_that_is_none_is_kept_to_say_so() -> None:
    mended = tolerance.mend(document("paths: {/a: {get: 3, put: {$ref: '#/gone'}}}"))

    assert {problem.message.rpartition("; ")[2] for problem in mended.problems} == {"it answers 501"}
    assert tolerance.UNSERVED in mended.document.at("/paths/~1a/get")
    assert "leads nowhere" in mended.document.at("/paths/~1a/put")[tolerance.UNSERVED]
