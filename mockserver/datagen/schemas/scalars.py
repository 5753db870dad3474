"""Texts and numbers within the bounds of a schema."""

import math
from collections.abc import Iterator
from fractions import Fraction

from mockserver.datagen.schemas.checking import accepts_flat
from mockserver.datagen.schemas.merging import Reading, Schema, Unsatisfiable
from mockserver.datagen.schemas.patterns import sample
from mockserver.datagen.schemas.providers import Setting, number_by_name, text_by_format, text_by_name

_NO_REFERENCES = Reading(lambda ref: {"$ref": ref})  # the keywords that are judged here hold no schema


def make_string(flat: Schema, setting: Setting) -> str:
    """Return a text of the format, the meaning of the name or the pattern, whichever fits first.

    Raises:
        Unsatisfiable: the pattern and the lengths admit no text that could be found.

    """
    keys = ("minLength", "maxLength", "patterns", "format")
    checks: Schema = {key: flat[key] for key in keys if key in flat}
    for text in _texts(flat, setting):
        if accepts_flat(checks, text, _NO_REFERENCES):
            return text
    raise Unsatisfiable(f"no text found for {checks}")


def _texts(flat: Schema, setting: Setting) -> Iterator[str]:
    shortest, longest = flat.get("minLength", 0), flat.get("maxLength")
    formatted = list(text_by_format(flat.get("format"), setting))
    yield from formatted
    if not formatted:
        yield from text_by_name(setting)
    for pattern in flat.get("patterns", ()):
        text = sample(pattern, setting.random, shortest, longest)
        if text is not None:
            yield text
    text = next(text_by_name(setting))
    while len(text) < shortest:
        text += f" {text}" if text else "x"
    yield text if longest is None else text[: max(longest, shortest)]
    yield "x" * shortest


def make_number(flat: Schema, setting: Setting, *, whole: bool) -> int | float:
    """Return a number that the name suggests, or else one within the bounds.

    Raises:
        Unsatisfiable: no number is within the bounds and a multiple of `multipleOf`.

    """
    keys = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")
    checks: Schema = {
        "type": ["integer" if whole else "number"],
        **{key: flat[key] for key in keys if key in flat},
    }
    if flat.get("format") == "int32":
        checks["maximum"] = min(checks.get("maximum", 2**31 - 1), 2**31 - 1)
    for number in number_by_name(setting, whole=whole):
        value = int(number) if whole else number
        if accepts_flat(checks, value, _NO_REFERENCES):
            return value
    return _bounded(checks, setting, whole=whole)


def _bounded(checks: Schema, setting: Setting, *, whole: bool) -> int | float:
    low, low_open = _bound(checks, "minimum", "exclusiveMinimum")
    high, high_open = _bound(checks, "maximum", "exclusiveMaximum")
    if low is None:
        low, low_open = (Fraction(0), False) if high is None or high > 0 else (high - 1000, False)
    if high is None:
        high, high_open = low + 1000, False
    step = Fraction(str(checks.get("multipleOf") or 1))
    if whole and step.denominator != 1:
        step *= step.denominator
    elif not whole and "multipleOf" not in checks:
        step = (high - low) / 8 or Fraction(1)
    first, last = math.ceil(low / step), math.floor(high / step)
    first += bool(low_open and first * step == low)
    last -= bool(high_open and last * step == high)
    if first > last:
        raise Unsatisfiable(f"no number found for {checks}")
    value = (first + setting.random.randint(0, min(last - first, 1000))) * step
    return int(value) if whole else float(value)


def _bound(checks: Schema, plain: str, exclusive: str) -> tuple[Fraction | None, bool]:
    """Return a bound and whether it is left out itself: 3.0 says so by `true`, 3.1 by a number."""
    bound, other = checks.get(plain), checks.get(exclusive)
    if isinstance(other, int | float) and not isinstance(other, bool):
        tighter = bound is None or (other >= bound if plain == "minimum" else other <= bound)
        if tighter:
            return Fraction(str(other)), True
    return (None if bound is None else Fraction(str(bound))), other is True
