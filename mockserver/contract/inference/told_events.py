"""Events: which changes the names of webhooks speak of, and the resource whose rows subscribe to them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mockserver.contract.document import escape
from mockserver.contract.inference.envelopes import union
from mockserver.contract.inference.findings import MOCK
from mockserver.contract.inference.nouns import Nouns
from mockserver.contract.inference.operations import Reader
from mockserver.contract.inference.resources import InferredResource
from mockserver.contract.inference.structure import Structure, Structures
from mockserver.contract.inference.uses import WRITING, Use
from mockserver.contract.inference.words import all_of, norm, singular, words
from mockserver.contract.model import Inferred

SUBSCRIBING = all_of(
    "webhook hook subscription webhookendpoint webhooksubscription eventsubscription notificationhook"
)
ADDRESSES = all_of(
    "url targeturl callbackurl webhookurl endpointurl deliveryurl notificationurl endpoint target callback address uri"
)
NAMING = all_of(
    "events eventtypes enabledevents eventnames topics topic eventtype event types triggers filtertypes"
)
SECRETS = all_of("secret signingsecret secretkey signaturesecret webhooksecret sharedsecret hmacsecret")
ACTIVE = all_of("active isactive enabled isenabled")
STATES = all_of("status state")
WAYS: Mapping[str, frozenset[str]] = {
    "created": all_of("create created new add added insert inserted"),
    "updated": all_of("update updated change changed edit edited modify modified"),
    "deleted": all_of("delete deleted remove removed destroy destroyed"),
}
# What says the same, where it is no state that a row may have.
OTHER_WAYS: Mapping[str, frozenset[str]] = {
    "created": all_of("registered joined placed submitted opened received"),
    "deleted": all_of("left unregistered"),
}
BEHAVIOURS = {
    "create": "created",
    "update": "updated",
    "upsert": "updated",
    "act": "updated",
    "delete": "deleted",
}
MOST_EVENTS = 500  # that are inferred of a document


@dataclass(frozen=True, slots=True)
class Subscribing:
    """The resource whose rows subscribe.

    Attributes:
        rule: What `x-mock.webhooks.subscriptions` says of it.
        begins: What a new row has where nothing else is sent: it is active.
        events: The names of the events that it may name.
        why: The evidence.
    """

    rule: Mapping[str, Any]
    begins: Mapping[str, Any]
    events: Sequence[str]
    why: str


def events_of(
    reader: Reader, resources: Sequence[InferredResource], uses: Sequence[Use]
) -> Iterator[Inferred]:
    """The events of a document and those who subscribe to them; none where it says itself what is told."""
    data, shapes = reader.document.data, reader.shapes
    mock = data.get(MOCK) or {}
    if "events" in mock or "webhooks" in mock:
        return
    subscribed = next(filter(None, (_subscribing(shapes, each, uses) for each in resources)), None)
    declared = [name for name in (data.get("webhooks") or {}) if name[:2] != "x-"]
    if subscribed is None and not declared:
        return
    finder = _Finder(shapes, resources, uses)
    found = finder.described(declared)
    if subscribed is not None:
        resource = subscribed.rule["resource"]
        yield Inferred(f"/{MOCK}/webhooks/subscriptions", dict(subscribed.rule), subscribed.why)
        for field, value in subscribed.begins.items():
            why = f"a new row of {resource} subscribes"
            yield Inferred(f"/{MOCK}/resources/{escape(resource)}/on_create/{escape(field)}", value, why)
        for name in subscribed.events or (() if found else finder.usual(resource)):
            if norm(name) not in set(map(norm, found)) and (said := finder.rule(name)) is not None:
                found[name] = (said[0], f"{resource} may subscribe to it, and {said[1]}")
    for name, (rule, why) in [*found.items()][:MOST_EVENTS]:
        yield Inferred(f"/{MOCK}/events/{escape(name)}", rule, why)


def _subscribing(shapes: Structures, resource: InferredResource, uses: Iterable[Use]) -> Subscribing | None:
    """What says who subscribes; None for a resource that is about other things."""
    if singular(resource.main.noun) not in SUBSCRIBING:
        return None
    own = [use for use in uses if use.resource is resource]
    members = dict(union(shapes, resource.shown))
    for use in own:
        if use.behaviour in WRITING and use.op.body is not None:
            members |= {name: shape for name, shape in shapes.members(use.op.body) if name not in members}
    url = _first(members, ADDRESSES, _is_address)
    if url is None or not any(use.behaviour in {"create", "upsert"} for use in own):
        return None
    named = _first(members, NAMING, lambda shape: True)
    secret = _first(members, SECRETS, lambda shape: "string" in shape.kinds)
    rule: dict[str, Any] = {"resource": resource.name, "url": url}
    rule |= {key: name for key, name in (("events", named), ("secret", secret)) if name is not None}
    begins = _active(members)
    if begins:
        rule["where"] = begins
    told = f"; `{named}` names events" if named else ""
    why = f"`{resource.name}` is called what subscribes, and `{url}` is an address{told}"
    return Subscribing(rule, begins, _options(shapes, members[named]) if named else [], why)


def _first(
    members: Mapping[str, Structure], names: frozenset[str], fits: Callable[[Structure], bool]
) -> str | None:
    """The first member that is called so, and that fits."""
    return next((name for name, shape in members.items() if norm(name) in names and fits(shape)), None)


def _active(members: Mapping[str, Structure]) -> dict[str, Any]:
    """The field that says that a row is active, with the value that says so; empty for none."""
    flag = _first(members, ACTIVE, lambda shape: shape.kind == "boolean")
    if flag is not None:
        return {flag: True}
    for name, shape in members.items():
        value = next((each for each in shape.options if norm(str(each)) in ACTIVE), None)
        if norm(name) in STATES and value is not None:
            return {name: value}
    return {}


def _is_address(shape: Structure) -> bool:
    return "string" in shape.kinds or shape.format in {"uri", "url"}


def _options(shapes: Structures, shape: Structure) -> list[str]:
    """The names that a field of events admits; those of its elements, or of a member of them that names one."""
    element = shapes.element(shape) if shape.items else shape
    options = element.options
    if not options:
        inner = (
            part
            for name, part in shapes.members(element)
            if norm(name) in {"name", "type", "event", "eventtype"}
        )
        options = next((part.options for part in inner if part.options), [])
    return [each for each in options if isinstance(each, str) and each not in {"*", "all"}]


class _Finder:
    """Finds the change that the name of an event speaks of."""

    def __init__(
        self, shapes: Structures, resources: Sequence[InferredResource], uses: Sequence[Use]
    ) -> None:
        self._shapes = shapes
        self._nouns = Nouns(resources)
        self._uses = uses

    def rule(self, name: str) -> tuple[dict[str, Any], str] | None:
        """What makes an event of a name, and why; None for a name that speaks of no resource, or of no change."""
        parts = words(name)
        for start, end in ((0, len(parts) - 1), (1, len(parts))):
            word = parts[-1] if start == 0 else parts[0]
            resource = self._named(parts[start:end])
            rule = self._on(word, resource) if resource is not None else None
            if resource is not None and rule is not None:
                return {
                    "resource": resource.name,
                    **rule[0],
                }, f"its name speaks of {resource.name} that {rule[1]}"
        return None

    def described(self, names: Iterable[str]) -> dict[str, tuple[dict[str, Any], str]]:
        """The events that webhooks of these names describe, with what makes them and why."""
        said = {name: self.rule(name) for name in names}
        return {
            name: ({**rule[0], "webhook": name}, f"the document has a webhook of that name, and {rule[1]}")
            for name, rule in said.items()
            if rule is not None
        }

    def _named(self, parts: Sequence[str]) -> InferredResource | None:
        """The resource that words speak of, all of them or the last."""
        return next(
            (
                found
                for first in range(len(parts))
                if (found := self._nouns.named("".join(parts[first:]))) is not None
            ),
            None,
        )

    def _on(self, word: str, resource: InferredResource) -> tuple[dict[str, Any], str] | None:
        way = next((way for way, spoken in WAYS.items() if word in spoken), None)
        if way is not None:
            return {"on": way}, f"are {way}"
        for field, shape in union(self._shapes, resource.shown).items():
            if norm(field) in STATES:
                value = next((each for each in shape.options if norm(str(each)) == word), None)
                if value is not None:
                    return {
                        "on": ["created", "updated"],
                        "changed": [field],
                        "when": {field: value},
                    }, f"are {value}"
        other = next((way for way, spoken in OTHER_WAYS.items() if word in spoken), None)
        return None if other is None else ({"on": other}, f"are {other}")

    def usual(self, subscribed: str) -> list[str]:
        """Names for the changes that the operations make, where the document names none."""
        found = {
            f"{singular(use.resource.main.noun)}.{BEHAVIOURS[use.behaviour]}": None
            for use in self._uses
            if use.behaviour in BEHAVIOURS and use.resource.name != subscribed
        }
        return list(found)
