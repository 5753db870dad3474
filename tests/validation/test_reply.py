"""Replies held against their documents."""

import pytest

from mockserver.contract.compiler import compile_contract
from mockserver.contract.document import from_data
from mockserver.exchange import Reply
from mockserver.parts import PARTS
from mockserver.validation.reply import ReplyValidator
from mockserver.validation.schema import SchemaCompiler

DOCUMENT = {
    "openapi": "3.0.3",
    "info": {"title": "Acme", "version": "1"},
    "paths": {
        "/parcels": {
            "get": {
                "operationId": "listParcels",
                "responses": {
                    "200": {
                        "description": "All of them.",
                        "headers": {"X-Total": {"required": True, "schema": {"type": "integer"}}},
                        "content": {
                            "application/json": {"schema": {"type": "array", "items": {"type": "string"}}}
                        },
                    },
                    "204": {"description": "None."},
                    "205": {"description": "None, though declared.", "content": {"application/json": {}}},
                },
            }
        }
    },
}
JSON = (b"content-type", b"application/json")
TOTAL = (b"x-total", b"1")


@pytest.mark.parametrize(
    ("reply", "fault"),
    [
        pytest.param(Reply(200, [JSON, TOTAL], b'["a"]'), None, id="as declared"),
        pytest.param(Reply(204, [], b""), None, id="nothing, as declared"),
        pytest.param(Reply(205, [], b""), None, id="nothing, where there never is anything"),
        pytest.param(
            Reply(200, [JSON], b'["a"]'), "the required header X-Total is not sent", id="header missing"
        ),
        pytest.param(Reply(404, [JSON], b"{}"), "status 404 is not declared", id="status"),
        pytest.param(
            Reply(200, [(b"content-type", b"text/plain"), TOTAL], b"a"),
            "media type 'text/plain' is not declared",
            id="media type",
        ),
        pytest.param(Reply(204, [], b"x"), "it has a body, and none is declared", id="body"),
        pytest.param(Reply(200, [JSON, TOTAL], b"[1]"), '0: 1 is not of type "string"', id="schema"),
    ],
)
def test_a_reply_that_breaks_its_document_is_told(reply: Reply, fault: str | None) -> None:
    """Status, headers, media type and body are each held against the document."""
    document = from_data("acme", DOCUMENT, source="acme.yaml")
    operation = compile_contract(document, PARTS).operations[0]

    assert ReplyValidator(operation, SchemaCompiler(document)).fault(reply) == fault


def test_a_broken_reply_becomes_a_loud_500() -> None:
    """The client gets problem details that name the fault, in place of a quiet wrong answer."""
    document = from_data("acme", DOCUMENT, source="acme.yaml")
    validator = ReplyValidator(compile_contract(document, PARTS).operations[0], SchemaCompiler(document))

    reply = validator.validated(Reply(200, [JSON, TOTAL], b"[1]"))

    assert reply.status == 500
    assert b'0: 1 is not of type \\"string\\"' in reply.body


def test_what_stands_in_where_the_document_says_nothing_breaks_nothing() -> None:
    """Problem details for an error without a declared body; the same bytes as a success are a fault."""
    document = from_data("acme", DOCUMENT, source="acme.yaml")
    validator = ReplyValidator(compile_contract(document, PARTS).operations[0], SchemaCompiler(document))
    details = (b"content-type", b"application/problem+json")
    error = Reply(415, [details], b"{}", "unsupported_media_type")

    assert validator.validated(error) is error
    assert validator.validated(Reply(415, [details], b"{}")).status == 500


def test_an_operation_without_responses_may_answer_anything() -> None:
    """OpenAPI 3.1 allows it; there is nothing to hold a reply against."""
    data = {"openapi": "3.1.0", "info": {"title": "Acme", "version": "1"}, "paths": {"/x": {"get": {}}}}
    document = from_data("acme", data, source="acme.yaml")
    validator = ReplyValidator(compile_contract(document, PARTS).operations[0], SchemaCompiler(document))
    reply = Reply(204, [], b"")

    assert validator.validated(reply) is reply
