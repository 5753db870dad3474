"""What operations do with rows: list, get, create, update, delete, act."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from mockserver.contract.inference.descriptions import upserts
from mockserver.contract.inference.envelopes import alike, likeness, one_in_array, rows_in, single_in
from mockserver.contract.inference.operations import Op, Reader
from mockserver.contract.inference.paging import paging_of
from mockserver.contract.inference.resources import SAME_ROW, Collection, InferredResource, Paths
from mockserver.contract.inference.routes import PathRoute
from mockserver.contract.inference.structure import Structure, Structures
from mockserver.contract.inference.words import norm, singular
from mockserver.contract.model import Open

FINDS = re.compile(r"^(search|query|find|filter|lookup)$", re.IGNORECASE)


MAKING = frozenset({"create", "upsert"})
WRITING = MAKING | {"update"}
COPYING = frozenset({"clone", "copy", "duplicate", "fork"})
SEARCHING = frozenset({"search", "query", "find", "filter", "list"})


@dataclass(frozen=True, slots=True)
class Use:
    """What one operation does.

    Attributes:
        op: The operation.
        route: Its path.
        resource: Whose rows.
        behaviour: `list`, `get`, `create`, `update`, `upsert`, `delete` or `act`.
        keyed: Whether the last path parameter names the row.
        why: The evidence.
        many: The array in its request that is about several rows, as an expression; empty for one row.
        key: What in its request names the row, as an expression, where that is no part of its path.
    """

    op: Op
    route: PathRoute
    resource: InferredResource
    behaviour: str
    keyed: bool
    why: str
    many: str = ""
    key: str = ""

    @property
    def several(self) -> tuple[str, str] | None:
        """The array that it is about, and why; None for one row."""
        return (self.many, self.why) if self.many else None


def of_each_resource(uses: Iterable[Use]) -> defaultdict[int, list[Use]]:
    """The operations about each resource, by its identity."""
    found: defaultdict[int, list[Use]] = defaultdict(list)
    for use in uses:
        found[id(use.resource)].append(use)
    return found


class Uses:
    """Finds the uses of a document's resources, and what is left open."""

    def __init__(self, reader: Reader, paths: Paths, resources: Sequence[InferredResource]) -> None:
        self._reader = reader
        self._paths = paths
        self._resources = resources
        self._keys = {collection.key for r in resources for collection in r.collections}
        self.left_open: list[Open] = []

    def all(self) -> list[Use]:
        """Every use, each operation at most once."""
        found = [
            use for resource in self._resources for c in resource.collections for use in self._of(resource, c)
        ]
        return list({id(use.op): use for use in reversed(found)}.values())[::-1]

    def _of(self, resource: InferredResource, collection: Collection) -> Iterator[Use]:
        yield from self._on_rows(resource, collection)
        yield from self._searches(resource, collection)
        yield from self._made_above(resource, collection)
        for method, (op, route) in collection.items.items():
            use = self._on_row(resource, method, op, route)
            if use is not None:
                yield use
        if collection.items:
            yield from self._twins(resource, collection)
            yield from self._actions(resource, collection)

    def _on_rows(self, resource: InferredResource, collection: Collection) -> Iterator[Use]:
        if collection.rows is not None:
            op, route = collection.own["get"]
            why = f"{op.name} answers rows: {collection.rows.why}"
            yield Use(op, route, resource, "list", False, why)
        if "post" in collection.own:
            op, route = collection.own["post"]
            why = self._creates(resource, collection, op)
            if why:
                either = upserts(op.said)
                why += ", which is said to change one that there is" if either else ""
                yield Use(op, route, resource, "upsert" if either else "create", False, why)
            elif self._lists(collection, op):
                why = f"{op.name} answers rows as the GET on its path does"
                yield Use(op, route, resource, "list", False, why)
            else:
                question = f"{op.name} may create a row of {resource.name}: it answers an example"
                decides = "a body or an answer with the properties of a row, or a response 201"
                self.left_open.append(Open(op.pointer, question, decides))

    def _made_above(self, resource: InferredResource, collection: Collection) -> Iterator[Use]:
        """A POST above a list that a parameter tells: `POST /pets` with a `kind`, where `/pets/{kind}` lists those."""
        key, hole, row = collection.route.parent.key, collection.route.hole, collection.row
        methods = self._paths.by_key.get(key, {})
        if not hole or row is None or key in self._keys or "post" not in methods or "post" in collection.own:
            return
        op, route = methods["post"]
        shape = op.success.shape if op.success else None
        if op.body is None or shape is None or norm(hole) not in self._reader.shapes.names(op.body):
            return
        single = single_in(self._reader.shapes, shape, row, collection.noun)
        if single is not None and likeness(self._reader.shapes, row, single.row) >= SAME_ROW:
            why = f"{op.name} answers a row, and takes what {{{hole}}} tells of it"
            yield Use(op, route, resource, "create", False, why)

    def _lists(self, collection: Collection, op: Op) -> bool:
        """Whether a POST on a collection answers rows of it."""
        shape = op.success.shape if op.success else None
        if shape is None or collection.row is None or not paging_of(op.asking).style:
            return False
        rows = rows_in(self._reader.shapes, shape, collection.noun, paged=True)
        return rows is not None and alike(self._reader.shapes, collection.row, rows.row)

    def _creates(self, resource: InferredResource, collection: Collection, op: Op) -> str:
        """Why a POST on a collection creates a row; empty where nothing says so."""
        row, shapes = resource.main.row, self._reader.shapes
        if op.body is not None and ("array" in op.body.kinds or self._takes_several(op.body, row)):
            return ""
        if any(answer.status == "201" for answer in op.successes):
            return f"{op.name} is a POST on the path of the list, and answers 201"
        shape = op.success.shape if op.success else None
        if row is not None and shape is not None:
            single = single_in(shapes, shape, row, collection.noun)
            if single is not None and likeness(shapes, row, single.row) >= 0.5:
                return f"{op.name} is a POST on the path of the list, and answers a row"
            alone = None if paging_of(op).style else one_in_array(shapes, shape, row, collection.noun)
            if alone is not None and op.body is not None and likeness(shapes, row, op.body) >= 0.5:
                return f"{op.name} is a POST on the path of the list, takes a row, and answers an array of it"
        if row is not None and op.body is not None and likeness(shapes, row, op.body) >= 0.5:
            return f"{op.name} is a POST on the path of the list, and takes the properties of a row"
        if op.body is not None and _tells_key(shapes, shape, collection.noun):
            return f"{op.name} is a POST on the path of the list, and answers the id of a row"
        if collection.items and op.body is not None:
            return f"{op.name} is a POST on the path below which a row has its own"
        return ""

    def _takes_several(self, body: Structure, row: Structure | None) -> bool:
        """Whether a body has nothing but an array of rows."""
        members = list(self._reader.shapes.members(body)) if len(body.properties) == 1 else []
        if row is None or not row.properties or not members or members[0][1].kind != "array":
            return False
        element = self._reader.shapes.element(members[0][1])
        return element.is_object and likeness(self._reader.shapes, row, element) >= 0.5

    def _on_row(self, resource: InferredResource, method: str, op: Op, route: PathRoute) -> Use | None:
        behaviour = {
            "get": "get", "put": "update", "patch": "update", "delete": "delete", "post": "update", "head": "get",
        }.get(method)  # fmt: skip
        if behaviour is None:
            return None
        shape = op.success.shape if op.success else None
        several = method == "get" and shape is not None and "array" in shape.kinds
        if several and (shape is None or not self._is_alone(resource, op, shape)):
            return None
        why = f"{op.name} is a {method.upper()} on the path of one row"
        return Use(op, route, resource, behaviour, True, why)

    def _is_alone(self, resource: InferredResource, op: Op, shape: Structure) -> bool:
        """Whether the array that the path of one row answers is of that row: what its list has, and not paged."""
        row, noun = resource.main.row, resource.main.noun
        listed = resource.main.rows is not None and not paging_of(op).style
        return listed and one_in_array(self._reader.shapes, shape, row, noun) is not None

    def _copies(self, resource: InferredResource, op: Op, route: PathRoute) -> bool:
        """Whether an action makes another row of one: `POST /things/{id}/copy`."""
        row, shape = resource.main.row, op.success.shape if op.success else None
        if norm(route.last) not in COPYING or row is None or shape is None:
            return False
        single = single_in(self._reader.shapes, shape, row, resource.main.noun)
        return single is not None and likeness(self._reader.shapes, row, single.row) >= 0.5

    def _searches(self, resource: InferredResource, collection: Collection) -> Iterator[Use]:
        """`POST /things/search`: rows for a question that is too long for a query."""
        for key in self._paths.below.get(collection.key, ()):
            methods = self._paths.by_key[key]
            op, route = methods.get("post", (None, None))
            if op is None or route is None or norm(route.last) not in SEARCHING or key in self._keys:
                continue
            shape = op.success.shape if op.success else None
            rows = (
                rows_in(self._reader.shapes, shape, collection.noun, paged=True)
                if shape is not None
                else None
            )
            if (
                rows is not None
                and collection.row is not None
                and alike(self._reader.shapes, collection.row, rows.row)
            ):
                why = f"{op.name} answers rows as the list above it does"
                yield Use(op, route, resource, "list", False, why)

    def _twins(self, resource: InferredResource, collection: Collection) -> Iterator[Use]:
        """Operations on an item path of the same shape: `/items/{id}` and `/items/{code}`."""
        for op, route in self._paths.twins:
            if route.hole and route.parent.key == collection.key and "#" not in op.path:
                use = self._on_row(resource, op.method, op, route)
                if use is not None:
                    yield use

    def _actions(self, resource: InferredResource, collection: Collection) -> Iterator[Use]:
        """`POST /things/{id}/cancel`, `/things/{id}:cancel`."""
        item = f"{collection.key}/{{}}"
        for key in self._paths.below.get(item, ()):
            methods = self._paths.by_key[key]
            route = next(iter(methods.values()))[1]
            if "{" in route.last or key in self._keys or "get" in methods:
                continue
            for method in ("post", "put", "patch"):
                if method in methods and f"{key}/{{}}" not in self._paths.by_key:
                    op, its = methods[method]
                    if method == "post" and self._copies(resource, op, its):
                        why = f"{op.name} answers a row, and its verb makes another of one"
                        yield Use(op, its, resource, "clone", True, why)
                        continue
                    why = f"{op.name} is a {method.upper()} below the path of one row, without a GET"
                    yield Use(op, its, resource, "act", True, why)
            if "delete" in methods and not {"post", "put"}.isdisjoint(methods):
                op, its = methods["delete"]
                why = f"{op.name} undoes what the POST or PUT on its path does to one row"
                yield Use(op, its, resource, "act", True, why)
        for op, route in self._paths.verbs:
            if op.method == "post" and route.key == item:
                why = f"{op.name} is a POST on the path of one row with a verb behind a colon"
                yield Use(op, route, resource, "act", True, why)


def _tells_key(shapes: Structures, body: Structure | None, noun: str) -> bool:
    """Whether an answer has the id of what a path names: `instance_id` of `/instances`."""
    wanted = {f"{singular(noun)}id", f"{singular(noun)}uuid"}
    return body is not None and any(
        norm(name) in wanted for name, each in shapes.members(body) if each.is_scalar
    )
