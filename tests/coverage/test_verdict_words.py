"""What verdicts say: parameters as the document names them, what was expected and what came, the nearest operation."""

from collections.abc import Callable

import httpx
import pytest

from tests.coverage import looking_clients as looking
from tests.coverage import walking_clients as walking
from tests.coverage.acme import Measured


@pytest.mark.parametrize(
    ("client", "message"),
    [
        (walking.cursor_of_another_list, "a cursor that another list, listByCursor, gave out"),
        (walking.cursor_with_another_filter, "a cursor that the same list with colour=red gave out"),
        (walking.cursor_without_its_filter, "a cursor that the same list with colour=red gave out"),
        (
            looking.take_the_first_page_for_ever,
            "took page=1 5 times, one after the other, though more pages follow",
        ),
        (
            walking.count_rows_wrongly,
            "never asked for row 3 of a list, though for what lies before and after",
        ),
        (walking.after_and_before_at_once, "sent after and before, which exclude each other"),
        (walking.page_past_end, "asked for page=4 after the last page"),
        (walking.offset_past_end, "asked for skip=6 after the last page"),
    ],
)
def test_verdicts_on_walks_name_parameters_as_the_document_does(
    acme: Measured, client: Callable[[Measured], None], message: str
) -> None:
    client(acme)

    (verdict,) = acme.collector.verdicts
    assert verdict.message.endswith(message)


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda c: c.get("/pages", params={"size": 9}), "query size: expected maximum 5, came 9"),
        (lambda c: c.get("/pages?size=1&size=2"), "query size: expected one value, but it came 2 times"),
        (lambda c: c.post("/widgets", json={}), "body name: expected string, but it is missing"),
        (lambda c: c.post("/widgets"), "body: expected application/json, but it is missing"),
        (
            lambda c: c.post("/widgets", content=b"{", headers={"content-type": "application/json"}),
            "body: expected application/json, but it cannot be read: unexpected end of data: line 1 column 2 (char 1)",
        ),
        (
            lambda c: c.post("/widgets", content=b"<a/>", headers={"content-type": "application/xml"}),
            'header content-type: expected application/json, came "application/xml"',
        ),
        (
            lambda c: c.get("/pages", headers={"accept": "application/xml"}),
            'header accept: expected application/json, came "application/xml"',
        ),
        (
            lambda c: c.post("/closed", json={"name": "x", "colur": "red"}),
            "body colur: expected no such name, but it came; did you mean 'colour'?",
        ),
    ],
)
def test_a_broken_contract_tells_what_is_missing_extra_repeated_or_cannot_be_read(
    acme: Measured, call: Callable[[httpx.Client], httpx.Response], told: str
) -> None:
    call(acme.client)

    assert [str(breach) for verdict in acme.collector.verdicts for breach in verdict.breaches] == [told]


def test_the_nearest_operation_is_named_as_the_client_called(acme: Measured) -> None:
    acme.client.get("/widget/w1")
    httpx.get(f"{acme.server.url}/v1/widget/w1", headers={"host": "api.acme.example"})

    assert [verdict.message.rpartition("nearest is ")[2] for verdict in acme.collector.verdicts] == [
        "GET /acme/v1/widgets/{id} (getWidget)",
        "GET /v1/widgets/{id} (getWidget)",
    ]
