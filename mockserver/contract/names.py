"""Checking that every name of `x-mock` leads to something: resources, relations, responses, limit policies, ..."""

from collections.abc import Iterable, Iterator, Mapping
from string import Formatter

from mockserver.bounds import LEAST_HEARTBEAT
from mockserver.clock import span_of
from mockserver.contract import vocabulary
from mockserver.contract.callbacks import callbacks_of
from mockserver.contract.document import escape
from mockserver.contract.mock import ErrorRule, OperationMock, Resource
from mockserver.contract.mock.block_reader import unknown
from mockserver.contract.model import Contract, Operation, Parameter
from mockserver.contract.parts import Parts
from mockserver.errors import DEFAULT_STATUS, ErrorKind, Problem

RELATIONS = ("count", "rows", "values", "latest")


def name_problems(contract: Contract, parts: Parts) -> list[Problem]:
    """A problem for each name that leads nowhere, and a warning for each parameter that would do nothing."""
    return [
        *_resources(contract),
        *_limits(contract, contract.mock.limits.default, "/x-mock/limits/default"),
        *_schemas(contract),
        *_messages(contract),
        *(problem for operation in contract.operations for problem in _operation(contract, parts, operation)),
        *_errors(contract, contract.mock.errors, "/x-mock/errors"),
        *_events(contract),
    ]


def _kinds(contract: Contract, operation: Operation | None = None) -> set[str]:
    """The kinds of error that have a status: in an operation, or in any of them."""
    operations = [operation] if operation else contract.operations
    own = [operation.mock.errors for operation in operations]
    return {*DEFAULT_STATUS, *contract.mock.errors, *(kind for errors in own for kind in errors)}


def _unknown(contract: Contract, pointer: str, what: str, name: str, known: Iterable[str]) -> Problem:
    return unknown(contract.document, pointer, what, name, known)


def _resources(contract: Contract) -> Iterator[Problem]:
    for name, resource in contract.mock.resources.items():
        yield from _resource(contract, resource, f"/x-mock/resources/{name}")


def _resource(contract: Contract, resource: Resource, pointer: str) -> Iterator[Problem]:
    resources = contract.mock.resources
    for field, other in resource.references.items():
        if (target := other.resource) not in resources:
            yield _unknown(contract, f"{pointer}/references/{field}", "resource", target, resources)
    for index, ref in enumerate(resource.row):
        if not _is_there(contract, ref):
            yield contract.document.problem(f"{pointer}/row/{index}", f"{ref} leads nowhere")
    for relation, rule in resource.related.items():
        if rule.resource not in resources:
            yield _unknown(
                contract, f"{pointer}/related/{relation}/resource", "resource", rule.resource, resources
            )
    for index, unique in enumerate(resource.unique):
        if unique.error not in (kinds := _kinds(contract)):
            yield _unknown(contract, f"{pointer}/unique/{index}/error", "kind of error", unique.error, kinds)


def _is_there(contract: Contract, ref: str) -> bool:
    try:
        contract.document.at(ref)
    except KeyError:
        return False
    return True


def _limits(contract: Contract, names: Iterable[str], pointer: str) -> Iterator[Problem]:
    policies = contract.mock.limits.policies
    for name in names:
        if name not in policies:
            yield _unknown(contract, pointer, "limit policy", name, policies)


def _schemas(contract: Contract) -> Iterator[Problem]:
    """Names at properties, which are held against every resource: a property does not say which one it shows."""
    resources = contract.mock.resources.values()
    relations = {name for resource in resources for name in resource.related}
    fields = {field for resource in resources for field in resource.references}
    kinds = _kinds(contract)
    for place, pointer, block in vocabulary.blocks(contract.document.data):
        if place != "schema":
            continue
        for key, what, known in [
            *((key, "relation", relations) for key in RELATIONS),
            ("parent", "reference", fields),
        ]:
            name = block.get(key, "").partition(".")[0]
            if key in block and name not in known:
                yield _unknown(contract, f"{pointer}/{key}", what, name, known)
        if "error" in block and block["error"] not in kinds:
            yield _unknown(contract, f"{pointer}/error", "kind of error", block["error"], kinds)


def _messages(contract: Contract) -> Iterator[Problem]:
    """Texts that cannot be filled: they are `str.format`'s, with plain names alone."""
    for _, pointer, block in vocabulary.blocks(contract.document.data):
        for keyword, found in block.get("messages", {}).items():
            for text in found.values() if isinstance(found, Mapping) else [found]:
                if not _is_fillable(text):
                    place = f"{pointer}/messages/{escape(keyword)}"
                    message = f"x-mock: {text!r} has a brace that is no placeholder; write it twice"
                    yield contract.document.problem(place, message)


