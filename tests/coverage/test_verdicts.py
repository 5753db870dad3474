"""Every rule speaks at its fault, and at nothing else."""

from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from mockserver.coverage.clients.rules import RULES, without
from mockserver.errors import UsageError
from tests.coverage import expecting_clients as expecting
from tests.coverage import looking_clients as looking
from tests.coverage import retrying_clients as retrying
from tests.coverage import walking_clients as walking
from tests.coverage.acme import Measured, measured
from tests.coverage.retrying_clients import BODY, force


def call_deprecated(acme: Measured) -> None:
    for _ in range(2):
        acme.client.post("/drafts", json={})


def call_deprecated_in_vain(acme: Measured) -> None:
    acme.client.post("/drafts", json={}, headers=force(500))


def call_deprecated_between_others(acme: Measured) -> None:
    acme.client.get("/pages")
    acme.client.post("/drafts", json={"any": "thing"})
    acme.client.get("/widgets/w1")


def send_undeclared_twice(acme: Measured) -> None:
    for page in (1, 2, 3):
        acme.client.get("/pages", params={"color": "red", "page": page})


def send_undeclared_to_an_operation_without_parameters(acme: Measured) -> None:
    acme.client.post("/closed", params={"dry": "yes"}, json={"name": "bolt"})


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


def leave_the_version_out(acme: Measured) -> None:
    httpx.get(f"{acme.server.url}/acme/widgets/w1", headers={"x-key": "test_full"})


def misspell_a_path(acme: Measured) -> None:
    acme.client.get("/widgtes/w1")


def use_a_method_that_is_not_there(acme: Measured) -> None:
    acme.client.delete("/widgets/w1")


def look_for_the_server(acme: Measured) -> None:
    httpx.get(acme.server.url)
    httpx.options(f"{acme.server['acme'].url}/widgets", headers={"access-control-request-method": "POST"})


def be_refused_by_the_state(acme: Measured) -> None:
    acme.client.get("/widgets/none")
    acme.client.get("/widgets/w1", headers=force(500))
    with acme.connect("test_limited") as client:
        client.get("/pages")


