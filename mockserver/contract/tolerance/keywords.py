"""How the values of single keywords of schemas are mended."""

from collections.abc import Callable, Mapping
from typing import Any

from mockserver.bounds import MOST_STATES
from mockserver.contract import patterns
from mockserver.contract.tolerance import values
from mockserver.contract.tolerance.walk import GONE, Mend, Pass, Place


def bound(run: Pass) -> Mend:
    """An exclusive bound: a number since OpenAPI 3.1, true or false before."""
    return run.kind("flag" if run.version < (3, 1) else "number")


def some_schemas(run: Pass) -> Mend:
    """A list of schemas, of one at least."""
    inner = values.list_of(run, run.kind("schema"), wraps=True)

    def mend(value: Any, place: Place) -> Any:
        if value == []:
            run.fault(place, "value", "not as OpenAPI asks: [] has less than 1 item; left out")
            return GONE
        return inner(value, place)

    return mend


def schema_or_flag(run: Pass) -> Mend:
    """A schema, or true or false."""
    inner = run.kind("schema")

    def mend(value: Any, place: Place) -> Any:
        if value.__class__ is bool:
            return value
        if isinstance(value, str) and value.lower() in {"true", "false"}:
            values.refused(run, place, value, "boolean", f"read as {value.lower()}")
            return value.lower() == "true"
        if value.__class__ is not dict:
            values.refused(run, place, value, "object")
            return GONE
        return inner(value, place)

    return mend


def distinct_names(run: Pass) -> Mend:
    """A list of names, each once."""

    def mend(value: Any, place: Place) -> Any:
        if value.__class__ is not list:
            values.refused(run, place, value, "array")
            return GONE
        kept = list(dict.fromkeys(name for name in value if isinstance(name, str)))
        if len(kept) == len(value):
            return value if value or run.version >= (3, 1) else _empty(run, value, place)
        why = "has non-unique elements; each is read once"
        if any(not isinstance(name, str) for name in value):
            why = "has elements that are no names; they are left out"
        run.fault(place, "value", f"not as OpenAPI asks: {values.shown(value)} {why}")
        return kept or GONE

    return mend


def enumeration(run: Pass) -> Mend:
    """The values of an `enum`."""

    def mend(value: Any, place: Place) -> Any:
        if value.__class__ is list:
            return value or _empty(run, value, place)
        if value.__class__ in {str, int, float, bool}:
            values.refused(run, place, value, "array", "read as a list of one")
            return [value]
        values.refused(run, place, value, "array")
        return GONE

    return mend


def _empty(run: Pass, value: Any, place: Place) -> Any:
    rule = "value" if run.version < (3, 1) else "unsatisfiable"
    run.fault(place, rule, f"not as OpenAPI asks: {values.shown(value)} has less than 1 item; left out")
    return GONE


def dependency(run: Pass) -> Mend:
    """What another property asks for: names, or a schema."""
    by_name, by_schema = distinct_names(run), run.kind("schema")
    return lambda value, place: (by_name if value.__class__ is list else by_schema)(value, place)


def pattern(run: Pass) -> Mend:
    """A regular expression; one that no engine reads is not checked."""
    text, taken = values.text_value(run), 0

    def mend(value: Any, place: Place) -> Any:
        nonlocal taken
        read = text(value, place)
        if read is GONE:
            return GONE
        taken += patterns.weight(read)
        if taken > MOST_STATES:
            said = f"the patterns of this document ask for more than {MOST_STATES:,} repetitions; left out from here on"
            run.fault(place, "pattern", said)
            return GONE
        meant = patterns.meant(read)
        if meant != read:
            said = f"not as OpenAPI asks: {values.shown(read)} is no ECMA-262; read as {values.shown(meant)}"
            run.fault(place, "pattern", said)
            read = meant
        if not patterns.keywords(read):
            why = 'is not a "regex"'
            if patterns.is_pattern(read):
                why = "asks for an engine that could take time beyond all measure"
            run.fault(place, "pattern", f"not as OpenAPI asks: {values.shown(read)} {why}; it is not checked")
        return read

    return mend


def declared_type(run: Pass) -> Mend:
    """A type, which was looked at with its schema."""
    return lambda value, place: value


KINDS: Mapping[str, Callable[[Pass], Mend]] = {
    "bound": bound,
    "some schemas": some_schemas,
    "schema or flag": schema_or_flag,
    "names": distinct_names,
    "values": enumeration,
    "dependency": dependency,
    "pattern": pattern,
    "type": declared_type,
}
