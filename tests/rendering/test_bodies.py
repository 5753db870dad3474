"""Bodies of each media type, written from JSON types."""

import gzip
import io
import json
import tarfile
import wave
import zipfile
from email import message_from_bytes
from typing import Any
from urllib.parse import parse_qs

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from mockserver.contract.model import Media
from mockserver.rendering.bodies import content_type, writer_of
from mockserver.rendering.bodies.binary import FILES
from mockserver.validation.media import MAKERS
from mockserver.validation.media.base import Making
from mockserver.validation.schema import SchemaCompiler
from tests.builders import load

DOCUMENT = load(
    """
    paths: {}
    components:
      schemas:
        Pet: {type: object, properties: {name: {type: string}}}
        Named: {type: object, xml: {name: animal}, properties: {name: {type: string}}}
    """
)
PET, NAMED = ({"$ref": f"#/components/schemas/{name}"} for name in ("Pet", "Named"))


def written(value: Any, media_type: str, schema: Any = None, **encoding: Any) -> bytes:
    """A value as a body."""
    return writer_of(DOCUMENT, Media(media_type, schema, {}, encoding), media_type)(value)


def tags(names: Any = None, items: Any = None) -> dict[str, Any]:
    """An object with a list that has these XML Objects."""
    item = {"type": "string", **({"xml": items} if items else {})}
    return {
        "type": "object",
        "properties": {"tags": {"type": "array", "items": item, **({"xml": names} if names else {})}},
    }


@pytest.mark.parametrize(
    ("media_type", "body"),
    [
        ("text/plain", "ü€".encode()),
        ("text/plain; charset=UTF-8", "ü€".encode()),
        ("text/plain; charset=iso-8859-1", b"\xfc?"),
        ('text/csv; charset="windows-1252"', b"\xfc\x80"),
        ("text/plain; charset=hex", "ü€".encode()),
    ],
)
def test_a_text_is_in_the_charset_that_its_media_type_names(media_type: str, body: bytes) -> None:
    assert written("ü€", media_type) == body


@pytest.mark.parametrize(
    ("schema", "value", "text"),
    [
        (PET, {"name": "a<b"}, "<Pet><name>a&lt;b</name></Pet>"),
        (NAMED, {"name": None}, "<animal><name{nil}/></animal>"),
        ({"type": "array", "items": PET}, [{"name": "a"}], "<Pets><Pet><name>a</name></Pet></Pets>"),
        ({"type": "array", "items": NAMED}, [], "<animals></animals>"),
        (tags(), {"tags": ["a", "b"]}, "<response><tags>a</tags><tags>b</tags></response>"),
        (tags(items={"name": "tag"}), {"tags": ["a"]}, "<response><tag>a</tag></response>"),
        (tags({"name": "x"}, {"name": "tag"}), {"tags": ["a"]}, "<response><tag>a</tag></response>"),
        (tags({"wrapped": True}), {"tags": ["a"]}, "<response><tags><tags>a</tags></tags></response>"),
        (tags({"wrapped": True, "name": "all"}, {"name": "tag"}), {"tags": ["a"]},
         "<response><all><tag>a</tag></all></response>"),
        ({"properties": {"id": {"xml": {"attribute": True}}, "n": {}}}, {"id": 1, "n": True},
         '<response id="1"><n>true</n></response>'),
        ({"xml": {"name": "a", "namespace": "urn:a"}}, {}, '<a xmlns="urn:a"></a>'),
        ({"xml": {"name": "a", "namespace": "urn:a", "prefix": "p"}}, {"b": 1}, '<p:a xmlns:p="urn:a"><b>1</b></p:a>'),
        ({"properties": {"t": {"xml": {"nodeType": "text"}}}}, {"t": "x"}, "<response>x</response>"),
        ({}, {"not a name": 1, "1": 2}, "<response><not_a_name>1</not_a_name><_1>2</_1></response>"),
        ({"type": "string"}, "text\x00", "<response>text\ufffd</response>"),
        ({"type": "integer"}, 3, "<response>3</response>"),
    ],
    ids=str,
)  # fmt: skip
def test_xml_is_written_by_its_xml_object(schema: Any, value: Any, text: str) -> None:
    nil = ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"'
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    assert written(value, "application/xml", schema).decode() == head + text.replace("{nil}", nil)


