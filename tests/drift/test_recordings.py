"""Recorded traffic is judged as live traffic is."""

import gzip
import json
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import brotli
import pytest
import yaml

from mockserver.drift.check import Checked, check_recordings
from mockserver.drift.recordings import read_recording
from mockserver.errors import UsageError
from tests.builders import compiled
from tests.coverage.acme import DOCUMENT

CONTRACT = compiled(DOCUMENT)
HOST = "https://api.acme.example/v1"
JSON = "application/json; charset=utf-8"


def entry(
    method: str,
    url: str,
    status: int,
    body: Any,
    *,
    sent: Any = None,
    at: int = 0,
    headers: Mapping[str, str] = {},
) -> dict[str, Any]:
    """One entry of a HAR file, `at` seconds after the first."""
    given = {"content-type": "application/json", ":authority": "api.acme.example", "x-key": "***"}
    request: dict[str, Any] = {"method": method, "url": url, "headers": pairs(given)}
    if sent is not None:
        request["postData"] = {"mimeType": "application/json", "text": json.dumps(sent)}
    content = {"mimeType": JSON, "text": json.dumps(body), "size": 1}
    return {
        "startedDateTime": f"2026-01-01T00:00:{at:02}.000Z",
        "time": 12,
        "request": request,
        "response": {
            "status": status,
            "headers": pairs({"Content-Type": JSON, **headers}),
            "content": content,
        },
    }


def pairs(headers: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in headers.items()]


def har(folder: Path, *entries: dict[str, Any]) -> Path:
    path = folder / "recorded.har"
    path.write_text(json.dumps({"log": {"version": "1.2", "entries": entries}}), "utf-8")
    return path


def judged(folder: Path, *entries: dict[str, Any]) -> Checked:
    return check_recordings([har(folder, *entries)], [CONTRACT])


def rules(checked: Checked) -> list[str]:
    return sorted(verdict.rule for verdict in checked.run.verdicts)


def names(checked: Checked, kind: str) -> set[str]:
    return {name for _, found, _, name in checked.run.seen if found == kind}


def page(*rows: int, total: int = 3, number: int = 1) -> dict[str, Any]:
    return {"data": [{"name": f"w{row}"} for row in rows], "total": total, "page": number}


def test_coverage_out_of_a_har_file(tmp_path: Path) -> None:
    found = judged(
        tmp_path,
        entry("GET", f"{HOST}/pages?page=1&colour=red", 200, page(1, 2)),
        entry("GET", f"{HOST}/pages?page=2&colour=red", 200, page(3, number=2)),
        entry("POST", f"{HOST}/widgets", 201, {"id": "w9"}, sent={"name": "bolt", "colour": "blue"}),
        entry("GET", f"{HOST}/widgets/w9", 200, {"name": "bolt"}),
        entry("GET", f"{HOST}/pages?size=7", 400, {"code": "parameter", "detail": "size"}),
    )

    assert found.judged == 5
    assert names(found, "operations") == {"GET /pages", "POST /widgets", "GET /widgets/{id}"}
    assert names(found, "enums") == {"query.colour=red", "body.colour=blue"}
    assert names(found, "pages") == {"end"}
    assert names(found, "links") == {"201 widget"}
    assert names(found, "errors") == {"Refused invalid_parameter"}
    assert names(found, "security") == {"Key"}
    assert rules(found) == ["contract-broken"]
    assert found.run.drift == ()


def test_behaviour_is_judged_by_the_recorded_times(tmp_path: Path) -> None:
    wait = {"retry-after": "30"}
    early = [entry("GET", f"{HOST}/widgets/w1", 429, {}, at=at, headers=wait) for at in (0, 10)]
    late = [entry("GET", f"{HOST}/widgets/w1", 429, {}, at=at, headers=wait) for at in (0, 31)]

    assert rules(judged(tmp_path, *early)) == ["retried-too-early"]
    assert rules(judged(tmp_path, *late)) == []


def test_going_on_after_the_last_page(tmp_path: Path) -> None:
    pages = [
        entry("GET", f"{HOST}/pages?page={n}", 200, page(*rows, number=n))
        for n, rows in ((1, [1, 2]), (2, [3]), (3, []))
    ]

    assert rules(judged(tmp_path, *pages)) == ["page-past-end"]


