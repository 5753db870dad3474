"""What of the hand-written `x-mock` of the vendors' documents inference finds, key by key at its place.

`python -m benchmarks.evidence [FILE]` takes the `x-mock` out of each document, otherwise unchanged, infers it, and
compares what both say of resources, keys, pages, filters and sorts; docs/inferred-vendors.md is what it writes.
"""

import sys
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import yaml

from mockserver.contract import document as documents
from mockserver.contract.compiler import compile_contract
from mockserver.contract.mock import FilterRule, SortRule
from mockserver.contract.model import Contract, Inferred, Operation, Parameter
from mockserver.parts import PARTS

HEAD = """\
# What inference finds of the vendors' documents

The documents that ship say by hand how they behave, and `x-mock: {infer: false}`: nothing is inferred of them. This
page takes their `x-mock` out, otherwise unchanged, and counts at its place each key that was written about resources,
keys, pages, filters and sorts, and what [inference](inference.md) finds there. Keys for which no schema, name, example
or description gives evidence are told apart. `python -m benchmarks.evidence docs/inferred-vendors.md` writes it.

As they are written, inference would change no answer of theirs: what it would add stands with each.
"""
UNFOUNDED = Path(__file__).with_name("unfounded.yaml")
SPECS = Path(__file__).resolve().parents[1] / "specs"


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that a document says in `x-mock`.

    Attributes:
        place: Where: an operation and a parameter, or a resource.
        key: Which key.
        written: What stands there.
        inferred: What is inferred there of the document without it; None for nothing.
    """

    place: str
    key: str
    written: Any
    inferred: Any

    @property
    def found(self) -> bool:
        """Whether both are the same."""
        return bool(self.written == self.inferred)


def stripped(node: Any) -> Any:
    """A document without its `x-mock`."""
    if isinstance(node, list):
        return [stripped(each) for each in node]
    if isinstance(node, dict):
        return {key: stripped(each) for key, each in node.items() if key != "x-mock"}
    return node


def compared(path: Path) -> list[Said]:
    """What is written in a document, and what is inferred without it."""
    whole = documents.load(path)
    bare = documents.from_data(path.stem, stripped(deepcopy(whole.data)), source=str(path))
    written = compile_contract(whole, PARTS)
    inferred = compile_contract(bare, PARTS, infers=True)
    twins = {operation.id: operation for operation in inferred.operations}
    names = _names(written, twins)
    found, shown = [], dict(_shown(whole.data["paths"])) | dict(_shown(whole.data["components"]["schemas"]))
    for operation in written.operations:
        found += _of_operation(operation, twins[operation.id], names, shown)
    found += _of_orders(written, inferred, twins, shown)
    found += _of_resources(written, inferred, names)
    return found


def _names(written: Contract, twins: Mapping[str, Operation]) -> Mapping[str, str]:
    """What each inferred resource is called in the written document: as the first operation of both has it."""
    found: dict[str, str] = {}
    for operation in written.operations:
        other = twins[operation.id].mock.resource
        if operation.mock.resource and other:
            found.setdefault(other, operation.mock.resource)
    return found


def _of_operation(
    own: Operation, other: Operation, names: Mapping[str, str], shown: Mapping[str, str]
) -> Iterator[Said]:
    mock, its = own.mock, other.mock
    place = f"{own.method} {own.path}"
    if mock.says("behaviour"):
        yield Said(place, "behaviour", mock.behaviour, its.behaviour)
    if mock.says("resource"):
        yield Said(place, "resource", mock.resource, names.get(its.resource or ""))
    if mock.pagination is not None:
        style = its.pagination
        yield Said(place, "pagination.style", mock.pagination.style, style.style if style else None)
        yield from _of_pages(own, other, place)
    parameters = {(p.location, p.name): p for p in other.parameters}
    for parameter in own.parameters:
        yield from _of_parameter(parameter, parameters[parameter.location, parameter.name], place, shown)


def _of_pages(own: Operation, other: Operation, place: str) -> Iterator[Said]:
    """Where the rows stand in the body, and what tells of pages there."""
    assert own.mock.pagination is not None
    members: dict[str, Any] = {}
    for response in other.responses.values():
        if response.status.startswith("2"):
            members = dict(response.mock.members or {})
    for pointer, expression in _leaves(own.mock.pagination.body, ""):
        # `?` leaves a member out where there is nothing, which its schema tells.
        yield Said(place, f"pagination.body {pointer}", expression.rstrip("?"), members.get(pointer))


def _leaves(node: Any, pointer: str) -> Iterator[tuple[str, str]]:
    if isinstance(node, dict):
        for name, each in node.items():
            yield from _leaves(each, f"{pointer}/{name}")
    elif isinstance(node, str) and node.startswith(("$rows", "$page")):
        yield pointer, node


def _of_parameter(own: Parameter, other: Parameter, place: str, shown: Mapping[str, str]) -> Iterator[Said]:
    mock, its, here = own.mock, other.mock, f"{place} {own.name}"
    if mock.page is not None:
        yield Said(here, "page", mock.page, its.page)
    if mock.filter is not None:
        yield from _of_filter(own, mock.filter, its.filter, here, shown)
    if mock.sort is not None:
        yield from _of_sort(mock.sort, its.sort, here)
    if own.location == "path" and mock.says("field"):
        yield Said(here, "field", mock.field, its.field)


def _of_filter(
    own: Parameter, rule: FilterRule, its: FilterRule | None, place: str, shown: Mapping[str, str]
) -> Iterator[Said]:
    """What a filter looks at, and how."""
    given = [] if its is None else _looked_at(its, own.name)
    fields = sorted(_as_shown(field, given, shown) for field in _looked_at(rule, own.name))
    yield Said(place, "filter.field", fields, its and sorted(given))
    if rule.values is None:
        yield Said(place, "filter.op", rule.op, its and its.op)
    for key in ("ignore_case", "values", "related"):
        if rule.says(key):
            yield Said(place, f"filter.{key}", getattr(rule, key), its and getattr(its, key))


def _as_shown(field: str, given: Sequence[str], shown: Mapping[str, str]) -> str:
    """A stored field as a reply shows it, where inference means that: `source.platform`, `owner_id` of `owner.id`."""
    head, _, rest = field.partition(".")
    names = (shown.get(field, field), f"{field.removesuffix('_id')}.id", f"{shown.get(head, head)}.{rest}")
    return next((name for name in names if name in given), field)


def _looked_at(rule: FilterRule, name: str) -> Sequence[str]:
    if rule.values is not None:
        return sorted({field for condition in rule.values.values() for field in condition})
    return rule.fields or (rule.field or name,)


def _of_sort(rule: SortRule, its: SortRule | None, place: str) -> Iterator[Said]:
    for key in ("fields", "direction"):
        if rule.says(key):
            yield Said(place, f"sort.{key}", getattr(rule, key), its and getattr(its, key))
    if rule.values is not None:
        given = its.values if its is not None else None
        yield Said(place, "sort.values", _orders(rule.values), given and _orders(given))


def _orders(values: Mapping[str, Sequence[str]]) -> Mapping[str, Sequence[str]]:
    return {value: _order(order) for value, order in values.items()}


def _order(order: Sequence[str] | None) -> Sequence[str]:
    """An order without the key at its end, which breaks ties in any case."""
    whole = tuple(order or ())
    return whole[:-1] if whole and whole[-1].lstrip("-") == "id" else whole


def _shown(node: Any) -> Iterator[tuple[str, str]]:
    """What a stored field is called where replies show it."""
    if isinstance(node, list):
        for each in node:
            yield from _shown(each)
    elif isinstance(node, dict):
        for name, each in node.items():
            mock = each.get("x-mock") if isinstance(each, dict) else None
            for key in ("field", "parent") if isinstance(mock, dict) else ():
                if isinstance(mock.get(key), str):
                    yield mock[key], name
            yield from _shown(each)


def _of_orders(
    written: Contract, inferred: Contract, twins: Mapping[str, Operation], shown: Mapping[str, str]
) -> Iterator[Said]:
    """The order of each list that no parameter changes."""
    for operation in written.operations:
        mock, its = operation.mock, twins[operation.id].mock
        order = _order(mock.sort if mock.says("sort") else written.resource(mock.resource).sort)
        if mock.behaviour == "list" and order:
            other = its.sort if its.says("sort") else inferred.resource(its.resource).sort
            given = _order(other)
            yield Said(
                f"{operation.method} {operation.path}", "sort", _as_shown_order(order, given, shown), given
            )


def _as_shown_order(order: Sequence[str], given: Sequence[str], shown: Mapping[str, str]) -> Sequence[str]:
    """An order by stored fields as replies show them, where inference means those."""
    bare = [field.lstrip("-") for field in given]
    return tuple(
        f"{'-' * field.startswith('-')}{_as_shown(field.lstrip('-'), bare, shown)}" for field in order
    )


def _of_resources(written: Contract, inferred: Contract, names: Mapping[str, str]) -> Iterator[Said]:
    theirs = {names[name]: resource for name, resource in inferred.mock.resources.items() if name in names}
    for name, own in written.mock.resources.items():
        its = theirs.get(name)
        yield Said(name, "resource", name, name if its is not None else None)
        yield Said(name, "key", own.key, its.key if its is not None else None)
        for field, reference in own.references.items():
            held = None
            if its is not None:
                held = its.references.get(field) or its.references.get(f"{field.removesuffix('_id')}.id")
            yield Said(
                name, f"references.{field}", reference.resource, names.get(held.resource) if held else None
            )


def unfounded(vendor: str, said: Said) -> str:
    """Why nothing in a document is evidence for a key; empty where something is, or nobody looked."""
    patterns: Mapping[str, str] = yaml.safe_load(UNFOUNDED.read_text("utf-8")).get(vendor, {})
    whole = f"{said.place} {said.key}"
    return next((why for pattern, why in patterns.items() if fnmatchcase(whole, pattern)), "")


def added(path: Path) -> list[Inferred]:
    """What inference would add to a document as it is written, if the document did not say `infer: false`."""
    whole = documents.load(path)
    whole.data["x-mock"].pop("infer", None)
    return list(compile_contract(whole, PARTS, infers=True).inferred)


def page() -> str:
    """The figures and the lists as Markdown: docs/inferred-vendors.md."""
    parts = ["", "| document | keys | without evidence | found of the rest |", "| --- | --- | --- | --- |"]
    totals, lists = [0, 0, 0], []
    for path in sorted(SPECS.glob("*.yaml")):
        said = compared(path)
        bare = [each for each in said if not each.found and unfounded(path.stem, each)]
        found = sum(each.found for each in said)
        figures = [len(said), len(bare), found]
        totals = [total + figure for total, figure in zip(totals, figures, strict=True)]
        parts.append(_row(path.stem, *figures))
        lists += _lists(path, [each for each in said if not each.found and each not in bare], bare)
    return f"{HEAD}{chr(10).join([*parts, _row('all', *totals), *lists])}\n"


def _row(name: str, keys: int, bare: int, found: int) -> str:
    return f"| {name} | {keys} | {bare} ({bare / keys:.0%}) | {found} ({found / (keys - bare):.0%}) |"


def _lists(path: Path, missed: Sequence[Said], bare: Sequence[Said]) -> Iterator[str]:
    yield f"\n## {path.stem}\n"
    more = added(path)
    told = ", ".join(f"`{each.pointer}`" for each in more)
    yield f"Inference would add {f'{told}, which no operation uses' if more else 'nothing'}.\n"
    if missed:
        yield "Not found:\n"
        yield from (
            f"- `{each.place}` {each.key}: `{each.written}`, inferred `{each.inferred}`" for each in missed
        )
    if bare:
        yield "\nWithout evidence:\n"
        yield from (f"- `{each.place}` {each.key}: {unfounded(path.stem, each)}" for each in bare)


def main() -> None:
    """Print the page, or write it to the file that is named."""
    if len(sys.argv) > 1:
        Path(sys.argv[1]).write_text(page(), "utf-8")
    else:
        print(page(), end="")


if __name__ == "__main__":
    main()
