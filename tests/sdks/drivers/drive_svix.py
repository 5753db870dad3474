"""Svix's own client: pages by an iterator that each body carries, until it says that it is done."""

from steps import URL, fails, step
from svix.api import (
    ApplicationIn,
    ApplicationListOptions,
    ApplicationPatch,
    EndpointIn,
    EndpointListOptions,
    MessageIn,
    Svix,
    SvixOptions,
)
from svix.exceptions import HttpError

svix = Svix("test_full", SvixOptions(server_url=URL))

with step("list"):
    page = svix.application.list(ApplicationListOptions(limit=2))
    assert len(page.data) == 2
    assert not page.done
with step("walk"):
    rows, iterator = [], None
    for _ in range(1000):
        page = svix.application.list(ApplicationListOptions(limit=7, iterator=iterator))
        rows += page.data
        if page.done:
            break
        iterator = page.iterator
    assert page.done
    assert len({row.id for row in rows}) == len(rows)
with step("create"):
    app = svix.application.create(ApplicationIn(name="From the SDK", uid="from-the-sdk"))
    assert app.name == "From the SDK"
with step("read what was created"):
    assert svix.application.get(app.id).name == "From the SDK"
with step("read by its other key"):
    assert svix.application.get("from-the-sdk").id == app.id
with step("change"):
    assert svix.application.patch(app.id, ApplicationPatch(name="Changed")).name == "Changed"
    assert svix.application.get(app.id).name == "Changed"
    assert svix.application.get(app.id).uid == "from-the-sdk"
with step("below another"):
    endpoint = svix.endpoint.create(app.id, EndpointIn(url="https://example.com/hook", version=1))
    assert svix.endpoint.get(app.id, endpoint.id).url == "https://example.com/hook"
    assert [each.id for each in svix.endpoint.list(app.id, EndpointListOptions(limit=5)).data] == [
        endpoint.id
    ]
with step("an action"):
    message = svix.message.create(app.id, MessageIn(event_type="invoice.paid", payload={"a": 1}))
    assert svix.message.get(app.id, message.id).event_type == "invoice.paid"
with step("delete"):
    svix.application.delete(app.id)
with fails("read what is gone", HttpError):
    svix.application.get(app.id)
