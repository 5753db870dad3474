"""What a document tells of changes, in words: its events, its callbacks, who subscribes."""

from collections.abc import Iterator

from mockserver.contract.callbacks import callbacks_of
from mockserver.contract.mock import EventRule, Origin
from mockserver.contract.model import Contract
from mockserver.explanation.fact import Fact, why


def facts_of_events(contract: Contract) -> Iterator[tuple[Fact, str]]:
    """What was understood of a document's events, each with why."""
    for fact in _facts(contract):
        yield fact, why(contract.document, fact.origin)


def _facts(contract: Contract) -> Iterator[Fact]:
    mock = contract.mock
    for name, rule in mock.events.items():
        yield Fact("event", f"{name}: {_happens(rule)}", rule.origin_of_all)
    for each in callbacks_of(contract):
        if all(rule.callback != each.name for rule in mock.events.values()):
            says = f"{each.name}: when {each.operation.id} succeeds, to {each.url}"
            yield Fact("callback", says, Origin(each.pointer))
    named = {rule.webhook for rule in mock.events.values()}
    for name in contract.document.data.get("webhooks") or {}:
        if name not in named and name[:2] != "x-":
            says = f"{name}: never sent, as nothing says when it happens; an entry of `x-mock.events` would"
            yield Fact("webhook", says, Origin(f"/webhooks/{name}"))
    subscriptions = mock.webhooks.subscriptions
    if subscriptions is not None:
        which = f"those that `{subscriptions.events}` names" if subscriptions.events else "all events"
        says = f"rows of {subscriptions.resource}, at `{subscriptions.url}`: {which}"
        yield Fact("subscribers", says, subscriptions.origin_of_all)


def _happens(rule: EventRule) -> str:
    """When an event happens, and what describes its payload."""
    told = f"a row of {rule.resource} is {' or '.join(rule.on)}"
    if rule.changed:
        told += f", with another {' or '.join(rule.changed)}"
    if rule.when:
        told += f", where {', '.join(f'{field} is {value}' for field, value in rule.when.items())}"
    described = rule.webhook or rule.callback or rule.schema
    return f"{told}; payload of {described}" if described else told
