"""The rows that a resource begins with: enough for three pages, the last of them short; for each of which other row."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from mockserver.contract.document import escape
from mockserver.contract.inference.filtering import Filters
from mockserver.contract.inference.operations import Param
from mockserver.contract.inference.paging import Paging
from mockserver.contract.inference.path_fields import shown_of
from mockserver.contract.inference.relations import InferredReference, Parent
from mockserver.contract.inference.resources import InferredResource
from mockserver.contract.inference.structure import Structure, Structures
from mockserver.contract.inference.uses import Use

DEFAULT_SIZE = 20
FEWEST = 12
MOST = 250


def page_size_of(paging: Paging) -> int:
    """The rows of a page where the client does not say."""
    part = paging.parts.get("size")
    if part is None:
        return DEFAULT_SIZE
    return _default(part.shape) or DEFAULT_SIZE


def _default(shape: Structure) -> int:
    """The default of a size, else the highest that it may be where that is less than usual."""
    for fact in ("default", "maximum"):
        value = shape.facts.get(fact)
        if isinstance(value, int) and not isinstance(value, bool) and value > 0:
            return value if fact == "default" else min(value, DEFAULT_SIZE)
    return 0


def count_of(pagings: Iterable[Paging]) -> tuple[int, str]:
    """How many rows a resource begins with, and why."""
    sizes = [page_size_of(paging) for paging in pagings if paging.style]
    if not sizes:
        return FEWEST, "its lists are not paged"
    size = min(sizes)
    count = max(FEWEST, min(MOST, 2 * size + (size + 1) // 2))
    return count, f"three pages of {size} rows, the last of them short"


class InferredSeeds:
    """What the rows of one resource begin as."""

    def __init__(self, shapes: Structures, resource: InferredResource, key: str, uses: Sequence[Use]) -> None:
        """Take a resource, the field of its key, and what its operations do."""
        self._shapes = shapes
        self._resource = resource
        self._key = key
        self._uses = uses
        self._lists = [use for use in uses if use.behaviour == "list"]

    def rows(
        self,
        parents: Mapping[int, list[Parent]],
        pagings: Mapping[int, Paging],
        references: Mapping[str, InferredReference],
        keys: Sequence[str | int],
    ) -> Iterator[tuple[str, Any, str]]:
        """What `rows` would say, with why.

        Args:
            parents, pagings: Of each operation, by its identity.
            references: Of the resource, by field.
            keys: That the document shows.
        """
        yield "count", *count_of(pagings[id(use.op)] for use in self._lists)
        yield from self._given_keys(keys)
        main = next((use for use in self._uses if use.route.key == self._resource.main.key), None)
        above = parents[id(main.op)] if main is not None else []
        for field, value, why in self._told(parents):
            yield f"given/{escape(field)}", value, why
        if above and above[-1].reference is not None and above[-1].target:
            found = above[-1].reference
            yield "per", found.field, f"rows are made and listed below one of {found.target}"
            return
        owned = False
        for use, param, field in self._demanded():
            asks = f"{use.op.name} asks for `{param.name}`"
            if field in references and references[field].target:
                if not owned:
                    yield "per", field, f"{asks}: a row of {references[field].target}"
                owned = True
                continue
            value = _shown(param, several=False)
            if value is not None and field != self._key:
                yield f"given/{escape(field)}", value, f"{asks}, and the document shows this value"

    def _given_keys(self, keys: Sequence[str | int]) -> Iterator[tuple[str, Any, str]]:
        """The keys that the document shows: those that paths name, and those that a list cannot be asked without."""
        found, whys = (
            list(keys),
            ["path parameters that name rows are shown with these values"] if keys else [],
        )
        for use, param, field in self._demanded():
            listed = _shown(param, several=True) if field == self._key else None
            if listed is not None:
                found += [each for each in listed if each not in found]
                whys.append(f"{use.op.name} asks for `{param.name}`, and the document shows this value")
        if found:
            yield f"given/{escape(self._key)}", found, "; ".join(whys)

    def _told(self, parents: Mapping[int, list[Parent]]) -> Iterator[tuple[str, Any, str]]:
        """The properties that path parameters tell which name no row, with the value that the document shows."""
        seen = set()
        for use in self._uses:
            for parent in parents[id(use.op)]:
                param = use.op.path_param(parent.param)
                field = parent.reference.field if parent.reference is not None else ""
                if param is None or parent.target or not field or field in seen:
                    continue
                shown = shown_of(self._shapes, self._resource, param)
                if shown:
                    seen.add(field)
                    yield field, shown[0], f"the document shows this value of {{{param.name}}}"

    def _demanded(self) -> Iterator[tuple[Use, Param, str]]:
        """The filters that a list cannot be asked without, each with the field that it is about; each field once."""
        filters, seen = (
            Filters(self._shapes, self._resource.shown, self._key, self._resource.main.noun),
            set(),
        )
        for use in self._lists:
            for param in use.op.query.values():
                role = filters.role(use.op, param) if param.required else None
                field = role.mock.get("filter", {}).get("field") if role is not None else None
                if field is not None and field not in seen:
                    seen.add(field)
                    yield use, param, field


def _shown(param: Param, *, several: bool) -> Any:
    """The value that a document shows of a parameter, None for none; of keys all that it shows."""
    facts, node = param.shape.facts, param.node
    found = [*param.shape.options, node.get("example"), facts.get("example"), facts.get("default")]
    if several:
        keys = next((each for each in found if isinstance(each, str | list)), [])
        listed = keys.split(",") if isinstance(keys, str) else keys
        return [each for each in listed if isinstance(each, str | int)] or None
    return next((each for each in found if each is not None and not isinstance(each, list | dict)), None)
