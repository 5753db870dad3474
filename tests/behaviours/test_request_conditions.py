"""Conditional requests (RFC 9110, 13), and responses that are sent where a row meets a condition."""

import subprocess
from pathlib import Path

import httpx
import pytest

from tests.builders import Mock, mock, serving

NOTES = """
x-mock:
  resources:
    notes:
      on_create: {id: $next.note.101, version: 1, changed: $now}
      on_update: {version: $hex.4, changed: $now}
      related: {tags: {resource: tags, by: note}}
    tags: {on_create: {id: $next.tag}}
paths:
  /notes:
    get:
      x-mock: {behaviour: list, resource: notes, conditional: true}
      responses: {'200': {description: ok, content: {application/json: {schema: {type: array, items: &row
        {type: object, properties: {id: {}, text: {}, version: {}}}}}}}}
    post:
      x-mock: {behaviour: create, resource: notes, conditional: true}
      requestBody: &body {content: {application/json: {schema: {type: object, properties: {text: {}}}}}}
      responses: {'201': &note {description: ok, content: {application/json: {schema: *row}}}}
  /notes/{id}:
    parameters: [&id {name: id, in: path, required: true, schema: {type: integer}}]
    get:
      x-mock: {behaviour: get, resource: notes, conditional: {last_modified: $row.changed}}
      responses: &ok {'200': *note}
    put:
      x-mock: {behaviour: update, resource: notes, missing: create, conditional: {last_modified: $row.changed}}
      requestBody: *body
      responses: *ok
    patch:
      x-mock: {behaviour: update, resource: notes, conditional: {required: true}}
      requestBody: *body
      responses: *ok
    delete: {x-mock: {behaviour: delete, resource: notes, conditional: true}, responses: {'204': {description: gone}}}
  /notes/{id}/tags:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}, x-mock: {of: notes, field: note}}]
    post: {x-mock: {behaviour: create, resource: tags}, requestBody: *body, responses: {'201': {description: ok}}}
  /versions/{id}:
    parameters: [*id]
    get:
      x-mock: {behaviour: get, resource: notes, conditional: {etag: $row.version}}
      responses:
        '200': *note
        '303':
          description: moved
          x-mock: {when: {text: moved}, headers: {Location: "{$base}/notes/{$row.id}"}}
"""


@pytest.fixture
def notes() -> Mock:
    return mock(NOTES, {"notes": [{"id": 1, "text": "a", "version": 7, "changed": "2026-02-03T12:00:00Z"}]})


def tag_of(notes: Mock, target: str = "/notes/1", **headers: str) -> str:
    return dict(notes.ask("GET", target, headers=headers).headers).get(b"etag", b"").decode()


def test_a_reader_that_has_the_state_gets_no_body(notes: Mock) -> None:
    tag = tag_of(notes)
    again = notes.ask("GET", "/notes/1", headers={"If-None-Match": f'"x", W/{tag}'})

    assert (again.status, again.body) == (304, b"")
    assert dict(again.headers)[b"etag"].decode() == tag
    assert b"content-type" not in dict(again.headers)
    assert notes.ask("GET", "/notes/1", headers={"If-None-Match": "*"}).status == 304
    assert notes.ask("GET", "/notes/1", headers={"If-None-Match": '"other"'}).status == 200


def test_a_tag_is_another_one_after_each_change_also_of_what_is_shown_beside(notes: Mock) -> None:
    tags = [tag_of(notes)]
    put = notes.ask("PUT", "/notes/1", {"text": "b"})
    tags.append(tag_of(notes))
    assert dict(put.headers)[b"etag"].decode() == tags[-1]
    notes.ask("POST", "/notes/1/tags", {"text": "t"})
    tags.append(tag_of(notes))

    assert len(set(tags)) == 3


def test_a_change_of_another_state_than_asked_for_is_refused_and_changes_nothing(notes: Mock) -> None:
    tag = tag_of(notes)
    assert notes.ask("PUT", "/notes/1", {"text": "b"}, headers={"If-Match": tag}).status == 200

    for method in ("PUT", "PATCH", "DELETE"):
        refused = notes.ask(method, "/notes/1", {"text": "c"}, headers={"If-Match": tag})
        assert (method, refused.status, refused.kind) == (method, 412, "precondition_failed")
    assert notes.json("GET", "/notes/1")["text"] == "b"
    assert notes.ask("PUT", "/notes/1", {"text": "d"}, headers={"If-Match": "*"}).status == 200
    assert (
        notes.ask("PUT", "/notes/1", {"text": "e"}, headers={"If-Match": f"W/{tag_of(notes)}"}).status == 412
    )


