"""Every rule speaks at its fault, and at nothing else."""

from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from mockserver.coverage.clients.rules import RULES, without
from mockserver.errors import UsageError
from tests.coverage.acme import Measured, measured

KEY = {"idempotency-key": "one"}
BODY = {"name": "bolt"}


def force(status: int) -> dict[str, str]:
    return {"prefer": f"code={status}"}


def retry_too_early(acme: Measured) -> None:
    acme.server.clock.freeze()
    acme.client.get("/widgets/w1", headers=force(429))
    acme.server.clock.advance(59)
    acme.client.get("/widgets/w1", headers=force(429))


def retry_in_time(acme: Measured) -> None:
    acme.server.clock.freeze()
    acme.client.get("/widgets/w1", headers=force(429))
    acme.server.clock.advance(60)
    acme.client.get("/widgets/w1", headers=force(429))


def another_request_while_waiting(acme: Measured) -> None:
    acme.client.get("/widgets/w1", headers=force(429))
    acme.client.get("/widgets/w2", headers=force(429))


def metered_retry_too_early(acme: Measured) -> None:
    acme.server.clock.freeze()
    with acme.connect("test_metered") as client:
        for _ in range(3):
            client.get("/widgets/w1")


def create_again_without_key(acme: Measured) -> None:
    acme.client.post("/widgets", json=BODY, headers=force(500))
    acme.client.post("/widgets", json=BODY, headers=force(500))


def create_again_with_key(acme: Measured) -> None:
    acme.client.post("/widgets", json=BODY, headers=force(500) | KEY)
    acme.client.post("/widgets", json=BODY, headers=force(500) | KEY)


def create_other_after_failure(acme: Measured) -> None:
    acme.client.post("/widgets", json=BODY, headers=force(500))
    acme.client.post("/widgets", json={"name": "nut"}, headers=force(500))


def read_again_after_failure(acme: Measured) -> None:
    acme.client.get("/widgets/w1", headers=force(500))
    acme.client.get("/widgets/w1", headers=force(500))


def create_twice_on_purpose(acme: Measured) -> None:
    acme.client.post("/widgets", json=BODY)
    acme.client.post("/widgets", json=BODY)


def repeat_unchanged(acme: Measured) -> None:
    acme.client.get("/pages", params={"colour": "green"})
    acme.client.get("/pages", params={"colour": "green"})


def mend_and_repeat(acme: Measured) -> None:
    acme.client.get("/pages", params={"colour": "green"})
    acme.client.get("/pages", params={"colour": "blue"})


def repeat_after_a_reset(acme: Measured) -> None:
    acme.client.get("/pages", params={"colour": "green"})
    acme.server.reset()
    acme.client.get("/pages", params={"colour": "green"})


def repeat_after_401(acme: Measured) -> None:
    with acme.connect("expired") as client:
        client.get("/pages")
        client.get("/pages", headers={"x-key": "renewed"})


def repeat_the_same_wrong_key(acme: Measured) -> None:
    with acme.connect("expired") as client:
        client.get("/pages")
        client.get("/pages")


def poll_until_it_is_there(acme: Measured) -> None:
    for _ in range(3):
        acme.client.get("/widgets/soon")


def reuse_key(acme: Measured) -> None:
    acme.client.post("/widgets", json=BODY, headers=KEY)
    acme.client.post("/widgets", json={"name": "nut"}, headers=KEY)


def reuse_key_after_its_time(acme: Measured) -> None:
    acme.server.clock.freeze()
    acme.client.post("/widgets", json=BODY, headers=KEY)
    acme.server.clock.advance(3600)
    acme.client.post("/widgets", json={"name": "nut"}, headers=KEY)


def mend_a_refused_body_with_its_key(acme: Measured) -> None:
    acme.client.post("/widgets", json={"name": ""}, headers=KEY)
    acme.client.post("/widgets", json=BODY, headers=KEY)


def make_up_cursor(acme: Measured) -> None:
    acme.client.get("/cursors", params={"cursor": "bm90IGEgY3Vyc29y"})


def make_up_key(acme: Measured) -> None:
    acme.client.get("/keys", params={"after": "w99"})


def page_past_end(acme: Measured) -> None:
    for page in (1, 2, 3, 4):
        acme.client.get("/pages", params={"page": page})


def offset_past_end(acme: Measured) -> None:
    for skip in (0, 2, 4, 6):
        acme.client.get("/offsets", params={"skip": skip})


def offset_just_past_end(acme: Measured) -> None:
    for skip in (0, 2, 4, 5):
        acme.client.get("/offsets", params={"skip": skip})


def cursor_past_end(acme: Measured) -> None:
    walk_cursors(acme)
    acme.client.get("/cursors", params={"cursor": "None"})


