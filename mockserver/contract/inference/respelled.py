"""Fields of a row that a request calls by another name than the one by which rows show them."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from mockserver.contract.document import escape
from mockserver.contract.inference.envelopes import likeness
from mockserver.contract.inference.identity import CERTAIN_KEYS, RowKey, fits
from mockserver.contract.inference.structure import Structure, Structures
from mockserver.contract.inference.uses import MAKING, WRITING, Use
from mockserver.contract.inference.words import norm, singular, words

OWN = "attributes"
KEY_NAMES = ("name", "slug", "key", "identifier", "code")


def respelled(
    shapes: Structures, use: Use, key: RowKey, body: Structure, holder: Sequence[str] = ()
) -> Iterator[tuple[str, str, str]]:
    """Fields of a row, with the expression that reads each in a request, and why.

    Args:
        shapes, use: The document's, and the operation's.
        key: Of the row.
        body: What a request says of a row.
        holder: The members that lead to that in its body.
    """
    rows = use.resource.shown
    if use.behaviour not in WRITING:
        return
    shown = {norm(name): name for row in reversed(rows) for name in reversed(list(row.properties))}
    own = {name for row in rows for name in row.properties} - spellings(shapes, rows, key.field).keys()
    noun = singular(use.resource.main.noun)
    for name in body.properties:
        field = shown.get(norm(name)) or shown.get(_without(noun, name))
        if field is not None and name not in own and field not in body.properties and field != key.field:
            yield field, in_body(*holder, name), f"a request has `{name}`, which rows show as `{field}`"
        inner = _id_of(shapes, rows, body, name)
        if inner and f"{name}.{inner}" != key.field:
            why = f"a request has a plain `{name}`, of which rows show the object with its `{inner}`"
            yield f"{name}.{inner}", in_body(*holder, name), why
    for holder_name, name in _inside(shapes, rows, body):
        why = f"a request has `{name}`, which rows show in `{holder_name}`"
        yield f"{holder_name}.{name}", in_body(*holder, name), why
    asks = use.op.query if use.behaviour in MAKING or not body.properties else {}
    for name, param in asks.items():
        held = next((shapes.member(row, name) for row in rows if name in row.properties), None)
        beside = name not in body.properties or (param.required and name not in body.required)
        if held is not None and held.is_scalar and beside and name != key.field and fits(param.shape, held):
            yield name, f"$request.query.{name}", f"a request says `{name}` in its query, which rows show"
    name = _key_in(shapes, rows, body, key, use.resource.main.noun) if use.behaviour in MAKING else ""
    if name:
        why = f"a new row must have `{name}`, which no row shows, and no request sets its `{key.field}`"
        yield key.field, in_body(*holder, name), why


def spellings(shapes: Structures, rows: Sequence[Structure], key: str) -> Mapping[str, str]:
    """What schemas of a row spell otherwise than those before them, or than its key is: `petId` for `petID`.

    Nothing that some schema has beside the other spelling, or that has another type there.
    """
    first = {norm(key): key}
    found = {}
    members = {name: shape for row in reversed(rows) for name, shape in shapes.members(row)}
    for name in (name for row in rows for name in row.properties):
        field = first.setdefault(norm(name), name)
        apart = not any({name, field} <= row.properties.keys() for row in rows)
        if name != field and apart and field in members and _of_one_type(members[name], members[field]):
            found[name] = field
    return found


def _of_one_type(shape: Structure, other: Structure) -> bool:
    """Whether values may be of both: a whole number is a number."""
    numbers = {"integer", "number"}
    return bool(shape.kinds & other.kinds or (shape.kinds & numbers and other.kinds & numbers))


def _inside(shapes: Structures, rows: Sequence[Structure], body: Structure) -> Iterator[tuple[str, str]]:
    """What a request has beside what rows have in an object: the object, and the name.

    That is of what no row shows, in the only object of a row that does; in none that another row may be, which has an
    id, and of a name of one word only where more of the request stand in that object, or it holds the row's own (as
    JSON:API has it, Resource Objects).
    """
    members = {name: shape for row in reversed(rows) for name, shape in shapes.members(row)}
    objects = {
        name: set(shape.properties)
        for name, shape in members.items()
        if shape.is_object
        and name not in body.properties
        and not set(CERTAIN_KEYS) & set(shapes.names(shape))
    }
    found: list[tuple[str, str]] = []
    for name, sent in shapes.members(body):
        holders = [holder for holder, names in objects.items() if name in names]
        if name in members or len(holders) != 1:
            continue
        held = shapes.member(members[holders[0]], name)
        listed = held.kind == sent.kind == "array"
        same = held.is_object and sent.is_object and likeness(shapes, held, sent) == 1.0
        if listed or same or (held.is_scalar and sent.is_scalar and fits(sent, held)):
            found.append((holders[0], name))
    together = Counter(holder for holder, _ in found)
    return (
        (holder, name)
        for holder, name in found
        if together[holder] > 1 or len(words(name)) > 1 or norm(holder) == OWN
    )


def _id_of(shapes: Structures, rows: Sequence[Structure], body: Structure, name: str) -> str:
    """What names the object that rows show where a request has a text or number: its id; empty where that is not so."""
    sent = shapes.member(body, name)
    held = next((shapes.member(row, name) for row in rows if name in row.properties), None)
    if held is None or not held.is_object or sent.kind not in ("string", "integer") or sent.options:
        return ""
    names = shapes.names(held)
    ids = [names[word] for word in (*CERTAIN_KEYS, f"{norm(name)}id") if word in names]
    numbered = any(shapes.member(held, each).kind == "integer" for each in ids[:1])
    if sent.kind == "string" and numbered:
        ids = [names["name"]] if "name" in names else []  # a text names it where its id is a number
    return next((each for each in ids if fits(sent, shapes.member(held, each))), "")


def _without(noun: str, name: str) -> str:
    """A name without that of its resource, `name` of `pet_name`; never the id, which is the key of a row."""
    rest = norm(name).removeprefix(noun) if noun else ""
    return rest if rest not in ("id", norm(name)) else ""


def in_body(*names: str) -> str:
    """The expression of a member of a request's body."""
    return f"$request.body#/{'/'.join(map(escape, names))}"


def _key_in(shapes: Structures, rows: Sequence[Structure], body: Structure, key: RowKey, noun: str) -> str:
    """The property of a body that is the key under another name; empty without.

    A body that must have a name which no row shows, where rows have a text for a key that no body has.
    """
    held = [shapes.member(row, key.field) for row in rows if key.field in row.properties]
    if (
        not held
        or any(shape.kind != "string" or shape.format for shape in held)
        or key.field in body.properties
    ):
        return ""
    shown = {norm(name) for row in rows for name in row.properties}
    usual = {norm(key.name), singular(noun), f"{singular(noun)}name", f"{singular(noun)}id", *KEY_NAMES}
    found = [
        name
        for name in body.required
        if norm(name) in usual - shown and shapes.member(body, name).kind == "string"
    ]
    if len(found) != 1 or (len(body.properties) == 1 and norm(found[0]).endswith("id")):
        return ""  # a body that has an id and nothing else names a row that is there
    return found[0]
