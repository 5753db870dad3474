"""Whether a row, as it is shown, meets a filter: the law's own reading of the vocabulary, not the engine's."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from mockserver.contract.mock import FilterRule
from mockserver.language.operators import Compare
from mockserver.rows import ABSENT, Steps, dig

PlaceOf = Callable[[str], Steps | None]


class NoOracleError(Exception):
    """A filter that rows as they are shown cannot be held against; the text says why."""


def meets(rule: FilterRule, name: str, wanted: Any, row: Any, place_of: PlaceOf) -> bool:
    """Whether a row meets a filter.

    Args:
        rule, name: The filter, and the parameter or the member that it stands at.
        wanted: The value that is sent.
        row: As it is shown.
        place_of: Tells where a row shows a stored field.

    Raises:
        NoOracleError: When that cannot be told.
    """
    if rule.members is not None:
        return all(meets(its, member, wanted[member], row, place_of) for member, its in rule.members.items()
                   if isinstance(wanted, Mapping) and member in wanted)  # fmt: skip
    if rule.related is not None:
        raise NoOracleError("it is about related rows")
    if rule.values is not None:
        key = str(wanted).lower() if isinstance(wanted, bool) else str(wanted)
        condition = rule.values.get(key)
        return condition is None or _meets_condition(condition, row, place_of)
    compare = COMPARISONS.get(rule.op)
    if compare is None:
        raise NoOracleError(f"nothing but the engine knows {rule.op!r}")
    values = [_shown(field, row, place_of) for field in rule.fields or (rule.field or name,)]
    if rule.ignore_case:
        wanted, values = _folded(wanted), [_folded(value) for value in values]
    return any(compare(value, wanted) for value in values)


def _shown(field: str, row: Any, place_of: PlaceOf) -> Any:
    place = place_of(field)
    if place is None:
        raise NoOracleError(f"no reply shows {field}")
    value = dig(row, place)
    return None if value is ABSENT else value


def _meets_condition(condition: Mapping[str, Any], row: Any, place_of: PlaceOf) -> bool:
    return all(_holds(_shown(field, row, place_of), wanted) for field, wanted in condition.items())


def _holds(value: Any, wanted: Any) -> bool:
    if "$" in str(wanted):
        raise NoOracleError("its condition depends on the call")
    if not isinstance(wanted, Mapping):
        return equal(value, wanted)
    for op, inner in wanted.items():
        if op == "not":
            if _holds(value, inner):
                return False
        elif op not in COMPARISONS:
            raise NoOracleError(f"nothing but the engine knows {op!r}")
        elif not COMPARISONS[op](value, inner):
            return False
    return True


def equal(value: Any, wanted: Any) -> bool:
    """Whether a value is the wanted one, as JSON has it or as a text of a URL writes it."""
    if isinstance(value, bool) or isinstance(wanted, bool):
        return str(value).lower() == str(wanted).lower() if value is not None else False
    if isinstance(value, int | float) and isinstance(wanted, str):
        return str(value) == wanted
    return bool(value == wanted)


def _one_of(value: Any, wanted: Any) -> bool:
    return any(equal(value, each) for each in _listed(wanted))


def _listed(wanted: Any) -> list[Any]:
    if isinstance(wanted, str):
        return [part.strip() for part in wanted.split(",") if part]
    return wanted if isinstance(wanted, list) else [wanted]


def _holds_one(value: Any, wanted: Any) -> bool:
    return isinstance(value, list) and any(_one_of(element, wanted) for element in value)


def _contains(value: Any, wanted: Any) -> bool:
    if isinstance(value, list):
        return any(equal(element, wanted) for element in value)
    return isinstance(value, str) and isinstance(wanted, str) and wanted in value


def _starts(value: Any, wanted: Any) -> bool:
    return isinstance(value, str) and isinstance(wanted, str) and value[: len(wanted)] == wanted


def _ordered(compare: Callable[[Any, Any], bool]) -> Compare:
    def ordered(value: Any, wanted: Any) -> bool:
        pair = _moment(value), _moment(wanted)
        numbers = all(isinstance(each, int | float) and not isinstance(each, bool) for each in pair)
        texts = all(isinstance(each, str) for each in pair)
        return (numbers or texts) and compare(*pair)

    return ordered


def _moment(value: Any) -> Any:
    """A date or a date-time as seconds (RFC 3339); everything else as it is."""
    if not isinstance(value, str) or len(value) < 10 or value[4:5] != "-" or value[7:8] != "-":
        return value
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return value
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _folded(value: Any) -> Any:
    if isinstance(value, list):
        return [_folded(each) for each in value]
    return value.casefold() if isinstance(value, str) else value


COMPARISONS: Mapping[str, Compare] = {
    "eq": equal,
    "ne": lambda value, wanted: not equal(value, wanted),
    "in": _one_of,
    "any": _holds_one,
    "contains": _contains,
    "prefix": _starts,
    "gt": _ordered(lambda value, wanted: value > wanted),
    "gte": _ordered(lambda value, wanted: value >= wanted),
    "lt": _ordered(lambda value, wanted: value < wanted),
    "lte": _ordered(lambda value, wanted: value <= wanted),
    "exists": lambda value, wanted: (value is not None) == bool(wanted),
}
