"""Paths to resources: which operations are about rows of one kind."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice

from mockserver.contract.inference.envelopes import ListedRows, alike, likeness
from mockserver.contract.inference.operations import Op, Reader
from mockserver.contract.inference.routes import PathRoute, route_of
from mockserver.contract.inference.structure import Structure
from mockserver.contract.inference.words import singular

Methods = dict[str, tuple[Op, PathRoute]]
# How much of the smaller of two schemas the other has, for them to be one kind though their paths differ.
SAME_ROW = 0.8
NAMELESS = "rows"  # what those are called whose path has nothing fixed: `/` and `/{id}`


@dataclass(slots=True)  # filled path by path
class Collection:
    """A path whose GET lists rows, or whose POST makes one that its item can get; with the paths of its items.

    Attributes:
        key: The path, parameters blanked.
        route: The path.
        own: Its operations by method.
        items: Those on one row, by method; of the path parameter that fits, where there are several.
        rows: Where its list has its rows, None without a list.
        shown: What its operations show of a row, the fullest first.
    """

    key: str
    route: PathRoute
    own: Methods
    items: Methods
    rows: ListedRows | None = None
    shown: list[Structure] = field(default_factory=list)

    @property
    def noun(self) -> str:
        """What its rows are called."""
        return self.route.noun

    @property
    def row(self) -> Structure | None:
        """The fullest schema of a row."""
        return self.shown[0] if self.shown else None

    @property
    def item(self) -> tuple[Op, PathRoute] | None:
        """An operation on one row."""
        return next(
            (self.items[m] for m in ("get", "put", "patch", "delete", "post") if m in self.items), None
        )


@dataclass(slots=True)  # named once all of them are known
class InferredResource:
    """ListedRows of one kind.

    Attributes:
        name: What it is called.
        main: The collection that its rows are made and read in.
        others: Further lists of its rows.
        why: The evidence.
    """

    name: str
    main: Collection
    others: list[Collection] = field(default_factory=list)
    why: str = ""

    @property
    def collections(self) -> Sequence[Collection]:
        """All of its collections, the main one first."""
        return [self.main, *self.others]

    @property
    def shown(self) -> list[Structure]:
        """What its operations show of a row, each schema once."""
        found = [shape for collection in self.collections for shape in collection.shown]
        return list({id(shape): shape for shape in found}.values())


class Paths:
    """A document's operations by the shape of their paths.

    Attributes:
        by_key: For each shape of path, its operations by method; of paths of one shape, the first.
        twins: Operations whose path has the shape of another's.
        verbs: Operations on `/things/{id}:verb`.
    """

    def __init__(self, ops: Sequence[Op]) -> None:
        self.by_key: dict[str, Methods] = {}
        self.twins: list[tuple[Op, PathRoute]] = []
        self.verbs: list[tuple[Op, PathRoute]] = []
        for op in ops:
            route = route_of(op.path)
            if route.verb:
                self.verbs.append((op, route))
            elif op.method in self.by_key.setdefault(route.key, {}):
                self.twins.append((op, route))
            else:
                self.by_key[route.key][op.method] = (op, route)

    @cached_property
    def below(self) -> Mapping[str, Sequence[str]]:
        """The shapes of path that have one segment more than a shape, in the order of the document."""
        found: dict[str, list[str]] = {}
        for key, methods in self.by_key.items():
            route = next(iter(methods.values()))[1]
            found.setdefault(route.parent.key, []).append(key)
        return found


def resources_of(reader: Reader, collections: Sequence[Collection]) -> list[InferredResource]:
    """Collections put together where they show the same rows."""
    homes = _Homes(reader)
    for collection in sorted(collections, key=_precedence):
        home, why = homes.of(collection)
        if home is not None:
            home.others.append(collection)
            home.why += f"; {why}"
        else:
            homes.add(InferredResource("", collection, why=_evidence(collection)))
    found = homes.all
    for resource in found:
        resource.name = _written(resource)
    name_all(found)
    return found


def _written(resource: InferredResource) -> str:
    """The name that the operations of a resource say themselves; empty where they say none, or several."""
    methods = [methods for c in resource.collections for methods in (c.own, c.items)]
    names = {op.mock.get("resource") for each in methods for op, _ in each.values()} - {None}
    return str(names.pop()) if len(names) == 1 else ""


def _precedence(collection: Collection) -> tuple[bool, int, bool, int, str]:
    """Collections with items first, then those nearest the root."""
    holes = collection.key.count("{}")
    return not collection.items, holes, "post" not in collection.own, len(collection.key), collection.key


class _Homes:
    """The resources that were found, by what says that a collection lists the rows of one of them too.

    Attributes:
        all: In the order in which they were found.
    """

    def __init__(self, reader: Reader) -> None:
        self.all: list[InferredResource] = []
        self._reader = reader
        self._by_key: dict[str, InferredResource] = {}
        self._by_noun: dict[str, list[InferredResource]] = {}

    def add(self, resource: InferredResource) -> None:
        """Have another one."""
        self.all.append(resource)
        self._by_key[resource.main.key] = resource
        if resource.main.items:
            self._by_noun.setdefault(singular(resource.main.noun), []).append(resource)

    def of(self, collection: Collection) -> tuple[InferredResource | None, str]:
        """The resource whose rows a collection lists too, and the evidence; None for one of its own."""
        reader, row = self._reader, collection.row
        if row is None or not row.properties:
            return None, ""
        path = f"`{_path(collection)}`"
        above = None if collection.items else self._by_key.get(collection.route.parent.key)
        if above is not None and _shows(reader, above, row):
            return above, f"{path} lists rows with the properties of its"
        for resource in self._by_noun.get(singular(collection.noun), ()):
            if collection.items and "{}" in resource.main.key:
                continue
            if _shows(reader, resource, row) and not _joins(reader, resource, collection, row):
                return resource, f"{path} has its name and lists rows with its properties"
        if collection.items or "post" in collection.own or len(row.properties) < 3:
            return None, ""
        same = [*islice(self._like(row), 2)]
        return (same[0], f"{path} lists rows with the same properties") if len(same) == 1 else (None, "")

    def _like(self, row: Structure) -> Iterator[InferredResource]:
        """The resources with items whose rows are of the kind of one."""
        return (each for each in self.all if each.main.items and _is_same(self._reader, each.main.row, row))


def _joins(reader: Reader, resource: InferredResource, collection: Collection, row: Structure) -> bool:
    """Whether the rows of a collection with items of its own only refer to those of a resource of their name."""
    name = reader.shapes.names(row).get(singular(resource.main.noun))
    return bool(collection.items) and name is not None and reader.shapes.member(row, name).is_object


def _shows(reader: Reader, resource: InferredResource, row: Structure) -> bool:
    return resource.main.row is not None and alike(reader.shapes, resource.main.row, row)


def _is_same(reader: Reader, row: Structure | None, other: Structure) -> bool:
    """Whether two schemas are of one kind, whatever their paths are called."""
    if row is None or len(other.properties) < len(row.properties) / 2:
        return False
    return likeness(reader.shapes, row, other) >= SAME_ROW


def _path(collection: Collection) -> str:
    return next(iter((collection.own or collection.items).values()))[0].path


def _evidence(collection: Collection) -> str:
    parts = []
    if collection.rows is not None:
        parts.append(f"{collection.own['get'][0].name} lists rows ({collection.rows.why})")
    elif "post" in collection.own:
        parts.append(f"{collection.own['post'][0].name} makes one")
    if "get" in collection.items:
        parts.append(f"{collection.items['get'][0].name} answers one")
    elif collection.item:
        parts.append(f"{collection.item[0].name} is about one")
    return ", and ".join(parts)


def name_all(resources: Sequence[InferredResource], others: Iterable[str] = ()) -> None:
    """Name each resource as the last fixed segment of its path; as more of them where others have that name."""
    taken = {*others, *(resource.name for resource in resources if resource.name)}
    for resource in sorted(resources, key=lambda r: (r.main.key.count("{}"), r.main.key)):
        if resource.name:
            continue
        fixed = [segment for segment in resource.main.route.segments if "{" not in segment] or [NAMELESS]
        for count in range(1, len(fixed) + 1):
            name = "_".join(fixed[-count:])
            if name not in taken:
                break
        number = 2
        base = name
        while name in taken:
            name, number = f"{base}_{number}", number + 1
        taken.add(name)
        resource.name = name
