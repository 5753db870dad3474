"""Changes as JSON texts, and back: the form in which a store keeps them, stable from one version to the next.

An entry is a list of changes, each a list: the namespace, the document (null for what all of them share), the tag of
the kind of change, and its members in the order of its writer here. A member that comes later is added at the end, with
what it is where an older text has none; a tag never changes its meaning.
"""

from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from mockserver.clock import ClockMoved
from mockserver.contract.model import Contract
from mockserver.errors import UsageError
from mockserver.exchange import Reply
from mockserver.faults.active import ActiveMark
from mockserver.faults.fault import Fault, read_fault
from mockserver.faults.injector import FaultMet, FaultsSet
from mockserver.faults.stub import Stub
from mockserver.faults.stub_set import StubMet, StubsSet
from mockserver.rendering.encoding import to_json
from mockserver.rows import Change, Row
from mockserver.state.changes import Reseeded, StateReset
from mockserver.state.counters import Counted, Entered
from mockserver.state.draws import CounterMoved, Drawn, DrawsForgotten
from mockserver.state.idempotency import ReplyKept
from mockserver.state.journal import Forgotten
from mockserver.state.kept_files import FileKept, FileRoom
from mockserver.state.namespaces import NamespaceState
from mockserver.state.subscriptions import Subscription, SubscriptionsSet
from mockserver.state.tokens import IssuedToken
from mockserver.state.transitions import Awaited
from mockserver.stores.kept_calls import read_pending, write_pending
from mockserver.validation.json_text import read_written_json


