"""`mockserver serve --reload`: the last documents that can be served are served while their files change."""

import multiprocessing
import os
import shutil
import signal
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from mockserver.address import ListenAddress
from mockserver.cli.reloading import serve_in_turn
from mockserver.cli.serve import ServeOptions
from mockserver.keywords import server_options
from mockserver.runtime.listening import listening
from tests.cli.conftest import ACME, PATIENCE, Process

Start = Callable[..., Process]

BROKEN = ACME.replace("info: {", "info: {{")
WRONG = r"acme\.yaml:3: this is not YAML"


def url_of(process: Process) -> str:
    return process.line(r"on (http://\S+)").group(1)


def answer_of(url: str) -> httpx.Response:
    return httpx.get(f"{url}/acme/v1/things", timeout=PATIENCE)


def test_what_changed_is_served_on_the_same_port(start: Start, acme: Path) -> None:
    process = start("serve", str(acme), "--port", "0", "--reload")
    url = url_of(process)
    process.line("Ctrl")
    acme.write_text(ACME.replace("first", "second"))
    process.line("Ctrl")

    assert answer_of(url).json() == {"answer": "second"}
    assert process.stop() == 0


def test_while_a_document_is_broken_the_last_good_one_answers(start: Start, acme: Path) -> None:
    process = start("serve", str(acme), "--port", "0", "--reload")
    url = url_of(process)
    process.line("Ctrl")
    acme.write_text(BROKEN)
    process.line(WRONG, "err")
    process.line("what was served before is served on", "err")
    assert answer_of(url).json() == {"answer": "first"}

    acme.write_text(ACME.replace("first", "third"))
    process.line("Ctrl")
    assert answer_of(url).json() == {"answer": "third"}

    acme.unlink()
    process.line("neither a document of .* nor a file", "err")
    assert answer_of(url).json() == {"answer": "third"}
    assert process.stop() == 0


def test_a_folder_that_was_removed_and_made_again_is_watched_again(start: Start, acme: Path) -> None:
    folder = acme.parent / "checkout"
    folder.mkdir()
    document = folder / "acme.yaml"
    document.write_text(ACME)
    process = start("serve", str(document), "--port", "0", "--reload")
    url = url_of(process)
    process.line("Ctrl")
    shutil.rmtree(folder)
    process.line("neither a document of .* nor a file", "err")

    for answer in ("first", "second"):
        folder.mkdir(exist_ok=True)
        document.write_text(ACME.replace("first", answer))
        process.line("Ctrl")
        assert answer_of(url).json() == {"answer": answer}
    assert process.stop() == 0


def test_where_none_was_good_yet_requests_are_told_what_is_wrong(start: Start, acme: Path) -> None:
    acme.write_text(BROKEN)
    process = start("serve", str(acme), "--port", "0", "--reload")
    process.line(WRONG, "err")
    url = process.line(r"on (http://\S+) requests are answered 503 until then", "err").group(1)

    refused = answer_of(url)
    assert (refused.status_code, refused.headers["content-type"]) == (503, "application/problem+json")
    assert "acme.yaml:3: this is not YAML" in refused.json()["detail"]

    acme.write_text(ACME)
    process.line("Ctrl")
    assert answer_of(url).json() == {"answer": "first"}
    assert process.stop() == 0


def test_an_overlay_and_fixtures_that_come_later_take_effect(start: Start, acme: Path) -> None:
    process = start("serve", str(acme), "--port", "0", "--reload")
    url = url_of(process)
    process.line("Ctrl")
    (acme.parent / "acme.overlay.yaml").write_text(OVERLAY)
    process.line("Ctrl")
    assert answer_of(url).json() == {"answer": "laid over"}

    folder = acme.parent / "fixtures" / "acme"
    folder.mkdir(parents=True)
    (folder / "credentials.yaml").write_text("[]")
    process.line("credentials.yaml", "err")
    assert answer_of(url).json() == {"answer": "laid over"}


OVERLAY = """
overlay: 1.0.0
info: {title: Changes, version: "1"}
actions:
  - target: $.paths['/things'].get.responses['200'].content['application/json']
    update: {example: {answer: laid over}}
"""


def test_what_a_document_refers_to_is_watched_as_well(start: Start, acme: Path) -> None:
    acme.write_text(ACME.replace("example: {answer: first}", "examples: {one: {$ref: parts/answer.yaml}}"))
    (acme.parent / "parts").mkdir()
    part = acme.parent / "parts" / "answer.yaml"
    part.write_text("value: {answer: first}")
    process = start("serve", str(acme), "--port", "0", "--reload")
    url = url_of(process)
    process.line("Ctrl")
    part.write_text("value: {answer: second}")
    process.line("Ctrl")

    assert answer_of(url).json() == {"answer": "second"}


def test_what_serves_ends_with_the_process_that_watches(start: Start, acme: Path) -> None:
    process = start("serve", str(acme), "--port", "0", "--reload")
    process.line("Ctrl")
    process.popen.kill()

    assert process.silent()


@pytest.mark.parametrize("waits", [False, True])
def test_a_process_whose_watcher_has_ended_before_its_turn_ends_without_a_word(
    *, waits: bool, acme: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    spawn = multiprocessing.get_context("spawn")
    ours, theirs = spawn.Pipe()
    address = ListenAddress()
    with listening(address, acme.parent) as listeners:
        asked = ServeOptions(server_options([str(acme)]), address, quiet=True)
        process = spawn.Process(target=serve_in_turn, args=(asked, listeners, theirs, True), daemon=True)
        if not waits:
            ours.close()
        process.start()
        theirs.close()
        if waits:
            assert ours.recv().sound
            ours.close()
        process.join(PATIENCE)

    assert process.exitcode == 0
    assert capfd.readouterr() == ("", "")


def test_a_signal_while_changes_are_read_ends_it_without_a_fault(start: Start, acme: Path) -> None:
    process = start("serve", str(acme), "--port", "0", "--reload")
    process.line("Ctrl")
    pipe = acme.parent / "answer.yaml"
    os.mkfifo(pipe)
    acme.write_text(ACME.replace("example: {answer: first}", "examples: {one: {$ref: answer.yaml}}"))
    with pipe.open("w"):  # opens when the process that comes next reads it, and waits for what is in it
        process.popen.send_signal(signal.SIGTERM)
        assert process.popen.wait(PATIENCE) == 0
    process.close()

    # That the reference is to no regular file is told, where it was read in time.
    assert "fault" not in process.printed["err"]
