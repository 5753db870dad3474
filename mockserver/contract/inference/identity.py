"""Which property names a row: the one that the path parameter of its item holds."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mockserver.contract.inference.operations import Op
from mockserver.contract.inference.structure import EMPTY, Structure, Structures
from mockserver.contract.inference.words import norm, singular, stem_of_id, words

USUAL_KEYS = (
    "uuid",
    "guid",
    "gid",
    "uid",
    "sid",
    "key",
    "slug",
    "name",
    "code",
    "number",
    "token",
    "identifier",
)
LAST_KEYS = (
    "hash", "address", "username", "login", "handle", "email", "txid", "reference", "ref", "path", "label", "title",
)  # fmt: skip
CERTAIN_KEYS = ("id", "uuid", "guid", "gid", "uid", "sid")
HIDDEN_KEY = "x-key"
DEEPEST = 3

FoundField = tuple[str, str]  # a dotted property, and the evidence


@dataclass(frozen=True, slots=True)
class RowKey:
    """What identifies a row.

    Attributes:
        field: The property, dotted where it is in an object; `HIDDEN_KEY` where no property does.
        param: The shape of the path parameter that holds it; empty without one.
        why: The evidence.
        name: Of that parameter.
    """

    field: str
    param: Structure
    why: str
    name: str = ""

    @property
    def hidden(self) -> bool:
        """Whether no property shows it."""
        return self.field == HIDDEN_KEY


def identity_of(
    shapes: Structures, rows: Sequence[Structure], noun: str, item: Op | None = None, name: str = ""
) -> RowKey:
    """What identifies the rows of a resource.

    Args:
        shapes: The document's.
        rows: What its operations show of a row, the best first.
        noun: The last fixed segment of its path.
        item: An operation on one row.
        name: The path parameter that names the row there.
    """
    param = item.path_param(name) if item is not None else None
    shape = param.shape if param is not None else EMPTY
    wanted = name or "id"
    for row in rows:
        for field, why in _candidates(shapes, row, wanted, noun):
            if fits(shape, _at(shapes, row, field)):
                return RowKey(field, shape, why, name)
    for row in rows:
        for field, why in _candidates(shapes, row, wanted, noun):
            if norm(field) in (norm(wanted), "id") and _of_digits(shape, _at(shapes, row, field)):
                return RowKey(field, shape, f"{why}: a text, of which {{{name}}} takes the digits", name)
    where = f"no property of a row is like {{{name}}}" if name else "no property of a row is like an id"
    return RowKey(HIDDEN_KEY, shape, f"{where}: rows have a key that is not shown", name)


def _candidates(shapes: Structures, row: Structure, wanted: str, noun: str) -> Iterator[FoundField]:
    """Properties that may hold the key, the likeliest first."""
    own, stem = norm(wanted), stem_of_id(wanted) or norm(wanted)
    # Where the path asks for an id by no name of its own, what is named as the resource is its content.
    asked = {*CERTAIN_KEYS, "key"}
    named_as = [] if own in asked else [(singular(noun), "has the name of the resource")]
    why_end = f"has the name that {{{wanted}}} ends with"
    names = [
        (own, f"has the name of {{{wanted}}}"),
        *((end, why_end) for end in _ends(wanted) if end in USUAL_KEYS and "or" not in words(wanted)),
        ("id", "is the row's `id`"),
        *((usual, "has a usual name of keys") for usual in USUAL_KEYS[:5]),
        (f"{stem}id", f"is the id that {{{wanted}}} speaks of"),
        (f"{singular(noun)}id", "is the id of what the path names"),
        *((end, why_end) for end in _ends(wanted)),
        *((usual, "has a usual name of keys") for usual in USUAL_KEYS[5:]),
        (stem, f"has the name of {{{wanted}}}"),
        *named_as,
        *((last, "has a name that keys may have, and nothing else is like one") for last in LAST_KEYS),
    ]
    levels = list(_levels(shapes, row))
    for depth, level in enumerate(levels):
        for name, why in names if depth == 0 else names[: 1 + len(CERTAIN_KEYS) + 2]:
            for prefix, holder in level:
                found = shapes.names(holder).get(name)
                if found is not None and (depth == 0 or name in (own, *CERTAIN_KEYS, f"{stem}id")):
                    field = ".".join((*prefix, found))
                    yield field, f"`{field}` {why}"
    yield from _of_whom(shapes, row, wanted)


def _of_whom(shapes: Structures, row: Structure, wanted: str) -> Iterator[FoundField]:
    """The id of the object that a parameter speaks of: `user.id` for `{user_id}`, in a row that tells of a user."""
    stem = stem_of_id(wanted)
    name = shapes.names(row).get(stem) if stem else None
    holder = shapes.member(row, name) if name is not None else EMPTY
    if name is None or not holder.is_object:
        return
    inner = shapes.names(holder)
    for each in (norm(wanted), "id"):
        if each in inner:
            field = f"{name}.{inner[each]}"
            yield field, f"`{field}` is the id that {{{wanted}}} speaks of"
            return


def _ends(wanted: str) -> Iterator[str]:
    """The last words of a name, without the ones before: `mac` of `guest_mac`."""
    parts = words(wanted)
    return ("".join(parts[index:]) for index in range(1, len(parts)))


def _levels(shapes: Structures, row: Structure) -> Iterator[list[tuple[tuple[str, ...], Structure]]]:
    """The objects in a row, level by level: a key that is deeper than the row is in an object of general use."""
    level: list[tuple[tuple[str, ...], Structure]] = [((), row)]
    for _ in range(DEEPEST):
        yield level
        level = [
            ((*prefix, name), member)
            for prefix, holder in level
            for name, member in shapes.members(holder)
            if member.is_object
            and norm(name) in ("metadata", "meta", "attributes", "detail", "details", "info", "head")
        ]


def _at(shapes: Structures, row: Structure, field: str) -> Structure:
    return shapes.dig(row, tuple(field.split(".")))


def _of_digits(param: Structure, held: Structure) -> bool:
    """Whether a property may be a text of digits, for a path parameter that is a number: generators write such."""
    plain = not (held.format or held.options or held.facts.get("pattern"))
    return param.kind == "integer" and held.kind == "string" and plain


def fits(param: Structure, held: Structure) -> bool:
    """Whether the values of a property can be those of a path parameter: types and formats agree."""
    if (held.kinds and not held.is_scalar) or held.kind == "boolean":
        return False
    if held.kind == "number" or param.kind == "number":
        # OpenAPI 2 and 3.0 name the formats of integers beside `number` too: `type: number, format: int32`.
        return held.kind in ("integer", "number") and param.kind in ("integer", "number")
    if param.options and not held.options:
        return False
    if not param.kinds or not held.kinds:
        return True
    if param.kind == "integer":
        return "integer" in held.kinds
    if param.format in ("uuid", "date", "date-time") and held.kinds == {"string"}:
        return held.format in ("", param.format)
    if param.kind == "string" and held.kind == "integer":
        return not param.format and not param.facts.get("pattern")
    if param.kind == "string" and held.format in ("date", "date-time"):
        return param.format == held.format
    return True
