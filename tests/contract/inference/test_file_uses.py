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