class LoggedChange(NamedTuple):
    """A change, and where it was made.

    Attributes:
        namespace: Its name.
        vendor: The document's name; None for what all of them share.
        change: What has changed.
    """

    namespace: str
    vendor: str | None
    change: Any


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What changes are read with.

    Attributes:
        contracts: What is served, by name.
        stub: What compiles a stub again, of its id and what it was written as.
        room: Where files are.
        state: The state of a document in a namespace.
        handled: The subscriptions of a namespace that functions of this process handle, which no other one can have.
    """

    contracts: Mapping[str, Contract]
    stub: Callable[[str, Mapping[str, Any]], Stub]
    room: FileRoom
    state: Callable[[str, str], NamespaceState]
    handled: Callable[[str], Iterable[Subscription]]


class ChangePlace(NamedTuple):
    """Where a change is read, and with what."""

    namespace: str
    vendor: str | None
    around: Surroundings


WriteChange = Callable[[Any], list[Any]]
ReadChange = Callable[[list[Any], ChangePlace], Any]


def _bytes(value: bytes) -> str:
    return b64encode(value).decode()


def _fields(headers: Iterable[tuple[bytes, bytes]]) -> list[list[str]]:
    return [[name.decode("latin-1"), value.decode("latin-1")] for name, value in headers]


def _read_fields(given: Any) -> list[tuple[bytes, bytes]]:
    return [(name.encode("latin-1"), value.encode("latin-1")) for name, value in given]


def _write_row(change: Change) -> list[Any]:
    after = None if change.after is None else change.after.data
    return [change.tenant, change.resource, change.key, after, change.along]


def _read_row(given: list[Any], place: ChangePlace) -> Change:
    tenant, resource, key, after, along = given
    return Change(tenant, resource, key, None, None if after is None else Row(key, after), along)


def _write_reply(change: ReplyKept) -> list[Any]:
    reply = change.reply
    sent = [reply.status, _fields(reply.headers), _bytes(reply.body), reply.kind]
    return [list(change.slot), _bytes(change.fingerprint), change.until, sent]


def _read_reply(given: list[Any], place: ChangePlace) -> ReplyKept:
    (credential, operation, key), fingerprint, until, (status, headers, body, kind) = given
    reply = Reply(status, _read_fields(headers), b64decode(body), kind)
    return ReplyKept((credential, operation, key), b64decode(fingerprint), until, reply)


def _write_awaited(change: Awaited) -> list[Any]:
    pending = None if change.pending is None else write_pending(change.pending)
    return [list(change.place), pending]


def _read_awaited(given: list[Any], place: ChangePlace) -> Awaited:
    (tenant, resource, key), pending = given
    where = (tenant, resource, key)
    if pending is None:
        return Awaited(where, None)
    return Awaited(
        where, read_pending(where, pending, place.around.state(place.namespace, place.vendor or ""))
    )


def _write_token(change: IssuedToken) -> list[Any]:
    return [
        change.digest, change.use, change.client, change.caller, list(change.scopes), change.issued, change.expires,
        change.family, change.spent, dict(change.details),
    ]  # fmt: skip


def _read_token(given: list[Any], place: ChangePlace) -> IssuedToken:
    digest, use, client, caller, scopes, *rest = given
    return IssuedToken(digest, use, client, caller, tuple(scopes), *rest)


def _write_faults(change: FaultsSet) -> list[Any]:
    return [[each.as_json() for each in change.active], _mark(change.mark, _met)]


def _met(more: Mapping[str, Mapping[bytes, int]]) -> Any:
    return {fault: [[_bytes(key), met] for key, met in counts.items()] for fault, counts in more.items()}


def _read_met(given: Any) -> Mapping[str, Mapping[bytes, int]]:
    return {fault: {b64decode(key): met for key, met in counts} for fault, counts in given.items()}


def _read_faults(given: list[Any], place: ChangePlace) -> FaultsSet:
    active, mark = given
    faults = tuple(_of_each(active, lambda said: _fault(said, place.around.contracts)))
    return FaultsSet(faults, _read_mark(faults, mark, _read_met))


def _fault(said: Mapping[str, Any], contracts: Mapping[str, Contract]) -> Fault:
    members = {name: value for name, value in said.items() if name != "id"}
    return read_fault(said["id"], members, contracts)


def _write_stubs(change: StubsSet) -> list[Any]:
    return [[[each.id, each.given] for each in change.active], _mark(change.mark, dict)]


def _read_stubs(given: list[Any], place: ChangePlace) -> StubsSet:
    active, mark = given
    stubs = tuple(_of_each(active, lambda said: place.around.stub(*said)))
    return StubsSet(stubs, _read_mark(stubs, mark, dict))


def _of_each(given: Iterable[Any], read: Callable[[Any], Any]) -> Iterator[Any]:
    """What is read of each, but for those that a document that has changed admits no more."""
    for each in given:
        try:
            yield read(each)
        except UsageError:
            continue


def _mark(mark: ActiveMark[Any] | None, more: Callable[[Any], Any]) -> Any:
    return None if mark is None else [dict(mark.hits), more(mark.more or {})]


def _read_mark(active: tuple[Any, ...], given: Any, more: Callable[[Any], Any]) -> ActiveMark[Any] | None:
    return None if given is None else ActiveMark(active, given[0], more(given[1]))


def _write_subscriptions(change: SubscriptionsSet) -> list[Any]:
    return [
        [
            [each.id, each.url, list(each.events), each.vendor, each.secret]
            for each in change.active
            if each.handler is None
        ]
    ]


def _read_subscriptions(given: list[Any], place: ChangePlace) -> SubscriptionsSet:
    told = (
        Subscription(id_, url, tuple(events), vendor, secret) for id_, url, events, vendor, secret in given[0]
    )
    return SubscriptionsSet((*place.around.handled(place.namespace), *told))


class ChangeForm(NamedTuple):
    """How one kind of change is written."""

    tag: str
    write: WriteChange
    read: ReadChange


FORMS: Mapping[type, ChangeForm] = {
    Change: ChangeForm("row", _write_row, _read_row),
    ReplyKept: ChangeForm("reply", _write_reply, _read_reply),
    Drawn: ChangeForm(
        "drawn",
        lambda change: [_bytes(change.key), change.count],
        lambda given, _: Drawn(b64decode(given[0]), given[1]),
    ),
    CounterMoved: ChangeForm(
        "number", lambda change: [change.name, change.number], lambda given, _: CounterMoved(*given)
    ),
    DrawsForgotten: ChangeForm(
        "draws-forgotten", lambda change: [change.begun], lambda given, _: DrawsForgotten(*given)
    ),
    Counted: ChangeForm(
        "counted", lambda change: [change.key, change.count, change.end], lambda given, _: Counted(*given)
    ),
    Entered: ChangeForm(
        "entered", lambda change: [change.key, change.times, change.expiry], lambda given, _: Entered(*given)
    ),
    Awaited: ChangeForm("awaited", _write_awaited, _read_awaited),
    FileKept: ChangeForm(
        "file",
        lambda change: [change.digest, _bytes(change.content.content)],
        lambda given, place: FileKept(given[0], place.around.room.known(given[0], b64decode(given[1]))),
    ),
    IssuedToken: ChangeForm("token", _write_token, _read_token),
    StateReset: ChangeForm("reset", lambda _: [], lambda given, _: StateReset()),
    Reseeded: ChangeForm(
        "reseeded", lambda change: [change.seed, change.rows], lambda given, _: Reseeded(*given)
    ),
    ClockMoved: ChangeForm(
        "clock", lambda change: [change.offset, change.frozen], lambda given, _: ClockMoved(*given)
    ),
    FaultMet: ChangeForm(
        "fault-met",
        lambda change: [
            change.fault,
            change.hits,
            None if change.key is None else _bytes(change.key),
            change.met,
        ],
        lambda given, _: FaultMet(
            given[0], given[1], None if given[2] is None else b64decode(given[2]), given[3]
        ),
    ),
    FaultsSet: ChangeForm("faults", _write_faults, _read_faults),
    StubMet: ChangeForm(
        "stub-met",
        lambda change: [change.stub, change.hits, change.scenario, change.state],
        lambda given, _: StubMet(*given),
    ),
    StubsSet: ChangeForm("stubs", _write_stubs, _read_stubs),
    SubscriptionsSet: ChangeForm("subscriptions", _write_subscriptions, _read_subscriptions),
    Forgotten: ChangeForm("forgotten", lambda change: [change.vendor], lambda given, _: Forgotten(*given)),
}
READERS: Mapping[str, ReadChange] = {form.tag: form.read for form in FORMS.values()}


def write_changes(recorded: Iterable[LoggedChange]) -> bytes:
    """The text of an entry."""
    entry = []
    for namespace, vendor, change in recorded:
        form = FORMS[type(change)]
        entry.append([namespace, vendor, form.tag, *form.write(change)])
    return to_json(entry)


def read_changes(text: bytes, around: Surroundings) -> Iterator[LoggedChange]:
    """The changes of an entry, each read when those before it are carried out; of documents that are served alone."""
    for namespace, vendor, tag, *given in read_written_json(text) if text else ():
        if vendor is None or vendor in around.contracts:
            place = ChangePlace(namespace, vendor, around)
            yield LoggedChange(namespace, vendor, READERS[tag](given, place))