def test_if_none_match_creates_only_what_is_not_there(notes: Mock) -> None:
    once = {"If-None-Match": "*"}

    assert notes.ask("PUT", "/notes/2", {"text": "b"}, headers=once).status == 200
    assert notes.ask("PUT", "/notes/2", {"text": "c"}, headers=once).status == 412
    assert notes.ask("PUT", "/notes/3", {"text": "c"}, headers={"If-Match": "*"}).status == 412


def test_times_count_where_there_is_no_tag(notes: Mock) -> None:
    reply = notes.ask("GET", "/notes/1")
    changed = dict(reply.headers)[b"last-modified"].decode()
    assert changed == "Tue, 03 Feb 2026 12:00:00 GMT"
    before = "Tue, 03 Feb 2026 11:59:59 GMT"

    assert notes.ask("GET", "/notes/1", headers={"If-Modified-Since": changed}).status == 304
    assert notes.ask("GET", "/notes/1", headers={"If-Modified-Since": before}).status == 200
    both = {"If-Modified-Since": changed, "If-None-Match": '"x"'}
    assert notes.ask("GET", "/notes/1", headers=both).status == 200
    assert notes.ask("GET", "/notes/1", headers={"If-Modified-Since": "yesterday"}).status == 200
    assert notes.ask("PUT", "/notes/1", {"text": "b"}, headers={"If-Unmodified-Since": before}).status == 412
    assert notes.ask("PUT", "/notes/1", {"text": "b"}, headers={"If-Unmodified-Since": changed}).status == 200


def test_a_change_may_have_to_say_what_it_changes(notes: Mock) -> None:
    refused = notes.ask("PATCH", "/notes/1", {"text": "b"})

    assert (refused.status, refused.kind) == (428, "precondition_required")
    assert notes.ask("PATCH", "/notes/1", {"text": "b"}, headers={"If-Match": tag_of(notes)}).status == 200


def test_a_list_has_the_tag_of_its_body(notes: Mock) -> None:
    tag = tag_of(notes, "/notes")
    assert notes.ask("GET", "/notes", headers={"If-None-Match": tag}).status == 304

    notes.json("POST", "/notes", {"text": "b"})
    assert notes.ask("GET", "/notes", headers={"If-None-Match": tag}).status == 200


def test_a_tag_may_be_a_field_of_the_row(notes: Mock) -> None:
    assert tag_of(notes, "/versions/1") == '"7"'
    assert notes.ask("GET", "/versions/1", headers={"If-None-Match": "7"}).status == 304


def test_a_response_is_sent_where_the_row_meets_its_condition(notes: Mock) -> None:
    assert notes.ask("GET", "/versions/1").status == 200
    notes.ask("PUT", "/notes/1", {"text": "moved"})
    moved = notes.ask("GET", "/versions/1")

    assert (moved.status, dict(moved.headers)[b"location"]) == (303, b"http://localhost/notes/1")


def test_clients_that_keep_what_they_read_are_spared_it(tmp_path: Path) -> None:
    with serving(NOTES, tmp_path, {"notes": [{"id": 1, "text": "a", "version": 7}]}) as server:
        url = f"{server['acme'].url}/notes/1"
        kept, body = tmp_path / "etag", tmp_path / "body"
        curl = ["curl", "-s", "-o", str(body), "-w", "%{http_code}", "--etag-save", str(kept)]
        first = subprocess.run([*curl, url], capture_output=True, text=True, check=True)
        again = subprocess.run(
            [*curl, "--etag-compare", str(kept), url], capture_output=True, text=True, check=True
        )
        assert (first.stdout, again.stdout) == ("200", "304")
        with httpx.Client() as client:
            assert client.put(
                url, json={"text": "b"}, headers={"If-Match": kept.read_text().strip()}
            ).is_success
            assert client.get(url, headers={"If-None-Match": kept.read_text().strip()}).status_code == 200
            assert client.head(url).headers["etag"] == client.get(url).headers["etag"]
