"""What an operation does, in sentences: asked of its plan, and of the blocks that it was compiled from."""

import json
from collections.abc import Iterator

from mockserver.access.permissions import Least, demands
from mockserver.behaviours import BEHAVIOURS
from mockserver.behaviours.listing.pagination import STYLES
from mockserver.contract.mock import Origin, Pagination, Precondition
from mockserver.contract.model import Contract, Operation, Parameter
from mockserver.explanation.fact import Fact
from mockserver.explanation.parameters import effect
from mockserver.replies.event_streams import streamed
from mockserver.rows import Order
from mockserver.server.plan import Plan
from mockserver.server.token_plan import TokenPlan


def operation_facts(contract: Contract, operation: Operation, plan: Plan | None) -> Iterator[Fact]:
    """Everything that was understood of an operation; `plan` is None for one that is not served."""
    mock = operation.mock
    if isinstance(plan, TokenPlan):
        said = f"is the {plan.endpoint.replace('_', ' ')} endpoint of the authorization server"
        yield Fact("does", said, Origin(operation.pointer))
    else:
        does = " ".join(filter(None, (mock.behaviour, mock.resource)))
        yield Fact("does", does, mock.origin("behaviour"))
    if mock.pagination is not None:
        yield _pages(contract, operation, mock.pagination)
    parts = [(parameter.name, parameter.mock) for parameter in operation.parameters]
    for name, its in (*parts, *mock.request_parts.items()):
        if says := effect(name, its):
            inferred = (origin for origin in its.origins.values() if origin.reason is not None)
            yield Fact("parameter", f"{name}: {says}", next(inferred, Origin(its.pointer)))
    yield from _states(operation)
    yield from _order(contract, operation)
    yield _credentials(contract, operation)
    yield from _gates(contract, operation, plan)
    if plan is not None:
        for pair in plan.pairs:
            says = f"a request as its example {pair.name} gets that of {pair.shown.code}"
            yield Fact("example", says, Origin(f"{operation.pointer}/responses/{pair.shown.code}"))
        kinds = dict.fromkeys(plan.raises())
        told = ", ".join(f"{kind} {plan.errors.status(kind)}" for kind in kinds)
        yield Fact("errors", told, Origin("/x-mock/errors"))


def _states(operation: Operation) -> Iterator[Fact]:
    """What becomes of rows later, and what tells one state of theirs from another."""
    mock = operation.mock
    for step in mock.transitions:
        sets = ", ".join(f"{field} {json.dumps(value)}" for field, value in step.set.items())
        yield Fact("later", f"{step.wait}: {sets}", mock.origin("transitions"))
    for status, response in operation.responses.items():
        if response.mock.when is not None:
            says = f"{status} when {json.dumps(response.mock.when)}"
            yield Fact("answer", says, response.mock.origin("when"))
    if mock.upload is not None:
        yield Fact("upload", f"{mock.upload} is kept with the row", mock.origin("upload"))
    if mock.download:
        yield Fact("download", "the file of the row, in whole or in ranges", mock.origin("download"))
    if media := streamed(operation):
        events = () if mock.stream is None else mock.stream.events
        live = f": {', '.join(events)}, as they happen" if events else ""
        says = f"{', '.join(each.type for each in media)}, event by event{live}"
        yield Fact("stream", says, mock.origin("stream"))
    if (poll := mock.long_poll) is not None:
        asked = f"so long as {poll.asked} says, else " if poll.asked is not None else ""
        says = f"waits for a change, {asked}{poll.time}"
        yield Fact("long poll", says, poll.origin_of_all)
    rule = mock.conditional
    if rule is not None:
        tag = "ETag" if rule.etag is True else f"ETag {rule.etag}" if rule.etag else ""
        changed = f"Last-Modified {rule.last_modified}" if rule.last_modified else ""
        needed = "a change needs a condition" if rule.required else ""
        says = ", ".join(filter(None, (tag, changed, needed)))
        yield Fact("conditional", says, rule.origin_of_all)


def _pages(contract: Contract, operation: Operation, rule: Pagination) -> Fact:
    parts = [
        f"{parameter.name} is the {_part(contract, parameter, rule.style)}"
        for parameter in operation.parameters
        if parameter.mock.parts
    ]
    told = STYLES[rule.style].parts
    parts += [
        f"{name} is the {', '.join(told.get(role, role) for role in its.parts)}"
        for name, its in operation.mock.request_parts.items()
        if its.parts
    ]
    more = [f"{rule.size} rows unless asked otherwise"] if rule.says("size") else []
    says = f"{rule.name}, by {rule.style}: {', '.join([*parts, *more])}"
    return Fact("pages", says, rule.origin_of_all)


def _part(contract: Contract, parameter: Parameter, style: str) -> str:
    schema = contract.document.resolve(parameter.schema)
    bounds = [f"{schema['default']} unless asked otherwise"] if "default" in schema else []
    bounds += [f"{schema['maximum']} at most"] if "maximum" in schema else []
    part = ", ".join(STYLES[style].parts.get(role, role) for role in parameter.mock.parts)
    return f"{part} ({', '.join(bounds)})" if bounds else part


def _order(contract: Contract, operation: Operation) -> Iterator[Fact]:
    """The order of a list that no parameter changes."""
    mock = operation.mock
    if "sort" not in BEHAVIOURS[mock.behaviour].keys or not mock.resource:
        return
    declared = contract.resource(mock.resource)
    sort, origin = (
        (declared.sort, declared.origin("sort")) if mock.sort is None else (mock.sort, mock.origin("sort"))
    )
    yield Fact("sort", ", ".join(Order(sort, declared.key).name), origin)


def _credentials(contract: Contract, operation: Operation) -> Fact:
    alternatives = [" with ".join(each) or "nothing" for each in operation.security]
    where = "/security" if operation.inherits_security else f"{operation.pointer}/security"
    return Fact("credentials", " or ".join(alternatives) or "none", Origin(where))


def _scopes(contract: Contract, operation: Operation) -> Iterator[Fact]:
    mock = operation.mock
    asked = [", ".join(sorted(demand.scopes)) or "none" for demand in demands(contract, operation)]
    if any(each != "none" for each in asked):
        origin = mock.origin("scopes") if mock.says("scopes") else _credentials(contract, operation).origin
        yield Fact("scopes", " or ".join(dict.fromkeys(asked)), origin)


_LEAST = {
    Least.REFUSED: "gets the 403 that is declared",
    Least.ADMITTED: "is as test_full: neither scopes nor a 403 are declared",
}


def _gates(contract: Contract, operation: Operation, plan: Plan | None) -> Iterator[Fact]:
    mock = operation.mock
    yield from _scopes(contract, operation)
    if (least := _LEAST.get(plan.permissions.least if plan is not None else Least.OPEN)) is not None:
        yield Fact("test_limited", least, Origin(f"{operation.pointer}/responses"))
    if mock.role:
        yield Fact("role", mock.role, mock.origin("role"))
    for policy in mock.limits:
        says = f"{policy.name}: {policy.rate}, {policy.window} window"
        yield Fact("limit", says, policy.origin_of_all)
    if mock.idempotency is not None:
        yield Fact("idempotency", f"by {mock.idempotency.key}", mock.origin("idempotency"))
    for guard in mock.guards:
        yield Fact("guard", f"{guard.error} when {_condition(guard)}", mock.origin("guards"))


def _condition(guard: Precondition) -> str:
    if guard.phone is not None:
        return f"{guard.phone} is no phone number of {guard.country}"
    return json.dumps(guard.when)
