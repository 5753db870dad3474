"""How rows belong to others: parents that a path names, and properties that hold the key of another resource's row."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from mockserver.contract.inference.envelopes import likeness
from mockserver.contract.inference.identity import RowKey, fits
from mockserver.contract.inference.nouns import Nouns
from mockserver.contract.inference.other_names import OtherNames, PathPlace
from mockserver.contract.inference.resources import InferredResource
from mockserver.contract.inference.routes import PathRoute
from mockserver.contract.inference.structure import EMPTY, SCALARS, Structure, Structures
from mockserver.contract.inference.words import ID_ENDS, norm, singular, stem_of_id, words

HIDDEN = "x-"  # begins the name of a field that no property shows


@dataclass(frozen=True, slots=True)
class InferredReference:
    """A field that holds the key of a row of another resource.

    Attributes:
        field: The field.
        target: The name of the other resource.
        hidden: Whether no property shows it.
        why: The evidence.
    """

    field: str
    target: str
    hidden: bool
    why: str


@dataclass(frozen=True, slots=True)
class Parent:
    """What a path parameter before the last one names.

    Attributes:
        param: The parameter.
        target: The resource whose row it names; empty for a name of nothing that is stored.
        reference: The field of the rows below that holds the same; None where they do not say.
        by: The fields by one of which it names the row; none for its key.
    """

    param: str
    target: str
    reference: InferredReference | None
    by: tuple[str, ...] = ()


def _alternatives(name: str) -> Iterator[tuple[str, ...]]:
    """The words of each of the names that a name puts side by side: `id_or_slug`."""
    found: list[str] = []
    for word in (*words(name), "or"):
        if word != "or":
            found.append(word)
        elif found:
            yield tuple(found)
            found = []


class Relations:
    """The relations between a document's resources."""

    def __init__(
        self,
        shapes: Structures,
        resources: Sequence[InferredResource],
        identities: Mapping[str, RowKey],
        others: OtherNames,
    ) -> None:
        self._shapes = shapes
        self._others = others
        self._nouns = Nouns(resources)
        self._identities = identities
        self._by_row = {shape.pointer: r for r in reversed(resources) for shape in r.shown}
        self._homes = {collection.key: r for r in resources for collection in r.collections}

    def parents(self, resource: InferredResource, route: PathRoute, *, skip_last: bool) -> list[Parent]:
        """What the parameters of a path name, from the left.

        Args:
            resource: Whose rows the path is about.
            route: The path.
            skip_last: Whether the last parameter names the row itself.
        """
        known = {name: key for key, name in route.collections()}
        names = route.params[:-1] if skip_last else route.params
        found = []
        for index, name in enumerate(names):
            target = self._target(known.get(name), name)
            nearest = index == len(names) - 1
            reference = self._reference(resource, name, target, nearest=nearest) if target else None
            by = self.named_by(target, (known.get(name, ""), name)) if target else ()
            found.append(Parent(name, target.name if target else "", reference, by))
        return found

    def above(self, route: PathRoute) -> list[Parent]:
        """The rows that the path of an operation goes through which keeps nothing itself, from the left."""
        known = {name: key for key, name in route.collections()}
        targets = ((name, self._target(known.get(name), name)) for name in route.params)
        return [
            Parent(name, target.name, None, self.named_by(target, (known.get(name, ""), name)))
            for name, target in targets
            if target is not None
        ]

    def named_by(self, resource: InferredResource, place: PathPlace) -> tuple[str, ...]:
        """The fields by one of which a path parameter names a row, none where its key alone does.

        `{project_name_or_id}` says them; `{project_name}` names one that is not the key, where another path has that.
        """
        identity, name = self._identities[resource.name], place[1]
        told = () if identity.hidden else self._others.of(place, resource.shown, identity.field)
        if told:
            return (identity.field, *told)
        if norm(name) == norm(identity.name) and "or" not in words(name):
            return ()
        fields = [field for part in _alternatives(name) if (field := self._scalar_named(resource, part))]
        others = [field for field in dict.fromkeys(fields) if field != identity.field]
        return (identity.field, *others) if others and not identity.hidden else ()

    def _scalar_named(self, resource: InferredResource, parts: tuple[str, ...]) -> str:
        """The text or number of a row with the name that a parameter has, the resource's own left out or not."""
        own = self._identities[resource.name].field
        if parts[-1] in ID_ENDS:
            return own
        for row in resource.shown:
            names = self._shapes.names(row)
            for word in ("".join(parts), parts[-1]):
                field = names.get(word, own)
                if field != own and self._shapes.member(row, field).kind in ("string", "integer"):
                    return field
        return ""

    def _target(self, key: str | None, name: str) -> InferredResource | None:
        """The resource whose row a parameter names: by the path before it, else by its own name."""
        home = self._homes.get(key or "")
        if home is not None and (home.main.items or self._is_key_of(home, name)):
            return home
        stem = stem_of_id(name)
        target = self._nouns.named(stem) if stem and key is None else None
        return target if target is not None and target.main.items and "{}" not in target.main.key else None

    def _is_key_of(self, resource: InferredResource, name: str) -> bool:
        """Whether a parameter behind a list without items is called as the key of its rows: `{pageHash}`."""
        identity, own = self._identities[resource.name], words(name)
        key = words(identity.field)
        return resource.main.rows is not None and not identity.hidden and own[-len(key) :] == key

    def _reference(
        self, resource: InferredResource, name: str, target: InferredResource, *, nearest: bool
    ) -> InferredReference | None:
        """The field of a resource's rows that holds the key of a parent; a hidden one for the nearest alone."""
        if target is resource:
            return None
        own, held = self._identities[resource.name].field, self._key_of(target)
        stem = stem_of_id(name)
        one = singular(target.main.noun)
        wanted = [
            norm(name),
            f"{stem or norm(name)}id",
            f"{one}id",
            f"{one}uuid",
            f"{one}key",
            f"{one}name",
            stem,
            one,
        ]
        for row in resource.shown:
            names = self._shapes.names(row)
            for word in wanted:
                field = names.get(word)
                if field is None or field == own:
                    continue
                if _may_hold(self._shapes.member(row, field), held):
                    why = f"`{field}` is named after {{{name}}}, which is a row of {target.name}"
                    return InferredReference(field, target.name, False, why)
        if not nearest:
            return None
        why = f"rows are listed below {{{name}}} of {target.name}, and none of their properties tells it"
        return InferredReference(f"{HIDDEN}{target.name}", target.name, True, why)

    def _key_of(self, resource: InferredResource) -> Structure:
        """The shape of a resource's key."""
        identity = self._identities[resource.name]
        for row in resource.shown:
            found = self._shapes.dig(row, tuple(identity.field.split(".")))
            if found is not EMPTY and found.kinds:
                return found
        return identity.param

    def by_name(self, resource: InferredResource) -> Iterator[InferredReference]:
        """Properties whose name and type say that they hold the key of another resource's row."""
        own = self._identities[resource.name].field
        seen = {own}
        for row in resource.shown:
            for name, member in self._shapes.members(row):
                if name in seen or norm(name) == norm(own):
                    continue
                seen.add(name)
                found = (
                    self._inside(resource, name, member) if member.is_object else self._or_row(name, member)
                )
                if found is None and member.is_scalar and stem_of_id(name):
                    found = self._named_so(name, stem_of_id(name), member)
                if found is not None and found.field != own:  # rows may share what they refer to, and no key
                    yield found

    def _named_so(self, field: str, word: str, member: Structure) -> InferredReference | None:
        """The reference of a property that is named as the id of another resource's row."""
        target = self._nouns.named(word)
        if target is None or not target.main.items or self._identities[target.name].hidden:
            return None
        if not fits(member, self._key_of(target)) or self._names_another(field, target):
            return None
        return InferredReference(field, target.name, False, f"`{field}` is the id of a row of {target.name}")

    def _names_another(self, field: str, target: InferredResource) -> bool:
        """Whether a field is called by what rows have beside their key: `user_guid` of users with `guid` and `id`."""
        end = next(reversed(words(field)), "")
        others = any(end in self._shapes.names(row) for row in target.shown)
        return others and end not in ("", norm(self._identities[target.name].field))

    def rows_for_keys(self, resource: InferredResource) -> Mapping[str, str]:
        """The properties of rows that hold a key or, in its place, the row that has it; each with its resource."""
        members = ((name, each) for row in resource.shown for name, each in self._shapes.members(row))
        found = ((name, self._or_row(name, member)) for name, member in members)
        return {name: reference.target for name, reference in found if reference is not None}

    def _or_row(self, name: str, member: Structure) -> InferredReference | None:
        """The reference of a property that is a text or number or, in its place, a row of another resource."""
        if not ("object" in member.kinds and member.kinds & SCALARS):
            return None
        for part in self._shapes.alternatives(member):
            target = self._by_row.get(part.pointer)
            if target is not None and not self._identities[target.name].hidden:
                why = f"`{name}` is a key, or in its place a row of {target.name}"
                return InferredReference(name, target.name, False, why)
        return None

    def _inside(self, resource: InferredResource, name: str, member: Structure) -> InferredReference | None:
        """The reference of an object that is named as another resource and has the key of its rows."""
        target = self._nouns.named(name)
        if target is None or target is resource:
            return None
        key = self._shapes.names(member).get(norm(self._identities[target.name].field))
        inner = self._shapes.member(member, key) if key is not None else EMPTY
        if not inner.is_scalar:
            return None
        found = self._named_so(f"{name}.{key}", name, inner)
        row = target.main.row
        if found is None and row is not None and likeness(self._shapes, row, member) == 1.0:
            why = f"`{name}` has the properties of a row of {target.name}"
            return InferredReference(f"{name}.{key}", target.name, False, why)
        return found


def _may_hold(field: Structure, key: Structure) -> bool:
    """Whether a property of a row may hold the key of another: no number holds a text, which a path alone can."""
    return field.is_scalar and fits(key, field) and not (key.kind == "string" and field.kind == "integer")
