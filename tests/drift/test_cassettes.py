"""Cassettes of vcrpy and its kin."""

import gzip
import json
from pathlib import Path

from mockserver.drift.check import check_recordings
from mockserver.drift.recordings import read_recording
from tests.drift.recorded import (
    CONTRACT,
    HOST,
    JSON,
    cassette,
    interaction,
    names,
    rules,
)


def test_coverage_out_of_a_cassette(tmp_path: Path) -> None:
    sent = json.dumps({"name": "bolt", "colour": "red"})
    path = cassette(
        tmp_path,
        interaction(gzip.compress(b'{"id": "w9"}'), sent=sent),
        interaction('{"id": "w8"}', sent=sent.encode()),
        interaction('{"id": 7}', sent=sent),
    )
    found = check_recordings([path], [CONTRACT])

    assert names(found, "fields") == {"body.colour"}
    assert [drift.call.number for drift in found.run.drift] == [3]
    assert rules(found) == []


def test_a_cassette_without_times_has_no_retry_that_is_too_early(tmp_path: Path) -> None:
    refused = interaction("{}", sent='{"name": "bolt"}', status=429)
    refused["response"]["headers"]["Retry-After"] = ["30"]

    assert rules(check_recordings([cassette(tmp_path, refused, refused)], [CONTRACT])) == [
        "retry-without-key"
    ]


def test_cassettes_in_the_form_of_vcr_and_betamax(tmp_path: Path) -> None:
    path = tmp_path / "cassette.json"
    one = {
        "request": {
            "method": "get",
            "uri": f"{HOST}/widgets/w1",
            "body": {"encoding": "utf-8", "string": ""},
            "headers": {},
        },
        "response": {
            "status": {"code": 200, "message": "OK"},
            "headers": {"Content-Type": JSON},
            "body": {"base64_string": "e30="},
        },
        "recorded_at": "2026-01-01T00:00:00",
    }
    path.write_text(json.dumps({"http_interactions": [one], "recorded_with": "betamax"}), "utf-8")

    (recorded,) = read_recording(path)
    assert (recorded.method, recorded.reply_body, recorded.started) == ("GET", b"{}", 1767225600.0)


def test_cassettes_that_vcrpy_before_6_wrote_of_httpx(tmp_path: Path) -> None:
    one = interaction("")
    one["response"] = {"content": '{"id": "w9"}', "headers": {"content-type": [JSON]}, "status_code": 201}

    (recorded,) = read_recording(cassette(tmp_path, one))

    assert (recorded.status, recorded.reply_body) == (201, b'{"id": "w9"}')