def test_a_text_that_is_xml_stays_as_it_is() -> None:
    assert written("<a/>", "application/problem+xml", {"type": "string"}) == b"<a/>"


TEXTS = st.text("ab<&\"'é", min_size=1, max_size=4)
VALUES = st.fixed_dictionaries(
    {"id": st.integers(-9, 9), "name": TEXTS, "ok": st.booleans()},
    optional={
        "tags": st.lists(TEXTS, min_size=2, max_size=3),
        "all": st.lists(st.integers(0, 9), min_size=1, max_size=3),
        "inner": st.fixed_dictionaries({"n": st.floats(0, 9)}),
    },
)
SCHEMA = {
    "type": "object",
    "xml": {"name": "thing"},
    "properties": {
        "id": {"type": "integer", "xml": {"attribute": True}},
        "name": {"type": "string", "xml": {"name": "title", "namespace": "urn:t", "prefix": "t"}},
        "ok": {"type": "boolean"},
        "tags": {"type": "array", "items": {"type": "string", "xml": {"name": "tag"}}},
        "all": {"type": "array", "items": {"type": "integer"}, "xml": {"wrapped": True}},
        "inner": {"type": "object", "properties": {"n": {"type": "number"}}},
    },
}


@settings(max_examples=100, deadline=None)
@given(value=VALUES)
@pytest.mark.parametrize("media_type", ["application/xml", "application/x-www-form-urlencoded"])
def test_what_is_written_is_read_again(media_type: str, value: Any) -> None:
    """By the reader of request bodies."""
    encoding = {"inner": {"contentType": "application/json"}}
    media = Media(media_type, SCHEMA, {}, encoding)
    kind = "xml" if "xml" in media_type else "form"
    read = MAKERS[kind](Making(DOCUMENT, media, media_type, SchemaCompiler(DOCUMENT)))
    assert read(written(value, media_type, SCHEMA, **encoding), []) == value


@pytest.mark.parametrize(
    ("media_type", "value", "text"),
    [
        ("text/plain", "a", "a"),
        ("text/plain", 3, "3"),
        ("text/html", "<p>a", "<p>a"),
        ("text/csv", "a,b\n", "a,b\n"),
        ("text/csv", [{"a": 1, "b": "x,y"}, {"a": None, "c": [1]}], 'a,b,c\r\n1,"x,y",\r\n,,[1]\r\n'),
        ("text/csv", [[1, 2], [3]], "1,2\r\n3\r\n"),
        ("text/event-stream", [{"a": 1}, "b\nc"], 'data: {"a":1}\n\ndata: b\ndata: c\n\n'),
        ("application/x-ndjson", [{"a": 1}, 2], '{"a":1}\n2\n'),
        ("application/json-seq", [1], "\x1e1\n"),
        ("application/octet-stream", "raw", "raw"),
        ("application/yaml", "a: 1", "a: 1"),
        ("application/vnd.api+json; charset=utf-8", {"a": 1}, '{"a":1}'),
    ],
)
def test_a_text_is_written_as_its_media_type_has_it(media_type: str, value: Any, text: str) -> None:
    assert written(value, media_type).decode() == text


def test_yaml_is_read_again() -> None:
    assert yaml.safe_load(written({"b": [1, None, "é"], "a": {}}, "application/yaml")) == {
        "b": [1, None, "é"],
        "a": {},
    }


@pytest.mark.parametrize(
    ("value", "encoding", "fields"),
    [
        (
            {"a": "a b", "n": 1, "t": True, "z": None},
            {},
            {"a": ["a b"], "n": ["1"], "t": ["true"], "z": [""]},
        ),
        ({"a": [1, 2]}, {}, {"a": ["1", "2"]}),
        ({"a": [1, 2]}, {"a": {"explode": False}}, {"a": ["1,2"]}),
        ({"a": [1, 2]}, {"a": {"style": "pipeDelimited"}}, {"a": ["1|2"]}),
        ({"a": {"b": 1}}, {"a": {"style": "deepObject"}}, {"a[b]": ["1"]}),
        ({"a": {"b": 1}}, {}, {"a": ['{"b":1}']}),
    ],
    ids=str,
)
def test_a_form_is_written_by_its_encoding(value: Any, encoding: Any, fields: Any) -> None:
    body = written(value, "application/x-www-form-urlencoded", **encoding)
    assert parse_qs(body.decode(), keep_blank_values=True) == fields