def key_past_end(acme: Measured) -> None:
    for after in ({}, {"after": "w1"}, {"after": "w3"}, {"after": "w4"}):
        acme.client.get("/keys", params=after)


def look_until_empty_where_nothing_tells(acme: Measured) -> None:
    for skip in (0, 2, 4, 6):
        acme.client.get("/bare", params={"skip": skip})


def look_again_after_writing(acme: Measured) -> None:
    for page in (1, 2, 3):
        acme.client.get("/pages", params={"page": page})
    acme.client.post("/widgets", json=BODY)
    acme.client.get("/pages", params={"page": 4})


def abandon(acme: Measured) -> None:
    acme.client.get("/pages", params={"page": 1})
    acme.client.get("/pages", params={"page": 2})


def abandon_and_begin_anew(acme: Measured) -> None:
    for _ in range(3):
        abandon(acme)


def abandon_and_finish_later(acme: Measured) -> None:
    abandon(acme)
    walk_pages(acme)


def read_the_first_page_alone(acme: Measured) -> None:
    acme.client.get("/pages")
    acme.client.get("/cursors")


def walk_pages(acme: Measured) -> None:
    for page in (1, 2, 3):
        acme.client.get("/pages", params={"page": page})


def walk_pages_twice(acme: Measured) -> None:
    walk_pages(acme)
    walk_pages(acme)


def walk_pages_out_of_order(acme: Measured) -> None:
    for page in (1, 3, 2):
        acme.client.get("/pages", params={"page": page})


def walk_cursors(acme: Measured) -> None:
    cursor: str | None = ""  # what httpx makes of a cursor that is None
    while cursor is not None:
        cursor = acme.client.get("/cursors", params={"cursor": cursor}).json()["next"]


def walk_cursors_twice(acme: Measured) -> None:
    walk_cursors(acme)
    walk_cursors(acme)


def walk_keys_there_and_back(acme: Measured) -> None:
    params: dict[str, str] = {}
    while True:
        page = acme.client.get("/keys", params=params).json()
        if page["after"] is None:
            break
        params = {"after": page["after"]}
    while page["before"] is not None:
        page = acme.client.get("/keys", params={"before": page["before"]}).json()


def retry_a_page(acme: Measured) -> None:
    first = acme.client.get("/cursors").json()
    for headers in (force(500), {}):
        second = acme.client.get("/cursors", params={"cursor": first["next"]}, headers=headers)
    acme.client.get("/cursors", params={"cursor": second.json()["next"]})


def call_deprecated(acme: Measured) -> None:
    acme.client.post("/drafts", json={})
    acme.client.post("/drafts", json={})


def send_undeclared(acme: Measured) -> None:
    acme.client.get("/pages", params={"pag": 1, "page": 1})
    acme.client.get("/pages", params={"pag": 2})


def break_contract(acme: Measured) -> None:
    acme.client.get("/pages", params={"size": 50})
    acme.client.post("/widgets", json={"name": "a name that is too long", "parts": "many"})
    acme.client.post("/widgets", content=b"<widget/>", headers={"content-type": "application/xml"})


def meet_nothing(acme: Measured) -> None:
    acme.client.get("/widget/w1")
    acme.client.put("/widgets/w1", json=BODY)


def look_for_the_server(acme: Measured) -> None:
    httpx.get(acme.server.url)
    httpx.options(f"{acme.server['acme'].url}/widgets", headers={"access-control-request-method": "POST"})


def be_refused_by_the_state(acme: Measured) -> None:
    acme.client.get("/widgets/none")
    acme.client.get("/widgets/w1", headers=force(500))
    with acme.connect("test_limited") as client:
        client.get("/pages")


