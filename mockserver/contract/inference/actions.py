"""What an action does to a row: the property that its verb names, `cancel` in `cancelled` or `canceled`."""

from collections.abc import Iterator
from typing import Any

from mockserver.contract.inference.descriptions import quoted
from mockserver.contract.inference.envelopes import union
from mockserver.contract.inference.structure import Structure, Structures
from mockserver.contract.inference.uses import Use
from mockserver.contract.inference.words import norm, words

IRREGULAR = {
    "send": ("sent",), "pay": ("paid",), "stop": ("stopped",), "submit": ("submitted",), "begin": ("begun", "started"),
    "start": ("started", "running", "active"), "resume": ("resumed", "running", "active"), "void": ("void", "voided"),
    "activate": ("active", "activated"), "deactivate": ("inactive", "deactivated"), "draft": ("draft",),
    "reopen": ("open", "reopened"), "open": ("open", "opened"), "run": ("running", "run"), "hold": ("held", "onhold"),
    "withdraw": ("withdrawn",), "freeze": ("frozen",), "poweron": ("running", "on"), "poweroff": ("off", "stopped"),
    "shutdown": ("off", "stopped"), "accept": ("accepted",), "enable": ("enabled", "active"),
    "disable": ("disabled", "inactive"), "terminate": ("terminated",), "lock": ("locked",), "ship": ("shipped",),
}  # fmt: skip
OPPOSITES = {"disable": "enabled", "deactivate": "active", "hide": "visible"}


def acting(shapes: Structures, use: Use, key: str) -> Iterator[tuple[str, Any, str]]:
    """What an action sets, and what one that makes another row copies: the `x-mock` key, its value, and why.

    Args:
        shapes, use: The document's, and the operation's.
        key: The field that identifies a row.
    """
    changes = _changes_of(shapes, use) if use.behaviour == "act" else None
    if changes is not None:
        yield "set", *changes
    if use.behaviour == "upsert":
        named = quoted(use.op.said, union(shapes, use.resource.shown))
        if named:
            yield "match", named, "the properties by which its description finds a row"
    if use.behaviour == "clone":
        members = union(shapes, use.resource.shown)
        copied = [name for name, shape in members.items() if name != key and not shape.is_date]
        yield "copy", copied, "what a row shows, but its key and its times"


def _changes_of(shapes: Structures, use: Use) -> tuple[dict[str, Any], str] | None:
    """The fields that an action sets, and why; None where no property of a row is named by its verb."""
    verb = norm(use.route.verb or use.route.last)
    verb = f"un{verb}" if use.op.method == "delete" else verb
    members = union(shapes, use.resource.shown)
    found = [*_flags(verb, members), *_options(verb, members)]
    if not found:
        return None
    name, value = found[0]
    return {
        name: value
    }, f"the verb `{use.route.verb or use.route.last}` names the value {value!r} of `{name}`"


def _flags(verb: str, members: dict[str, Structure]) -> Iterator[tuple[str, bool]]:
    """Truth values that are named by what a verb makes of a row, or undoes."""
    for name, shape in members.items():
        if shape.kind != "boolean":
            continue
        flag = norm(name).removeprefix("is")
        if flag in _forms(verb):
            yield name, True
        elif flag == OPPOSITES.get(verb) or (verb.startswith("un") and flag in _forms(verb[2:])):
            yield name, False


def _options(verb: str, members: dict[str, Structure]) -> Iterator[tuple[str, Any]]:
    """Values of enumerations that are what a verb makes of a row; those of a status first."""
    enumerations = [(name, shape.options) for name, shape in members.items() if len(shape.options) > 1]
    enumerations.sort(key=lambda each: not {"status", "state"} & set(words(each[0])))
    for form in _forms(verb):
        for name, options in enumerations:
            for option in options:
                if isinstance(option, str) and norm(option) == form:
                    yield name, option


def _forms(verb: str) -> list[str]:
    """What a row is after a verb: `cancelled`, `canceled`."""
    regular = [f"{verb}d" if verb.endswith("e") else f"{verb}ed", f"{verb}{verb[-1:]}ed"]
    if verb.endswith("y"):
        regular.append(f"{verb[:-1]}ied")
    return [*IRREGULAR.get(verb, ()), *regular]
