"""Files that come with rows: kept byte for byte, told of, given back whole or in ranges."""

import hashlib
import subprocess
from collections.abc import Iterator
from email import message_from_bytes
from pathlib import Path

import httpx
import pytest

from mockserver.runtime.server import Server
from tests.builders import serving

DRIVE = """
x-mock:
  resources:
    files: {on_create: {id: $next.file}}
paths:
  /files:
    post:
      x-mock:
        behaviour: create
        resource: files
        upload: $request.body#/file
        set: {name: $file.name, size: $file.size, type: $file.type, sha256: $file.sha256, md5: $file.md5}
      requestBody: &form {required: true, content: {multipart/form-data: {schema: {type: object, required: [file],
        properties: {file: {type: string, format: binary}, title: {type: string}}}}}}
      responses: {'201': &file {description: ok, content: {application/json: {schema: {type: object, properties:
        {id: {}, title: {}, name: {}, size: {}, type: {}, sha256: {}, md5: {}}}}}}}
    get:
      x-mock: {behaviour: list, resource: files}
      responses: {'200': {description: ok, content: {application/json: {schema: {type: array, items: {}}}}}}
  /files/{id}:
    parameters: &id [{name: id, in: path, required: true, schema: {type: integer}}]
    get: {x-mock: {behaviour: get, resource: files}, responses: {'200': *file}}
    delete: {x-mock: {behaviour: delete, resource: files}, responses: {'204': {description: gone}}}
  /files/{id}/content:
    parameters: *id
    get:
      x-mock: {behaviour: get, resource: files, download: true}
      responses: {'200': {description: ok, content: {'*/*': {schema: {type: string, format: binary}}}}}
    put:
      x-mock: {behaviour: act, resource: files, upload: $request.body, set: {size: $file.size, sha256: $file.sha256}}
      requestBody: {content: {'*/*': {schema: {type: string, format: binary}}}}
      responses: {'200': *file}
  /inline:
    post:
      x-mock: {behaviour: create, resource: files, upload: $request.body#/data, set: {size: $file.size, data: null}}
      requestBody: {content: {application/json: {schema: {type: object, properties: {data: {type: string}}}}}}
      responses: {'201': *file}
"""
CONTENT = bytes(range(256)) * 5


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(
        DRIVE, tmp_path_factory.mktemp("drive"), {"files": [{"id": 90}]}, files_size=1 << 20
    ) as found:
        yield found


@pytest.fixture
def client(server: Server) -> Iterator[httpx.Client]:
    server.reset()
    with httpx.Client(base_url=server["acme"].url) as found:
        yield found


def upload(client: httpx.Client, content: bytes = CONTENT, name: str = "a.bin") -> dict[str, object]:
    sent = client.post("/files", files={"file": (name, content, "image/x-acme")}, data={"title": "t"})
    assert sent.status_code == 201, sent.text
    found: dict[str, object] = sent.json()
    return found


def test_a_file_is_told_of_and_given_back_byte_for_byte(client: httpx.Client) -> None:
    assert upload(client) == {
        "id": 1,
        "title": "t",
        "name": "a.bin",
        "size": 1280,
        "type": "image/x-acme",
        "sha256": hashlib.sha256(CONTENT).hexdigest(),
        "md5": hashlib.md5(CONTENT).hexdigest(),
    }
    given = client.get("/files/1/content")

    assert given.content == CONTENT
    assert given.headers["content-type"] == "image/x-acme"
    assert given.headers["content-disposition"] == 'attachment; filename="a.bin"'
    assert given.headers["accept-ranges"] == "bytes"
    assert client.get("/files/1/content", headers={"If-None-Match": given.headers["etag"]}).status_code == 304
    assert "x-file" not in client.get("/files").text


def test_what_a_client_calls_its_file_may_be_anything(client: httpx.Client) -> None:
    upload(client, name="Grüße ~x.txt")
    given = client.get("/files/1/content").headers["content-disposition"]

    assert given.startswith('attachment; filename="Gr__e ~x.txt"')
    assert "filename*=UTF-8''Gr%C3%BC%C3%9Fe%20" in given


def test_a_whole_body_and_a_text_in_base64_are_files_too(client: httpx.Client) -> None:
    upload(client)
    assert (
        client.put("/files/1/content", content=b"other", headers={"content-type": "text/x"}).json()["size"]
        == 5
    )
    assert client.get("/files/1/content").content == b"other"
    assert client.post("/inline", json={"data": "AAEC"}).json()["size"] == 3
    assert client.get("/files/2/content").content == b"\0\1\2"


