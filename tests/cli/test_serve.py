"""`mockserver serve`, run as a user runs it."""

import re
import shlex
import signal
import socket
import subprocess
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

import mockserver
from tests.cli.conftest import ROOT, Process

Start = Callable[..., Process]
Run = Callable[..., subprocess.CompletedProcess[str]]


def url_of(process: Process) -> str:
    return process.line(r"on (http://\S+)").group(1)


def request_of(curl: str) -> httpx.Request:
    """What a curl line sends."""
    words = shlex.split(curl)[1:]
    method, headers, content, url = "GET", {}, None, ""
    while words:
        word = words.pop(0)
        if word == "-H":
            name, _, value = words.pop(0).partition(": ")
            headers[name] = value
        elif word == "-X":
            method = words.pop(0)
        elif word == "-d":
            content = words.pop(0)
        else:
            url = word
    return httpx.Request(method, url, headers=headers, content=content)


def test_each_vendors_curl_line_works_as_it_is_printed(start: Start) -> None:
    process = start("serve", "--port", "0", cwd=ROOT)
    process.line("Ctrl")
    lines = re.findall(r"^  (curl .*)$", process.printed["out"], re.MULTILINE)

    assert len(lines) == len(list((ROOT / "specs").glob("*.yaml")))
    with httpx.Client() as client:
        for line in lines:
            assert client.send(request_of(line)).status_code == 200, line


def test_a_document_of_ones_own_gets_the_five_credentials_and_a_base_url(start: Start, acme: Path) -> None:
    process = start("serve", str(acme), "--port", "0")
    url = url_of(process)

    assert httpx.get(f"{url}/acme/v1/things").json() == {"answer": "first"}


def test_every_request_is_one_line_with_what_was_wrong(start: Start, acme: Path) -> None:
    process = start("serve", str(acme), "--port", "0")
    url = url_of(process)
    process.line("Ctrl")
    httpx.get(f"{url}/acme/v1/things?limit=3")
    httpx.get(f"{url}/acme/v1/things?limit=0")

    assert process.line("things").string.split()[1:5] == [
        "GET",
        "/acme/v1/things?limit=3",
        "200",
        "listThings",
    ]
    refused = process.line("things").string
    assert " 400  listThings " in refused
    assert "query limit: 0 is less than the minimum of 1" in refused


def test_a_line_names_the_fault_that_struck(start: Start, acme: Path) -> None:
    process = start("serve", str(acme), "--port", "0")
    url = url_of(process)
    process.line("Ctrl")
    httpx.post(f"{url}/__admin/faults", json={"fault": "EMPTY_RESPONSE", "times": 1})
    with pytest.raises(httpx.RemoteProtocolError):
        httpx.get(f"{url}/acme/v1/things")

    assert process.line("things").string.rstrip().endswith("fault 1: EMPTY_RESPONSE")


def test_a_request_cannot_write_to_the_terminal(start: Start, acme: Path) -> None:
    """The bytes of a path and of a value are printed as text, so no request clears the screen or fakes a line."""
    process = start("serve", str(acme), "--port", "0")
    url = url_of(process)
    process.line("Ctrl")
    httpx.get(f"{url}/acme/v1/things", params={"limit": "\x1b[2J\nfake"})
    line = process.line("things").string

    assert "\x1b" not in line
    assert line.endswith("\n")
    assert "400" in line


