"""The rows of every resource and tenant, made when first asked for: the same seed, the same rows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from random import Random
from typing import Any

from mockserver.datagen.schemas.generator import Generator
from mockserver.datagen.schemas.reading import Resolve
from mockserver.datagen.seeded.distinct import Distinct
from mockserver.datagen.seeded.drafts import Drafts
from mockserver.datagen.seeded.keys import KeyMaker, compile_keys
from mockserver.datagen.seeded.plans import RowLink, RowPlan
from mockserver.datagen.seeded.row_fields import key_schemas, may_have, property_of, put, value_at
from mockserver.datagen.seeded.varied import Known, Varied, completed
from mockserver.datagen.seeding import seed_of
from mockserver.state.resource_rules import Seeds
from mockserver.stepping import go_on

MadeRows = list[dict[str, Any]]
FULL_PARENTS = 10  # the parents that have children enough to page; of the rest some have one, some none
FEW = 7  # as many are enough to page in small pages; the first parent has enough for pages of the usual size
DEFAULT_TENANT = "default"


@dataclass(frozen=True, slots=True)
class Beginning:
    """A row before it is made.

    Attributes:
        place: What its seed depends on.
        parent: The key of the row that owns it.
        key: Its own.
        example: What the document shows of it.
    """

    place: tuple[int, ...]
    parent: Any
    key: Any
    example: Mapping[str, Any] | None


class SeededRows:
    """Rows by resource and tenant. Not to be asked by two threads at once."""

    def __init__(
        self,
        plans: Mapping[str, RowPlan],
        resolve: Resolve,
        seed: int,
        *,
        nullable: bool = True,
        rows: int | None = None,
        by_hand: Seeds | None = None,
    ) -> None:
        """Prepare; nothing is made yet.

        Args:
            plans: Of each resource.
            resolve: What a `$ref` of the document names.
            seed: The run's.
            nullable: Whether `nullable` is a keyword, as in OpenAPI 3.0.
            rows: How many rows, in place of what the plans say.
            by_hand: Rows of fixtures.
        """
        self._plans = plans
        self._seed = seed
        self._rows = rows
        self._by_hand: Seeds = by_hand or {}
        self._resolve = resolve
        self._known = Known(resolve, nullable=nullable)
        self._varied = Varied(resolve)
        self._generator = Generator(seed, nullable=nullable, sent=True)
        self._made: dict[tuple[str, str], MadeRows] = {}
        self._drafts: dict[tuple[str, str], Drafts] = {}
        self._keyed: dict[tuple[str, str], dict[str, dict[str, Any]]] = {}
        self._begin: dict[tuple[str, str], Sequence[Beginning]] = {}
        self._listed: dict[tuple[str, str], tuple[Sequence[Beginning], Sequence[Any]]] = {}

    def __contains__(self, resource: object) -> bool:
        """Whether the rows of a resource are made here."""
        return resource in self._plans

    def rows(self, resource: str, tenant: str) -> Sequence[dict[str, Any]]:
        """The rows of a resource and tenant; none while they are being made, which their own rows see."""
        found = self._made.get((resource, tenant))
        if found is None:
            self._made[resource, tenant] = []
            found = self._made[resource, tenant] = list(self._begun(self._plans[resource], tenant))
        return found

    def standing(self, plan: RowPlan, tenant: str, key: str, told: Mapping[str, Any]) -> dict[str, Any]:
        """The row that stands for a key, with what is told of it; the first that the document shows, if any."""
        drafts = self._drafts.get((plan.resource, tenant))
        if drafts is None:
            drafts = Drafts(plan, tenant, self._generator, self._known, self._varied)
            self._drafts[plan.resource, tenant] = drafts
        place = (seed_of(plan.resource, key),)
        row = drafts.row(place)
        if plan.examples and tenant == DEFAULT_TENANT:
            row = {**row, **self._mended(plan, dict(plan.examples[0]), 0)}
        for link in plan.links:
            if link.path[0] not in told:
                self._link_to(row, link, plan, tenant, place, None)
        return {**row, **told}

    def _begun(self, plan: RowPlan, tenant: str) -> Iterator[dict[str, Any]]:
        """Rows by hand, then those that are made where the plan asks for more."""
        distinct = Distinct(plan, self._known)
        for row in map(dict, self._by_hand.get(plan.resource, {}).get(tenant, ())):
            distinct.note(row)
            yield row
        drafts = Drafts(plan, tenant, self._generator, self._known, self._varied)
        given = [each for each in plan.given_fields() if may_have(plan, *each, self._known)]
        seen: set[str] | None = set() if plan.key[0] in plan.hidden else None
        for begun in self._beginnings(plan, tenant):
            go_on()
            row = drafts.row(begun.place) if seen is None else drafts.another(begun.place, seen)
            if begun.example is not None:
                row = {**row, **self._completed(plan, begun.example, row)}
            put(row, plan.key, begun.key)
            if begun.place[-1] % 2 == 0:
                for path, value in given:
                    put(row, path, value)
            self._link(row, plan, tenant, begun.place, begun.parent)
            if distinct.apart(row, partial(drafts.beside, begun.place)):
                yield row

    def _beginnings(self, plan: RowPlan, tenant: str) -> Sequence[Beginning]:
        """Which rows are made, each with its key: what other resources need to know of them, and costs little."""
        found = self._begin.get((plan.resource, tenant))
        if found is None:
            self._begin[plan.resource, tenant] = ()  # what its parents see, should they be its children
            by_hand = self._by_hand.get(plan.resource, {}).get(tenant, ())
            taken = {str(value_at(row, plan.key)) for row in by_hand}
            more = self._with_keys(plan, tenant) if plan.resource not in self._by_hand or plan.fill else ()
            made = islice(more, len(by_hand), None)
            found = tuple(each for each in made if str(each.key) not in taken)
            self._begin[plan.resource, tenant] = found
        return found

    def _with_keys(self, plan: RowPlan, tenant: str) -> Iterator[Beginning]:
        keys = self._keys(plan, tenant)
        room = None if keys.most is None or not plan.grows else max(1, keys.most // 2)
        for place, parent in islice(self._places(plan, tenant), room):
            if keys.exhausted:
                return
            go_on()
            example = self._example(plan, place) if tenant == DEFAULT_TENANT else None
            key = None if example is None else value_at(example, plan.key)
            if key is None or not keys.take(key):
                key = keys.make(plan.resource, *(() if example is not None else (tenant,)), *place)
            yield Beginning(place, parent, key, example)

    def _places(self, plan: RowPlan, tenant: str) -> Iterator[tuple[tuple[int, ...], Any]]:
        """The place of each row, which its seed depends on, and the key of the parent that owns it."""
        count = plan.count if self._rows is None else self._rows
        owner = plan.owner
        if owner is None:
            yield from (((index,), None) for index in range(count))
            return
        parents = self._keys_of(owner.resource, tenant)
        given = self._plans[owner.resource].given_keys() if owner.resource in self._plans else ()
        first = [key for key in given if key in parents]  # what the document asks for is below these
        for position, key in enumerate([*first, *(key for key in parents if key not in first)]):
            full = position <= len(first)
            yield from (
                ((position, index), key) for index in range(count if full else _children(position, count))
            )

    def _keys_of(self, resource: str, tenant: str) -> Sequence[Any]:
        """The keys of a resource's rows, in the order in which lists have them."""
        if resource not in self._plans:
            return []
        plan = self._plans[resource]
        begun = self._beginnings(plan, tenant)
        found = self._listed.get((resource, tenant))
        if found is None or found[0] is not begun:  # which are others once all are known
            by_hand = self._by_hand.get(resource, {}).get(tenant, ())
            keys = (*(value_at(row, plan.key) for row in by_hand), *(each.key for each in begun))
            found = self._listed[resource, tenant] = (begun, sorted(keys, key=_listed))
        return found[1]

    def _keys(self, plan: RowPlan, tenant: str) -> KeyMaker:
        default = tenant == DEFAULT_TENANT
        rules = compile_keys(plan.key[-1], key_schemas(plan, self._known), self._known, self._varied)
        keys = KeyMaker(rules, self._known, self._varied, self._generator, default=default)
        if default:
            keys.begin_with(plan.given_keys())
        return keys

    def _example(self, plan: RowPlan, place: tuple[int, ...]) -> Mapping[str, Any] | None:
        """The row that the document shows at this place, None where it shows none."""
        index = place[-1] if not any(place[:-1]) else len(plan.examples)
        if index >= len(plan.examples):
            return None
        return self._mended(plan, dict(plan.examples[index]), index)

    def _mended(self, plan: RowPlan, shown: dict[str, Any], index: int) -> dict[str, Any]:
        """A row of the document whose members meet their schemas, so that lists sort and filter by what they show."""
        for name, value in shown.items():
            rule = property_of(plan, (name,), self._known)
            if rule is None or (name,) == plan.key or self._known.accepts(rule, value):
                continue
            path = (plan.resource, "example", index, name)
            made = self._generator.made(rule, self._resolve, path, shown=value)
            if made.fault is None:
                shown[name] = made.value
        return shown

    def _completed(
        self, plan: RowPlan, shown: Mapping[str, Any], made: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        """An example, its objects with the members that it leaves out: a client may know them from every real row."""
        return {
            name: completed(self._known, property_of(plan, (name,), self._known), value, made.get(name))
            for name, value in shown.items()
        }

    def _link(
        self, row: dict[str, Any], plan: RowPlan, tenant: str, place: tuple[int, ...], parent: Any
    ) -> None:
        """Let the row lead to rows that there are."""
        for link in plan.links:
            if parent is not None and link == plan.owner:
                put(row, link.path, parent)
            else:
                self._link_to(row, link, plan, tenant, place, parent)

    def _link_to(
        self,
        row: dict[str, Any],
        link: RowLink,
        plan: RowPlan,
        tenant: str,
        place: tuple[int, ...],
        parent: Any,
    ) -> None:
        """Let the row lead to one that its parent leads to as well, else to one that is drawn."""
        key = self._shared(link, plan, tenant, parent)
        if key is None:
            if value_at(row, link.path) is None and property_of(plan, link.path, self._known) is not None:
                return  # it may be left out
            key = self._other(link, plan, tenant, place)
        if key is not None:
            put(row, link.path, key)
            self._agree(row, link, tenant, key)

    def _shared(self, link: RowLink, plan: RowPlan, tenant: str, parent: Any) -> Any:
        """The key of a row that the parent refers to as well: a path goes through both. None where it does not."""
        owner = plan.owner
        if parent is None or owner is None or owner.resource not in self._plans:
            return None
        above = next(
            (other for other in self._plans[owner.resource].links if other.resource == link.resource), None
        )
        if above is None:
            return None
        return value_at(self._by_key(owner.resource, tenant).get(str(parent)), above.path)

    def _by_key(self, resource: str, tenant: str) -> Mapping[str, dict[str, Any]]:
        found = self._keyed.get((resource, tenant))
        rows = self.rows(resource, tenant) if found is None else ()
        if found is None and rows:  # none while they are being made
            path = self._plans[resource].key
            found = self._keyed[resource, tenant] = {str(value_at(row, path)): row for row in rows}
        return found or {}

    def _agree(self, row: dict[str, Any], link: RowLink, tenant: str, key: Any) -> None:
        """Let an object that stands for another row show what that row shows."""
        if len(link.path) < 2:
            return
        other = self._by_key(link.resource, tenant).get(str(key), {})
        holder = value_at(row, link.path[:-1])
        for name, value in holder.items():
            if isinstance(value, str | int | float) and isinstance(other.get(name), type(value)):
                put(row, (*link.path[:-1], name), other[name])

    def _other(self, link: RowLink, plan: RowPlan, tenant: str, place: tuple[int, ...]) -> Any:
        """The key of a row that a row refers to."""
        if link.resource == plan.resource:
            return None
        keys = self._keys_of(link.resource, tenant)
        if not keys:
            return None
        random = Random(seed_of(self._seed, plan.resource, tenant, *link.path, *place))
        return keys[random.randrange(min(len(keys), FULL_PARENTS))]


def _listed(key: Any) -> tuple[int, Any]:
    return (1, key) if isinstance(key, str) else (0, key)


def _children(position: int, count: int) -> int:
    """How many children the parent at a position has that has not all of them."""
    return min(count, FEW) if position < FULL_PARENTS else int(position % 3 != 0)