def test_a_large_file_comes_back_as_it_went(client: httpx.Client, server: Server) -> None:
    content = CONTENT * 700  # more than is kept in memory while it is read
    upload(client, content)

    assert client.get("/files/1/content").content == content


def test_a_row_without_a_file_gives_a_small_one(client: httpx.Client) -> None:
    given = client.get("/files/90/content")

    assert given.status_code == 200
    assert given.content


@pytest.mark.parametrize(
    ("asked", "start", "stop"),
    [
        ("bytes=0-9", 0, 10),
        ("bytes=1270-", 1270, 1280),
        ("bytes=-5", 1275, 1280),
        ("bytes=-5000", 0, 1280),
        ("bytes=1000-99999", 1000, 1280),
        ("Bytes = 3 - 3", 3, 4),
        ("bytes=5000-6000, 0-0", 0, 1),
    ],
)
def test_a_range_is_a_part(client: httpx.Client, asked: str, start: int, stop: int) -> None:
    upload(client)
    given = client.get("/files/1/content", headers={"Range": asked})

    assert (given.status_code, given.content) == (206, CONTENT[start:stop])
    assert given.headers["content-range"] == f"bytes {start}-{stop - 1}/1280"
    assert given.headers["content-type"] == "image/x-acme"


@pytest.mark.parametrize(
    "asked",
    ["bytes=", "bytes=5-3", "items=0-1", "bytes=a-b", "bytes=-", "bytes=" + ",".join(["0-0"] * 21), "0-1"],
)
def test_what_is_no_range_of_bytes_is_passed_over(client: httpx.Client, asked: str) -> None:
    upload(client)
    given = client.get("/files/1/content", headers={"Range": asked})

    assert (given.status_code, given.content) == (200, CONTENT)


@pytest.mark.parametrize("asked", ["bytes=1280-", "bytes=5000-6000", "bytes=-0"])
def test_a_range_that_is_not_there_is_a_416(client: httpx.Client, asked: str) -> None:
    upload(client)
    given = client.get("/files/1/content", headers={"Range": asked})

    assert (given.status_code, given.headers["content-range"]) == (416, "bytes */1280")


def test_several_ranges_are_several_parts(client: httpx.Client) -> None:
    upload(client)
    given = client.get("/files/1/content", headers={"Range": "bytes=0-1,-2"})
    head = f"Content-Type: {given.headers['content-type']}\r\n\r\n".encode()
    parts = message_from_bytes(head + given.content).get_payload()

    assert given.status_code == 206
    assert isinstance(parts, list)
    assert [part["content-range"] for part in parts] == ["bytes 0-1/1280", "bytes 1278-1279/1280"]  # type: ignore[index]
    assert [part.get_payload(decode=True) for part in parts] == [CONTENT[:2], CONTENT[-2:]]  # type: ignore[union-attr]


def test_a_range_of_another_state_is_the_whole(client: httpx.Client) -> None:
    upload(client)
    tag = client.get("/files/1/content").headers["etag"]
    part = {"Range": "bytes=0-1"}

    assert client.get("/files/1/content", headers={**part, "If-Range": tag}).status_code == 206
    for other in ('"x"', f"W/{tag}", "Tue, 03 Feb 2026 12:00:00 GMT", "nonsense"):
        assert client.get("/files/1/content", headers={**part, "If-Range": other}).status_code == 200


def test_curl_goes_on_with_a_download_that_was_cut(client: httpx.Client, tmp_path: Path) -> None:
    upload(client)
    cut = tmp_path / "cut"
    cut.write_bytes(CONTENT[:100])
    subprocess.run(
        ["curl", "-sf", "-C", "-", "-o", str(cut), f"{client.base_url}files/1/content"], check=True
    )

    assert cut.read_bytes() == CONTENT


def test_files_are_reset_and_restored_and_told_apart_by_namespaces(
    client: httpx.Client, server: Server
) -> None:
    upload(client)
    mark = server.snapshot()
    client.put("/files/1/content", content=b"other", headers={"content-type": "text/x"})
    server.restore(mark)

    assert client.get("/files/1/content").content == CONTENT
    assert client.get("/files/1/content", headers={"Mockserver-Namespace": "n"}).status_code == 404


def test_there_is_an_end_to_what_is_kept_and_deleted_rows_make_room(client: httpx.Client) -> None:
    part = 400_000
    for number in range(2):
        upload(client, bytes([number]) * part)
    refused = client.post("/files", files={"file": ("c", b"c" * part)})

    assert refused.status_code == 507
    assert "--files-size" in refused.text
    assert len(client.get("/files").json()) == 3, "nothing was written"
    upload(client, b"\0" * part)  # the same content takes no more room
    client.delete("/files/2")
    upload(client, b"c" * part)
