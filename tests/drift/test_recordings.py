"""Recorded traffic is judged as live traffic is."""

from pathlib import Path
from typing import Any

import pytest

from mockserver.drift.check import check_recordings
from mockserver.errors import UsageError
from tests.drift.recorded import (
    CONTRACT,
    HOST,
    entry,
    judged,
    names,
    page,
    rules,
)


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
        entry("GET", f"{HOST}/pages?page={n}", 200, page(*rows, number=n), at=n)
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
        ('{"log": {}}', 'damaged at /log: "entries" is a required property'),
        (
            '{"log": {"entries": [{"request": {}}]}}',
            'damaged at /log/entries/0: "startedDateTime" is a required',
        ),
        ('{"log": {"entries": {}}}', 'damaged at /log/entries: what is there is not of type "array"'),
        ("interactions: [1]", 'damaged at /interactions/0: what is there is not of type "object"'),
        (
            "interactions: [{recorded_at: soon, request: {method: GET, uri: /}, response: {status: 200}}]",
            "damaged at /interactions/0: 'soon' is no time",
        ),
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