def test_parts_are_written_by_their_encoding() -> None:
    sent = content_type("multipart/form-data")
    body = written(
        {"n": 1, "o": {"a": 1}, "l": ["x", "y"]}, "multipart/form-data", n={"contentType": "text/x-n"}
    )
    message = message_from_bytes(f"Content-Type: {sent}\r\n\r\n".encode() + body)
    parts: Any = [
        (part.get_param("name", header="content-disposition"), part.get_content_type(), part.get_payload())
        for part in message.walk()
        if not part.is_multipart()
    ]
    assert parts == [
        ("n", "text/x-n", "1"), ("o", "application/json", '{"a":1}'), ("l", "text/plain", "x"),
        ("l", "text/plain", "y"),
    ]  # fmt: skip


def test_archives_hold_a_file() -> None:
    with zipfile.ZipFile(io.BytesIO(written("any", "application/zip"))) as archive:
        assert (archive.namelist(), archive.testzip()) == (["example.txt"], None)
        text = archive.read("example.txt")
    with tarfile.open(fileobj=io.BytesIO(written("any", "application/x-tar"))) as tar:
        (name,) = tar.getnames()
        member = tar.extractfile(name)
        assert member is not None
        assert (name, member.read()) == ("example.txt", text)
    assert gzip.decompress(written("any", "application/gzip")) == text
    assert text.decode().strip()


def test_a_sound_is_heard_out() -> None:
    with wave.open(io.BytesIO(written("any", "audio/wav"))) as sound:
        assert (sound.getnchannels(), sound.getnframes() / sound.getframerate()) == (1, 0.1)
        assert len(sound.readframes(sound.getnframes())) == 1600


@pytest.mark.parametrize("media_type", FILES)
def test_a_file_is_of_its_kind_whatever_is_shown_and_the_same_every_time(media_type: str) -> None:
    file = written({"any": 1}, media_type)

    assert file.startswith(FILES[media_type][1])
    assert written("other", media_type) == file


def test_a_file_that_is_shown_in_base64_is_sent() -> None:
    assert written("iVBORw0KGgo=", "image/png") == b"\x89PNG\r\n\x1a\n"
    assert json.loads(written({"a": 1}, "application/json")) == {"a": 1}


@pytest.mark.parametrize(
    ("schema", "value", "text"),
    [
        (
            {"properties": {"event": {}, "id": {}, "data": {}}},
            {"event": "made", "id": 7, "data": "a\nb"},
            "event: made\nid: 7\ndata: a\ndata: b\n\n",
        ),
        (
            {"properties": {"data": {}, "retry": {}}},
            {"data": {"a": 1}, "retry": 9},
            'retry: 9\ndata: {"a":1}\n\n',
        ),
        ({"properties": {"data": {}}}, {"data": 1}, 'data: {"data":1}\n\n'),
        ({"properties": {"data": {}, "event": {}, "at": {}}}, {"data": 1}, 'data: {"data":1}\n\n'),
    ],
)
def test_an_event_whose_schema_has_its_fields_is_written_in_them(schema: Any, value: Any, text: str) -> None:
    events = {"type": "array", "items": {"type": "object", **schema}}

    assert written([value], "text/event-stream", events).decode() == text


def test_from_openapi_3_2_on_the_data_of_an_event_is_one_of_its_fields() -> None:
    document = load("paths: {}", head="openapi: 3.2.0\ninfo: {title: Acme, version: '1'}\n")
    media = Media("text/event-stream", {"type": "array", "items": {"properties": {"data": {}}}}, {}, {})

    assert writer_of(document, media, media.type)([{"data": {"a": 1}}]) == b'data: {"a":1}\n\n'
