"""Which members of an error's body name what is wrong: a field, a parameter, a place; an element for each fault.

Clients show an error beside the input that it is about: they read where it was, not only what is said of it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from mockserver.rows import ValuePath

# By the names that error bodies have for them: the fact of a violation that a text holds.
NAMED: Mapping[str, str] = {
    "field": "field", "fieldName": "field", "field_name": "field", "param": "field", "parameter": "field",
    "property": "field", "propertyName": "field", "property_name": "field", "attribute": "field",
    "pointer": "pointer", "jsonPointer": "pointer", "json_pointer": "pointer", "in": "in",
}  # fmt: skip
LISTED = frozenset({"loc"})  # and lists of names and indexes that lead there
# Lists of texts that say what is wrong, one for each violation.
TOLD = frozenset({
    "errors", "messages", "details", "reasons", "errorMessages", "error_messages", "validationErrors",
    "validation_errors",
})  # fmt: skip
ANY: Mapping[str, Any] = {
    "field": "a",
    "pointer": "/a",
    "in": "body",
    "loc": ["body", "a"],
    "keyword": "type",
    "message": '1 is not of type "string"',
}

Facts = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class ViolationFact:
    """What a member says of a violation: one of its facts."""

    name: str

    def of(self, violations: Facts) -> Any:
        """The fact of the first of several; any where there are none. Of a list of texts, that of each."""
        if self.name == "told":
            return [told_of(each) for each in violations or (ANY,)]
        return (violations[0] if violations else ANY)[self.name]


def facts_named(name: str, value: Any, owner: Any) -> Iterator[ViolationFact]:
    """What a member of a generated error may say of a violation.

    Args:
        name, value: The member.
        owner: The object that it is in.
    """
    if isinstance(value, str) and name in NAMED:
        yield ViolationFact(NAMED[name])
    elif isinstance(value, list) and name in LISTED:
        yield ViolationFact("loc")
    elif is_list_of_texts(name, value):
        yield ViolationFact("told")
    elif isinstance(value, str) and name == "type" and not LISTED.isdisjoint(owner):
        yield ViolationFact("keyword")


def is_list_of_texts(name: str, value: Any) -> bool:
    """Whether a member of a generated error is a list of texts that say what is wrong."""
    return isinstance(value, list) and name in TOLD and all(isinstance(each, str) for each in value)


def told_of(violation: Mapping[str, Any]) -> str:
    """What a violation is, and where."""
    return f"{violation['in']} {violation['field']}: {violation['message']}"


def spread(
    sample: Any, places: Sequence[tuple[ValuePath, Any]], violations: Facts
) -> tuple[Any, list[tuple[ValuePath, Any, Facts]]]:
    """A sample with an element for each violation in each list whose elements name what is wrong.

    Args:
        sample: With one element in such a list.
        places: Members that say something, and what: a `ViolationFact`, or what every violation says.
        violations: At least one.

    Returns:
        The sample, and its places, each with the violations that it is about.
    """
    made = deepcopy(sample)
    found: list[tuple[ValuePath, Any, Facts]] = []
    lists = {list_around(place) for place, said in places if isinstance(said, ViolationFact)}
    for way in lists:
        if way is None:
            continue
        holder = held(made, way)
        holder[:] = [deepcopy(holder[0]) for _ in violations]
    for place, said in places:
        way = list_around(place)
        if way not in lists or way is None:
            found.append((place, said, violations))
            continue
        rest = place[len(way) + 1 :]
        found += [((*way, index, *rest), said, [each]) for index, each in enumerate(violations)]
    return made, found


def list_around(place: ValuePath) -> ValuePath | None:
    """The outermost list that a place is in the first element of; None for none."""
    cut = next((index for index, step in enumerate(place) if isinstance(step, int)), None)
    return None if cut is None else place[:cut]


def held(value: Any, place: Iterable[str | int]) -> Any:
    """What a value has at a place that it has."""
    for step in place:
        value = value[step]
    return value
