"""A client made by openapi-python-client of a small document: pages by number over an array, basic authentication."""

import datetime as dt
import os
import sys
import uuid

from steps import URL, fails, step

sys.path.insert(0, os.environ["SDK_HOME"])
from made import AuthenticatedClient, errors
from made.api.events import (
    create_special_event,
    delete_special_event,
    get_special_event,
    list_special_events,
    update_special_event,
)
from made.api.operations import get_museum_hours
from made.models import SpecialEvent, SpecialEventFields


def of(token: str) -> AuthenticatedClient:
    return AuthenticatedClient(URL, token, prefix="Basic", raise_on_unexpected_status=True)


client = of("dGVzdF9mdWxsOnRlc3Rfc2VjcmV0")  # test_full:test_secret

with step("list"):
    assert len(list_special_events.sync(client=client, limit=2)) == 2
    assert len(get_museum_hours.sync(client=client, limit=3)) == 3
with step("walk"):
    rows, page = [], 1
    while found := list_special_events.sync(client=client, page=page, limit=7):
        rows += found
        page += 1
        assert page < 500
    assert len({row.event_id for row in rows}) == len(rows) > 7
with step("create"):
    day = dt.date(2030, 1, 2)
    made = create_special_event.sync(
        client=client,
        body=SpecialEvent(
            name="From the SDK", location="Hall", event_description="A test.", dates=[day], price=3
        ),
    )
    assert (made.name, made.dates) == ("From the SDK", [day])
with step("read what was created"):
    assert get_special_event.sync(made.event_id, client=client) == made
with step("change"):
    update_special_event.sync(made.event_id, client=client, body=SpecialEventFields(name="Changed"))
    assert get_special_event.sync(made.event_id, client=client).name == "Changed"
with step("delete"):
    assert delete_special_event.sync_detailed(made.event_id, client=client).status_code == 204
with step("read what is gone"):
    assert get_special_event.sync_detailed(made.event_id, client=client).status_code == 404
    assert get_special_event.sync_detailed(uuid.uuid4(), client=client).status_code == 404
with step("a body that is refused"):
    wrong = SpecialEvent(name=1, location="y", event_description="z", dates=[], price="dear")
    assert create_special_event.sync_detailed(client=client, body=wrong).status_code == 400
with fails("wrong credentials", errors.UnexpectedStatus):
    list_special_events.sync_detailed(client=of("bm9ib2R5Om5vdGhpbmc="))