def _is_fillable(text: str) -> bool:
    try:
        parts = list(Formatter().parse(text))
    except ValueError:
        return False
    return all(name is None or (name.isidentifier() and not form and not how) for _, name, form, how in parts)


def _operation(contract: Contract, parts: Parts, operation: Operation) -> Iterator[Problem]:
    mock, pointer = operation.mock, f"{operation.pointer}/x-mock"
    resources = contract.mock.resources
    if mock.resource is not None and mock.resource not in resources:
        yield _unknown(contract, f"{pointer}/resource", "resource", mock.resource, resources)
    if parts.behaviours[mock.behaviour].needs_resource and mock.resource is None:
        yield contract.document.problem(pointer, f"x-mock: behaviour {mock.behaviour!r} needs a `resource`")
    yield from _overridden(contract, operation)
    related = contract.resource(mock.resource).related
    for name in mock.copy_related:
        if name not in related:
            yield _unknown(contract, f"{pointer}/copy_related", "relation", name, related)
    yield from _meaning(contract, parts, mock, pointer)
    yield from _errors(contract, mock.errors, f"{pointer}/errors")
    yield from _parameters(contract, parts, operation)
    yield from _over_time(contract, mock, pointer)
    kinds = _kinds(contract, operation)
    for index, guard in enumerate(mock.guards):
        if guard.error not in kinds:
            yield _unknown(contract, f"{pointer}/guards/{index}/error", "kind of error", guard.error, kinds)


def _over_time(contract: Contract, mock: OperationMock, pointer: str) -> Iterator[Problem]:
    """A problem for each transition that does not say when it comes, and for each event of a stream that is unknown."""
    for name in mock.stream.events if mock.stream is not None else ():
        if name not in contract.mock.events:
            yield _unknown(contract, f"{pointer}/stream/events", "event", name, contract.mock.events)
    for index, step in enumerate(mock.transitions):
        if (step.after is None) == (step.reads is None):
            message = (
                "x-mock: a transition comes `after` a span of time, or after so many `reads`: say one of them"
            )
            yield contract.document.problem(f"{pointer}/transitions/{index}", message)
        key = contract.resource(mock.resource).key
        if key in step.set:
            message = f"x-mock: {key!r} is the key of a row, which it keeps: leave it out of `set`"
            yield contract.document.problem(f"{pointer}/transitions/{index}/set/{escape(key)}", message)
    yield from _spans(contract, mock, pointer)


def _spans(contract: Contract, mock: OperationMock, pointer: str) -> Iterator[Problem]:
    """A problem for each span of time that is longer than any clock runs, or too short for what comes each time."""
    spans = [(f"transitions/{at}/after", step.after, 0.0) for at, step in enumerate(mock.transitions)]
    if (stream := mock.stream) is not None:
        spans += [
            ("stream/every", stream.every, 0.0),
            ("stream/heartbeat", stream.heartbeat, LEAST_HEARTBEAT),
        ]
    if mock.long_poll is not None:
        spans.append(("long_poll/time", mock.long_poll.time, 0.0))
    for where, written, least in spans:
        try:
            seconds = least if written is None else span_of(written)
        except ValueError as error:
            yield contract.document.problem(f"{pointer}/{where}", f"x-mock: {error}")
        else:
            if seconds < least:
                message = (
                    f"x-mock: {written!r} is too short, it is at least {least * 1000:.0f}ms; default 15s"
                )
                yield contract.document.problem(f"{pointer}/{where}", message)


def _overridden(contract: Contract, operation: Operation) -> Iterator[Problem]:
    """A problem for each parameter and response that the operation's `x-mock` names and it does not have."""
    pointer = f"{operation.pointer}/x-mock"
    declared = {parameter.name for parameter in operation.parameters} | operation.mock.request_parts.keys()
    for name, its in operation.mock.parameters.items():
        place = f"{pointer}/parameters/{escape(name)}"
        if name not in declared:
            yield _unknown(contract, place, "parameter", name, declared)
        if its.of is not None and its.of not in contract.mock.resources:
            yield _unknown(contract, f"{place}/of", "resource", its.of, contract.mock.resources)
    for status in operation.mock.responses:
        if status not in operation.responses:
            yield _unknown(contract, f"{pointer}/responses/{status}", "response", status, operation.responses)


