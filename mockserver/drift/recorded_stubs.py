"""Rows and stubs of a recording: a server that has them answers as what was recorded did."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from mockserver.access.credentials import headers_for
from mockserver.app import MockApp, make_app
from mockserver.contract.document import escape
from mockserver.contract.model import Operation
from mockserver.drift.personal_data import PersonalData
from mockserver.drift.recorded_document import RecordedDocument
from mockserver.drift.recorded_replies import left_for, recorded_body, told_fields
from mockserver.drift.recordings import Recorded, read_recording
from mockserver.errors import MockserverError
from mockserver.exchange import Call, Exchange, Reply, Request
from mockserver.language.expressions import is_expression
from mockserver.rendering.encoding import to_json
from mockserver.server.vendor import Vendor
from mockserver.settings import ServerOptions

DEEPEST_ROW = 3  # objects and lists around a row in a reply
PASSES = 3  # over rows of which some need others


@dataclass(frozen=True, slots=True)
class RecordedStubs:
    """What a server has to be given.

    Attributes:
        rows: By document and resource.
        stubs: As `/__admin/stubs` takes them, in the order in which they are added.
        left: How many calls are in neither, by the reason.
        strange: Where no call met a document: how many no document has, by the first segment of their paths.
        replaced: How many values were replaced by invented ones.
    """

    rows: Mapping[str, Mapping[str, Sequence[Mapping[str, Any]]]]
    stubs: Sequence[Mapping[str, Any]]
    left: Mapping[str, int]
    strange: Mapping[str, int]
    replaced: int

    def as_json(self) -> dict[str, Any]:
        """What `--arrange`, `server.arrange` and `/__admin/stubs` take."""
        return {"rows": self.rows, "stubs": self.stubs}


@dataclass(frozen=True, slots=True)
class MetCall:
    """A recorded call that met an operation."""

    vendor: Vendor
    operation: Operation
    recorded: Recorded
    exchange: Exchange
    call: Call
    body: Any  # of the reply: JSON types, a text, None for none
    told: Mapping[str, str]  # the header fields that are sent again

    @property
    def sent_query(self) -> list[tuple[str, str]]:
        """The pairs of the query that was sent."""
        return parse_qsl(urlsplit(self.recorded.url).query, keep_blank_values=True)


def stubs_of(paths: Sequence[Path], options: ServerOptions) -> RecordedStubs:
    """The rows and stubs of recordings.

    Args:
        paths: HAR files and cassettes.
        options: What is served; the seed is also that of what is invented.

    Raises:
        MockserverError: For a file that is no recording, or a document that cannot be served.
    """
    app = make_app(replace(options, upstreams={}, record=None, arrange=(), validate_responses=False))
    maker = _StubMaker(app, PersonalData(options.seed))
    for path in paths:
        for recorded in read_recording(path):
            maker.meet(recorded)
    return maker.made()


class _StubMaker:
    """Makes rows and stubs of recorded calls, held against a server of its own."""

    def __init__(self, app: MockApp, personal: PersonalData) -> None:
        self._app, self._personal = app, personal
        vendors = [*app.vendors.values()]
        self._documents = [
            (each, RecordedDocument(each.contract, alone=len(vendors) == 1)) for each in vendors
        ]
        self._met: list[MetCall] = []
        self._left: defaultdict[str, int] = defaultdict(int)
        self._strange: defaultdict[str, int] = defaultdict(int)

    def meet(self, recorded: Recorded) -> None:
        """Take a recorded call, and learn what of it is somebody's."""
        vendor, document = next(
            (pair for pair in self._documents if pair[1].below(recorded.url) is not None), (None, None)
        )
        if vendor is None or document is None:
            parts = urlsplit(recorded.url)
            self._left[f"no document has {parts.netloc}"] += 1
            self._strange[parts.path.strip("/").partition("/")[0]] += 1
            return
        exchange = document.judge(recorded)
        operation = next((each for each in vendor.contract.operations if each.id == exchange.operation), None)
        if operation is None or exchange.call is None or recorded.method != operation.method:
            self._left["the document has no such operation"] += 1
        elif reason := left_for(recorded):
            self._left[reason] += 1
        else:
            try:
                body = recorded_body(recorded)
            except ValueError:
                self._left["the reply is neither JSON nor text"] += 1
                return
            told = told_fields(operation, recorded, document)
            met = MetCall(vendor, operation, recorded, exchange, exchange.call, body, told)
            self._met.append(met)
            for value in (met.call.path, dict(met.sent_query), met.call.body, body, told):
                self._personal.learn(value)

    def made(self) -> RecordedStubs:
        """The rows, and stubs for what they do not answer."""
        rows = self._rows()
        kept: dict[bytes, tuple[MetCall, dict[str, Any], list[dict[str, Any]]]] = {}
        asked = self._asked()
        for met in self._met:
            if self._is_answered(met):
                continue
            match = self._match(met, asked[met.vendor.name, met.operation.id])
            answers = kept.setdefault(to_json([met.vendor.name, met.operation.id, match]), (met, match, []))[
                2
            ]
            answers.append(self._answer(met))
        stubs = [made for met, match, answers in kept.values() if (made := self._stub(met, match, answers))]
        stubs.sort(key=lambda stub: len(to_json(stub.get("match", {}))))  # the nearest last: it answers first
        strange = {} if self._met else dict(self._strange)
        return RecordedStubs(rows, stubs, dict(self._left), strange, self._personal.count)

    # rows

    def _rows(self) -> dict[str, dict[str, list[Mapping[str, Any]]]]:
        """The rows that replies show, as far as the document's resources can hold them."""
        found: dict[tuple[str, str], dict[Any, Mapping[str, Any]]] = defaultdict(dict)
        for met in self._met:
            resource = met.operation.mock.resource
            if resource is None or met.operation.method == "DELETE" or not 200 <= met.recorded.status < 300:
                continue
            key = met.vendor.contract.key_of(resource)
            for each in _objects(self._personal.cleaned(met.body), DEEPEST_ROW):
                if isinstance(each.get(key), str | int):
                    found[met.vendor.name, resource][each[key]] = each
        rows: dict[str, dict[str, list[Mapping[str, Any]]]] = {}
        for _ in range(PASSES):
            for (vendor, resource), by_key in found.items():
                for key in [*by_key]:
                    if (row := self._held(vendor, resource, by_key[key])) is not None:
                        rows.setdefault(vendor, {}).setdefault(resource, []).append(row)
                        del by_key[key]
        return rows

    def _held(self, vendor: str, resource: str, row: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """What a resource takes of a row, which it has then; None where it takes none of it."""
        served = self._app.vendors[vendor]
        state, rows = served.namespaces.enter(""), served.arranging.resource(resource)
        given = rows.admitted(state, row)
        try:
            rows.keep(state, given)
        except MockserverError:
            return None
        return given

    def _is_answered(self, met: MetCall) -> bool:
        """Whether a call that changes nothing is answered by the rows as it was."""
        if met.operation.method != "GET":
            return False
        contract, callers = met.vendor.contract, met.vendor.services.callers
        caller = callers.get("test_full") or next(iter(callers.values()), None)
        path = met.operation.path
        for name, value in self._personal.cleaned(dict(met.call.path)).items():
            path = path.replace("{" + name + "}", quote(str(value), safe=""))
        query = urlencode([(name, self._personal.cleaned(value)) for name, value in met.sent_query])
        headers = {
            name.lower(): value for name, value in (headers_for(contract, caller) if caller else {}).items()
        }
        fields = {name.encode(): value.encode() for name, value in headers.items()}
        target = f"/{contract.segment}{contract.base_path}{path}"
        reply = self._app.respond(Request("GET", target.encode(), query.encode(), fields))
        return reply.status == met.recorded.status and _json_of(reply) == self._personal.cleaned(met.body)

    # stubs

    def _asked(self) -> dict[tuple[str, str], list[str]]:
        """The query parameters that any call of an operation has sent."""
        names: dict[tuple[str, str], list[str]] = defaultdict(list)
        for met in self._met:
            known = names[met.vendor.name, met.operation.id]
            declared = {each.name for each in met.operation.parameters if each.location == "query"}
            known += [name for name in met.call.query if name in declared and name not in known
                      and any(name == sent for sent, _ in met.sent_query)]  # fmt: skip
        return names

    def _match(self, met: MetCall, asked: Sequence[str]) -> dict[str, Any]:
        """What tells such a call from others of its operation; of a body, what was not replaced."""
        path = {name: _wanted(self._personal.cleaned(value)) for name, value in met.call.path.items()}
        query = {name: _wanted(self._personal.cleaned(met.call.query.get(name))) for name in asked}
        body: dict[str, Any] = {}
        if isinstance(met.call.body, Mapping):
            body = dict(self._conditions("", met.call.body))
        elif met.call.sent and self._personal.cleaned(met.call.body) == met.call.body:
            body = {"": _wanted(met.call.body)}
        return {name: part for name, part in (("path", path), ("query", query), ("body", body)) if part}

    def _conditions(self, pointer: str, value: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
        for name, member in value.items():
            place = f"{pointer}/{escape(str(name))}"
            if isinstance(member, Mapping) and member:
                yield from self._conditions(place, member)
            elif self._personal.cleaned(member) == member and not is_expression(member):
                yield place, _wanted(member)

    def _answer(self, met: MetCall) -> dict[str, Any]:
        answer: dict[str, Any] = {"status": met.recorded.status}
        body = self._personal.cleaned(met.body)
        if body is not None:
            answer["body"] = body
        headers = self._personal.cleaned(met.told)
        return answer | ({"headers": headers} if headers else {})

    def _stub(
        self, met: MetCall, match: Mapping[str, Any], answers: Sequence[Mapping[str, Any]]
    ) -> dict[str, Any] | None:
        """A stub, held against the document: one that this does not admit says that it `breaks`; None for none."""
        distinct = [each for place, each in enumerate(answers) if place == 0 or each != answers[place - 1]]
        given: dict[str, Any] = {"vendor": met.vendor.name, "operation": met.operation.id}
        given |= {"match": match} if match else {}
        given |= distinct[0] if len(distinct) == 1 else {"answers": distinct}
        for more in ({}, {"breaks": True}):
            try:
                self._app.stubs[""].add(given | more)
            except MockserverError:
                continue
            return given | more
        self._left["no stub can answer so"] += len(answers)
        return None


def _json_of(reply: Reply) -> Any:
    try:
        return json.loads(reply.body)
    except ValueError:
        return reply.body.decode("utf-8", "replace") or None


def _objects(value: Any, depth: int) -> Iterator[Mapping[str, Any]]:
    """The objects in a body, but for those deep in others."""
    if isinstance(value, Mapping):
        yield value
    if depth and isinstance(value, Mapping | list):
        for each in value.values() if isinstance(value, Mapping) else value:
            yield from _objects(each, depth - 1)


def _wanted(value: Any) -> Any:
    """A condition that a value is this one; an object would be taken for one of operators."""
    return {"eq": value} if isinstance(value, Mapping | list) else value
