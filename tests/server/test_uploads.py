"""Large bodies: on disk while they are read, and known by their beginning afterwards."""

import asyncio
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

import mockserver
from mockserver.bounds import JOURNAL_BODY
from mockserver.runtime.server import Server
from tests.builders import HEAD, serving

MIB = 1 << 20
DOCUMENT = """
servers: [{url: 'https://api.acme.example'}]
x-mock: {resources: {files: {on_create: {id: $uuid}}}}
paths:
  /files:
    post:
      operationId: keep
      x-mock: {behaviour: create, resource: files}
      requestBody:
        required: true
        content:
          multipart/form-data:
            schema:
              type: object
              required: [file]
              properties:
                file: {type: string, format: binary, maxLength: 70000000}
                files: {type: array, items: {type: string, format: binary, minLength: 2000000, maxLength: 3000000}}
                title: {type: string}
          application/json: {schema: {$ref: '#/components/schemas/File'}}
      responses: {'201': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/File'}}}}}
  /raw:
    post:
      operationId: take
      requestBody:
        content:
          application/octet-stream: {schema: {type: string, format: binary, minLength: 1500000, maxLength: 3000000}}
      responses: {'204': {description: ok}}
components:
  schemas:
    File:
      type: object
      properties:
        id: {type: string}
        file: {type: string}
        title: {type: string}
        files: {type: array, items: {type: string}}
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(
        DOCUMENT, tmp_path_factory.mktemp("uploads"), validate_responses=True, max_body=8 * MIB
    ) as server:
        yield server


@pytest.fixture
def client(server: Server) -> Iterator[httpx.Client]:
    server.reset()
    with httpx.Client(base_url=server["acme"].url, timeout=30) as client:
        yield client


def test_a_large_file_stands_in_the_body_as_its_name(client: httpx.Client) -> None:
    made = client.post("/files", data={"title": "t"}, files={"file": ("a.bin", b"x" * 3 * MIB)})

    assert made.status_code == 201
    assert {**made.json(), "id": ""} == {"id": "", "file": "a.bin", "title": "t"}


@pytest.mark.parametrize(
    ("sizes", "wrong"),
    [
        ([2_500_000], []),
        ([2_500_000, 2_000_000], []),
        ([2_500_000, 3_000_001], ["maxLength"]),
        ([1_900_000], ["minLength"]),
        ([10, 2_500_000], ["minLength"]),
    ],
)
def test_the_bounds_of_a_file_are_those_of_its_bytes(
    server: Server, client: httpx.Client, sizes: list[int], wrong: list[str]
) -> None:
    files = [("file", ("a", b"x")), *(("files", (f"f{n}", b"x" * size)) for n, size in enumerate(sizes))]

    made = client.post("/files", files=files)

    assert made.status_code == (400 if wrong else 201)
    assert [each.keyword for each in server.requests[-1].violations] == wrong


@pytest.mark.parametrize(
    ("size", "status"), [(2 * MIB, 204), (3 * MIB, 400), (1_400_000, 400), (9 * MIB, 413)]
)
def test_a_large_body_of_bytes(client: httpx.Client, size: int, status: int) -> None:
    headers = {"content-type": "application/octet-stream"}

    assert client.post("/raw", content=b"\xff" * size, headers=headers).status_code == status
    pieces = (b"\xff" * MIB for _ in range(size // MIB))  # chunked
    assert size % MIB or client.post("/raw", content=pieces, headers=headers).status_code == status


def test_large_json_is_read_whole(client: httpx.Client) -> None:
    made = client.post("/files", json={"title": "y" * 2 * MIB})

    assert (made.status_code, len(made.json()["title"])) == (201, 2 * MIB)
    assert client.post("/files", content=b'{"title": ' + b"1" * 2 * MIB).status_code == 415
    wrong = client.post("/files", json={"title": ["y" * 2 * MIB]})
    assert wrong.status_code == 400


def test_the_journal_keeps_the_beginning_and_the_size(server: Server, client: httpx.Client) -> None:
    sent = client.post("/files", json={"title": "y" * 2 * MIB}).request

    (entry,) = httpx.get(f"{server.url}/__admin/requests").json()["requests"]
    assert entry["request"]["bodySize"] == len(sent.content)
    assert entry["request"]["body"] == sent.content[:JOURNAL_BODY].decode()


def test_every_door_reads_a_large_body_the_same(server: Server, client: httpx.Client) -> None:
    def upload(sender: Any, base: str = "") -> Any:
        server.reset()
        return sender(base + "/files", files={"file": ("a.bin", b"x" * 2 * MIB)}, headers=headers)

    headers = {"content-type": "multipart/form-data; boundary=same"}

    async def through_asgi() -> Any:
        transport = httpx.ASGITransport(server.app)
        async with httpx.AsyncClient(transport=transport, base_url=server["acme"].url) as inside:
            return (await upload(inside.post)).json()

    over_the_port = upload(client.post).json()
    in_asgi = asyncio.run(through_asgi())
    with mockserver.intercepting(server=server):
        in_process = upload(httpx.post, "https://api.acme.example").json()

    assert over_the_port == in_asgi == in_process


def memory_of(process: int) -> int:
    """The most memory that a process has had, in MiB."""
    text = Path(f"/proc/{process}/status").read_text()
    return int(re.findall(r"VmHWM:\s+(\d+)", text)[0]) // 1024


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_file_larger_than_memory_should_hold_is_not_in_memory(tmp_path: Path) -> None:
    (tmp_path / "acme.yaml").write_text(HEAD + DOCUMENT)
    command = [
        sys.executable,
        "-m",
        "mockserver",
        "serve",
        "acme.yaml",
        "--port",
        "0",
        "--max-body",
        "100MiB",
    ]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            url = next(found[0] for line in process.stdout if (found := re.findall(r"on (http://\S+)", line)))
            with httpx.Client(base_url=f"{url}/acme", timeout=60) as client:
                assert client.post("/files", files={"file": ("a", b"x" * 2 * MIB)}).status_code == 201
                before = memory_of(process.pid)
                assert client.post("/files", files={"file": ("a", b"x" * 60 * MIB)}).status_code == 201
            assert memory_of(process.pid) - before < 15
        finally:
            process.terminate()
