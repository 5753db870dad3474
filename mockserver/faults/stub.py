"""What a stub is: which calls it answers, and with what."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import jsonschema_rs

from mockserver.bounds import LONGEST_DELAY, MOST_TIMES
from mockserver.errors import UsageError, hint
from mockserver.exchange import Call, Reply
from mockserver.faults.fault import FIELD_NAME, SECONDS

BEGINNING = "Started"  # the state that a scenario begins in, as WireMock has it
MOST_ANSWERS = 1000  # of one stub
CONDITIONS: dict[str, Any] = {"type": "object"}
ANSWER: dict[str, Any] = {
    "status": {"type": "integer", "minimum": 200, "maximum": 599},
    "headers": {
        "type": "object",
        "propertyNames": {"pattern": FIELD_NAME},
        "additionalProperties": {"type": "string", "pattern": "^[ -~]*$"},
    },
    "body": {},
    "example": {"type": "string"},
    "delay": {"anyOf": [SECONDS, {"type": "array", "items": SECONDS, "minItems": 2, "maxItems": 2}]},
}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["operation"],
    "properties": {
        "vendor": {"type": "string"},
        "operation": {"type": "string"},
        "match": {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "path": CONDITIONS,
                "query": CONDITIONS,
                "header": CONDITIONS,
                "cookie": CONDITIONS,
                "body": {"type": "object", "propertyNames": {"pattern": "^(/.*)?$"}},
            },
        },
        **ANSWER,
        "answers": {
            "type": "array",
            "minItems": 1,
            "maxItems": MOST_ANSWERS,
            "items": {"type": "object", "additionalProperties": False, "properties": ANSWER},
        },
        "times": {"type": "integer", "minimum": 1, "maximum": MOST_TIMES},
        "scenario": {
            "type": "object",
            "additionalProperties": False,
            "required": ["name"],
            "properties": {
                "name": {"type": "string", "minLength": 1},
                "requiredState": {"type": "string"},
                "newState": {"type": "string"},
            },
        },
        "breaks": {"type": "boolean"},
    },
}
STUB_MEMBERS = tuple(SCHEMA["properties"])
ANSWERING = ("status", "body", "example")
VALID = jsonschema_rs.Draft202012Validator(SCHEMA)

Matches = Callable[[Call], bool]


class StubError(UsageError):
    """A stub cannot be: each place of it that is wrong, and why.

    Attributes:
        places: JSON pointers into the stub as it was given, and what is wrong there.
    """

    def __init__(self, places: Sequence[tuple[str, str]], about: str = "the stub") -> None:
        told = "; ".join(f"{pointer or 'it'}: {text}" for pointer, text in places)
        super().__init__(f"{about}: {told}")
        self.places = tuple(places)


@dataclass(frozen=True, slots=True)
class StubAnswer:
    """One answer of a stub.

    Attributes:
        reply: Makes it for a call.
        delay: Seconds until it is sent: the least and the most.
    """

    reply: Callable[[Call], Reply]
    delay: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class ScenarioStep:
    """What a stub has to do with a scenario.

    Attributes:
        name: Of the scenario.
        required: The state in which it answers; None for any.
        new: The state after it has; None leaves it.
    """

    name: str
    required: str | None = None
    new: str | None = None


@dataclass(frozen=True, slots=True)
class Stub:
    """One stub, compiled.

    Attributes:
        id: Its name on this server.
        vendor, operation: Whose calls it answers.
        given: As it was written, with its vendor.
        weight: The bytes of that.
        matches: Which of these calls.
        answers: In their order; the last one stays.
        times: How many calls it answers, then no more; None for all of them.
        scenario: None where it is of none.
        breaks: Whether it may break the contract, and answers calls that do.
    """

    id: str
    vendor: str
    operation: str
    given: Mapping[str, Any]
    weight: int
    matches: Matches
    answers: tuple[StubAnswer, ...]
    times: int | None = None
    scenario: ScenarioStep | None = None
    breaks: bool = False

    def answer(self, hits: int) -> StubAnswer:
        """The answer to the call after so many."""
        return self.answers[min(hits, len(self.answers) - 1)]

    def as_json(self) -> dict[str, Any]:
        """What it was made of, with the id."""
        return {"id": self.id, **self.given}


def check_members(given: Mapping[str, Any]) -> None:
    """Refuse what is no stub, whatever the contract says.

    Args:
        given: As users write it, JSON types.

    Raises:
        StubError: For a member that is unknown or makes no sense, and a stub without an answer.
    """
    for error in VALID.iter_errors(given):
        raise StubError([_broken_member(error)])
    if "answers" in given and (beside := [name for name in ANSWER if name in given]):
        raise StubError([(f"/{beside[0]}", "answers has it, each its own: say it there")])
    for pointer, answer in answers_of(given):
        if not any(name in answer for name in ANSWERING):
            text = f"has no answer; give it any of: {', '.join(ANSWERING)}. What only delays is a fault"
            raise StubError([(pointer, text)])
        if "body" in answer and "example" in answer:
            raise StubError([(f"{pointer}/example", "there is a body already: give one of them")])
        delay = answer.get("delay", 0)
        if isinstance(delay, list) and delay[0] > delay[1]:
            raise StubError([(f"{pointer}/delay", f"the least comes first: [{delay[1]}, {delay[0]}]")])


def answers_of(given: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    """The answers of a stub as it is written, each with its pointer there."""
    if "answers" not in given:
        return [("", given)]
    return [(f"/answers/{index}", answer) for index, answer in enumerate(given["answers"])]


def _broken_member(error: jsonschema_rs.ValidationError) -> tuple[str, str]:
    """Where a stub is none, and why."""
    facts, steps = error.kind.as_dict(), [str(step) for step in error.instance_path]
    pointer = "".join(f"/{step.replace('~', '~0').replace('/', '~1')}" for step in steps)
    if error.kind.name == "additionalProperties":
        unknown = facts["unexpected"][0]
        known = _known(steps)
        return f"{pointer}/{unknown}", f"there is no {unknown!r} here; {hint(unknown, known)}"
    if steps[-1:] == ["delay"]:
        return pointer, f"seconds from 0 to {LONGEST_DELAY}, or a list of the least and the most"
    if steps == ["match", "body"]:
        return pointer, "each name is a JSON pointer into the body, such as /email"
    return pointer, error.message


def _known(steps: Sequence[str]) -> Sequence[str]:
    """The members that there may be at a place."""
    schema: Any = SCHEMA
    for step in steps:
        schema = schema["items"] if step.isdigit() else schema["properties"][step]
    return list(schema["properties"])
