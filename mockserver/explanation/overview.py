"""A document at a glance: its resources, a line for each of their operations, each piece of evidence once."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from mockserver.behaviours.listing.pagination import STYLES
from mockserver.contract.counts import NOTHING_DONE, Counts, counts_of
from mockserver.contract.mock import Block, OperationMock, ParameterMock, Resource
from mockserver.contract.model import Contract, Operation
from mockserver.explanation.events_told import facts_of_events
from mockserver.explanation.fact import Fact, why

WRITTEN = "written in the document"
PARAMETER = re.compile(r"`([^`]+)`")  # at the start of a question
TELLING = (
    "behaviour",
    "pagination",
    "replace",
    "set",
    "body",
    "sort",
    "upload",
    "download",
    "transitions",
    "conditional",
    "long_poll",
)  # keys whose evidence an overview tells


@dataclass(frozen=True, slots=True)
class OperationOutline:
    """What one operation does.

    Attributes:
        operation: Which one.
        says: What it does.
        reasons: Numbers of the evidence for it.
    """

    operation: Operation
    says: str
    reasons: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ResourceOutline:
    """A resource with its operations.

    Attributes:
        resource: Its name; empty for the operations without one, which come last.
        says: What is kept of it.
        found: Where it was found.
        reasons: Numbers of further evidence.
        lines: Its operations.
    """

    resource: str
    says: str
    found: str
    reasons: tuple[int, ...]
    lines: tuple[OperationOutline, ...]


DOES = {  # in words, where the behaviour's name says nothing to who has not read what x-mock is
    NOTHING_DONE: "answers an example",
    "act": "acts on one row",
    "upsert": "creates or updates",
}


@dataclass(frozen=True, slots=True)
class Question:
    """What nothing in the document decides.

    Attributes:
        text: The question, and what is done instead; of one about parameters `NAME` stands for each of them.
        decides: What would decide it.
        asked_by: The operations that it is about.
        names: The parameters.
    """

    text: str
    decides: str
    asked_by: tuple[str, ...]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """A document at a glance; the evidence by its number, from 1."""

    counts: Counts
    groups: tuple[ResourceOutline, ...]
    reasons: tuple[str, ...]
    left_open: tuple[Question, ...]
    events: tuple[tuple[Fact, str], ...] = ()


def overview_of(contract: Contract) -> Overview:
    """What was understood of a document."""
    members = {each.pointer.rpartition("/")[0]: each.reason for each in contract.inferred}
    evidence = _Evidence(contract, members)
    by_resource: dict[str, list[OperationOutline]] = {}
    for operation in contract.operations:
        by_resource.setdefault(operation.mock.resource or "", []).append(evidence.line(operation))
    named = sorted(by_resource.items(), key=lambda each: not each[0])
    groups = tuple(evidence.group(name, lines) for name, lines in named)
    questions, events = tuple(_questions(contract)), tuple(facts_of_events(contract))
    return Overview(counts_of(contract), groups, tuple(evidence.numbers), questions, events)


def facts_of_resource(contract: Contract, name: str) -> Iterator[tuple[Fact, str]]:
    """What was understood of a resource, each with why."""
    declared = contract.mock.resources.get(name)
    for fact in _about_rows(declared) if declared is not None else ():
        yield fact, why(contract.document, fact.origin)


def _about_rows(declared: Resource) -> Iterator[Fact]:
    yield Fact("key", declared.key, declared.origin("key"))
    if declared.row:
        shown = ", ".join(each.rpartition("/")[2] if "schemas/" in each else each for each in declared.row)
        yield Fact("row", shown, declared.origin("row"))
    if declared.rows.count is not None:
        per = f" for each {declared.rows.per}" if declared.rows.per else ""
        yield Fact("rows", f"{declared.rows.count} to begin with{per}", declared.rows.origin("count"))
    for at, reference in declared.references.items():
        yield Fact("reference", f"{at} to {reference.resource}", reference.origin_of_all)


@dataclass(frozen=True, slots=True)
class _Evidence:
    """Numbers the evidence of a document's operations, each piece once."""

    contract: Contract
    of_members: Mapping[str, str]  # for some member of a value that was inferred, by the pointer of the value
    numbers: dict[str, int] = field(default_factory=dict)

    def group(self, resource: str, lines: list[OperationOutline]) -> ResourceOutline:
        facts = list(facts_of_resource(self.contract, resource))
        told = [f"{fact.about} {fact.says}" for fact, _ in facts if fact.about != "row"]
        found = next((reason for fact, reason in facts if fact.about == "row"), "")
        others = (fact.origin.reason or WRITTEN for fact, _ in facts if fact.about != "row")
        reasons = dict.fromkeys(map(self._number, others))
        return ResourceOutline(resource, "; ".join(told), found, tuple(reasons), tuple(lines))

    def line(self, operation: Operation) -> OperationOutline:
        reasons = dict.fromkeys(self._number(each) for each in self._reasons(operation))
        return OperationOutline(operation, "; ".join(_does(operation)), tuple(reasons))

    def _number(self, reason: str) -> int:
        return self.numbers.setdefault(reason, len(self.numbers) + 1)

    def _reasons(self, operation: Operation) -> Iterator[str]:
        """The evidence, without the names of the operation in it."""
        mock = operation.mock
        if mock.behaviour == NOTHING_DONE and not mock.says("behaviour"):
            return
        blocks: list[tuple[Block, tuple[str, ...]]] = [(mock, TELLING)]
        blocks += [(r.mock, ("members", "headers")) for r in operation.responses.values()]
        for block, keys in blocks:
            for key in (key for key in keys if block.says(key)):
                rule = getattr(block, key)
                own = (
                    isinstance(rule, Block) and not rule.name
                )  # what is declared by name has evidence of its own
                origin = rule.origin_of_all if own else block.origin(key)
                reason = origin.reason or self.of_members.get(origin.pointer)
                yield WRITTEN if reason is None else _impersonal(reason, operation)


