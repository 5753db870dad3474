"""Schemas that ask for far more than is written: parts named time and again, each of which names others so.

A few dozen schemas, each of which names the next one twice, are a thousand million; a chain of hundreds goes deeper
than who reads it. What leads into a circle is not counted: it is as deep as the values.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from mockserver.contract.bundling import LITERAL
from mockserver.contract.tolerance.walk import Pass, node_at, place_of, replaced

MOST_PARTS = 10_000  # schemas that a value is held against, and as often each value within it
MOST_BELOW = 100  # schemas within each other
LISTS = frozenset({"allOf", "anyOf", "oneOf"})
SINGLE = frozenset({"not", "if", "then", "else"})
MAPS = frozenset({"properties", "patternProperties"})

Members = Mapping[str, Counter[str]]  # what the members of a value are held against, by name


@dataclass(slots=True)  # filled while the schema is read
class _Written:
    """What one schema names.

    Attributes:
        parts: The schemas that a value of it is held against as well.
        members: Those that its members are.
        within: All of both, and all others.
    """

    parts: Counter[str] = field(default_factory=Counter)
    members: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    within: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Measured:
    """How much a schema is with all that it names.

    Attributes:
        parts: How many schemas a value of it is held against.
        often: How often some value within it is.
        below: How many schemas are within each other.
        members: What its members are held against.
    """

    parts: int = 1
    often: int = 1
    below: int = 1
    members: Members = field(default_factory=dict)


def bounded(run: Pass, data: Any) -> Any:
    """`data`, in which a schema that would be too much admits any value."""
    pointers = [pointer for pointer, (kind, _) in run.targets.items() if kind == "schema"]
    written = {pointer: _written(run, node_at(data, pointer)) for pointer in pointers}
    measured: dict[str, _Measured] = {}
    straight = {pointer: own.within for pointer, own in written.items()}
    composed = {pointer: own.parts for pointer, own in written.items()}  # in no circle
    for named in (straight, composed):
        for pointer in _from_the_leaves(named):
            if pointer in measured:
                continue
            found = _measured(written[pointer], measured, named[pointer])
            why = _too_much(found)
            if why:
                run.fault(place_of(pointer), "expansion", f"{why}; any value is taken")
                data, found = replaced(data, pointer, {}), _Measured()
            measured[pointer] = found
    return data


def _too_much(found: _Measured) -> str:
    if max(found.parts, found.often) > MOST_PARTS:
        return f"its parts name each other so often that a value is held against more than {MOST_PARTS:,} schemas"
    if found.below > MOST_BELOW:
        return f"it leads through more than {MOST_BELOW} schemas within each other"
    return ""


def _from_the_leaves(named: Mapping[str, Collection[str]]) -> Iterator[str]:
    """Each schema after all that it names; none that leads into a circle."""
    users: dict[str, list[str]] = defaultdict(list)
    waits = {}
    for pointer, own in named.items():
        waits[pointer] = len(own)
        for name in own:
            users[name].append(pointer)
    ready = [name for name in (*named, *(users.keys() - named.keys())) if not waits.get(name)]
    while ready:
        name = ready.pop()
        if name in named:
            yield name
        for user in users[name]:
            waits[user] -= 1
            if not waits[user]:
                ready.append(user)


def _measured(own: _Written, known: Mapping[str, _Measured], through: Collection[str]) -> _Measured:
    nothing = _Measured()
    parts = {name: known.get(name, nothing) for name in own.parts}
    below = 1 + max((known.get(name, nothing).below for name in through), default=0)
    count = 1 + sum(parts[name].parts * times for name, times in own.parts.items())
    if count > MOST_PARTS:
        return _Measured(count, count, below)
    members: dict[str, Counter[str]] = {name: Counter(refs) for name, refs in own.members.items()}
    for name, times in own.parts.items():
        for member, refs in parts[name].members.items():
            held = members.setdefault(member, Counter())
            for ref, number in refs.items():
                held[ref] += number * times
    often = max(
        (
            sum(known.get(ref, nothing).often * times for ref, times in refs.items())
            for refs in members.values()
        ),
        default=1,
    )
    return _Measured(count, often, below, members)


def _written(run: Pass, schema: Any) -> _Written:
    """What a schema names, the references of its own text alone."""
    found = _Written()
    waiting: list[tuple[Any, Counter[str] | None, bool]] = [(schema, found.parts, True)]
    while waiting:
        node, held, own = waiting.pop()
        if isinstance(node, list):
            waiting += [(child, held, own) for child in node]
        if not isinstance(node, dict):
            continue
        if isinstance(ref := node.get("$ref"), str) and (at := run.links.local(ref)) is not None:
            found.within.add(at)
            if held is not None:
                held[at] += 1
        for key, child in node.items():
            if isinstance(child, dict | list) and key not in LITERAL:
                waiting += _inner(found, key, child, held, own=own)
    return found


def _inner(
    found: _Written, key: str, child: Any, held: Counter[str] | None, *, own: bool
) -> list[tuple[Any, Counter[str] | None, bool]]:
    """What stands at a keyword, what counts the references there, and whether it is of the schema itself."""
    if key in LISTS or key in SINGLE:
        return [(child, held, own)]
    if key in MAPS and isinstance(child, dict):
        return [(member, found.members[name] if own else None, False) for name, member in child.items()]
    return [
        (child, found.members[f"/{key}"] if own and key in {"items", "additionalProperties"} else None, False)
    ]
