"""What parameters do, in words."""

from collections.abc import Sequence

from mockserver.contract.mock import FilterRule, ParameterMock, SelectRule, SortRule
from mockserver.language.operators import OPERATORS

SELECTS = {"add": "adds properties to the rows", "keep": "keeps only the properties named"}


def effect(name: str, mock: ParameterMock) -> str:
    """What a parameter does to the answer; empty for a part in paging (told with the pages), and for nothing."""
    if mock.no_effect is not None:
        return f"has no effect: {mock.no_effect}"
    if mock.filter is not None:
        return filter_effect(name, mock.filter)
    if mock.sort is not None:
        return sort_effect(mock.sort)
    if mock.select is not None:
        return select_effect(mock.select)
    if mock.by:
        return f"names a row by its {' or '.join(mock.by)}"
    return "" if mock.field is None else f"is the row's {mock.field}"


def select_effect(rule: SelectRule) -> str:
    """Which properties of the rows it chooses."""
    shown = [*rule.extend, *(f"{name} as a row of {target}" for name, target in rule.rows.items())]
    return f"{SELECTS[rule.how]}{': ' if shown else ''}{', '.join(shown)}"


def filter_effect(name: str, rule: FilterRule) -> str:
    """What a filter keeps."""
    of_related = "" if rule.related is None else f" of its {rule.related}"
    if rule.values is not None:
        return f"keeps rows{of_related} by value: {', '.join(map(str, rule.values))}"
    operator = OPERATORS[rule.op]
    field = " or ".join(rule.fields or (rule.field or name,)) + of_related
    if operator.of_rows and rule.related is not None:
        field = rule.related
    return operator.effect.format(field=field) + (", ignoring case" if rule.ignore_case else "")


def sort_effect(rule: SortRule) -> str:
    """What a parameter sorts by."""
    if rule.fields is not None:
        return f"sorts by one of {', '.join(rule.fields)}"
    choices = rule.values or rule.direction or {}
    return f"sorts: {'; '.join(f'{value} by {_joined(order)}' for value, order in choices.items())}"


def _joined(order: Sequence[str] | str) -> str:
    return order if isinstance(order, str) else ", ".join(order)