def _impersonal(text: str, operation: Operation) -> str:
    """A sentence without the operation that it begins with, so that it is the same for others."""
    bare = text.removeprefix(f"{operation.method} {operation.path}").removeprefix(":").strip()
    return bare.removeprefix("answers rows: ")


def _does(operation: Operation) -> Iterator[str]:
    mock = operation.mock
    if operation.unserved:
        yield f"not served: {operation.unserved}"
        return
    yield DOES.get(mock.behaviour, mock.behaviour)
    if mock.pagination is not None:
        parts = [p for p in operation.parameters if p.mock.parts]
        style = mock.pagination.style
        told = ", ".join(f"{p.name} ({_part(p.mock, style)})" for p in parts)
        yield f"pages by {style}: {told}" if told else f"pages by {style}"
    if mock.set:
        yield f"sets {', '.join(f'{name} to {value}' for name, value in mock.set.items())}"
    if mock.replace:
        yield "replaces the whole row"
    yield from _over_time(mock)
    if mock.missing == "create":
        yield "makes one that is not there"
    for what, names in _parameters(operation).items():
        yield f"{what} {', '.join(names)}"


def _over_time(mock: OperationMock) -> Iterator[str]:
    """What becomes of rows later, of their files, and what is answered of their states."""
    if mock.transitions:
        steps = (
            f"{', '.join(f'{name} {value}' for name, value in step.set.items())} {step.wait}"
            for step in mock.transitions
        )
        yield f"then {', then '.join(steps)}"
    told = {
        "keeps the file": mock.upload,
        "gives the file": mock.download,
        "knows conditions (ETag, If-Match)": mock.conditional,
        "waits for a change": mock.long_poll,
    }
    yield from (says for says, is_said in told.items() if is_said)


def _part(mock: ParameterMock, style: str) -> str:
    return ", ".join(STYLES[style].parts.get(role, role) for role in mock.parts)


def _parameters(operation: Operation) -> Mapping[str, list[str]]:
    """The names of the parameters that choose or order rows, and of those that do nothing."""
    found: dict[str, list[str]] = {}
    for parameter in operation.parameters:
        mock = parameter.mock
        uses = {
            "filters": mock.filter is not None,
            "sorts": mock.sort is not None,
            "selects": mock.select is not None,
            "no effect:": mock.no_effect is not None,
        }
        for use in (use for use, is_it in uses.items() if is_it):
            field = mock.filter.field if mock.filter is not None else None
            told = parameter.name if field in (None, parameter.name) else f"{parameter.name} ({field})"
            found.setdefault(use, []).append(told)
    return found


def _questions(contract: Contract) -> Iterator[Question]:
    """What is left open, each question once."""
    places = {operation.pointer: operation for operation in contract.operations}
    asked: dict[tuple[str, str], tuple[dict[str, None], dict[str, None]]] = {}
    for each in contract.left_open:
        operation = places.get(each.pointer)
        text, decides = each.question, each.decides
        text = text if operation is None else _impersonal(text, operation)
        named = PARAMETER.match(text)
        if named:
            text, decides = f"`NAME`{text[named.end() :]}", decides.replace(named[1], "NAME")
        who, names = asked.setdefault((text, decides), ({}, {}))
        if operation is not None:
            who[f"{operation.method} {operation.path}"] = None
        if named:
            names[named[1]] = None
    for (text, decides), (who, names) in asked.items():
        yield Question(text, decides, tuple(who), tuple(names))