def test_quiet_prints_nothing(start: Start, acme: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = start("serve", str(acme), "--port", str(port), "--quiet")
    transport = httpx.HTTPTransport(retries=20)  # with a growing pause between them: until it listens
    with httpx.Client(transport=transport) as client:
        assert client.get(f"http://127.0.0.1:{port}/acme/v1/things").status_code == 200

    assert process.stop() == 0
    assert process.printed == {"out": "", "err": ""}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_it_well(start: Start, acme: Path, number: int) -> None:
    """Exit code 0 and not a word on stderr, also with a connection that is still open."""
    process = start("serve", str(acme), "--port", "0")
    url = url_of(process)
    process.line("Ctrl")
    with httpx.Client() as client:
        client.get(f"{url}/acme/v1/things")

        assert process.stop(number) == 0
    assert process.printed["err"] == ""


def test_a_port_in_use_is_named(run: Run, acme: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = run("serve", str(acme), "--port", str(taken.getsockname()[1]))

    assert done.returncode == 2
    assert re.search(r"cannot listen on 127.0.0.1:\d+: .*; choose another with --port", done.stderr)
    assert "Traceback" not in done.stderr


BROKEN = "openapi: 3.0.3\ninfo: {title: Acme\npaths: {}\n"
UNKNOWN_KEY = "openapi: 3.0.3\ninfo: {title: Acme, version: '1'}\nx-mock: {resuorces: {}}\npaths: {}\n"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["absent.yaml"], r"'absent.yaml' is neither a document of .* nor a file"),
        (["acmee"], r"'acmee' is neither"),
        (["broken.yaml"], r"broken.yaml:\d: this is not YAML"),
        (["unknown.yaml"], r"unknown.yaml:3: x-mock: unknown key 'resuorces'; did you mean 'resources'\?"),
        (["acme.yaml", "acme.yaml"], r"two documents are named 'acme'"),
        (["acme.yaml", "--variant", "acme=nope"], r"acme has no variant 'nope'; it has: none"),
        (["acme.yaml", "--variant", "other=nope"], r"no document of that name is served"),
        (["acme.yaml", "--variant", "acme"], r"'acme' is not of the form VENDOR=NAME"),
        (
            ["acme.yaml", "--store", "redis:x"],
            r"there is no store for 'redis:x'; stores: memory:, sqlite:FILE",
        ),
        (["acme.yaml", "--store", "sqlite:"], r"there is no store for 'sqlite:'; "),
        (["acme.yaml", "--store", "sqlite:acme.yaml"], r"--store sqlite:acme.yaml: file is not a database"),
        (["acme.yaml", "--store", "sqlite:none/x.db"], r"--store sqlite:none/x.db: unable to open"),
        (["acme.yaml", "--store", "sqlite:x", "--pipeline", "stock"], r"--pipeline stock .* memory:"),
        (["acme.yaml", "--workers", "2"], r"memory: cannot be shared between processes"),
        (["acme.yaml", "--workers", "2", "--store", "sqlite:x", "--reload"], r"--workers: each process sees"),
        (
            ["acme.yaml", "--workers", "1000000", "--store", "sqlite:x"],
            r"1000000 is not in the range 1<=x<=256",
        ),
        (["absent.yaml", "--workers", "2", "--store", "sqlite:x"], r"'absent.yaml' is neither"),
        (
            ["acme.yaml", "--workers", "2", "--store", "sqlite:none/x"],
            r"--store sqlite:none/x: unable to open",
        ),
        (["acme.yaml", "--overlay", "absent.yaml"], r"'absent.yaml' does not exist"),
        (["acme.yaml", "--overlay", "acme.yaml"], r"this is no overlay"),
        (["acme.yaml", "--overlay", "elsewhere.yaml"], r"none of its targets selects anything in acme"),
        (["acme.yaml", "--port", "70000"], r"70000 is not in the range"),
        (["acme.yaml", "--host", "192.0.2.1"], r"cannot listen on 192.0.2.1"),
        (["absent.yaml", "--reload"], r"'absent.yaml' is neither"),
    ],
)
def test_what_cannot_be_served_is_said_in_one_message(
    run: Run, acme: Path, arguments: list[str], says: str
) -> None:
    """Exit code 2, on stderr, without a traceback."""
    folder = acme.parent
    (folder / "broken.yaml").write_text(BROKEN)
    (folder / "unknown.yaml").write_text(UNKNOWN_KEY)
    (folder / "elsewhere.yaml").write_text("overlay: 1.0.0\nactions: [{target: $.nowhere, remove: true}]\n")
    done = run("serve", *arguments, "--port", "0") if "--port" not in arguments else run("serve", *arguments)

    assert done.returncode == 2
    assert done.stdout == ""
    assert re.search(says, done.stderr), done.stderr
    assert "Traceback" not in done.stderr


def test_an_overlay_changes_the_documents_that_it_fits(start: Start, acme: Path) -> None:
    """The other documents are served as they are."""
    other = acme.with_name("other.yaml")
    other.write_text(acme.read_text().replace("/things", "/others"))
    overlay = acme.with_name("overlay.yaml")
    target = "$.paths['/others'].get.responses['200'].content['application/json'].example"
    overlay.write_text(f'overlay: 1.0.0\nactions: [{{target: "{target}", update: {{answer: changed}}}}]\n')
    process = start("serve", str(acme), str(other), "--port", "0", "--overlay", str(overlay))
    url = url_of(process)

    assert httpx.get(f"{url}/acme/v1/things").json() == {"answer": "first"}
    assert httpx.get(f"{url}/other/v1/others").json() == {"answer": "changed"}


def test_seed_rows_and_variants_reach_the_vendors(start: Start) -> None:
    name, variant = next(
        (name, next(iter(vendor.contract.mock.variants)))
        for name, vendor in mockserver.create_app().vendors.items()
        if vendor.contract.mock.variants
    )
    process = start(
        "serve",
        name,
        "--port",
        "0",
        "--seed",
        "7",
        "--rows",
        "30",
        "--variant",
        f"{name}={variant}",
        cwd=ROOT,
    )
    [served] = httpx.get(f"{url_of(process)}/__admin/vendors").json()["vendors"]
    same = mockserver.create_app([name], seed=7, rows=30, variants={name: [variant]})

    assert served["resources"] == same.vendors[name].state.counts()
    assert served["resources"] != mockserver.create_app([name]).vendors[name].state.counts()
    assert served["variants"]["on"] == [variant]


@pytest.mark.parametrize("pipeline", ["compiled", "stock"])
def test_both_pipelines_serve(start: Start, acme: Path, pipeline: str) -> None:
    process = start("serve", str(acme), "--port", "0", "--pipeline", pipeline)

    assert httpx.get(f"{url_of(process)}/acme/v1/things").json() == {"answer": "first"}


UPLOAD = """
openapi: 3.0.3
info: {title: Upload, version: "1"}
paths:
  /files:
    post:
      requestBody: {content: {application/octet-stream: {}}}
      responses: {"201": {description: ok}}
"""


def test_the_largest_body_is_set_on_the_command_line(start: Start, tmp_path: Path) -> None:
    (tmp_path / "upload.yaml").write_text(UPLOAD)
    url = url_of(start("serve", "upload.yaml", "--port", "0", "--max-body", "1KiB", cwd=tmp_path))

    headers = {"content-type": "application/octet-stream"}
    statuses = [
        httpx.post(f"{url}/upload/files", content=bytes(size), headers=headers).status_code
        for size in (1024, 1025)
    ]
    assert statuses == [201, 413]


@pytest.mark.parametrize("size", ["many", "-1", "1TiB", "1.5MiB"])
def test_a_size_that_is_none_is_refused(run: Run, acme: Path, size: str) -> None:
    done = run("serve", str(acme), "--port", "0", f"--max-body={size}")

    assert done.returncode == 2
    assert "is no size" in done.stderr