def test_a_made_up_cursor(tmp_path: Path) -> None:
    given = entry("GET", f"{HOST}/cursors", 200, {"data": [{}], "next": "abc"})
    followed = entry("GET", f"{HOST}/cursors?cursor=abc", 200, {"data": [{}], "next": None})
    made_up = entry("GET", f"{HOST}/cursors?cursor=xyz", 400, {"code": "parameter"})

    assert rules(judged(tmp_path, given, followed)) == []
    assert rules(judged(tmp_path, given, made_up)) == ["cursor-made-up"]


@pytest.mark.parametrize(
    ("recorded", "message"),
    [
        (entry("GET", f"{HOST}/pages", 418, {}), "status 418 is not declared"),
        (entry("GET", f"{HOST}/bare", 200, {"rows": []}), "the body: "),
        (entry("GET", f"{HOST}/pages", 500, {}), "it has a body, and none is declared"),
    ],
)
def test_replies_that_their_document_does_not_describe(
    recorded: dict[str, Any], message: str, tmp_path: Path
) -> None:
    found = judged(tmp_path, recorded)

    (drift,) = found.run.drift
    assert drift.message.startswith(message)
    assert (drift.vendor, drift.source) == ("acme", "recorded.har")
    assert CONTRACT.document.line(drift.pointer) is not None
    assert rules(found) == []


def test_a_body_that_the_recording_leaves_out_is_not_held_against_it(tmp_path: Path) -> None:
    made = entry("POST", f"{HOST}/widgets", 201, {})
    made["request"]["bodySize"] = 17
    del made["response"]["content"]["text"]

    assert rules(judged(tmp_path, made)) == []
    assert judged(tmp_path, made).run.drift == ()


def test_other_hosts_are_skipped_and_unknown_paths_of_the_vendor_are_not(tmp_path: Path) -> None:
    found = judged(
        tmp_path,
        entry("GET", "https://fonts.example/style.css", 200, {}),
        entry("GET", f"{HOST}/widget/w1", 404, {}),
        entry("GET", "https://staging.example/v1/pages", 200, page(1, total=1)),
        entry("GET", "http://127.0.0.1:8080/acme/v1/pages", 200, page(1, total=1)),
    )

    assert found.skipped == (("fonts.example", 1),)
    assert found.judged == 3
    assert rules(found) == ["unmatched"]
    assert names(found, "operations") == {"GET /pages"}


def cassette(folder: Path, *interactions: dict[str, Any]) -> Path:
    path = folder / "cassette.yaml"
    path.write_text(yaml.safe_dump({"version": 1, "interactions": interactions}), "utf-8")
    return path


def interaction(body: Any, *, sent: Any = None, status: int = 201) -> dict[str, Any]:
    return {
        "request": {
            "body": sent,
            "headers": {"Content-Type": ["application/json"]},
            "method": "POST",
            "uri": f"{HOST}/widgets",
        },
        "response": {
            "body": {"string": body},
            "headers": {
                "Content-Type": [JSON],
                "Content-Encoding": ["gzip"] if isinstance(body, bytes) else [],
            },
            "status": {"code": status, "message": ""},
        },
    }


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


def test_the_same_recordings_give_the_same_run(tmp_path: Path) -> None:
    once = judged(tmp_path, entry("GET", f"{HOST}/pages", 200, page(1, total=1)))
    twice = judged(tmp_path, entry("GET", f"{HOST}/pages", 200, page(1, total=1)))

    assert once.run == twice.run


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "neither JSON nor YAML"),
        ("a: [", "neither JSON nor YAML"),
        ("- 1", "this is no recording"),
        ('{"log": {}}', "damaged"),
        ('{"log": {"entries": [{"request": {}}]}}', "damaged"),
        ("interactions: [1]", "damaged"),
        ("a: !!python/object:os.system {}", "neither JSON nor YAML"),
    ],
)
def test_a_file_that_is_no_recording_says_so(text: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "recorded"
    path.write_text(text, "utf-8")

    with pytest.raises(UsageError, match=message) as caught:
        check_recordings([path], [CONTRACT])
    assert str(path) in str(caught.value)


def test_a_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read: No such file"):
        check_recordings([tmp_path / "none.har"], [CONTRACT])
