"""Twilio's own client: forms, and pages by the address that each body gives of the next."""

from steps import URL, fails, step
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.rest import Client

SID = "AC" + "0" * 31 + "1"
client = Client("test_full", "test_secret", account_sid=SID)
client.api.base_url = URL

with step("list"):
    first = client.api.v2010.accounts.list(limit=1)[0]
    account = client.api.v2010.accounts(first.sid)
    assert account.fetch().friendly_name == first.friendly_name
with step("one page"):
    assert len(account.messages.list(limit=2)) == 2
with step("walk"):
    found = account.messages.list(page_size=7)
    assert len({row.sid for row in found}) == len(found) > 7
with step("create"):
    made = account.messages.create(to="+15005550006", from_="+15017122661", body="From the SDK")
    assert made.body == "From the SDK"
with step("read what was created"):
    assert account.messages(made.sid).fetch().body == "From the SDK"
    assert made.sid in {row.sid for row in account.messages.list()}
with step("filter"):
    assert [row.sid for row in account.messages.list(to="+15005550006")] == [made.sid]
with step("change"):
    assert account.messages(made.sid).update(body="").body == ""
with step("delete"):
    assert account.messages(made.sid).delete()
with fails("read what is gone", TwilioRestException):
    account.messages(made.sid).fetch()
with step("another resource"):
    queue = account.queues.create(friendly_name="sdk", max_size=10)
    assert account.queues(queue.sid).update(max_size=20).max_size == 20
    assert queue.sid in {row.sid for row in account.queues.list()}
    assert account.queues(queue.sid).delete()
with fails("wrong credentials", TwilioException):
    nobody = Client("nobody", "nothing")
    nobody.api.base_url = URL
    nobody.api.v2010.accounts.list(limit=1)
