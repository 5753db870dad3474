"""What is inferred of files: uploads, what rows tell of them, and downloads."""

import pytest

from tests.builders import Mock, compiled

MEDIA = """
paths:
  /media:
    get: {responses: {'200': {description: ok, content: {application/json: {schema: {type: array, items: &media
      {$ref: '#/components/schemas/Media'}}}}}}}
    post:
      requestBody:
        content:
          multipart/form-data:
            schema:
              type: object
              properties: {file: {type: string, format: binary}, title: {type: string}}
      responses: {'201': {description: ok, content: {application/json: {schema: *media}}}}
  /media/{mediaId}:
    parameters: [&id {name: mediaId, in: path, required: true, schema: {type: string}}]
    get:
      responses:
        '200': {description: ok, content: {application/json: {schema: *media}}}
        '404': {description: no}
  /media/{mediaId}/content:
    parameters: [*id]
    get:
      responses:
        '200': {description: ok, content: {application/octet-stream: {schema: {type: string, format: binary}}}}
  /media/{mediaId}/notes:
    parameters: [*id]
    get: {responses: {'200': {description: ok, content: {text/plain: {schema: {type: string}}}}}}
components:
  schemas:
    Media:
      type: object
      required: [id, filename, bytes]
      properties:
        id: {type: string}
        title: {type: string}
        filename: {type: string}
        bytes: {type: integer}
        mime_type: {type: string}
"""
FORM = (
    b'--b\r\ncontent-disposition: form-data; name="title"\r\n\r\nT\r\n'
    b'--b\r\ncontent-disposition: form-data; name="file"; filename="a.bin"\r\ncontent-type: image/x\r\n\r\n'
    b"\0\1\2\xff\r\n--b--\r\n"
)  # fmt: skip


def served(text: str) -> Mock:
    return Mock(compiled(text, infers=True))


def test_a_file_goes_up_and_comes_down_again() -> None:
    media = served(MEDIA)
    mock = media.vendor.plans["POST /media"].operation.mock
    assert mock.upload == "$request.body#/file"
    assert mock.origin("upload").reason == "`file` of its form is a file"
    created = media.json("POST", "/media", FORM, headers={"content-type": "multipart/form-data; boundary=b"})

    assert (created["title"], created["filename"], created["bytes"]) == ("T", "a.bin", 4)
    assert created["mime_type"] == "image/x"
    given = media.ask("GET", f"/media/{created['id']}/content")
    assert (given.status, given.body) == (200, b"\0\1\2\xff")
    assert media.ask("GET", "/media/none/content").status == 404


def test_what_is_no_file_is_no_download() -> None:
    mock = served(MEDIA).vendor.plans["GET /media/{mediaId}/notes"].operation.mock

    assert (mock.behaviour, mock.download) == ("respond", False)


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("file: {type: string, format: binary}", "file: {type: string, format: byte}"),
        ("title: {type: string}}\n", "title: {type: string, format: binary}}\n"),
    ],
)
def test_a_form_without_a_file_or_with_several_uploads_none(text: str, other: str) -> None:
    assert text in MEDIA
    media = served(MEDIA.replace(text, other, 1))

    assert media.vendor.plans["POST /media"].operation.mock.upload is None
    assert not media.vendor.plans["GET /media/{mediaId}/content"].operation.mock.download


def test_a_body_of_bytes_is_the_file() -> None:
    media = served(MEDIA.replace("multipart/form-data:", "application/octet-stream:"))

    assert media.vendor.plans["POST /media"].operation.mock.upload == "$request.body"


PATHS = """
paths:
  /notes/{name}:
    parameters: [{name: name, in: path, required: true, schema: {type: string}}]
    put:
      requestBody: {required: true, content: {application/octet-stream: {}}}
      responses: {'201': {description: kept}}
    get:
      responses: {'200': {description: ok, content: {application/octet-stream: {}}}, '404': {description: none}}
    delete: {responses: {'204': {description: gone}}}
  /messages/{id}/attachments:
    parameters: [&id {name: id, in: path, required: true, schema: {type: string}}]
    post:
      requestBody: {content: {application/octet-stream: {}}}
      responses:
        '201':
          description: made
          content: {application/json: {schema: &attachment {type: object, properties: {
            id: {type: string}, size: {type: integer, readOnly: true}, name: {type: string, readOnly: true}}}}}
  /messages/{id}/attachments/{attachmentId}:
    parameters: [*id, {name: attachmentId, in: path, required: true, schema: {type: string}}]
    get: {responses: {'200': {description: ok, content: {application/octet-stream: {}}}}}
  /pictures:
    get:
      responses: {'200': {description: ok, content: {application/json: {schema: {type: array, items: *attachment}}}}}
    post:
      requestBody: {content: {image/png: {}}}
      responses: {'201': {description: made, content: {application/json: {schema: *attachment}}}}
  /pictures/{id}:
    parameters: [*id]
    get: {responses: {'200': {description: ok, content: {image/png: {}}}}}
  /logo:
    put: {requestBody: {content: {image/png: {}}}, responses: {'204': {description: kept}}}
    get: {responses: {'200': {description: ok, content: {image/png: {}}}}}
"""
BYTES = {"content-type": "application/octet-stream"}
IMAGE = {"content-type": "image/png"}
PIXELS = b"\x89PNG\r\n\x1a\n-not-really"


def test_a_file_is_written_at_its_path_and_read_there() -> None:
    files = served(PATHS)

    assert files.ask("PUT", "/notes/a", b"\0one", headers=BYTES).status == 201
    assert files.ask("PUT", "/notes/b", b"\0two", headers=BYTES).status == 201
    assert [files.ask("GET", f"/notes/{name}").body for name in "ab"] == [b"\0one", b"\0two"]
    files.ask("PUT", "/notes/a", b"\0new", headers=BYTES)
    assert files.ask("GET", "/notes/a").body == b"\0new"
    assert files.ask("DELETE", "/notes/a").status == 204
    assert [files.ask("GET", f"/notes/{name}").status for name in "ab"] == [404, 200]
    files.ask("PUT", "/logo", PIXELS, headers=IMAGE)
    assert files.ask("GET", "/logo").body == PIXELS


def test_a_file_is_made_below_a_path_that_lists_none_and_read_where_it_is() -> None:
    files = served(PATHS)

    made = files.json("POST", "/messages/m/attachments", b"\0\1", headers=BYTES)

    assert made["size"] == 2
    assert files.ask("GET", f"/messages/m/attachments/{made['id']}").body == b"\0\1"


def test_an_item_that_answers_bytes_gives_the_file_that_its_list_has_taken() -> None:
    files = served(PATHS)

    made = files.json("POST", "/pictures", PIXELS, headers=IMAGE)

    assert made["id"] in [each["id"] for each in files.json("GET", "/pictures")]
    assert files.ask("GET", f"/pictures/{made['id']}").body == PIXELS
