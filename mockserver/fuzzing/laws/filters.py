"""A filter keeps rows that meet it, and loses none that do."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from mockserver.contract import schemas
from mockserver.contract.mock import FilterRule
from mockserver.contract.model import Parameter
from mockserver.fuzzing.laws.arguments import Arguments, arguments_of
from mockserver.fuzzing.laws.base import Choices, Law, LawBroken, NotJudged, Trial
from mockserver.fuzzing.laws.matching import NoOracleError, meets
from mockserver.fuzzing.laws.totals import require_totals
from mockserver.fuzzing.laws.walking import Listed, Walker
from mockserver.rows import ABSENT, dig


def judge(trial: Trial) -> None:
    """Ask for the rows that have a value which some row has, or for any value."""
    arguments = arguments_of(trial.server)
    walker = Walker(trial.server, arguments, trial.operation)
    filters = [p for p in trial.operation.parameters if p.mock.filter is not None and p.location == "query"]
    if not filters:
        raise NotJudged("no parameter filters", always=True)
    parameter = trial.choices.one_of(filters)
    rule = parameter.mock.filter or FilterRule()
    sent = arguments.call(trial.operation, trial.choices)
    if _clashes(arguments, trial.operation.parameters, parameter):
        raise NotJudged(f"two parameters are written as {parameter.name}, or as one of its members")
    if parameter.name in sent.query:
        raise NotJudged(f"no list can be had without {parameter.name}")
    schema = arguments.document.resolve(parameter.schema)
    if rule.op == "reveal" or (isinstance(schema, Mapping) and "default" in schema):
        raise NotJudged(f"without {parameter.name} the list has not all of its rows")
    whole = walker.everything(sent)
    wanted = _wanted(trial.choices, arguments, walker, parameter, rule, whole)
    try:
        due = [meets(rule, parameter.name, wanted, row, walker.shown_at) for row in whole.rows]
    except NoOracleError as error:
        raise NotJudged(f"{parameter.name}: {error}") from None
    if not any(due) and not walker.may_be_empty:
        raise NotJudged("no list may be empty, and no row meets it")
    kept = walker.everything(replace(sent, query={**sent.query, parameter.name: wanted}))
    _held(walker, parameter, wanted, whole, kept, due)
    require_totals(walker, kept.first, len(kept.rows), next(iter(walker.sizes()), None))


def _wanted(
    choices: Choices,
    arguments: Arguments,
    walker: Walker,
    parameter: Parameter,
    rule: FilterRule,
    whole: Listed,
) -> Any:
    """A value to ask for: what a row has, or a generated one."""
    if rule.values:
        value = arguments.as_sent(parameter, choices.one_of(list(rule.values)))
    elif rule.members:
        name = choices.one_of(list(rule.members))
        inner = rule.members[name]
        value = _of_rows(choices, walker, inner.fields or (inner.field or name,), whole)
        value = {name: value} if value is not ABSENT and arguments.fits(parameter, {name: value}) else ABSENT
    elif choices.number(0, 7) < 7:
        value = _of_rows(choices, walker, rule.fields or (rule.field or parameter.name,), whole)
        value = arguments.as_sent(parameter, value)
    else:
        value = ABSENT
    if value is ABSENT:
        value = arguments.value(parameter.schema, choices, walker.operation.id, parameter.name)
    if value is None or value in ("", [], {}):
        raise NotJudged(f"an empty {parameter.name} keeps every row")
    if not rule.members and not _is_plain(value):
        raise NotJudged(f"{parameter.name} takes objects, which no row holds")
    return value


def _clashes(arguments: Arguments, parameters: Sequence[Parameter], parameter: Parameter) -> bool:
    """Whether a query cannot tell a parameter from another: an object may be written as its members."""
    others = {name for p in parameters if p is not parameter for name in _written(arguments, p)}
    return not others.isdisjoint(_written(arguments, parameter))


def _written(arguments: Arguments, parameter: Parameter) -> Iterable[str]:
    if parameter.location != "query":
        return ()
    members = schemas.properties(arguments.document, parameter.schema)
    spread = parameter.explode and parameter.style == "form" and parameter.media is None
    return members if members and spread else (parameter.name,)


def _is_plain(value: Any) -> bool:
    """Whether a value is a scalar, or an array of them."""
    return not isinstance(value, Mapping) and not (
        isinstance(value, list) and any(isinstance(each, Mapping | list) for each in value)
    )


def _of_rows(choices: Choices, walker: Walker, fields: Sequence[str], whole: Listed) -> Any:
    """The value of a field that some row has."""
    place = walker.shown_at(choices.one_of(fields) if len(fields) > 1 else fields[0])
    found: dict[str, Any] = {}
    for row in whole.rows if place is not None else ():
        value = dig(row, place or ())
        for each in value if isinstance(value, list) else [value]:
            if each is not ABSENT and each is not None and not isinstance(each, Mapping | list):
                found.setdefault(str(each), each)
    return choices.one_of(list(found.values())[:8]) if found else ABSENT


def _held(
    walker: Walker, parameter: Parameter, wanted: Any, whole: Listed, kept: Listed, due: Sequence[bool]
) -> None:
    origin = parameter.mock.origin("filter")
    asked = f"{parameter.name}={wanted!r}"
    right = Counter(
        identity for identity, is_due in zip(walker.identities(whole), due, strict=True) if is_due
    )
    got = Counter(walker.identities(kept))
    if extra := got - right:
        raise LawBroken(f"{asked} keeps the row {next(iter(extra))}, which does not meet it", origin)
    if lost := right - got:
        raise LawBroken(f"{asked} loses the row {next(iter(lost))}, which meets it", origin)


LAW = Law(("list",), judge)