def _meaning(contract: Contract, parts: Parts, mock: OperationMock, pointer: str) -> Iterator[Problem]:
    """A problem for each key that the operation's behaviour would pass over."""
    own = parts.behaviours[mock.behaviour].keys
    for key in parts.special():
        if mock.says(key) and key not in own:
            others = ", ".join(parts.meant_for(key))
            message = f"x-mock: {key!r} means nothing to {mock.behaviour!r}; it is for {others}"
            yield contract.document.problem(f"{pointer}/{key}", message)
    if mock.idempotency is not None and mock.idempotency.key is None:
        yield contract.document.problem(
            f"{pointer}/idempotency", "x-mock: the root's `idempotency` has to say where the `key` is"
        )


def _parameters(contract: Contract, parts: Parts, operation: Operation) -> Iterator[Problem]:
    related = contract.resource(operation.mock.resource).related
    for parameter in operation.parameters:
        relation = parameter.mock.filter.related if parameter.mock.filter else None
        if relation is not None and relation not in related:
            yield _unknown(
                contract, f"{parameter.pointer}/x-mock/filter/related", "relation", relation, related
            )
        for name, target in (parameter.mock.select.rows if parameter.mock.select else {}).items():
            if target not in contract.mock.resources:
                place = f"{parameter.pointer}/x-mock/select/rows/{escape(name)}"
                yield _unknown(contract, place, "resource", target, contract.mock.resources)
        kind = parameter.mock.error or ErrorKind.INVALID_PARAMETER
        if kind not in (kinds := _kinds(contract, operation)):
            yield _unknown(contract, f"{parameter.pointer}/x-mock/error", "kind of error", kind, kinds)
        yield from _part(contract, parts, operation, parameter)
        idle = parameter.location == "query" and not parameter.mock.origins
        if idle and parts.behaviours[operation.mock.behaviour].parameter_keys:
            message = f"parameter {parameter.name!r} has no effect: say in its `x-mock` what it does, or why nothing"
            yield contract.document.problem(parameter.pointer, message, severity="warning")


def _part(contract: Contract, parts: Parts, operation: Operation, parameter: Parameter) -> Iterator[Problem]:
    """A problem for a part that a parameter cannot play in this operation."""
    mock, pointer = parameter.mock, f"{parameter.pointer}/x-mock"
    style = operation.mock.pagination.style if operation.mock.pagination else None
    known = parts.styles[style].parts if style else ()
    for role in mock.parts:
        if role not in known:
            where = f"pages of style {style!r}" if style else f"{operation.id}, which has no `pagination`"
            message = f"x-mock: `page: {role}` has no part in {where}"
            yield contract.document.problem(f"{pointer}/page", message)
    own = parts.behaviours[operation.mock.behaviour].parameter_keys
    for key in ("filter", "sort"):
        if mock.says(key) and key not in own:
            message = f"x-mock: `{key}` has an effect in lists alone, and {operation.id} is none"
            yield contract.document.problem(f"{pointer}/{key}", message)


def _errors(contract: Contract, errors: Mapping[str, ErrorRule], pointer: str) -> Iterator[Problem]:
    for kind, rule in errors.items():
        if rule.response is not None and rule.response not in contract.responses:
            yield _unknown(
                contract, f"{pointer}/{kind}/response", "response", rule.response, contract.responses
            )
        if kind not in DEFAULT_STATUS and rule.status is None:
            yield contract.document.problem(
                f"{pointer}/{kind}", f"x-mock: the kind of error {kind!r} needs a `status`"
            )


def _events(contract: Contract) -> Iterator[Problem]:
    """Names that events and those who subscribe to them say: resources, webhooks, callbacks, schemas."""
    mock, data = contract.mock, contract.document.data
    subscriptions = mock.webhooks.subscriptions
    if subscriptions is not None and subscriptions.resource not in mock.resources:
        place = "/x-mock/webhooks/subscriptions/resource"
        yield _unknown(contract, place, "resource", subscriptions.resource, mock.resources)
    signature = mock.webhooks.signature
    if signature is not None and signature.style == "hmac" and not signature.header:
        place = "/x-mock/webhooks/signature"
        yield contract.document.problem(place, "x-mock: a signature of style hmac needs a `header`")
    callbacks = {each.name for each in callbacks_of(contract)} if mock.events else set()
    for name, event in mock.events.items():
        pointer = f"/x-mock/events/{escape(name)}"
        known = [
            ("resource", event.resource, mock.resources),
            ("webhook", event.webhook, data.get("webhooks") or {}),
            ("callback", event.callback, callbacks),
        ]
        for key, said, names in known:
            if said is not None and said not in names:
                yield _unknown(contract, f"{pointer}/{key}", key, said, names)
        if event.schema is not None and not _is_there(contract, event.schema):
            yield contract.document.problem(f"{pointer}/schema", f"{event.schema} leads nowhere")
        if event.resource is None:
            yield contract.document.problem(
                pointer, f"x-mock: event {name!r} needs a `resource`, whose rows change"
            )
