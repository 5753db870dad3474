"""Where the rows of a list stand in its body, and where the row of another answer does (PAGINATION, 4)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from mockserver.contract.inference.structure import Structure, Structures
from mockserver.contract.inference.words import norm, singular, words

USUAL_ROWS = (
    "data", "items", "results", "result", "value", "values", "entries", "content", "records", "list", "rows", "objects",
    "resources", "nodes", "elements", "hits",
)  # fmt: skip
USUAL_HOLDERS = frozenset(
    {"data", "result", "results", "response", "responses", "payload", "embedded", "body"}
)
USUAL_ROW = frozenset(
    {"data", "result", "response", "payload", "item", "object", "entity", "record", "attributes"}
)
DEEPEST = 2
MANY_MEMBERS = 6  # of an object that has arrays and is no list

MemberPath = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ListedRows:
    """Where the rows of a list are.

    Attributes:
        place: The members that lead to the array; none for a body that is the array.
        row: The shape of a row: of an element, or of what stands in it.
        body: The shape of the whole.
        why: The evidence.
        inside: The members that lead from an element to its row; none for an element that is the row.
    """

    place: MemberPath
    row: Structure
    body: Structure
    why: str
    inside: MemberPath = ()


@dataclass(frozen=True, slots=True)
class Single:
    """Where the one row of an answer is; as `ListedRows`."""

    place: MemberPath
    row: Structure
    body: Structure
    why: str


def rows_in(shapes: Structures, body: Structure, noun: str, *, paged: bool) -> ListedRows | None:
    """Where the rows of a list are; None where the body has no array of objects, or is one thing that has arrays.

    Args:
        shapes: The document's.
        body: What a GET answers.
        noun: The last fixed segment of its path.
        paged: Whether the operation has parameters for pages, so that its answer is a list.
    """
    if "array" in body.kinds or (body.items is not None and not body.kinds):
        row = shapes.element(body)
        return ListedRows((), row, body, "its body is an array of objects") if _may_be_row(row) else None
    found = [(place, row) for place, row in _arrays(shapes, body) if _may_be_row(row)]
    if not found:
        return None
    ranked = sorted(found, key=lambda each: (_rank(each[0], noun), len(each[0])))
    place, row = ranked[0]
    rank = _rank(place, noun)
    if rank == 3 and not paged and (len(place) > 1 or len(body.properties) > MANY_MEMBERS or len(found) > 1):
        return None
    named = {0: "is named as the path", 1: "has the usual name", 2: "has the usual name"}
    which = "is the only array of objects" if len(found) == 1 else named.get(rank, "is the first array")
    return ListedRows(place, row, body, f"`{'.'.join(place)}` {which}")


def rows_like(shapes: Structures, body: Structure, one: Structure) -> ListedRows | None:
    """Where a body has an array of what another answer shows one of; None where it has none, or several."""
    same = [(place, row) for place, row in _arrays(shapes, body) if likeness(shapes, one, row) == 1.0]
    if not one.properties or not same:
        return None
    place, row = min(same, key=lambda each: (each[1] is not one, len(each[0])))
    return ListedRows(place, row, body, f"`{'.'.join(place)}` is an array of what its item shows")


def unwrapped(shapes: Structures, rows: ListedRows, one: Structure | None, noun: str) -> ListedRows:
    """The rows in the elements of a list, where these are more: `{data: [{pet: {...}, links: {...}}]}`.

    Args:
        shapes: The document's.
        rows: The list.
        one: What the item of its path shows, None without one.
        noun: The last fixed segment of its path.
    """
    if one is None:
        wrapped = len(rows.row.properties) == 1 and rows.row.is_object
        inner = [(n, each) for n, each in shapes.members(rows.row) if wrapped and norm(n) in _of_one(noun)]
        why = "and an element has nothing but"
    else:
        known = not one.properties or likeness(shapes, one, rows.row) > 0.5
        inner = [] if known else _like(shapes, rows.row, one)
        why = "and has what its item shows at"
    if len(inner) != 1 or not inner[0][1].is_object:
        return rows
    name, row = inner[0]
    return replace(rows, row=row, inside=(name,), why=f"{rows.why}, {why} `{name}`")


def _like(shapes: Structures, holder: Structure, one: Structure) -> list[tuple[str, Structure]]:
    """The members of an object that are what another answer shows."""
    return [(name, each) for name, each in shapes.members(holder) if likeness(shapes, one, each) == 1.0]


def _of_one(noun: str) -> set[str]:
    """What an object around one row may call it that has nothing else: `category` for `pet_categories`."""
    return {singular(noun), *(singular(word) for word in words(noun)[-1:])}


def _may_be_row(row: Structure) -> bool:
    return row.is_object or (not row.kinds and bool(row.node)) or "object" in row.kinds


def _arrays(shapes: Structures, body: Structure) -> Iterator[tuple[MemberPath, Structure]]:
    """Every array in an object, and in the objects that are usual holders of one."""
    level: list[tuple[MemberPath, Structure]] = [((), body)]
    for depth in range(DEEPEST):
        following = []
        for place, holder in level:
            for name, member in shapes.members(holder):
                if "array" in member.kinds:
                    yield (*place, name), shapes.element(member)
                elif member.is_object and (_may_hold(name) or (depth == 0 and len(holder.properties) == 1)):
                    following.append(((*place, name), member))
        level = following


def _may_hold(name: str) -> bool:
    return norm(name) in USUAL_HOLDERS


def _rank(place: MemberPath, noun: str) -> int:
    name, end = norm(place[-1]), norm(noun)
    if end and (name == end or singular(name) == singular(end)):
        return 0
    if name in USUAL_ROWS:
        return 1
    if end and (end.startswith(name) or name.endswith(end) or end.endswith(name)):
        return 2
    return 3


def single_in(shapes: Structures, body: Structure, row: Structure | None, noun: str) -> Single | None:
    """Where the one row of an answer is: the whole body, or a member of it; None where it is no object.

    Args:
        shapes: The document's.
        body: What the operation answers.
        row: A row of the same kind, where one is known.
        noun: The last fixed segment of its path.
    """
    if not body.is_object and not (not body.kinds and body.node):
        return None
    candidates = list(_objects(shapes, body, row))
    if row is not None and row.properties:
        best = max(candidates, key=lambda each: (likeness(shapes, row, each[1]), -len(each[0])))
        if likeness(shapes, row, best[1]) >= 0.5:
            return Single(best[0], best[1], body, _where(best[0], "has the properties of a row"))
    names = {singular(noun), norm(noun)} | (_of_one(noun) if len(body.properties) == 1 else set())
    own = set(shapes.names(body))
    for place, member in candidates[1:]:
        name = norm(place[-1])
        wrapped = name in names or (name in USUAL_ROW and not own & {"id", "uuid", f"{singular(noun)}id"})
        if wrapped and len(place) == 1:
            return Single(place, member, body, _where(place, "is named for it"))
    return Single((), body, body, "its body is one object")


def one_in_array(shapes: Structures, body: Structure, row: Structure | None, noun: str) -> ListedRows | None:
    """Where an answer about one row has it as the only element of an array: `{pets: [{...}]}`; None where it has not.

    Args:
        shapes: The document's.
        body: What the operation answers.
        row: A row of the same kind.
        noun: What rows are called.
    """
    if row is None or not row.properties or likeness(shapes, row, body) >= 0.5:
        return None
    held = rows_in(shapes, body, noun, paged=True)
    named = held is not None and (not held.place or _rank(held.place, noun) <= 1)
    if held is None or not named or 2 * len(held.row.properties) < len(row.properties):
        return None
    if likeness(shapes, row, held.row) < 0.5:
        return None
    return replace(held, why=f"{held.why}, and has one row")


def _where(place: MemberPath, why: str) -> str:
    return f"`{'.'.join(place)}` {why}" if place else f"its body {why}"


def _objects(
    shapes: Structures, body: Structure, row: Structure | None
) -> Iterator[tuple[MemberPath, Structure]]:
    """A body, the objects in it, and in a usual holder: all of a few, of many the one that has the schema of a row."""
    yield (), body
    for name, member in shapes.members(body):
        if member.is_object:
            yield (name,), member
            if norm(name) in USUAL_HOLDERS:
                inside = [(inner, shape) for inner, shape in shapes.members(member) if shape.is_object]
                few = len(member.properties) <= 2
                yield from (((name, inner), shape) for inner, shape in inside if few or shape is row)


def likeness(shapes: Structures, row: Structure, other: Structure) -> float:
    """How much of the smaller of two objects the other has too: from 0 to 1, by names and types of properties."""
    if row is other:
        return 1.0
    mine, theirs = shapes.kinds(row), shapes.kinds(other)
    fewest = min(len(mine), len(theirs))
    if not fewest:
        return 0.0
    both = mine.keys() & theirs.keys()
    return sum(not (mine[n] and theirs[n]) or bool(mine[n] & theirs[n]) for n in both) / fewest


def alike(shapes: Structures, row: Structure, other: Structure) -> bool:
    """Whether two schemas show the same thing: one's properties are mostly the other's."""
    return likeness(shapes, row, other) > 0.5 or (not row.properties and not other.properties)


def union(shapes: Structures, rows: Sequence[Structure]) -> dict[str, Structure]:
    """The properties of several schemas of one thing by name, the first of each."""
    found: dict[str, Structure] = {}
    for row in rows:
        for name, member in shapes.members(row):
            found.setdefault(name, member)
    return found
