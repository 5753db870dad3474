"""`--record`: what was exchanged, as HAR that other readers take, there as a whole or not at all."""

import gzip
import json
import os
import resource
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

import mockserver
from mockserver.drift.recordings import read_recording
from mockserver.errors import UsageError
from mockserver.settings import settings_of
from tests.forwarding.real_api import Handler, real_api

TIMEOUT = 20


def gzipped(handler: Handler) -> None:
    body = gzip.compress(b'{"real": true}')
    handler.reply(
        200, body, content_type="application/json", content_encoding="gzip", set_cookie="sid=very-secret"
    )


def recorded(path: Path) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = json.loads(path.read_text())["log"]["entries"]
    return entries


def test_calls_to_the_mock_and_to_the_real_api_are_recorded(tmp_path: Path) -> None:
    file = tmp_path / "traffic.har"
    with (
        real_api(gzipped) as api,
        mockserver.running("rotor", upstreams={"rotor": api.url}, record=file) as server,
    ):
        rotor = server["rotor"]
        httpx.get(f"{rotor.url}/customers?limit=1", headers=rotor.headers)
        httpx.get(f"{rotor.url}/nope", headers={"x-api-key": "a-real-key"})
        assert not file.exists()

    ours, real = recorded(file)
    assert ours["request"]["url"].endswith("/rotor/open-api/customers?limit=1")
    assert real["response"]["content"]["text"] == '{"real": true}'
    assert f"forwarded to {api.url}/open-api/nope" in real["comment"]
    assert "a-real-key" not in file.read_text()
    assert "very-secret" not in file.read_text()
    assert [each.status for each in read_recording(file)] == [200, 200]
    assert not list(tmp_path.glob("*.part"))


def test_secrets_are_shown_where_that_is_asked_for(tmp_path: Path) -> None:
    file = tmp_path / "traffic.har"
    with mockserver.running("rotor", record=file, settings=settings_of(show_secrets=True)) as server:
        httpx.get(f"{server['rotor'].url}/customers", headers={"x-api-key": "a-real-key"})

    assert "a-real-key" in file.read_text()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_file_is_there_when_a_signal_ends_the_server(number: signal.Signals, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mockserver", "serve", "rotor", "--port", "0", "--record", "traffic.har"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        address = next(word for line in process.stdout for word in line.split() if word.startswith("http://"))
        httpx.get(f"{address.rstrip('/')}/rotor/open-api/customers", timeout=TIMEOUT)
        process.send_signal(number)
        process.stdout.read()
        assert process.wait(TIMEOUT) == 0

    assert [each["response"]["status"] for each in recorded(tmp_path / "traffic.har")] == [401]


def test_no_two_servers_record_to_one_file(tmp_path: Path) -> None:
    file = tmp_path / "traffic.har"
    with mockserver.running("rotor", record=file) as server:
        httpx.get(f"{server['rotor'].url}/customers")
        with (
            pytest.raises(UsageError, match="another server records to this file"),
            mockserver.running("rotor", record=file),
        ):
            pytest.fail("it serves")

    assert len(recorded(file)) == 1


def test_what_a_server_left_that_was_killed_is_in_nobodys_way(tmp_path: Path) -> None:
    file = tmp_path / "traffic.har"
    file.with_name("traffic.har.part").write_text('{"log": {"entries": [')
    with mockserver.running("rotor", record=file) as server:
        httpx.get(f"{server['rotor'].url}/customers")

    assert len(recorded(file)) == 1


def test_a_file_that_cannot_be_written_is_told_at_the_start(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "nowhere" / "traffic.har"):
        with pytest.raises(UsageError, match="--record"), mockserver.running("rotor", record=path):
            pass


def test_a_device_is_not_replaced_by_a_recording(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with (
        pytest.raises(UsageError, match="no regular file"),
        mockserver.running("rotor", record=tmp_path / "pipe"),
    ):
        pass


def statuses_of(calls: int, file: Path) -> set[int]:
    """The statuses of calls that are recorded."""
    with (
        mockserver.running("rotor", record=file) as server,
        httpx.Client(headers=server["rotor"].headers) as client,
    ):
        return {client.get(f"{server['rotor'].url}/customers?limit=1").status_code for _ in range(calls)}


@pytest.mark.parametrize(("calls", "room"), [(1, 500), (100, 100_000)])
def test_a_full_disk_costs_the_recording_and_no_answer(
    calls: int, room: int, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "traffic.har"
    file.write_text("an older one")
    bounds = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, bounds[1]))
    try:
        with pytest.raises(UsageError, match=r"--record .*traffic.har: cannot be written: File too large"):
            statuses_of(calls, file)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, bounds)

    assert [each.levelname for each in caplog.records] == ["ERROR"]
    assert file.read_text() == "an older one"
    assert [each.name for each in tmp_path.iterdir()] == ["traffic.har"]


def test_what_was_recorded_can_be_checked(tmp_path: Path) -> None:
    file = tmp_path / "traffic.har"
    with (
        real_api(lambda handler: handler.json(418, "{}")) as api,
        mockserver.running("rotor", upstreams={"rotor": api.url}, upstream_for="all", record=file) as server,
    ):
        httpx.get(f"{server['rotor'].url}/customers", headers=server["rotor"].headers)

    command = [sys.executable, "-m", "mockserver", "check", str(file), "--document", "rotor"]
    checked = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert checked.returncode == 1
    assert "status 418 is not declared" in checked.stdout
