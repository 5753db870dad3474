"""Bodies as recorders write them: compressed, cut off, as fields of forms."""

import gzip
import json
import zlib
from collections.abc import Callable
from pathlib import Path

import brotli
import pytest

from mockserver.drift.check import check_recordings
from mockserver.drift.recordings import read_recording
from mockserver.errors import UsageError
from tests.builders import compiled
from tests.drift.recorded import (
    CONTRACT,
    cassette,
    entry,
    har,
    interaction,
    names,
    pairs,
    rules,
)


@pytest.mark.parametrize(
    ("coding", "code"),
    [
        ("gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("br", brotli.compress),
        ("gzip", bytes),
        ("br", bytes),
    ],
)
def test_bodies_come_as_they_were_before_they_were_compressed(
    tmp_path: Path, coding: str, code: Callable[[bytes], bytes]
) -> None:
    """A recorder may have undone a coding, and have kept the header; so for requests."""
    one = interaction("", sent=code(json.dumps({"name": "bolt", "colour": "red"}).encode()))
    one["request"]["headers"]["Content-Encoding"] = [coding]
    one["response"]["body"]["string"] = code(b'{"id": "w9"}')
    one["response"]["headers"]["Content-Encoding"] = [coding]

    path = cassette(tmp_path, one)

    assert [each.reply_body for each in read_recording(path)] == [b'{"id": "w9"}']
    found = check_recordings([path], [CONTRACT])
    assert (rules(found), names(found, "fields")) == ([], {"body.colour"})


def test_a_body_that_is_cut_off_is_damaged(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is damaged"):
        read_recording(cassette(tmp_path, interaction(gzip.compress(b'{"id": "w9"}')[:-4])))


UPLOAD = compiled("""
servers: [{url: 'https://api.acme.example'}]
paths:
  /files:
    post:
      operationId: keep
      requestBody:
        content:
          multipart/form-data:
            schema:
              type: object
              required: [file]
              properties: {file: {type: string, format: binary, minLength: 1}, n: {type: integer}}
          application/x-www-form-urlencoded: {schema: {type: object, properties: {n: {type: integer}}}}
      responses: {'201': {description: ok}}
""")


FILE = {"name": "file", "fileName": "a.bin", "contentType": "application/octet-stream"}


@pytest.mark.parametrize(
    ("media_type", "params", "broken"),
    [
        ("multipart/form-data; boundary=X", [{**FILE, "value": "x"}, {"name": "n", "value": "3"}], []),
        (
            "multipart/form-data; boundary=X",
            [{**FILE, "value": "x"}, {"name": "n", "value": "q"}],
            ["contract-broken"],
        ),
        ("multipart/form-data; boundary=X", [{"name": "n", "value": "3"}], ["contract-broken"]),
        (
            "multipart/form-data; boundary=X",
            [FILE, {"name": "n", "value": "q"}],
            [],
        ),  # its content is left out
        ("application/x-www-form-urlencoded", [{"name": "n", "value": "3"}], []),
        ("application/x-www-form-urlencoded", [{"name": "n", "value": "q"}], ["contract-broken"]),
    ],
)
def test_forms_that_are_recorded_by_their_fields(
    tmp_path: Path, media_type: str, params: list[dict[str, str]], broken: list[str]
) -> None:
    one = entry("POST", "https://api.acme.example/files", 201, {})
    one["request"]["headers"] = pairs({"content-type": media_type})
    one["request"]["postData"] = {"mimeType": media_type.partition(";")[0], "params": params}

    assert rules(check_recordings([har(tmp_path, one)], [UPLOAD])) == broken