CASES: list[tuple[Callable[[Measured], None], list[str]]] = [
    (retrying.retry_too_early, ["retried-too-early"]),
    (retrying.metered_retry_too_early, ["retried-too-early"]),
    (retrying.retry_in_time, []),
    (retrying.another_request_while_waiting, []),
    (retrying.create_again_without_key, ["retry-without-key"]),
    (retrying.create_again_without_key_written_otherwise, ["retry-without-key"]),
    (retrying.create_again_with_key, []),
    (retrying.create_again_with_a_new_key, ["retry-with-new-key"]),
    (retrying.create_again_with_a_new_key_after_429, []),
    (retrying.create_the_same_twice_with_keys, []),
    (retrying.create_other_after_failure, []),
    (retrying.read_again_after_failure, []),
    (retrying.create_twice_on_purpose, []),
    (retrying.repeat_unchanged, ["contract-broken", "contract-broken", "repeated-unchanged"]),
    (retrying.repeat_with_a_count_of_attempts, ["contract-broken", "contract-broken", "repeated-unchanged"]),
    (retrying.repeat_unchanged_after_other_calls, [*["contract-broken"] * 2, "repeated-unchanged"]),
    (retrying.ask_again_for_what_was_forbidden_after_other_calls, []),
    (retrying.mend_and_repeat, ["contract-broken"]),
    (retrying.repeat_after_a_reset, ["contract-broken", "contract-broken"]),
    (retrying.repeat_after_401, []),
    (retrying.repeat_the_same_wrong_key, ["repeated-unchanged"]),
    (retrying.poll_until_it_is_there, []),
    (retrying.reuse_key, ["idempotency-key-reused"]),
    (retrying.use_key_again_for_the_same_written_otherwise, []),
    (retrying.reuse_key_after_its_time, []),
    (retrying.mend_a_refused_body_with_its_key, ["contract-broken"]),
    (walking.make_up_cursor, ["cursor-made-up"]),
    (walking.make_up_key, ["cursor-made-up"]),
    (walking.page_past_end, ["page-past-end"]),
    (walking.offset_past_end, ["page-past-end"]),
    (walking.offset_just_past_end, ["page-past-end"]),
    (walking.cursor_past_end, ["page-past-end"]),
    (walking.key_past_end, ["page-past-end"]),
    (walking.look_until_empty_where_nothing_tells, []),
    (walking.look_again_after_writing, []),
    (walking.abandon, ["walk-abandoned"]),
    (walking.take_all_as_one_page_and_look_at_its_first_rows, []),
    (walking.abandon_and_begin_anew, ["walk-abandoned"]),
    (walking.abandon_and_finish_later, []),
    (walking.read_the_first_page_alone, []),
    (walking.walk_pages, []),
    (walking.walk_pages_twice, []),
    (walking.walk_pages_out_of_order, []),
    (walking.walk_pages_with_parameters_in_any_order, []),
    (walking.walk_cursors, []),
    (walking.walk_cursors_twice, []),
    (walking.walk_keys_there_and_back, []),
    (walking.retry_a_page, []),
    (retrying.retry_after_a_real_wait_though_the_clock_stands_still, []),
    (retrying.create_again_without_key_after_429, ["retry-without-key"]),
    (retrying.look_and_create_again_without_key, ["retry-without-key"]),
    (retrying.create_again_the_next_day, []),
    (retrying.create_again_after_a_restore, []),
    (retrying.create_many_at_once, []),
    (retrying.give_up_and_create_again_without_key, ["retry-without-key"]),
    (retrying.wait_for_a_late_answer_and_create_another, []),
    (walking.cursor_of_another_list, ["cursor-made-up"]),
    (walking.cursor_with_another_filter, ["cursor-made-up"]),
    (walking.cursor_without_its_filter, ["cursor-made-up"]),
    (walking.cursor_with_another_size, []),
    (walking.cursors_of_two_lists_in_turn, []),
    (walking.after_and_before_at_once, ["contract-broken"]),
    (walking.read_the_first_page_again, []),
    (walking.look_again_after_others_wrote, []),
    (walking.look_again_the_next_day, []),
    (walking.fetch_pages_at_once, []),
    (looking.take_the_first_page_for_ever, ["walk-stuck"]),
    (looking.show_the_first_page_to_twenty_users, []),
    (looking.wait_for_something_on_the_first_page, []),
    (looking.take_the_first_page_and_change_it, []),
    (walking.count_rows_wrongly, ["rows-skipped"]),
    (walking.take_all_and_write_and_count_rows_wrongly, ["rows-skipped"]),
    (walking.leave_every_other_page_out, ["rows-skipped"]),
    (walking.go_on_where_another_stopped, []),
    (looking.look_at_the_first_and_the_last_page, []),
    (walking.abandon_a_walk_by_cursors, ["walk-abandoned"]),
    (walking.abandon_a_walk_by_offsets, ["walk-abandoned"]),
    (looking.take_the_same_cursor_for_ever, ["walk-abandoned", "walk-stuck"]),
    (walking.key_of_a_row_that_another_list_has, ["cursor-made-up"]),
    (looking.take_every_other_page_at_once_with_another_client, []),
    (looking.jump_between_pages, []),
    (looking.look_for_a_row_by_halves, []),
    (looking.look_at_pages_by_chance, []),
    (looking.list_again_and_again_without_asking_for_a_page, []),
    (looking.show_two_lists_again_and_again, []),
    (walking.count_rows_wrongly_and_stop_early, ["rows-skipped"]),
    (looking.take_the_first_page_for_ever_and_look_at_its_rows, ["walk-stuck"]),
    (retrying.order_again_with_a_new_key_in_the_body, ["retry-with-new-key"]),
    (retrying.order_again_with_the_same_key_in_the_body, []),
    (retrying.order_again_without_a_key_in_the_body, ["retry-without-key"]),
    (retrying.order_something_else_with_the_same_key_in_the_body, ["idempotency-key-reused"]),
    (retrying.order_again_with_a_new_key_in_the_query, ["retry-with-new-key"]),
    (looking.take_the_same_offset_for_ever, ["walk-stuck"]),
    (walking.leave_one_page_out, ["rows-skipped"]),
    (retrying.create_again_too_early, ["retried-too-early"]),
    (retrying.create_again_with_a_new_key_each_time, ["retry-with-new-key"] * 2),
    (retrying.create_again_with_a_new_key_after_other_calls, ["retry-with-new-key"]),
    (retrying.reuse_key_with_another_value, ["idempotency-key-reused"]),
    (retrying.reuse_key_for_many, ["idempotency-key-reused"] * 2),
    (call_deprecated, ["deprecated-operation"]),
    (call_deprecated_in_vain, ["deprecated-operation"]),
    (call_deprecated_between_others, ["deprecated-operation"]),
    (send_undeclared_twice, ["undeclared-parameter"]),
    (send_undeclared_to_an_operation_without_parameters, ["undeclared-parameter"]),
    (leave_the_version_out, ["unmatched"]),
    (misspell_a_path, ["unmatched"]),
    (use_a_method_that_is_not_there, ["unmatched"]),
    (send_undeclared, ["undeclared-parameter"]),
    (break_contract, ["contract-broken"] * 3),
    (meet_nothing, ["unmatched", "unmatched"]),
    (expecting.expect_a_fault_of_a_good_call, ["expected-missing"]),
    (expecting.expect_another_fault, ["expected-missing"]),
    (expecting.expect_an_unmatched_call_that_is_matched, ["expected-missing"]),
    (expecting.expect_the_fault_that_comes, []),
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
    retrying.reuse_key(acme)

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
    walking.make_up_cursor(acme)
    acme.collector.begin("test_two")
    walking.make_up_cursor(acme)

    assert [verdict.context for verdict in acme.collector.verdicts] == ["test_one", "test_two"]


@pytest.mark.parametrize(
    ("client", "severity"),
    [
        (retrying.create_again_without_key, "error"),
        (retrying.create_again_without_key_after_429, "warning"),
        (retrying.look_and_create_again_without_key, "warning"),
        (retrying.give_up_and_create_again_without_key, "error"),
    ],
)
def test_a_retry_without_a_key_is_graver_where_the_first_request_may_have_been_carried_out(
    acme: Measured, client: Callable[[Measured], None], severity: str
) -> None:
    client(acme)

    (verdict,) = acme.collector.verdicts
    assert verdict.severity == severity