CASES: list[tuple[Callable[[Measured], None], list[str]]] = [
    (retry_too_early, ["retried-too-early"]),
    (metered_retry_too_early, ["retried-too-early"]),
    (retry_in_time, []),
    (another_request_while_waiting, []),
    (create_again_without_key, ["retry-without-key"]),
    (create_again_with_key, []),
    (create_other_after_failure, []),
    (read_again_after_failure, []),
    (create_twice_on_purpose, []),
    (repeat_unchanged, ["contract-broken", "contract-broken", "repeated-unchanged"]),
    (mend_and_repeat, ["contract-broken"]),
    (repeat_after_a_reset, ["contract-broken", "contract-broken"]),
    (repeat_after_401, []),
    (repeat_the_same_wrong_key, ["repeated-unchanged"]),
    (poll_until_it_is_there, []),
    (reuse_key, ["idempotency-key-reused"]),
    (reuse_key_after_its_time, []),
    (mend_a_refused_body_with_its_key, ["contract-broken"]),
    (make_up_cursor, ["cursor-made-up"]),
    (make_up_key, ["cursor-made-up"]),
    (page_past_end, ["page-past-end"]),
    (offset_past_end, ["page-past-end"]),
    (offset_just_past_end, ["page-past-end"]),
    (cursor_past_end, ["page-past-end"]),
    (key_past_end, ["page-past-end"]),
    (look_until_empty_where_nothing_tells, []),
    (look_again_after_writing, []),
    (abandon, ["walk-abandoned"]),
    (abandon_and_begin_anew, ["walk-abandoned"]),
    (abandon_and_finish_later, []),
    (read_the_first_page_alone, []),
    (walk_pages, []),
    (walk_pages_twice, []),
    (walk_pages_out_of_order, []),
    (walk_cursors, []),
    (walk_cursors_twice, []),
    (walk_keys_there_and_back, []),
    (retry_a_page, []),
    (call_deprecated, ["deprecated-operation"]),
    (send_undeclared, ["undeclared-parameter"]),
    (break_contract, ["contract-broken"] * 3),
    (meet_nothing, ["unmatched", "unmatched"]),
    (look_for_the_server, []),
    (be_refused_by_the_state, []),
]


@pytest.mark.parametrize(("client", "expected"), CASES, ids=[client.__name__ for client, _ in CASES])
def test_rules_speak_at_their_faults_and_at_nothing_else(
    acme: Measured, client: Callable[[Measured], None], expected: list[str]
) -> None:
    client(acme)

    assert acme.rules() == expected, acme.collector.verdicts


def test_the_cases_break_every_rule_that_judges_calls() -> None:
    broken = {name for _, expected in CASES for name in expected}

    assert broken == set(RULES) - {"excess-scope"}


def test_a_credential_of_the_project_with_more_scope_than_its_calls_need(tmp_path: Path) -> None:
    with measured(tmp_path, "test_full: {scopes: [read, write]}\nreader: {scopes: [read, write]}") as acme:
        acme.client.get("/pages")
        of_the_server = acme.rules()
        with acme.connect("reader") as client:
            client.get("/pages")
            reading = acme.rules()
            client.post("/widgets", json=BODY)

        assert (of_the_server, reading, acme.rules()) == ([], ["excess-scope"], [])


def test_verdicts_carry_their_evidence(acme: Measured) -> None:
    reuse_key(acme)

    (verdict,) = acme.collector.verdicts
    assert (verdict.severity, verdict.vendor, verdict.operation) == ("error", "acme", "createWidget")
    assert [(call.number, call.status) for call in verdict.calls] == [(1, 201), (2, 409)]
    assert str(verdict.calls[0]) == "#1 POST /acme/v1/widgets -> 201"


def test_a_broken_contract_says_where_what_was_expected_and_what_came(acme: Measured) -> None:
    acme.client.post("/widgets", json={"name": "far too long", "colour": "green", "parts": [{"sku": 1}]})

    (verdict,) = acme.collector.verdicts
    assert {str(breach) for breach in verdict.breaches} == {
        'body name: expected maxLength 8, came "far too long"',
        'body colour: expected one of "red", "blue", came "green"',
        "body parts.0.sku: expected string, came 1",
    }
    contract = acme.server.app.vendors["acme"].contract
    assert verdict.pointer.startswith("/components/schemas/")
    assert contract.document.line(verdict.pointer) is not None


def test_an_unmatched_request_names_the_nearest_operation(acme: Measured) -> None:
    acme.client.get("/widget/w1")

    (verdict,) = acme.collector.verdicts
    assert verdict.message.endswith("the nearest is GET /acme/v1/widgets/{id} (getWidget)")


def test_an_undeclared_parameter_is_told_with_the_nearest_that_is_declared(acme: Measured) -> None:
    send_undeclared(acme)

    (verdict,) = acme.collector.verdicts
    assert (verdict.severity, verdict.operation) == ("warning", "listByPage")
    assert verdict.message.endswith("'pag', which is not declared, and ignored; did you mean 'page'?")


def test_a_rule_is_switched_off_by_its_name() -> None:
    assert list(without(["unmatched"])) == [name for name in RULES if name != "unmatched"]
    with pytest.raises(UsageError, match="did you mean 'unmatched'"):
        without(["unmached"])


def test_verdicts_carry_the_test_that_ran(acme: Measured) -> None:
    acme.collector.begin("test_one")
    make_up_cursor(acme)
    acme.collector.begin("test_two")
    make_up_cursor(acme)

    assert [verdict.context for verdict in acme.collector.verdicts] == ["test_one", "test_two"]
