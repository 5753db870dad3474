"""Collections of a document: paths that list rows, or where one is made that an item can get."""

from collections.abc import Iterator, Sequence

from mockserver.contract.inference.envelopes import (
    ListedRows,
    alike,
    likeness,
    rows_in,
    rows_like,
    single_in,
    unwrapped,
)
from mockserver.contract.inference.file_uses import gives_file
from mockserver.contract.inference.identity import CERTAIN_KEYS
from mockserver.contract.inference.operations import Reader
from mockserver.contract.inference.paging import paging_of
from mockserver.contract.inference.resources import Collection, Methods, Paths
from mockserver.contract.inference.routes import PathRoute
from mockserver.contract.inference.structure import Structure
from mockserver.contract.inference.words import norm, singular

STANDINGS = ("status", "state", "result", "progress")  # what may be read of a thing that is made and goes on
WRITES = frozenset({"put", "patch", "delete"})


def collections_of(reader: Reader, paths: Paths) -> list[Collection]:
    """The collections of a document, in an order that does not depend on the document's."""
    found = []
    for key in sorted(paths.by_key, key=lambda key: (key.count("{}"), key)):
        own = paths.by_key[key]
        route = next(iter(own.values()))[1]
        below = f"{key}/{{}}"
        lists = _lists_its_items(reader, paths, key)
        items = paths.by_key.get(below) or _read_below(reader, paths, key, own)
        if _lists_its_items(reader, paths, below):
            items = {}  # the path below lists others, each on the path below that
        rows = _rows(reader, own, route, items)
        reads = _one(reader, items, None, route.noun)
        if not route.segments and (
            rows is None or reads is None or not alike(reader.shapes, reads, rows.row)
        ):
            rows = None  # what stands at the root is an index of the rest more often than a list
        if route.hole and not (
            _makes_below(own, reads) if rows is None else lists or _lists_below(own, rows)
        ):
            continue
        made = _made_with_content(reader, own, items) if rows is None and reads is None else None
        if rows is None and not ("post" in own and (reads is not None or made is not None)):
            continue
        about_one = reads is not None or _reads_content(items) or not WRITES.isdisjoint(items)
        collection = Collection(key, route, own, items if about_one else {}, rows)
        collection.shown = [made] if made is not None else list(_shown(reader, collection))
        found.append(collection)
    return [*found, *_listed_elsewhere(reader, paths, found)]


def _read_below(reader: Reader, paths: Paths, key: str, own: Methods) -> Methods:
    """The GET below a path that is not there, which reads what a POST makes: `/exports` and `/exports/{id}/status`."""
    made = own["post"][0].success if "post" in own else None
    if made is None or made.shape is None:
        return {}
    found = [paths.by_key[f"{key}/{{}}/{end}"] for end in STANDINGS if f"{key}/{{}}/{end}" in paths.by_key]
    if len(found) != 1 or set(found[0]) != {"get"}:
        return {}
    route = found[0]["get"][1]
    return found[0] if {"id", norm(route.params[-1])} & set(reader.shapes.names(made.shape)) else {}


def _made_with_content(reader: Reader, own: Methods, items: Methods) -> Structure | None:
    """What a POST tells of the row that it makes, where the GET of that answers what it is about: an attachment."""
    made = (
        own["post"][0].success if "post" in own and "get" in items and gives_file(items["get"][0]) else None
    )
    if made is None or made.shape is None:
        return None
    single = single_in(reader.shapes, made.shape, None, own["post"][1].noun)
    names = set() if single is None else reader.shapes.names(single.row).keys()
    return single.row if single is not None and {"id", norm(items["get"][1].params[-1])} & names else None


def _listed_elsewhere(reader: Reader, paths: Paths, found: Sequence[Collection]) -> Iterator[Collection]:
    """Items of a path that has no list, where one elsewhere lists rows of their name: `/me/pets` and `/pets/{id}`."""
    known = {collection.key for collection in found}
    for key in sorted(paths.by_key, key=lambda key: (key.count("{}"), key)):
        items = paths.by_key[key]
        route = next(iter(items.values()))[1]
        if not route.hole or route.parent.key in known or route.parent.last != route.noun:
            continue
        one = _one(reader, items, None, route.noun)
        rows = [
            c.row
            for c in found
            if "get" not in c.items and c.rows and singular(c.noun) == singular(route.noun)
        ]
        if one is not None and one.properties and any(row and alike(reader.shapes, one, row) for row in rows):
            yield Collection(
                route.parent.key, route.parent, paths.by_key.get(route.parent.key, {}), items, None, [one]
            )


def _rows(reader: Reader, own: Methods, route: PathRoute, items: Methods) -> ListedRows | None:
    """Where the list of a path has its rows: of several arrays in one that shows what the item does."""
    if "get" not in own:
        return None
    op = own["get"][0]
    success = op.success
    if success is None or success.shape is None:
        return None
    found = rows_in(reader.shapes, success.shape, route.noun, paged=bool(paging_of(op).style))
    one = _one(reader, items, None, route.noun)
    if found is not None:
        return unwrapped(reader.shapes, found, one, route.noun)
    return rows_like(reader.shapes, success.shape, one) if one is not None else None


def _reads_content(items: Methods) -> bool:
    """Whether the GET of an item answers what it is about, not a description of it: an image, a text."""
    success = items["get"][0].success if "get" in items else None
    if success is None or not success.has_body:
        return False
    return success.shape is None or success.shape.is_scalar


def _lists_below(own: Methods, rows: ListedRows) -> bool:
    """Whether a path that ends in a parameter lists rows, and is not about one: `/tickers/{name}`."""
    if "put" in own or "patch" in own:
        return False
    return not rows.place or bool(paging_of(own["get"][0]).style)


def _lists_its_items(reader: Reader, paths: Paths, key: str) -> bool:
    """Whether a path that ends in a parameter lists what is read below it: `/flags/{project}`, of its flags."""
    own, items = paths.by_key.get(key, {}), paths.by_key.get(f"{key}/{{}}", {})
    if not key.endswith("{}") or "get" not in own or not WRITES.isdisjoint(own):
        return False
    route = own["get"][1]
    rows, reads = _rows(reader, own, route, items), _one(reader, items, None, route.noun)
    if rows is None or reads is None or not reads.properties:
        return False
    names = reader.shapes.names(rows.body) if rows.place else {}
    return not set(CERTAIN_KEYS) & names.keys() and alike(reader.shapes, rows.row, reads)


def _makes_below(own: Methods, reads: Structure | None) -> bool:
    """Whether a path that ends in a parameter is where rows are made that are read below it: `/flags/{project}`."""
    return reads is not None and "post" in own and WRITES.isdisjoint(own)


def _one(reader: Reader, items: Methods, row: Structure | None, noun: str) -> Structure | None:
    """What the GET of an item shows of its row; None where it shows no object."""
    if "get" not in items:
        return None
    op = items["get"][0]
    success = op.success
    if success is None or success.shape is None:
        return None
    if paging_of(op).style and rows_in(reader.shapes, success.shape, noun, paged=False) is not None:
        return None  # a list of what belongs to the row
    single = single_in(reader.shapes, success.shape, row, noun)
    return single.row if single else None


def _shown(reader: Reader, collection: Collection) -> Iterator[Structure]:
    """What a collection's operations show of a row: its item first, which shows the most."""
    row = collection.rows.row if collection.rows else None
    one = _one(reader, collection.items, row, collection.noun)
    if one is not None and (row is None or likeness(reader.shapes, row, one) > 0 or not row.properties):
        yield one
    if row is not None:
        yield row
