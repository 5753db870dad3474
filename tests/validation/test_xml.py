"""XML bodies, read by the XML Object of their schema and held against it."""

from typing import Any

import pytest

from mockserver.errors import ApiError, Violation
from mockserver.exchange import Request
from mockserver.validation.body import BodyReader
from mockserver.validation.media.xml_body import INSTANCE, ElementReader, read_xml
from mockserver.validation.schema import SchemaCompiler
from tests.builders import compiled, load

DOCUMENT = """
paths:
  /x:
    post:
      requestBody: {content: {application/xml: {schema: SCHEMA}, application/acme+xml: {schema: {type: object}}}}
      responses: {'200': {description: ok}}
components:
  schemas:
    Pet:
      type: object
      required: [id, name]
      additionalProperties: false
      xml: {name: pet}
      properties:
        id: {type: integer, xml: {attribute: true}}
        name: {type: string}
        born: {type: string, format: date, xml: {name: date-of-birth}}
        owner: {$ref: '#/components/schemas/Owner'}
        tags: {type: array, xml: {wrapped: true}, items: {type: string, xml: {name: tag}}}
        scores: {type: array, items: {type: integer, xml: {name: score}}}
        visits: {type: array, xml: {name: visit}, items: {type: object, properties: {at: {type: string}}}}
        alive: {type: boolean, nullable: true}
    Owner: {type: object, xml: {namespace: 'urn:acme', prefix: a}, properties: {name: {type: string}}}
    Pets: {type: array, xml: {name: pets, wrapped: true}, items: {$ref: '#/components/schemas/Pet'}}
"""


def read(
    xml: str | bytes, schema: str = "Pet", content_type: str = "application/xml"
) -> tuple[Any, list[Violation]]:
    """The value of an XML body, and what is wrong with it."""
    text = DOCUMENT.replace("SCHEMA", f"{{$ref: '#/components/schemas/{schema}'}}")
    contract = compiled(text)
    body = contract.operations[0].body
    assert body is not None
    violations: list[Violation] = []
    sent = xml.encode() if isinstance(xml, str) else xml
    request = Request("POST", b"/x", b"", {b"content-type": content_type.encode()}, sent)
    return BodyReader(contract.document, body, SchemaCompiler(contract.document)).read_body(
        request, violations
    )[1], violations


REX: dict[str, Any] = {"id": 1, "name": "Rex"}


@pytest.mark.parametrize(
    ("xml", "expected"),
    [
        ('<pet id="1"><name>Rex</name></pet>', REX),
        ('<?xml version="1.0"?>\n<!-- a --><pet id="1"><!-- b --><name>Rex</name>\n</pet>', REX),
        ('<pet xmlns="urn:any" id="1"><name>Rex</name></pet>', REX),
        (
            '<pet id="1"><name>Rex</name><date-of-birth>2020-01-31</date-of-birth></pet>',
            {**REX, "born": "2020-01-31"},
        ),
        ('<pet id="1"><name>A &amp; B<![CDATA[<]]></name></pet>', {"id": 1, "name": "A & B<"}),
        (
            '<pet id="1"><name>Rex</name><tags><tag>a</tag><tag>b</tag></tags></pet>',
            {**REX, "tags": ["a", "b"]},
        ),
        ('<pet id="1"><name>Rex</name><tags/></pet>', {**REX, "tags": []}),
        ('<pet id="1"><score>1</score><name>Rex</name><score>2</score></pet>', {**REX, "scores": [1, 2]}),
        ('<pet id="1"><name>Rex</name><visit><at>x</at></visit></pet>', {**REX, "visits": [{"at": "x"}]}),
        (
            '<pet id="1" xmlns:a="urn:acme"><name>Rex</name><a:owner><a:name>Ann</a:name></a:owner></pet>',
            {**REX, "owner": {"name": "Ann"}},
        ),
        (
            '<pet id="1"><name>Rex</name><owner><name>Ann</name></owner></pet>',
            {**REX, "owner": {"name": "Ann"}},
        ),
        ('<pet id="1"><name>Rex</name><alive> true </alive></pet>', {**REX, "alive": True}),
        (
            f'<pet id="1"><name>Rex</name><alive xmlns:i="{INSTANCE[1:-1]}" i:nil="true"/></pet>',
            {**REX, "alive": None},
        ),
        ('<pet id="1"><name></name></pet>', {"id": 1, "name": ""}),
    ],
)
def test_an_element_is_read_by_its_schema(xml: str, expected: Any) -> None:
    assert read(xml) == (expected, [])


