"""States over time: what becomes of a row later that an operation has written."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockserver.errors import FullError
from mockserver.state.changes import StateChange
from mockserver.state.namespaces import NamespaceState
from mockserver.state.transitions import Settled
from tests.builders import Mock, mock, problems_of

NOON = datetime(2026, 2, 3, 12, tzinfo=UTC)
JOBS = """
x-mock:
  resources:
    jobs: {on_create: {id: $next.job, status: pending}, unique: [{fields: [slot]}]}
paths:
  /jobs:
    post:
      x-mock:
        behaviour: create
        resource: jobs
        transitions:
          - {after: 5s, set: {status: running, started: $now, by: $request.body#/name}}
          - {after: 1m, set: {label: "{$row.name} {$row.status}", status: done, ended: $now}}
      requestBody: &body {content: {application/json: {schema: {type: object, properties:
        {name: {type: string}, slot: {type: string}, status: {type: string}}}}}}
      responses: {'202': &job {description: ok, content: {application/json: {schema: &row {type: object,
        properties: {id: {}, name: {}, status: {}, started: {}, ended: {}, label: {}, by: {}, at: {}}}}}}}
    get:
      x-mock: {behaviour: list, resource: jobs, parameters: {status: {filter: {field: status}}}}
      parameters: [{name: status, in: query, schema: {type: string}}]
      responses: {'200': {description: ok, content: {application/json: {schema: {type: array, items: *row}}}}}
  /jobs/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    get: {x-mock: {behaviour: get, resource: jobs}, responses: &ok {'200': *job}}
    patch: {x-mock: {behaviour: update, resource: jobs}, requestBody: *body, responses: *ok}
    delete: {x-mock: {behaviour: delete, resource: jobs}, responses: {'204': {description: gone}}}
  /jobs/{id}/retry:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    post:
      x-mock: {behaviour: act, resource: jobs, transitions: [{reads: 2, set: {status: retried, at: $now}}]}
      responses: *ok
  /jobs/{id}/expire:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    post:
      x-mock:
        behaviour: act
        resource: jobs
        transitions: [{after: 1s, set: {status: expired}, when: {status: {in: [pending, running]}}}]
      responses: *ok
"""


@pytest.fixture
def jobs() -> Mock:
    return mock(JOBS)


def status(jobs: Mock, number: int = 1) -> str:
    return str(jobs.json("GET", f"/jobs/{number}")["status"])


def test_a_row_changes_when_its_time_has_come_and_not_before(jobs: Mock) -> None:
    created = jobs.json("POST", "/jobs", {"name": "a"})
    assert created["status"] == "pending"

    jobs.clock.advance(4.9)
    assert status(jobs) == "pending"
    jobs.clock.advance(0.1)
    assert jobs.json("GET", "/jobs/1")["by"] == "a"
    jobs.clock.advance(59.9)
    assert status(jobs) == "running"
    jobs.clock.advance(0.1)
    assert jobs.json("GET", "/jobs/1")["label"] == "a running"


def test_each_change_has_the_moment_at_which_it_was_due_however_late_it_is_seen() -> None:
    early, late = mock(JOBS), mock(JOBS)
    for each in (early, late):
        each.clock.freeze(NOON)
        each.json("POST", "/jobs", {"name": "a"})
    for _ in range(100):
        early.clock.advance(1)
        early.json("GET", "/jobs/1")
    late.clock.advance(100)

    assert early.json("GET", "/jobs/1") == late.json("GET", "/jobs/1")
    assert late.json("GET", "/jobs/1")["ended"] == "2026-02-03T12:01:05Z"


def test_lists_filters_and_arranged_rows_see_what_was_due(jobs: Mock) -> None:
    jobs.json("POST", "/jobs", {"name": "a"})
    jobs.clock.advance(5)
    rows = jobs.vendor.arranging.resource("jobs")

    assert [row["status"] for row in rows.all(jobs.state)] == ["running"]
    jobs.clock.advance(60)
    assert len(jobs.json("GET", "/jobs?status=done")) == 1
    assert jobs.json("GET", "/jobs?status=running") == []


def test_what_something_else_has_changed_meanwhile_stays(jobs: Mock) -> None:
    for name in "abc":
        jobs.json("POST", "/jobs", {"name": name})
    jobs.json("PATCH", "/jobs/1", {"status": "cancelled"})
    jobs.json("PATCH", "/jobs/2", {"name": "other"})
    assert jobs.ask("DELETE", "/jobs/3").status == 204
    jobs.clock.advance(100)

    assert [row["status"] for row in jobs.json("GET", "/jobs")] == ["cancelled", "done"]
    assert jobs.json("GET", "/jobs/2")["label"] == "other running"


def test_after_so_many_reads_the_row_changes(jobs: Mock) -> None:
    jobs.json("POST", "/jobs", {"name": "a"})
    jobs.json("POST", "/jobs/1/retry")
    jobs.clock.advance(1000)

    jobs.json("GET", "/jobs")
    assert [status(jobs) for _ in range(4)] == ["pending", "pending", "retried", "retried"]
    assert jobs.state.transitions.unchanged()


def test_a_condition_says_when_a_change_comes(jobs: Mock) -> None:
    for name in "ab":
        jobs.json("POST", "/jobs", {"name": name})
    jobs.json("PATCH", "/jobs/1", {"status": "cancelled"})
    for number in (1, 2):
        jobs.json("POST", f"/jobs/{number}/expire")
    jobs.clock.advance(2)

    assert [status(jobs, number) for number in (1, 2)] == ["cancelled", "expired"]


def test_a_refused_call_starts_nothing(jobs: Mock) -> None:
    jobs.json("POST", "/jobs", {"slot": "s"})
    assert jobs.ask("POST", "/jobs", {"slot": "s"}).status == 409
    jobs.clock.advance(5)

    assert status(jobs) == "running"
    assert len(jobs.state.transitions.snapshot()) == 1


def test_a_change_that_would_not_be_unique_does_not_come() -> None:
    text = JOBS.replace("{after: 5s, set: {status: running,", "{after: 5s, set: {slot: one, status: running,")
    jobs = mock(text)
    for name in "ab":
        jobs.json("POST", "/jobs", {"name": name})
    jobs.clock.advance(5)

    assert [status(jobs, number) for number in (1, 2)] == ["running", "pending"]


def test_snapshots_and_resets_hold_what_is_waited_for(jobs: Mock) -> None:
    jobs.json("POST", "/jobs", {"name": "a"})
    mark = jobs.state.snapshot()
    jobs.clock.advance(100)
    assert status(jobs) == "done"
    jobs.state.restore(mark)

    assert status(jobs) == "done", "the clock goes on"
    jobs.state.reset()
    assert jobs.state.unchanged()
    jobs.clock.advance(100)
    assert jobs.json("GET", "/jobs") == []


def test_namespaces_wait_by_themselves(jobs: Mock) -> None:
    jobs.json("POST", "/jobs", {"name": "a"})
    other = jobs.vendor.namespaces.enter("apart")
    jobs.clock.advance(5)

    assert status(jobs) == "running"
    assert other.transitions.unchanged()
    assert other.unchanged()


def test_whoever_listens_is_told_of_changes_that_the_time_has_brought(jobs: Mock) -> None:
    told: list[Settled] = []
    jobs.vendor.namespaces.later.listeners.append(told.append)
    jobs.json("POST", "/jobs", {"name": "a"})
    started = jobs.clock.time()
    jobs.clock.advance(500)
    jobs.state.settle()

    assert [(each.namespace, each.operation, each.call.moment - started) for each in told] == [
        ("", "POST /jobs", 5),
        ("", "POST /jobs", 65),
    ]
    (change,) = told[1].changes
    assert (change.key, change.before and change.before.data["status"]) == ("1", "running")
    assert change.after is not None
    assert change.after.data["status"] == "done"


STEPS = st.lists(
    st.sampled_from(["create", "read", "list", "retry", "cancel", "1s", "10s", "60s"]), max_size=20
)


@settings(max_examples=60, deadline=None)
@given(STEPS)
def test_a_state_that_is_told_of_every_change_waits_as_the_other_does(steps: list[str]) -> None:
    jobs, twin = mock(JOBS), mock(JOBS)
    twin.clock.freeze(jobs.clock.now())
    jobs.state.listen(_into(twin.state))
    does: dict[str, Callable[[], object]] = {
        "create": lambda: jobs.ask("POST", "/jobs", {"name": "a"}),
        "read": lambda: jobs.ask("GET", "/jobs/1"),
        "list": lambda: jobs.ask("GET", "/jobs"),
        "retry": lambda: jobs.ask("POST", "/jobs/1/retry"),
        "cancel": lambda: jobs.ask("PATCH", "/jobs/1", {"status": "cancelled"}),
    }
    for step in steps:
        if step in does:
            does[step]()
        else:
            jobs.clock.advance(float(step[:-1]))
            twin.clock.advance(float(step[:-1]))
            jobs.state.settle()
    assert jobs.json("GET", "/jobs") == twin.json("GET", "/jobs")
    for each in (jobs, twin):
        each.clock.advance(1000)
    assert jobs.json("GET", "/jobs") == twin.json("GET", "/jobs")


def _into(state: NamespaceState) -> Callable[[StateChange], None]:
    return state.apply


def test_there_is_an_end_to_what_is_waited_for(jobs: Mock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs.state.transitions, "_most", 2)
    for name in "ab":
        jobs.json("POST", "/jobs", {"name": name})

    with pytest.raises(FullError, match="2 rows of this namespace wait for a transition"):
        jobs.ask("POST", "/jobs", {"name": "c"})
    assert len(jobs.json("GET", "/jobs")) == 2, "nothing was written"


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("{set: {status: done}}", "say one of them"),
        ("{after: 5s, reads: 2, set: {status: done}}", "say one of them"),
        ("{after: soon, set: {status: done}}", "soon"),
        ("{after: 99999999999999999w, set: {status: done}}", "no span of time that a clock runs"),
        ("{after: 5s, set: {id: other}}", "'id' is the key of a row"),
        ("{after: 5s}", "set"),
        ("{after: 5s, sets: {status: done}}", "sets"),
    ],
)
def test_what_makes_no_sense_is_told_with_its_line(written: str, says: str) -> None:
    text = JOBS.replace("{reads: 2, set: {status: retried, at: $now}}", written)
    found = problems_of(text)

    assert any(problem.severity == "error" and problem.line for problem in found), found
    assert any(says in problem.message for problem in found), found


def test_transitions_mean_nothing_where_no_row_is_written() -> None:
    text = JOBS.replace(
        "get: {x-mock: {behaviour: get, resource: jobs}",
        "get: {x-mock: {behaviour: get, resource: jobs, transitions: [{after: 1s, set: {a: 1}}]}",
    )

    assert any("'transitions' means nothing to 'get'" in each.message for each in problems_of(text))
