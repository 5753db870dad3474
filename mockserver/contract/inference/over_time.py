"""What a document shows plainly of states over time: jobs that end by themselves (202), validators, a 303 when done."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from mockserver.contract.document import escape
from mockserver.contract.inference.envelopes import union
from mockserver.contract.inference.operations import AnswerShape
from mockserver.contract.inference.stamps import UPDATED
from mockserver.contract.inference.structure import Structures
from mockserver.contract.inference.uses import Use
from mockserver.contract.inference.words import all_of, norm

ELSEWHERE = all_of("location operationlocation")  # header fields that lead to what tells how far it is
STATES = all_of(
    "status state phase jobstatus jobstate taskstatus taskstate operationstatus processingstatus progressstate"
)
WAITING = all_of(
    "pending queued accepted submitted new created notstarted waiting scheduled received enqueued creating requested"
    " initiated provisioning"
)
RUNNING = all_of("running processing inprogress started working active executing importing exporting")
DONE = all_of(
    "done completed complete succeeded success successful finished ready processed exported imported settled delivered"
    " available active generated fulfilled executed"
)
POLLING = re.compile(r"\blong[\s-]?poll", re.IGNORECASE)
WAITS = all_of(
    "timeout wait waittime waitseconds waittimeseconds timeoutseconds timeoutms waitms polltimeout pollwait maxwait"
    " maxwaitseconds maxwaittime longpoll longpolltimeout block blockms"
)
ETAG, LAST_MODIFIED = all_of("etag"), all_of("lastmodified")
CONDITIONS = all_of("ifmatch ifnonematch ifmodifiedsince ifunmodifiedsince")
ONE_ROW = frozenset({"get", "update", "delete", "act"})
SOON = "2s"  # between two states of a job

OverTime = Iterator[tuple[str, Any, str]]


@dataclass(frozen=True, slots=True)
class DeclaredTogether:
    """What the operations of one resource declare of time, each for all of them: the first that does, if any.

    Attributes:
        starting: Starts what is not done when it answers.
        tagged, dated: Of those on one row, has an ETag, or a time of the last change.
    """

    starting: Use | None
    tagged: Use | None
    dated: Use | None

    @classmethod
    def of(cls, uses: Sequence[Use]) -> "DeclaredTogether":
        """Of the operations of a resource."""
        rows = [each for each in uses if each.behaviour in ONE_ROW]
        return cls(
            next((each for each in uses if _starts(each)), None),
            next((each for each in rows if _tagged(each)), None),
            next((each for each in rows if _declares(each, LAST_MODIFIED)), None),
        )


def over_time(shapes: Structures, use: Use, together: DeclaredTogether) -> OverTime:
    """What an operation's `x-mock` says of time: its keys, with their values, and why.

    Args:
        shapes, use: The document's, and the operation's.
        together: What the operations of its resource declare.
    """
    yield from _polling(shapes, use)
    yield from _conditions(shapes, use, together)
    states = _states(shapes, use) if together.starting is not None else None
    if together.starting is None or states is None:
        return
    field, names = states
    first = together.starting.op.name
    why = f"{first} answers 202 with where its state is told, and `{field}` may be {', '.join(names)}"
    if _starts(use) and field not in use.op.sent:
        yield f"set/{escape(field)}", names[0], why
        yield "transitions", [{"after": SOON, "set": {field: name}} for name in names[1:]], why
    if use.behaviour == "get" and "303" in use.op.statuses():
        yield (
            "responses/303/when",
            {field: names[-1]},
            f"{use.op.name} declares 303, which tells that it is done",
        )


def _starts(use: Use) -> bool:
    """Whether an operation starts what is not done when it answers (RFC 9110, 15.3.3)."""
    answers = use.op.successes
    return use.behaviour in {"create", "act", "update"} and bool(
        answers and answers[0].status == "202" and _names(answers[0], ELSEWHERE)
    )


def _states(shapes: Structures, use: Use) -> tuple[str, list[str]] | None:
    """The field that tells how far a job is, and its values in order; None for none that tells when it is done."""
    for name, shape in union(shapes, use.resource.shown).items():
        if norm(name) in STATES:
            options = [option for option in shape.options if isinstance(option, str)]
            found = [_first(options, names) for names in (WAITING, RUNNING, DONE)]
            names = [each for each in found if each]
            if found[2] and len(names) > 1:
                return name, names
    return None


def _first(options: Sequence[str], names: frozenset[str]) -> str:
    return next((option for option in options if norm(option) in names), "")


def _names(answer: AnswerShape, names: frozenset[str]) -> list[str]:
    return [name for name in answer.headers if norm(name) in names]


def _polling(shapes: Structures, use: Use) -> OverTime:
    """How long calls wait that have nothing new to be shown: as a parameter for long polling asks."""
    states = _states(shapes, use) if use.behaviour == "get" else None
    if use.behaviour != "list" and states is None:
        return
    for name, param in use.op.query.items():
        plain = POLLING.search(param.text) or (norm(name) in WAITS and POLLING.search(use.op.said))
        if not plain or "boolean" in param.shape.kinds:
            continue
        why = f"`{name}` is said to be for long polling"
        yield "long_poll/asked", f"$request.query.{name}", why
        yield "long_poll/time", "0s", why
        if norm(name).endswith("ms") or "millis" in f"{norm(name)} {param.text.lower()}":
            yield "long_poll/unit", "ms", why
        if states is not None:
            yield "long_poll/until", {states[0]: {"in": _ended(shapes, use, states[0])}}, why
        return


def _ended(shapes: Structures, use: Use, field: str) -> list[str]:
    """The values of a state in which nothing more happens."""
    options = union(shapes, use.resource.shown)[field].options
    return [each for each in options if isinstance(each, str) and norm(each) not in WAITING | RUNNING]


def _conditions(shapes: Structures, use: Use, together: DeclaredTogether) -> OverTime:
    """Whether replies carry validators: those that are declared, of all operations on one row alike."""
    tagged, dated = together.tagged, together.dated
    if use.behaviour not in ONE_ROW:
        tagged = use if _tagged(use) else None
        dated = use if _declares(use, LAST_MODIFIED) else None
    changed = next((name for name in union(shapes, use.resource.shown) if norm(name) in UPDATED), "")
    if use.behaviour == "list" and tagged is None:
        return
    if tagged is not None:
        yield "conditional/etag", True, f"{tagged.op.name} declares ETag, or a condition of requests"
    if dated is not None and changed and use.behaviour != "list":
        if tagged is None:
            yield "conditional/etag", False, f"{dated.op.name} declares Last-Modified alone"
        yield "conditional/last_modified", f"$row.{changed}", f"{dated.op.name} declares Last-Modified"
    if (tagged or dated) and "428" in use.op.statuses():
        yield "conditional/required", True, f"{use.op.name} declares 428"


def _tagged(use: Use) -> bool:
    asked = (name for where, name in use.op.params if where == "header")
    return _declares(use, ETAG) or any(norm(name) in CONDITIONS for name in asked)


def _declares(use: Use, names: frozenset[str]) -> bool:
    """Whether a success of an operation has one of some headers."""
    return any(answer.headers and _names(answer, names) for answer in use.op.successes)