@pytest.mark.parametrize(
    ("xml", "keyword", "path"),
    [
        ('<pet id="x"><name>Rex</name></pet>', "type", ("id",)),
        ('<pet id="1"/>', "required", ("name",)),
        ("<pet><id>1</id><name>Rex</name></pet>", "required", ("id",)),
        ('<cat id="1"><name>Rex</name></cat>', "xml", ()),
        ('<pet id="1"><name>Rex</name><colour>red</colour></pet>', "additionalProperties", ("colour",)),
        ('<pet id="1" colour="red"><name>Rex</name></pet>', "additionalProperties", ("colour",)),
        ('<pet id="1"><name>Rex</name><score>x</score></pet>', "type", ("scores", 0)),
        ('<pet id="1"><name>Rex</name><name>Max</name></pet>', "type", ("name",)),
        ("<pet>true</pet>", "type", ()),
        ('<pet id="1"><name>Rex</name><owner>Ann</owner></pet>', "type", ("owner",)),
        ('<pet id="1"><name>Rex</name><tags>a</tags></pet>', "type", ("tags",)),
        ('<pet id="1"><name>Rex</name><born>2020-01-31</born></pet>', "additionalProperties", ("<born>",)),
        (
            '<pet id="1" xmlns:b="urn:b"><name>Rex</name><b:owner/></pet>',
            "additionalProperties",
            ("<owner>",),
        ),
    ],
)
def test_what_is_wrong_with_an_element(xml: str, keyword: str, path: Any) -> None:
    _, violations = read(xml)

    assert (keyword, path) in [(v.keyword, v.path) for v in violations]


def test_a_list_is_the_elements_of_its_root() -> None:
    assert read(
        '<pets><pet id="1"><name>Rex</name></pet><pet id="2"><name>Max</name></pet></pets>', "Pets"
    ) == (
        [REX, {"id": 2, "name": "Max"}],
        [],
    )


NODES = """
components:
  schemas:
    Note:
      type: object
      properties:
        lang: {type: string, xml: {nodeType: attribute}}
        size: {type: integer, xml: {nodeType: text}}
        lines: {type: array, xml: {nodeType: element}, items: {type: string, xml: {name: line}}}
"""


def test_nodes_of_every_type() -> None:
    """OpenAPI 3.2.0, `nodeType`."""
    element = read_xml('<Note lang="en">7<lines><line>a</line></lines></Note>')

    found = ElementReader(load(NODES)).value(element, {"$ref": "#/components/schemas/Note"})

    assert found == {"lang": "en", "size": 7, "lines": ["a"]}


def test_what_has_no_schema_is_read_by_its_names() -> None:
    found = read('<o a="1"><b>x</b><b>y</b><c d="2"><e>z</e></c></o>', content_type="application/acme+xml")

    assert found == ({"a": "1", "b": ["x", "y"], "c": {"d": "2", "e": "z"}}, [])


ACUTE = '<pet id="1"><name>é</name></pet>'


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (
            '<?xml version="1.0" encoding="iso-8859-1"?><pet id="1"><name>é</name></pet>'.encode("latin-1"),
            "application/xml",
        ),
        (ACUTE.encode("latin-1"), "application/xml; charset=iso-8859-1"),
        (ACUTE.encode("utf-16"), "application/xml"),
    ],
)
def test_a_charset_is_the_one_that_is_named(body: bytes, content_type: str) -> None:
    assert read(body, content_type=content_type) == ({"id": 1, "name": "é"}, [])


@pytest.mark.parametrize(
    "xml",
    [
        "",
        " ",
        "<pet",
        "<pet></cat>",
        "{}",
        "\x00",
        '<!DOCTYPE p [<!ENTITY a "b">]><p>&a;</p>',
        '<!DOCTYPE p SYSTEM "file:///etc/passwd"><p/>',
        "<p>&undefined;</p>",
        "<p>" * 100_000 + "</p>" * 100_000,
    ],
    ids=lambda xml: repr(xml[:24]),
)
def test_what_is_no_xml_is_malformed(xml: str) -> None:
    with pytest.raises(ApiError, match="malformed_body"):
        read(xml or " ", content_type="application/acme+xml")
