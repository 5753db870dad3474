"""Answers of operations that keep nothing, which show the key that their path asks for."""

from collections.abc import Iterator

from mockserver.contract.document import escape
from mockserver.contract.inference.envelopes import single_in
from mockserver.contract.inference.operations import AnswerShape, Op, Reader
from mockserver.contract.inference.routes import PathRoute, route_of
from mockserver.contract.inference.structure import Structure
from mockserver.contract.inference.words import norm, singular, words

RULES = ("format", "pattern", "enum", "minLength", "maxLength", "minimum", "maximum", "multipleOf")


def told_by_path(reader: Reader, op: Op) -> Iterator[tuple[str, dict[str, str], str]]:
    """Of each success of `GET /things/{id}` its status, where its body has the id that is asked for, and why."""
    route = route_of(op.path)
    for answer in op.successes:
        found = _place(reader, op, route, answer)
        if found:
            why = f"`{found.rpartition('/')[2]}` is what {{{route.hole}}} asks for"
            yield answer.status, {found: f"$request.path.{route.hole}"}, why


def _place(reader: Reader, op: Op, route: PathRoute, answer: AnswerShape) -> str:
    """Where an answer has what the path asks for, as a JSON pointer; empty where nothing tells it."""
    param = op.path_param(route.hole) if route.hole and op.method == "get" else None
    if param is None or answer.shape is None:
        return ""
    single = single_in(reader.shapes, answer.shape, None, route.noun)
    if single is None:
        return ""
    names = reader.shapes.names(single.row)
    for word in _wanted(route):
        if word in names and _same(param.shape, reader.shapes.member(single.row, names[word])):
            return "".join(f"/{escape(step)}" for step in (*single.place, names[word]))
    return ""


def _wanted(route: PathRoute) -> list[str]:
    """What the property is called that a path asks for, the likeliest first."""
    own, parts = norm(route.hole), words(route.hole)
    if "or" in parts:
        return []
    one = singular(route.noun)
    ends = ["".join(parts[index:]) for index in range(1, len(parts))]
    return [own, *(ends if own != "id" else []), f"{one}id", one]


def _same(asked: Structure, shown: Structure) -> bool:
    """Whether every value that may be asked for may be shown."""
    rules = (asked.node.get(rule) == shown.node.get(rule) for rule in RULES)
    return asked.kind != "" and asked.kinds == shown.kinds and all(rules)
