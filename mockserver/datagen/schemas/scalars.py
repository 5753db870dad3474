"""Texts and numbers within the bounds of a schema."""

import json
import math
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from mockserver.datagen.schemas.checking import accepts_flat
from mockserver.datagen.schemas.fitting import texts_of_length
from mockserver.datagen.schemas.joining import common_step
from mockserver.datagen.schemas.patterns import sample
from mockserver.datagen.schemas.providers import Setting, number_by_name, text_by_format, text_by_name
from mockserver.datagen.schemas.reading import Reading, Schema, Unsatisfiable

LONGEST = 65_536  # letters of a text
_TEXT = ("minLength", "maxLength", "patterns", "format", "nots")
_NUMBER = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "steps", "nots")
_SPAN = 1000
_OTHERS = ("abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789", "-_.")


def make_string(flat: Schema, setting: Setting, reading: Reading) -> str:
    """A text of the format, the meaning of the name or the pattern, whichever fits first.

    Raises:
        Unsatisfiable: the pattern and the lengths admit no text that could be found.

    """
    checks: Schema = {key: flat[key] for key in _TEXT if key in flat}
    if checks.get("minLength", 0) > LONGEST:
        raise Unsatisfiable(f"a text of {checks['minLength']} letters is too long")
    text: str = _first(_texts(flat, setting), checks, reading, "text")
    return text


def _first(candidates: Iterator[Any], checks: Schema, reading: Reading, what: str) -> Any:
    """The first that meets the schema; the first that only `not` rules out, where there is none."""
    allowing = {**checks, "nots": []}
    spare: list[Any] = []
    for candidate in candidates:
        if accepts_flat(checks, candidate, reading):
            return candidate
        if checks.get("nots") and not spare and accepts_flat(allowing, candidate, reading):
            spare.append(candidate)
    if spare:
        return spare[0]
    raise _not_found(what, checks)


def _not_found(what: str, checks: Schema) -> Unsatisfiable:
    """What nothing was found for, in the words of the document."""
    names = {"steps": "multipleOf", "patterns": "pattern", "nots": "not"}
    asked = [
        f"{names.get(key, key)}: {json.dumps(each, default=str, ensure_ascii=False)}"
        for key, value in checks.items()
        if key != "type"
        for each in (value if key in names else [value])
    ]
    return Unsatisfiable(f"no {what} found for {', '.join(asked)}"[:300])


def _texts(flat: Schema, setting: Setting) -> Iterator[str]:
    shortest, longest, form = flat.get("minLength", 0), flat.get("maxLength"), flat.get("format")
    formatted = list(text_by_format(form, setting))
    yield from formatted
    if not formatted:
        yield from text_by_name(setting)
    for pattern in flat.get("patterns", ()):
        for _ in range(4):  # another pattern or the format may have its own idea
            text = sample(pattern, setting.random, shortest, longest)
            if text is None:
                break
            yield text
    if formatted:
        yield from texts_of_length(form, formatted[0], setting.random, shortest, longest)
    text = next(text_by_name(setting))
    while len(text) < shortest:
        text += f" {text}" if text else "x"
    yield text if longest is None else text[: max(longest, shortest)]
    yield "x" * shortest
    count = max(shortest, min(8, longest or 8))
    for letters in _OTHERS:  # where something is ruled out
        yield "".join(setting.random.choices(letters, k=count))


def make_number(flat: Schema, setting: Setting, reading: Reading, *, whole: bool) -> int | float:
    """A number that the name suggests, or else one within the bounds.

    Raises:
        Unsatisfiable: no number is within the bounds and a multiple of `multipleOf`.

    """
    checks: Schema = {
        "type": ["integer" if whole else "number"],
        **{key: flat[key] for key in _NUMBER if key in flat},
    }
    number: float = _first(_numbers(checks, setting, whole=whole), checks, reading, "number")
    return int(number) if number == number // 1 else number  # 56.0 is an integer for some drafts alone


def _numbers(checks: Schema, setting: Setting, *, whole: bool) -> Iterator[int | float]:
    for number in number_by_name(setting, whole=whole):
        yield int(number) if whole else number
    yield from _bounded(checks, setting, whole=whole)


def _bounded(checks: Schema, setting: Setting, *, whole: bool) -> Iterator[int | float]:
    low, low_open = _bound(checks, "minimum", "exclusiveMinimum")
    high, high_open = _bound(checks, "maximum", "exclusiveMaximum")
    if low is None:
        low, low_open = (Fraction(0), False) if high is None or high > 0 else (high - _SPAN, False)
    step = common_step(checks.get("steps", []))
    if high is None:
        high, high_open = low + max(Fraction(_SPAN), step or Fraction(1)), False
    if whole:
        step = Fraction(1) if step is None else step * step.denominator
    elif step is None:
        step = (high - low) / 8 or Fraction(1)
    first, last = math.ceil(low / step), math.floor(high / step)
    first += bool(low_open and first * step == low)
    last -= bool(high_open and last * step == high)
    if first > last:
        raise _not_found("number", checks)
    drawn = first + setting.random.randint(0, min(last - first, _SPAN))
    for multiple in (drawn, first, last, (first + last) // 2, *range(first, min(first + 20, last + 1))):
        value = multiple * step
        yield int(value) if whole or (value.denominator == 1 and abs(value) >= 2**53) else float(value)


def _bound(checks: Schema, plain: str, exclusive: str) -> tuple[Fraction | None, bool]:
    """A bound and whether it is left out itself."""
    bound, other = checks.get(plain), checks.get(exclusive)
    if other is not None and (bound is None or (other >= bound if plain == "minimum" else other <= bound)):
        return Fraction(str(other)), True
    return (None if bound is None else Fraction(str(bound))), False
