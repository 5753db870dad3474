"""Parameters of lists that choose rows: by the property that they are named after, and its type."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from mockserver.contract.inference.descriptions import (
    looked_into,
    says_a_part,
    says_beginning,
    says_beside,
    says_several,
)
from mockserver.contract.inference.envelopes import union
from mockserver.contract.inference.findings import Role
from mockserver.contract.inference.flags import ALL_OF_THEM, sides_of
from mockserver.contract.inference.identity import CERTAIN_KEYS
from mockserver.contract.inference.operations import Op, Param
from mockserver.contract.inference.paging import TIME
from mockserver.contract.inference.stamps import made_at
from mockserver.contract.inference.structure import Structure, Structures
from mockserver.contract.inference.words import all_of, norm, singular, stem_of_id, words

SEARCHES = all_of("q query search searchtext searchterm searchquery keyword keywords term text fulltext")
PREFIXES: Mapping[str, str] = {
    "min": "gte", "minimum": "gte", "max": "lte", "maximum": "lte", "from": "gte", "to": "lte", "since": "gte",
    "until": "lte", "before": "lt", "after": "gt", "start": "gte", "end": "lte", "not": "ne", "exclude": "ne",
}  # fmt: skip
SUFFIXES: Mapping[str, str] = {
    "gte": "gte", "gt": "gt", "lte": "lte", "lt": "lt", "min": "gte", "max": "lte", "from": "gte", "to": "lte",
    "since": "gte", "until": "lte", "before": "lt", "after": "gt", "start": "gte", "end": "lte", "in": "in", "eq": "eq",
    "ne": "ne", "neq": "ne", "not": "ne", "contains": "contains", "icontains": "contains", "like": "contains",
    "startswith": "prefix", "prefix": "prefix", "exact": "eq", "ge": "gte", "le": "lte", "oeq": "in", "nin": "ne",
}  # fmt: skip
FILTER = re.compile(r"(?:filters?|where)\[([\w.-]+)\](?:\[(\w+)\])?", re.IGNORECASE)
BRACKETS = re.compile(r"([\w.-]+)\[(\w+)\]")
SIGN = re.compile(r"([\w.-]+)([<>])")
TIMES: Mapping[str, tuple[str, ...]] = {
    "created": ("createdat", "created", "createdon", "creationdate", "datecreated", "createdate", "createddate"),
    "updated": ("updatedat", "updated", "modifiedat", "modified", "lastmodified", "updatedon", "dateupdated"),
    "": ("timestamp", "createdat", "created", "date", "time", "occurredat"),
}  # fmt: skip


class Filters:
    """The filters of one list."""

    def __init__(self, shapes: Structures, rows: Sequence[Structure], key: str, noun: str) -> None:
        """Take what is shown of a row, the field of its key, and what rows are called."""
        self._shapes = shapes
        self._members = union(shapes, rows)
        self._names = {norm(name): name for name in reversed(self._members)}
        self._key = key
        self._noun = noun

    def role(self, op: Op, param: Param) -> Role | None:
        """What a query parameter keeps, None where nothing tells it."""
        if "object" in param.shape.kinds and (
            (of_members := self._of_members(param)) or param.shape.kind == "object"
        ):
            return of_members
        found = self._shown_too(param) or self._named(param.name, param)
        if found is not None:
            return found
        if norm(param.name) == "prefix" and param.shape.kind == "string" and self._key in self._members:
            rule = {"field": self._key, "op": "prefix"}
            return Role({"filter": rule}, f"`{param.name}` is of the key of a row, `{self._key}`")
        if norm(param.name) in SEARCHES and param.shape.kind in ("string", ""):
            return self._search(param)
        return self._said(param)

    def _named(self, name: str, param: Param) -> Role | None:
        """By the property that the name speaks of, with an operator before or behind it."""
        wrapped = FILTER.fullmatch(name)
        if wrapped:
            name = f"{wrapped[1]}[{wrapped[2]}]" if wrapped[2] else wrapped[1]
        bracket = BRACKETS.fullmatch(name)
        if bracket and bracket[2].lower() in SUFFIXES:
            return self._compare(bracket[1], SUFFIXES[bracket[2].lower()], param)
        sign = SIGN.fullmatch(name)
        if sign:
            return self._compare(sign[1], {"<": "lte", ">": "gte"}[sign[2]], param)
        whole = self._field(name)
        if whole is not None:
            return self._equal(whole, param)
        parts = words(name)
        if len(parts) > 1 and parts[-1] in SUFFIXES:
            found = self._compare("".join(parts[:-1]), SUFFIXES[parts[-1]], param)
            if found is not None:
                return found
        if len(parts) > 1 and parts[0] in PREFIXES:
            return self._compare("".join(parts[1:]), PREFIXES[parts[0]], param)
        if len(parts) == 1 and parts[0] in ("since", "until", "before", "after") and _is_time(param):
            return self._compare("", PREFIXES[parts[0]], param)
        return self._flag(param)

    def _flag(self, param: Param) -> Role | None:
        """By a truth value of a row, whose two sides the parameter's values name."""
        found = sides_of(param.shape.options, self._members)
        if found is None:
            return None
        field, conditions = found
        return Role({"filter": {"values": conditions}}, f"its values are words for `{field}` of a row")

    def _shown_too(self, param: Param) -> Role | None:
        """By a truth value of rows that are left out unless they are asked for: `include_archived`."""
        if param.shape.kind != "boolean":
            return None
        first, *rest = words(param.name)
        asked = first in ("include", "includes", "including", "show", "with") and bool(rest)
        field = self._names.get("".join(rest)) if asked else self._names.get(norm(param.name))
        if field is None or self._members[field].kind != "boolean" or not (asked or says_beside(param.text)):
            return None
        return Role(
            {"filter": {"field": field, "op": "reveal"}},
            f"rows with `{field}` are shown when it asks for them",
        )

    def _field(self, name: str) -> str | None:
        """The property that a name speaks of: the same, of many, or the id of an object in the row."""
        wanted = norm(name)
        bare = wanted.removeprefix("is")
        for word in (
            wanted,
            singular(name),
            f"{wanted}s",
            f"is{wanted}",
            bare,
            f"{wanted}id",
            f"{wanted}name",
        ):
            found = self._names.get(word)
            if found is not None and (word in (wanted, singular(name)) or not self._members[found].is_object):
                return self._reach(found, "")
        if wanted in ("ids", "id") and self._key in self._members:
            return self._key
        parts = words(name)
        if len(parts) > 1 and singular(self._noun) == "".join(parts[:-1]) and parts[-1] in self._names:
            return self._reach(self._names[parts[-1]], "")  # `pet_status` of pets
        stem = stem_of_id(name)
        if stem and stem in self._names:
            return self._reach(self._names[stem], "id")
        named = self._names.get(f"{''.join(parts[:-1])}s") if parts[-1:] == ("name",) else None
        if named is not None and "array" in self._members[named].kinds:
            return named  # `tag_name` of pets with `tags`
        return self._of_object(parts) or self._inside(name)

    def _of_object(self, parts: Sequence[str]) -> str | None:
        """The scalar of the object in the row that a name speaks of: `owner.name` for `owner_names`."""
        for index in range(len(parts) - 1, 0, -1):
            holder = self._names.get("".join(parts[:index]), "")
            rest = "".join(parts[index:])
            names = self._shapes.names(self._members[holder]) if holder else {}
            inner = names.get(rest, names.get(singular(rest), ""))
            if inner and self._shapes.member(self._members[holder], inner).is_scalar:
                return f"{holder}.{inner}"
        return None

    def _inside(self, name: str) -> str | None:
        """The scalar of that name in the only object of the row that has one; for a name of several words alone."""
        if len(words(name)) < 2:
            return None
        found = [
            f"{holder}.{names[norm(name)]}"
            for holder, member in self._members.items()
            if member.is_object
            and norm(name) in (names := self._shapes.names(member))
            and self._shapes.member(member, names[norm(name)]).is_scalar
        ]
        return found[0] if len(found) == 1 else None

    def _reach(self, name: str, inner: str) -> str | None:
        """A property that can be compared: the scalar, the array, or a member of the object that stands there."""
        member = self._members[name]
        if not member.is_object:
            return name
        names = self._shapes.names(member)
        ids = (*CERTAIN_KEYS, f"{norm(name)}id")
        for word in (inner, *ids) if inner else (*ids, "key", "name", "code", "value"):
            if word and word in names and self._shapes.member(member, names[word]).is_scalar:
                return f"{name}.{names[word]}"
        return None

    def _shape(self, field: str) -> Structure:
        first, _, rest = field.partition(".")
        shape = self._members[first]
        return self._shapes.dig(shape, tuple(rest.split("."))) if rest else shape

    def _equal(self, field: str, param: Param) -> Role | None:
        held = self._shape(field)
        many = "array" in param.shape.kinds
        asked = self._shapes.element(param.shape) if many else param.shape
        in_array = "array" in held.kinds
        value = self._shapes.element(held) if in_array else held
        if value.is_object or not _comparable(asked, value):
            return None
        why = f"a row has `{field}`"
        if in_array:
            return Role({"filter": {"field": field, "op": "any"}}, f"{why}, an array of such values")
        every = [v for v in asked.options if str(v).lower() in ALL_OF_THEM and v not in value.options]
        if every and not many:
            conditions = {str(v): {} if v in every else {field: v} for v in asked.options}
            return Role({"filter": {"values": conditions}}, f"{why}; {every[0]!r} is none of its values")
        if many:
            return Role(
                {"filter": {"field": field, "op": "in"}}, f"{why}, and the parameter has several values"
            )
        if asked.kind == "string" and not asked.options and says_several(param.text):
            return Role(
                {"filter": {"field": field, "op": "in"}}, f"{why}, and the description speaks of several"
            )
        if asked.kind == "string" and value.kind == "string" and not asked.options and not value.options:
            if says_a_part(param.text) and not value.format and not stem_of_id(field):
                rule = {"field": field, "op": "contains", "ignore_case": True}
                return Role({"filter": rule}, f"{why}, and the description speaks of a part of it")
            return Role({"filter": {"field": field, "ignore_case": True}}, why)
        return Role({"filter": {"field": field}}, why)

    def _compare(self, name: str, op: str, param: Param) -> Role | None:
        """By a property that an operator stands beside; a time may be named without its `at`."""
        field = self._field(name) if name else None
        if field is None and op in ("gt", "gte", "lt", "lte"):
            candidates = TIMES.get(norm(name), ())
            found = [self._names[word] for word in candidates if word in self._names]
            if not (name or param.shape.is_date):
                found = [each for each in found if self._members[each].kinds & {"integer", "number"}]
            field = found[0] if found else None
            if field is None and norm(name) == "created":
                field = made_at(self._members) or None
        if field is None:
            return None
        held = self._shape(field)
        if op in ("gt", "gte", "lt", "lte") and not (
            held.is_date or held.kinds & {"integer", "number", "string"}
        ):
            return None
        if op == "eq":
            return self._equal(field, param)
        if held.is_object or ("array" in held.kinds and op != "contains"):
            return None
        return Role({"filter": {"field": field, "op": op}}, f"a row has `{field}`, and the name says `{op}`")

    def _search(self, param: Param) -> Role | None:
        fields = [n for n, shape in self._members.items() if shape.kind == "string" and _is_prose(shape)]
        if not fields:
            return None
        said = looked_into(param.text, fields)
        op = "prefix" if said and says_beginning(param.text) else "contains"
        rule = {"fields": said or fields, "op": op, "ignore_case": True}
        where = f"{', '.join(said)}, as its description says" if said else "the texts of a row"
        return Role({"filter": rule}, f"`{param.name}` looks for a text in {where}")

    def _said(self, param: Param) -> Role | None:
        """By what its description says of a parameter whose name says nothing."""
        texts = [n for n, shape in self._members.items() if shape.kind == "string" and _is_prose(shape)]
        looks = says_a_part(param.text) or says_beginning(param.text)
        plain = param.shape.kind == "string" and not param.shape.options
        return self._search(param) if looks and plain and looked_into(param.text, texts) else None

    def _of_members(self, param: Param) -> Role | None:
        """`filter[status]` as one object; `created[gt]` as one of operators."""
        found: dict[str, Any] = {}
        operators = self._field(param.name)
        for name, shape in self._shapes.members(param.shape):
            inner = Param(name, "query", shape, required=False, node=shape.node)
            if operators is not None and name.lower() in SUFFIXES:
                role = self._compare(param.name, SUFFIXES[name.lower()], inner)
            else:
                role = None if shape.kind == "object" else self._named(name, inner)
            if role is not None and "filter" in role.mock:
                found[name] = role.mock["filter"]
        if not found:
            return None
        rule: dict[str, Any] = {"members": found}
        if operators is not None and param.shape.kinds - {"object"}:
            rule["field"] = operators  # `created=5` beside `created[gt]=5`
        return Role({"filter": rule}, f"`{', '.join(found)}` are about properties of a row")


def _is_time(param: Param) -> bool:
    return param.shape.is_date or ("string" not in param.shape.kinds and TIME.search(param.text) is not None)


def _comparable(asked: Structure, held: Structure) -> bool:
    """Whether a value that is asked for can be one that a row holds."""
    if asked.is_object or "array" in asked.kinds:
        return False
    if not asked.kinds or not held.kinds:
        return True
    if asked.kinds & held.kinds:
        return True
    if asked.options or "boolean" in asked.kinds | held.kinds:
        return asked.kind == "string" and not asked.options
    return asked.is_scalar and held.is_scalar


def _is_prose(shape: Structure) -> bool:
    return not shape.options and shape.format in ("", "email", "uri", "url", "hostname")
