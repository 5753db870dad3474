"""OpenAPI Overlays (Overlay 1.0.0): changes to a document that leave its file alone."""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any

from mockserver.contract import vocabulary
from mockserver.contract.document import Document, parse
from mockserver.contract.parts import Parts
from mockserver.contract.sources import Sources
from mockserver.errors import Problem, SpecError, UsageError


def read_overlay(path: Path) -> Sequence[Mapping[str, Any]]:
    """The actions of an overlay file.

    Raises:
        SpecError: When the file cannot be read, or is no overlay.
    """
    data = parse(Sources().read(str(path))[0], str(path))
    if not isinstance(data, dict) or "overlay" not in data or not isinstance(data.get("actions"), list):
        raise SpecError(
            [Problem("", "this is no overlay: it needs `overlay: 1.0.0` and `actions`", 1, str(path))]
        )
    for index, action in enumerate(data["actions"]):
        if not isinstance(action, dict) or not isinstance(action.get("target"), str):
            message = "an action is an object with a `target`, a JSONPath"
            raise SpecError([Problem(f"/actions/{index}", message, file=str(path))])
    actions: list[Mapping[str, Any]] = data["actions"]
    return actions


def apply(document: Document, actions: Sequence[Mapping[str, Any]], pointer: str) -> list[Problem]:
    """Carry out `actions` on the document's data, in order (Overlay 1.0.0, 4.4.3).

    Args:
        document: Changed in place.
        actions: Action objects.
        pointer: Where they stand, for messages.

    Returns:
        A problem for each target that is no JSONPath or selects nothing.
    """
    import jsonpath  # noqa: PLC0415 - only variants and overlays need it, and it takes time to import

    problems = []
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
                _update(document.data, list(match.parts), deepcopy(action["update"]))
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


def touches(document: Document, actions: Sequence[Mapping[str, Any]]) -> bool:
    """Whether `actions` are for this document: some target selects something, or is wrong and has to be reported."""
    import jsonpath  # noqa: PLC0415 - as above

    try:
        return any(jsonpath.match(action["target"], document.data) is not None for action in actions)
    except (jsonpath.JSONPathError, KeyError):
        return True


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


def _update(data: Any, parts: Sequence[Any], update: Any) -> None:
    target = _holder(data, parts)[parts[-1]] if parts else data
    if isinstance(target, list):
        target.extend(update if isinstance(update, list) else [update])
    elif isinstance(target, dict) and isinstance(update, Mapping):
        merge_into(target, update)
    elif parts:
        _holder(data, parts)[parts[-1]] = update


def merge_into(target: dict[str, Any], update: Mapping[str, Any]) -> None:
    """Merge `update` into `target`: objects member by member, arrays appended, anything else replaced."""
    for name, value in update.items():
        old = target.get(name)
        if isinstance(old, dict) and isinstance(value, Mapping):
            merge_into(old, value)
        elif isinstance(old, list) and isinstance(value, list):
            old.extend(value)
        else:
            target[name] = value
