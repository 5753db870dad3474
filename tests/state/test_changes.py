"""Changes: a state that is told of every change of another one answers as that one does."""

from copy import copy
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockserver.access import credentials
from mockserver.exchange import Reply
from mockserver.state.changes import SharedChange, StateChange
from tests.builders import Mock, compiled

SHOP = """
components: {securitySchemes: {bearer: {type: http, scheme: bearer}}}
security: [{bearer: []}]
x-mock:
  resources:
    things:
      unique: [{fields: [name], error: conflict}]
      on_create: {id: $uuid, state: open}
      related: {parts: {resource: parts, by: thing_id}}
    parts: {references: {thing_id: things}, on_create: {id: $hex.8}}
  idempotency: {key: $request.header.idempotency-key, ttl: 600}
  limits:
    policies: {burst: {rate: 5/minute}, steady: {rate: 8/minute, window: moving}}
    default: [burst, steady]
    headers: {remaining: X-Left}
paths:
  /things:
    get:
      x-mock: {behaviour: list, resource: things}
      responses: {'200': {description: ok, content: {application/json: {schema: {type: array, items: &row
        {type: object, properties: {id: {}, name: {}, state: {}, size: {}}}}}}}}
    post:
      x-mock: {behaviour: create, resource: things, idempotency: true}
      requestBody: &body {content: {application/json: {schema:
        {type: object, properties: {name: {type: string}, size: {type: integer}}}}}}
      responses: {'201': &thing {description: ok, content: {application/json: {schema: *row}}}}
  /things/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get: {x-mock: {behaviour: get, resource: things}, responses: &ok {'200': *thing}}
    patch: {x-mock: {behaviour: update, resource: things}, requestBody: *body, responses: *ok}
    delete: {x-mock: {behaviour: delete, resource: things}, responses: {'204': {description: gone}}}
"""
ROWS = {
    "things": [{"id": "a", "name": "Ann"}, {"id": "b", "name": "Bob"}],
    "parts": [{"id": "p", "thing_id": "a"}, {"id": "q", "thing_id": "a"}],
}
CONTRACT = compiled(SHOP)
NOON = datetime(2026, 2, 3, 12, tzinfo=UTC)
CALLERS = credentials.read_callers(None)
NAMES = st.sampled_from(["Ann", "Bob", "Cid", "Dee"])
IDS = st.sampled_from(["a", "b", "c"])
CALLERS_NAMES = st.sampled_from(["test_full", "test_metered", "test_other"])
CALLS = st.one_of(
    st.tuples(st.just("POST"), st.just("/things"), NAMES.map(lambda name: {"name": name})),
    st.tuples(st.just("PATCH"), IDS.map("/things/{}".format), NAMES.map(lambda name: {"name": name})),
    st.tuples(st.just("DELETE"), IDS.map("/things/{}".format), st.none()),
    st.tuples(st.just("GET"), st.just("/things"), st.none()),
)


def shop() -> Mock:
    made = Mock(CONTRACT, ROWS, callers=CALLERS)
    made.clock.freeze(NOON)
    return made


def told(reply: Reply) -> tuple[Any, ...]:
    return reply.status, reply.headers, reply.body


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(CALLS, CALLERS_NAMES, st.sampled_from(["", "k1", "k2"])), max_size=14))
def test_a_state_that_is_told_of_all_changes_answers_as_the_other_does(calls: list[Any]) -> None:
    first, second = shop(), shop()
    changes: list[StateChange] = []
    shared: list[SharedChange] = []
    first.state.listen(changes.append)
    first.state.shared.listen(shared.append)
    first.state.faults.add(status=503, probability=0.3)
    first.clock.advance(1)

    for (method, target, body), caller, key in calls:
        headers = {"authorization": f"Bearer {caller}", **({"idempotency-key": key} if key else {})}
        first.ask(method, target, body, headers=headers)
        while changes:
            second.state.apply(copy(changes.pop(0)))
        while shared:
            second.state.shared.apply(copy(shared.pop(0)))

    first.state.listen(lambda change: None)
    first.state.shared.listen(lambda change: None)
    for (method, target, body), caller, key in [*calls, *calls]:
        headers = {"authorization": f"Bearer {caller}", **({"idempotency-key": key} if key else {})}
        answers = [told(mock.ask(method, target, body, headers=headers)) for mock in (first, second)]
        assert answers[0] == answers[1]


@pytest.mark.parametrize(
    ("method", "target", "body", "written"),
    [
        ("POST", "/things", {"name": "Cid"}, [("things", False, True, False)]),
        ("PATCH", "/things/a", {"name": "Eve"}, [("things", True, True, False)]),
        (
            "DELETE",
            "/things/a",
            None,
            [("parts", True, False, True), ("parts", True, False, True), ("things", True, False, False)],
        ),
        ("POST", "/things", {"name": "Ann"}, []),
        ("GET", "/things", None, []),
    ],
    ids=["created", "changed", "deleted with its parts", "refused", "read"],
)
def test_what_a_call_changed(method: str, target: str, body: Any, written: list[Any]) -> None:
    mock = shop()
    changes: list[Any] = []
    mock.state.rows.record = changes.append

    mock.ask(method, target, body, headers={"authorization": "Bearer test_full"})

    assert [
        (change.resource, change.before is not None, change.after is not None, change.along)
        for change in changes
    ] == written
