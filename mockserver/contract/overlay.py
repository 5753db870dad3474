"""OpenAPI Overlays (Overlay 1.0.0): changes to a document that leave its file alone."""

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mockserver.contract import vocabulary
from mockserver.contract.bundling import FILES, FileText
from mockserver.contract.document import Document, escape, parse
from mockserver.contract.parts import Parts
from mockserver.contract.sources import Sources
from mockserver.errors import Problem, SpecError, UsageError

Action = Mapping[str, Any]
NodePlace = tuple[Any, ...]  # names and numbers, from the root down


@dataclass(frozen=True, slots=True)
class Overlay:
    """An overlay file.

    Attributes:
        file: What it says, and where.
        actions: Its Action Objects.
    """

    file: FileText
    actions: Sequence[Action]


def read_overlay(path: Path) -> Overlay:
    """An overlay file.

    Raises:
        SpecError: When it cannot be read, or is no overlay.
    """
    text, _ = Sources().read(str(path))
    data = parse(text, str(path))
    if not isinstance(data, dict) or "overlay" not in data or not isinstance(data.get("actions"), list):
        raise SpecError(
            [Problem("", "this is no overlay: it needs `overlay: 1.0.0` and `actions`", 1, str(path))]
        )
    for index, action in enumerate(data["actions"]):
        if not isinstance(action, dict) or not isinstance(action.get("target"), str):
            message = "an action is an object with a `target`, a JSONPath"
            raise SpecError([Problem(f"/actions/{index}", message, file=str(path))])
    return Overlay(FileText(str(path), text), data["actions"])


def apply_overlay(document: Document, overlay: Overlay) -> list[Problem]:
    """Carry out an overlay file on a document; the parameters and result are those of `apply`."""
    key = f"overlay-{len(document.texts)}"  # which no file has that the document refers to
    document.texts[key] = overlay.file
    return apply(document, overlay.actions, f"/{FILES}/{key}/actions")


def apply(document: Document, actions: Sequence[Action], pointer: str) -> list[Problem]:
    """Carry out `actions` on the document's data, in order (Overlay 1.0.0, 4.4.3).

    Args:
        document: Changed in place; what is put into it keeps the line that it has in its action.
        actions: Action objects.
        pointer: Where they stand.

    Returns:
        A problem for each target that is no JSONPath or selects nothing.
    """
    import jsonpath  # noqa: PLC0415 - only variants and overlays need it, and it takes time to import

    problems, put = [], dict(document.moved)
    for index, action in enumerate(actions):
        place = f"{pointer}/{index}/target"
        try:
            matches = list(jsonpath.finditer(action["target"], document.data))
        except (jsonpath.JSONPathError, KeyError) as error:
            problems.append(document.problem(place, f"no JSONPath: {error}"))
            continue
        if not matches:
            problems.append(document.problem(place, f"the target {action['target']} selects nothing"))
        for match in reversed(matches):  # from the end, since a removal moves the elements that follow
            if not match.parts and (
                action.get("remove") or not isinstance(action.get("update", {}), Mapping)
            ):
                problems.append(document.problem(place, "the root can be neither removed nor replaced"))
            elif action.get("remove"):
                _remove(document.data, list(match.parts))
            elif "update" in action:
                for at, said in _update(document.data, list(match.parts), deepcopy(action["update"])):
                    put[_pointer(at)] = f"{pointer}/{index}/update{_pointer(said)}"
    document.moved = put
    return problems


def apply_variants(document: Document, parts: Parts, names: Sequence[str]) -> list[Problem]:
    """Apply the variants named; a problem for each action that selects nothing, or for a document that is none.

    Raises:
        UsageError: For a name that the document does not have.
    """
    problems = vocabulary.check_vocabulary(document, parts) if names else []
    if problems:
        return problems
    mock = document.data.get("x-mock")
    found = mock.get("variants") if isinstance(mock, dict) else None
    known: Mapping[str, Any] = found if isinstance(found, dict) else {}
    for name in names:
        if name not in known:
            offered = ", ".join(sorted(known)) or "none"
            raise UsageError(f"{document.name} has no variant {name!r}; it has: {offered}")
    for name in (
        name for name in known if name in names
    ):  # the document's order: a later one may build on an earlier
        problems += apply(document, known[name]["actions"], f"/x-mock/variants/{name}/actions")
    return problems


def touches(document: Document, overlay: Overlay) -> bool:
    """Whether an overlay is for this document: some target selects something, or is wrong and has to be reported."""
    import jsonpath  # noqa: PLC0415 - as above

    try:
        return any(jsonpath.match(each["target"], document.data) is not None for each in overlay.actions)
    except (jsonpath.JSONPathError, KeyError):
        return True


def _pointer(place: NodePlace) -> str:
    return "".join(f"/{escape(str(step))}" for step in place)


def _holder(data: Any, parts: Sequence[Any]) -> Any:
    for part in parts[:-1]:
        data = data[part]
    return data


def _remove(data: Any, parts: Sequence[Any]) -> None:
    holder = _holder(data, parts)
    if isinstance(holder, list):
        holder.pop(parts[-1])
    else:
        holder.pop(parts[-1], None)


def _update(data: Any, parts: Sequence[Any], update: Any) -> Iterator[tuple[NodePlace, NodePlace]]:
    """Merge an update into what a target has selected; the places that are filled, each with that in the update."""
    place = tuple(parts)
    holder, name = (_holder(data, parts), parts[-1]) if parts else ({"": data}, "")
    if isinstance(holder[name], list) and not isinstance(update, list):
        yield (*place, len(holder[name])), ()
        holder[name].append(update)
    else:
        yield from _merge(holder, name, update, place, ())


def _merge(
    holder: Any, name: Any, update: Any, place: NodePlace, said: NodePlace
) -> Iterator[tuple[NodePlace, NodePlace]]:
    """Merge a value into a member: objects member by member, arrays appended, anything else replaced."""
    old = holder.get(name) if isinstance(holder, dict) else holder[name]
    if isinstance(old, dict) and isinstance(update, Mapping):
        for each, value in update.items():
            yield from _merge(old, each, value, (*place, each), (*said, each))
    elif isinstance(old, list) and isinstance(update, list):
        for index, value in enumerate(update):
            yield (*place, len(old)), (*said, index)
            old.append(value)
    else:
        holder[name] = update
        yield place, said
