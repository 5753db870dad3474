"""Times that the server sets: when a row was created, and when it was changed."""

from collections.abc import Iterator, Mapping, Sequence

from mockserver.contract.inference.descriptions import CREATED_LAST, promised
from mockserver.contract.inference.envelopes import union
from mockserver.contract.inference.structure import Structure, Structures
from mockserver.contract.inference.uses import WRITING, Use
from mockserver.contract.inference.words import all_of, norm

CREATED = all_of(
    "createdat created createdon createdtime creationtime createtime datecreated createddate createdatetime"
)
UPDATED = all_of(
    "updatedat updated updatedon updatedtime updatetime modifiedat modified modifiedon modifiedtime dateupdated "
    "dateupdate lastmodified lastupdated lastmodifiedat lastupdatedat updateddate modifieddate"
)
TIMES = all_of("date time datetime timestamp")
WAYS = (("on_create", CREATED | UPDATED), ("on_update", UPDATED))
MILLISECONDS = 10**11  # seconds are fewer until the year 5138


def stamps_of(
    shapes: Structures, shown: Sequence[Structure], uses: Sequence[Use]
) -> Iterator[tuple[str, str, str, str]]:
    """The times of a resource: `on_create` or `on_update`, the field, the expression, and why."""
    sent = {
        name
        for use in uses
        if use.behaviour in WRITING and use.op.body is not None
        for name, shape in shapes.members(use.op.body)
        if not shape.facts.get("readOnly")
    }
    for name, shape in union(shapes, shown).items():
        expression = _now(shape)
        if name in sent or not expression:
            continue
        for key, names in WAYS:
            if norm(name) in names:
                yield (
                    key,
                    name,
                    expression,
                    f"`{name}` is a time by its name and type, and no request sets it",
                )


def _now(shape: Structure) -> str:
    """The expression of the time as a property writes it, empty for a property that is no time."""
    if shape.format == "date-time":
        return "$now"
    if shape.format == "date":
        return "$now.date"
    shown = shape.facts.get("example")
    seconds = isinstance(shown, int) and not isinstance(shown, bool) and 10**8 < shown < MILLISECONDS
    return "$now.unix" if "integer" in shape.kinds and seconds else ""


def order_said(shapes: Structures, use: Use) -> tuple[list[str], str] | None:
    """The order of a list that its description promises, and why; None where it promises none."""
    node = use.op.node
    text = " ".join(str(node.get(key) or "") for key in ("summary", "description"))
    way = promised(text)
    name = made_at(union(shapes, use.resource.shown)) if way else ""
    if not name:
        return None
    said, order = ("newest", f"-{name}") if way == CREATED_LAST else ("oldest", name)
    return [order], f"the list is said to have its {said} rows first"


def newest_first(shapes: Structures, use: Use) -> tuple[list[str], str] | None:
    """The order of a list of which only the first rows are shown, and why; None where nothing tells which are new."""
    name = made_at(union(shapes, use.resource.shown))
    return (
        ([f"-{name}"], f"the list has no further pages, and `{name}` tells which rows are new")
        if name
        else None
    )


def made_at(members: Mapping[str, Structure]) -> str:
    """The property that tells when a row was made, by its name, or as the only time of a row; empty for none."""
    times = [name for name, shape in members.items() if _now(shape)]
    alone = times if len(times) == 1 and norm(times[0]) in TIMES else []
    return next((name for name in times if norm(name) in CREATED), next(iter(alone), ""))
