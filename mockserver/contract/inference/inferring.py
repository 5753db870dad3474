"""The steps one after the other, and what they found as `x-mock`."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from mockserver.contract.document import Document, escape
from mockserver.contract.inference.actions import acting
from mockserver.contract.inference.bulk import still_open, with_bulk
from mockserver.contract.inference.collecting import collections_of
from mockserver.contract.inference.echoed import told_by_path
from mockserver.contract.inference.file_uses import downloads, file_keys
from mockserver.contract.inference.findings import MOCK, Inference
from mockserver.contract.inference.headers import location, page_headers
from mockserver.contract.inference.identity import RowKey, identity_of
from mockserver.contract.inference.operations import Op, Reader
from mockserver.contract.inference.other_names import OtherNames
from mockserver.contract.inference.outcomes import (
    errors_of,
    members_of,
    pointer_of,
    put_there,
    sent_in,
    whole_in,
)
from mockserver.contract.inference.over_time import DeclaredTogether, over_time
from mockserver.contract.inference.paging import Paging, paging_of
from mockserver.contract.inference.paging_styles import styles_of
from mockserver.contract.inference.path_fields import with_fields
from mockserver.contract.inference.procedures import called_in
from mockserver.contract.inference.queries import Queries
from mockserver.contract.inference.relations import InferredReference, Parent, Relations
from mockserver.contract.inference.resources import InferredResource, Paths, name_all, resources_of
from mockserver.contract.inference.respelled import respelled, spellings
from mockserver.contract.inference.routes import route_of
from mockserver.contract.inference.seeds import InferredSeeds
from mockserver.contract.inference.shown_keys import keys_shown
from mockserver.contract.inference.stamps import stamps_of
from mockserver.contract.inference.standing import STANDING_KEY, places_of, standing_of
from mockserver.contract.inference.structure import EMPTY
from mockserver.contract.inference.taken import unique_of
from mockserver.contract.inference.told_events import events_of
from mockserver.contract.inference.uses import Use, Uses, of_each_resource
from mockserver.contract.mock.block import may_infer
from mockserver.contract.model import Inferred, Open

NO_PAGING = Paging("", {})
NOT_FOUND = frozenset({"404", "410", "400", "4XX", "DEFAULT"})  # statuses that may tell of no such row


def infer(document: Document) -> Inference:
    """What a document's `x-mock` would say of what it leaves open.

    `x-mock: {infer: false}` at the root, or at an operation, switches inference off there.
    """
    if not may_infer(document.data.get(MOCK)):
        return Inference((), ())
    return _Inferring(document).run()


class _Inferring:
    """One run over one document."""

    def __init__(self, document: Document) -> None:
        self._reader = Reader(document)
        mock = document.data.get(MOCK)
        resources = mock.get("resources") if isinstance(mock, Mapping) else None
        self._written: Mapping[str, Any] = resources if isinstance(resources, Mapping) else {}
        self._by_hand: frozenset[str] = frozenset()
        self._values: list[Inferred] = []
        self._uses: list[Use] = []
        self._open: list[Open] = []

    def run(self) -> Inference:
        ops = [op for op in self._reader.operations() if may_infer(op.mock)]
        # What an operation says that is written by hand is all that it and its resource mean.
        self._by_hand = frozenset(
            str(op.mock["resource"])
            for op in ops
            if "behaviour" in op.mock and op.mock.get("resource") in self._written
        )
        called, procedures = called_in(self._reader, ops)
        paths = Paths([op for op in ops if all(use.op is not op for use in procedures)])
        listed = resources_of(self._reader, collections_of(self._reader, paths))
        resources = [*listed, *called]
        name_all(resources)
        # Each step asks those before it: references lead to keys, filters leave alone what cuts pages.
        identities = {resource.name: self._identity(resource) for resource in resources}
        shapes = self._reader.shapes
        others = OtherNames(shapes, ops)
        relations = self._relations = Relations(shapes, resources, identities, others)
        finder = Uses(self._reader, paths, listed)
        uses = self._uses = [*with_bulk(self._reader, paths, listed, finder.all()), *procedures]
        self._own = of_each_resource(uses)
        self._together = {key: DeclaredTogether.of(own) for key, own in self._own.items()}
        left = still_open(finder.left_open, uses)
        pagings = {id(use.op): paging_of(use.op.asking) for use in uses if use.behaviour == "list"}
        for name, style, why in styles_of(self._reader, uses, pagings):
            self._add(f"/{MOCK}/pagination/{name}", style, why)
        named = {id(u.op): relations.parents(u.resource, u.route, skip_last=u.keyed) for u in uses}
        above = with_fields(shapes, uses, named)
        shown = keys_shown(shapes, uses, above)
        for resource in resources:
            own = self._own[id(resource)]
            parents = {id(use.op): above[id(use.op)] for use in own}
            if resource.name not in self._by_hand:
                references = self._resource(resource, identities[resource.name], parents)
                at = f"/{MOCK}/resources/{escape(resource.name)}"
                seeds = InferredSeeds(shapes, resource, identities[resource.name].field, own)
                keys = shown.get(resource.name, ())
                self._rows(at, seeds.rows(parents, pagings, references, keys), resource, own)
                self._unique(at, own, parents, identities[resource.name], references)
            for use in own:
                if resource.name in self._by_hand and "behaviour" in use.op.mock:
                    continue
                self._use(
                    use, identities[resource.name], parents[id(use.op)], pagings.get(id(use.op), NO_PAGING)
                )
        self._rest(ops, paths, listed, identities)
        return Inference((*self._values, *events_of(self._reader, resources, uses)), (*left, *self._open))

    def _rest(
        self, ops: list[Op], paths: Paths, listed: list[InferredResource], keys: dict[str, RowKey]
    ) -> None:
        """What is left: a path may stand for a row where no list or item says what its rows are; files of rows."""
        for standing in standing_of(self._reader, paths, listed, {id(use.op) for use in self._uses}):
            keys[standing[0].resource.name] = STANDING_KEY
            self._standing(standing)
        used = {id(use.op) for use in self._uses}
        others = [op for op in ops if id(op) not in used and "behaviour" not in op.mock]
        for use in [*downloads(self._reader.shapes, others, self._uses)]:
            parents = self._relations.parents(use.resource, use.route, skip_last=use.keyed)
            self._use(use, keys[use.resource.name], parents, NO_PAGING)
            others.remove(use.op)
        self._above(others)

    def _rows(
        self, at: str, seeds: Iterable[tuple[str, Any, str]], resource: InferredResource, uses: list[Use]
    ) -> None:
        """The rows that a resource begins with, and what every row gets."""
        for key, value, why in seeds:
            self._add(f"{at}/rows/{key}", value, why)
        for key, field, value, why in stamps_of(self._reader.shapes, resource.shown, uses):
            self._add(f"{at}/{key}/{escape(field)}", value, why)

    def _standing(self, uses: list[Use]) -> None:
        """A resource whose rows stand for paths, and what its operations do."""
        self._uses += uses
        resource = uses[0].resource
        self._own[id(resource)] += uses
        self._together[id(resource)] = DeclaredTogether.of(self._own[id(resource)])
        parents = {id(use.op): places_of(self._reader, self._relations, use) for use in uses}
        self._resource(resource, STANDING_KEY, parents)
        at = f"/{MOCK}/resources/{escape(resource.name)}"
        self._add(f"{at}/standing", True, resource.why)
        self._rows(at, [("count", 0, resource.why)], resource, uses)
        for use in uses:
            self._use(use, STANDING_KEY, parents[id(use.op)], NO_PAGING)

    def _unique(
        self,
        at: str,
        uses: Sequence[Use],
        parents: Mapping[int, list[Parent]],
        key: RowKey,
        references: Mapping[str, InferredReference],
    ) -> None:
        """What no two rows of a resource share."""
        by = [name for use in uses for name in self._own_names(use)]
        says = unique_of(self._reader, uses, parents, key, by, references)
        if says is not None:
            self._add(f"{at}/unique", *says)

    def _own_names(self, use: Use) -> Sequence[str]:
        """The fields by one of which the path of one row names it; none where its key alone does."""
        if not (use.keyed and use.route.params):
            return ()
        places = {name: (key, name) for key, name in use.route.collections()}
        last = use.route.params[-1]
        return self._relations.named_by(use.resource, places.get(last, ("", last)))

    def _add(self, pointer: str, value: Any, reason: str) -> None:
        self._values.append(Inferred(pointer, value, reason))

    def _identity(self, resource: InferredResource) -> RowKey:
        main = resource.main
        declared = self._written.get(resource.name)
        if isinstance(declared, Mapping) and (resource.name in self._by_hand or "key" in declared):
            return RowKey(str(declared.get("key", "id")), EMPTY, "the document says so")
        item = main.item
        if item is None or not item[1].params:
            return identity_of(self._reader.shapes, resource.shown, main.noun)
        op, route = item
        return identity_of(self._reader.shapes, resource.shown, main.noun, op, route.hole or route.params[-1])

    def _resource(
        self, resource: InferredResource, identity: RowKey, parents: Mapping[int, list[Parent]]
    ) -> Mapping[str, InferredReference]:
        at = f"/{MOCK}/resources/{escape(resource.name)}"
        self._add(f"{at}/key", identity.field, identity.why)
        for name, field in spellings(self._reader.shapes, resource.shown, identity.field).items():
            self._add(f"{at}/spelled/{escape(name)}", field, f"`{name}` is another spelling of `{field}`")
        shown = [f"#{shape.pointer}" for shape in resource.shown]
        if shown:
            self._add(f"{at}/row", shown, f"{resource.why}")
        found: dict[str, InferredReference] = {}
        for each in (parent for own in parents.values() for parent in own):
            if each.reference is not None:
                found.setdefault(each.reference.field, each.reference)
        for reference in self._relations.by_name(resource):
            found.setdefault(reference.field, reference)
        for field, reference in found.items():
            if reference.target:  # no call is refused because a guess says that there is no such row
                rule = {"resource": reference.target, "must_exist": False}
                self._add(f"{at}/references/{escape(field)}", rule, reference.why)
        hidden = [field for field, reference in found.items() if reference.hidden]
        hidden += [identity.field] if identity.hidden else []
        if hidden:
            self._add(f"{at}/hidden", hidden, "no property shows it")
        return found

    def _use(self, use: Use, identity: RowKey, parents: list[Parent], paging: Paging) -> None:
        at = f"{use.op.pointer}/{MOCK}"
        self._add(f"{at}/behaviour", use.behaviour, use.why)
        self._add(f"{at}/resource", use.resource.name, use.resource.why)
        self._path(use, identity, parents, self._own_names(use), at)
        queries = Queries(self._reader, self._relations, use, identity.field, paging)
        for place, value, why in queries.effects():
            self._add(f"{at}/{place}", value, why)
        self._open += queries.left_open
        for key, says in (("many", use.several), ("replace", whole_in(use))):
            if says is not None:
                self._add(f"{at}/{key}", *says)
        shapes = self._reader.shapes
        own = self._own[id(use.resource)]
        over = [*over_time(shapes, use, self._together[id(use.resource)]), *file_keys(shapes, use, own)]
        for place, value, why in (*over, *acting(shapes, use, identity.field), *put_there(use)):
            self._add(f"{at}/{place}", value, why)
        self._sent(use, identity, at)
        for answer in use.op.successes:
            found = members_of(self._reader, use, answer, paging, identity)
            if found is not None:
                members, why = found
                self._add(f"{at}/responses/{answer.status}/members", members, why)
            told = found is not None and any(str(each).startswith("$page") for each in found[0].values())
            headers = page_headers(answer, paging, told=told) or location(
                use, answer, identity.field, parents
            )
            if headers is not None:
                self._add(f"{at}/responses/{answer.status}/headers", *headers)
        for kind, status, why in errors_of(use):
            self._add(f"{at}/errors/{kind}", status, why)

    def _above(self, ops: Sequence[Op]) -> None:
        """The rows above operations that keep nothing, where they declare that one may not be there."""
        for op in ops:
            for status, members, why in told_by_path(self._reader, op):
                self._add(f"{op.pointer}/{MOCK}/responses/{status}/members", members, why)
            above = () if NOT_FOUND.isdisjoint(op.statuses()) else self._relations.above(route_of(op.path))
            for parent in above:
                place = f"{op.pointer}/{MOCK}/parameters/{escape(parent.param)}"
                self._add(f"{place}/of", parent.target, f"{{{parent.param}}} is a row of {parent.target}")
                self._named_by(place, parent.param, parent.by)

    def _sent(self, use: Use, identity: RowKey, at: str) -> None:
        """Where in a request the row and its key are, and what of it has another name or form there."""
        if use.key:
            self._add(f"{at}/parameters/{escape(use.key)}/field", identity.field, identity.why)
        sent, body = sent_in(self._reader, use), use.op.body or (EMPTY if use.op.query else None)
        if sent is not None:
            body = sent.row
            self._add(f"{at}/body", pointer_of(sent.place), f"in its request, {sent.why}")
        if body is not None:
            holder = sent.place if sent is not None else ()
            for field, value, why in respelled(self._reader.shapes, use, identity, body, holder):
                self._add(f"{at}/set/{escape(field)}", value, why)

    def _path(self, use: Use, identity: RowKey, parents: list[Parent], by: Sequence[str], at: str) -> None:
        """What the parameters of a path name; `by` is of the last one, where that names the row."""
        for parent in parents:
            place = f"{at}/parameters/{escape(parent.param)}"
            if parent.target:
                field = parent.reference.field if parent.reference else False
                why = f"{{{parent.param}}} is a row of {parent.target}"
                self._add(f"{place}/of", parent.target, why)
                self._named_by(place, parent.param, parent.by)
                self._add(f"{place}/field", field, parent.reference.why if parent.reference else why)
            elif parent.reference is not None:
                self._add(f"{place}/field", parent.reference.field, parent.reference.why)
            else:
                why = f"no list or item in the document tells what {{{parent.param}}} is"
                self._add(f"{place}/field", False, why)
        if use.keyed and use.route.params:
            name = use.route.params[-1]
            place = f"{at}/parameters/{escape(name)}"
            self._add(f"{place}/field", identity.field, identity.why)
            self._named_by(place, name, by)

    def _named_by(self, place: str, name: str, by: Sequence[str]) -> None:
        if by:
            self._add(f"{place}/by", list(by), f"{{{name}}} speaks of {' or '.join(by)}")
