"""Which calls a stub answers: conditions, in the words of `x-mock`, on what a call was read to be."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from mockserver.bounds import quoted_value
from mockserver.contract.document import escape, steps
from mockserver.contract.model import Operation, Parameter
from mockserver.errors import hint
from mockserver.exchange import Call
from mockserver.faults.stub import Matches
from mockserver.language.conditions import compile_comparison
from mockserver.language.expressions import ExpressionError, is_expression
from mockserver.rows import ABSENT, dig
from mockserver.services import Services
from mockserver.validation.pairs import UndecodableError, split_cookies, split_query

Places = list[tuple[str, str]]
ReadCall = Callable[[Call], Any]
EQUALITIES = {
    "eq": False,
    "in": True,
}  # what is wanted is a value that the call has, or a list of such values


def compile_match(given: Mapping[str, Any], operation: Operation, services: Services, *, breaks: bool
                  ) -> tuple[Matches, Places]:  # fmt: skip
    """What tells whether a call is one of a stub's, and what of the stub makes no sense.

    Args:
        given: The stub's `match`.
        operation, services: Whose calls they are.
        breaks: Whether calls that break the contract are answered as well: these may be anything.
    """
    links = services.contract.links(operation.mock.resource)
    tests: list[Matches] = []
    wrong: Places = []
    for location, conditions in given.items():
        for name, wanted in conditions.items():
            pointer = f"/match/{location}/{escape(name)}"
            declared = _declared(operation, location, name)
            if not breaks:
                wrong += (
                    (pointer, text)
                    for text in _senseless(location, name, declared, wanted, operation, services)
                )
            try:
                holds = compile_comparison(wanted, links)
            except (ExpressionError, TypeError, AttributeError) as error:
                wrong.append((pointer, str(error)))
                continue
            read = _reading(location, name, declared)
            tests.append(
                lambda call, read=read, holds=holds: holds(  # type: ignore[misc] # both are what they are here
                    None if (value := read(call)) is ABSENT else value, call, {}
                )
            )
    return (lambda call: all(test(call) for test in tests)), wrong


def _declared(operation: Operation, location: str, name: str) -> Parameter | None:
    """The parameter of a name; names of header fields have no case (RFC 9110, 5.1)."""
    for parameter in operation.parameters:
        same = parameter.name == name or (location == "header" and parameter.name.lower() == name.lower())
        if same and location in {parameter.location, parameter.location.removesuffix("string")}:
            return parameter
    return None


def _reading(location: str, name: str, declared: Parameter | None) -> ReadCall:
    """What reads a value of a call, of its schema's type where it is declared."""
    if location == "body":
        into = steps(name)
        return lambda call: dig(call.body, into) if call.sent else ABSENT
    known = declared.name if declared is not None else name
    if location == "path":
        return lambda call: call.path.get(known, ABSENT)
    if location == "query":
        return lambda call: call.query[known] if known in call.query else _raw_query(call, name)
    if location == "cookie":
        return lambda call: call.cookie[known] if known in call.cookie else _raw_cookie(call, name)
    return lambda call: call.header[known] if known in call.header else _raw_header(call, name)


def _raw_query(call: Call, name: str) -> Any:
    """The text of a query parameter that was not read, the first of several."""
    if not call.request.query:
        return ABSENT
    try:
        return split_query(call.request.query).get(name, [ABSENT])[0]
    except UndecodableError:
        return ABSENT


def _raw_cookie(call: Call, name: str) -> Any:
    """The text of a cookie that was not read: any client may bring one that nothing declares."""
    return split_cookies(call.request.header("cookie")).get(name, [ABSENT])[0]


def _raw_header(call: Call, name: str) -> Any:
    value = call.request.header(name)
    return ABSENT if value is None else value


def _senseless(
    location: str,
    name: str,
    declared: Parameter | None,
    wanted: Any,
    operation: Operation,
    services: Services,
) -> Iterator[str]:
    """Why no call that keeps the contract can meet a condition."""
    if declared is None:
        if location in {"path", "query"}:
            names = [p.name for p in operation.parameters if p.location in {location, f"{location}string"}]
            yield f"{operation.id} declares no {location} parameter {name!r}; {hint(name, names)}"
        return
    for value in _values(wanted):
        if not services.values.fits(declared.schema, value):
            place = services.contract.document.problem(declared.pointer, "the parameter is declared there")
            yield f"no call that keeps the contract has {quoted_value(value)} here; see {place}"


def _values(wanted: Any) -> Iterator[Any]:
    """The constants that a condition wants a value to equal."""
    ops = wanted if isinstance(wanted, Mapping) else {"eq": wanted}
    for operator, value in ops.items():
        if operator in EQUALITIES:
            several = value if EQUALITIES[operator] and isinstance(value, list) else [value]
            yield from (each for each in several if each is not None and not is_expression(each))
