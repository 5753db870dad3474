"""Values that a document shows and that break their schema by little: what they were meant to be."""

import difflib
import json
import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from mockserver.datagen.schemas.joining import common_step, same_json
from mockserver.datagen.schemas.reading import Schema

_TRUE, _FALSE = frozenset({"true", "yes", "1", "on"}), frozenset({"false", "no", "0", "off"})
_NUMBER = re.compile(r"\s*[-+]?\d[\d_, ]*(?:\.\d+)?(?:[eE][-+]?\d+)?\s*")
_MOMENT = re.compile(
    r"(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(:\d{2}(?:\.\d+)?)? ?(Z|[-+]\d{2}:?\d{2})?)?", re.IGNORECASE
)
_NEAR = 0.5


def mended(flat: Schema, shown: Any) -> Iterator[Any]:
    """What a value can have been meant to be, the nearest first; none of it need meet the schema.

    Args:
        flat: What `flatten` made of the schema.
        shown: The value.
    """
    if "enum" in flat:
        yield from _options(flat["enum"], shown)
        return
    for kind in flat.get("type") or ():
        yield from _AS[kind](flat, shown) if kind in _AS else ()
    if not flat.get("type") and isinstance(shown, str):
        yield from _text(flat, shown)


def _options(options: list[Any], shown: Any) -> Iterator[Any]:
    """Options, that which is written the same first, then the same but for its case, then the likest."""
    written = {_plain(option): option for option in options}
    text = _plain(shown)
    if text in written:
        yield written[text]
    folded = {key.casefold(): option for key, option in written.items()}
    if text.casefold() in folded:
        yield folded[text.casefold()]
    for near in difflib.get_close_matches(text, list(written), n=1, cutoff=_NEAR):
        yield written[near]


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _text(flat: Schema, shown: Any) -> Iterator[str]:
    if shown is None or isinstance(shown, dict | list):
        return
    text = _plain(shown)
    yield text
    yield text.strip()
    yield from _moments(flat.get("format"), text)
    longest = flat.get("maxLength")
    if longest is not None:
        yield text[:longest]
    shortest = flat.get("minLength", 0)
    if 0 < len(text) < shortest <= 10 * len(text):
        yield (text * (shortest // len(text) + 1))[:shortest]
    yield text.upper()
    yield text.lower()


def _moments(form: Any, text: str) -> Iterator[str]:
    found = _MOMENT.fullmatch(text.strip())
    if found is None:
        return
    day, minute, seconds, zone = found.groups()
    if form == "date":
        yield day
    if form == "date-time":
        zone = (zone or "Z").upper()
        zone = zone if zone == "Z" or ":" in zone else f"{zone[:3]}:{zone[3:]}"
        yield f"{day}T{minute or '00:00'}{seconds or ':00'}{zone}"


def _number(flat: Schema, shown: Any) -> Iterator[float]:
    number = _read(shown)
    if number is None:
        return
    yield number
    if number < flat.get("minimum", number):
        yield flat["minimum"]
    if number > flat.get("maximum", number):
        yield flat["maximum"]
    step = common_step(flat.get("steps", []))
    if step:
        nearest = round(Fraction(str(number)) / step) * step
        yield int(nearest) if nearest.denominator == 1 else float(nearest)


def _whole(flat: Schema, shown: Any) -> Iterator[int]:
    yield from (round(number) for number in _number(flat, shown))


def _read(shown: Any) -> float | None:
    if isinstance(shown, bool):
        return None
    if isinstance(shown, int | float):
        return shown
    if not isinstance(shown, str) or _NUMBER.fullmatch(shown) is None:
        return None
    text = re.sub(r"[_, ]", "", shown)
    return int(text) if re.fullmatch(r"[-+]?\d+", text) else float(text)


def _boolean(flat: Schema, shown: Any) -> Iterator[bool]:
    text = _plain(shown).strip().casefold()
    if text in _TRUE or text in _FALSE:
        yield text in _TRUE


def reshaped(kind: str, shown: Any) -> Any:
    """An object or an array as it was meant: read, where it is written as a text of JSON; a lone item in a list.

    Args:
        kind: `object` or `array`.
        shown: The value.
    """
    wanted = dict if kind == "object" else list
    if isinstance(shown, str) and shown.lstrip()[:1] in ("{", "["):
        try:
            read = json.loads(shown)
        except ValueError:
            read = shown
        shown = read if isinstance(read, wanted) else shown
    if isinstance(shown, wanted):
        return shown
    return [shown] if kind == "array" and shown is not None else None


def _null(flat: Schema, shown: Any) -> Iterator[None]:
    if shown in ("", "null", "None"):
        yield None


_AS = {
    "string": _text,
    "number": _number,
    "integer": _whole,
    "boolean": _boolean,
    "null": _null,
}


def distance(flat: Schema, shown: Any) -> float:
    """How far a value is from a schema, as far as a glance tells: what chooses a branch for it."""
    if not isinstance(shown, dict):
        return 0.0 if _looks(flat, shown) else 100.0
    if flat.get("type") and "object" not in flat["type"]:
        return 100.0
    properties = flat.get("properties") or {}
    far = float(sum(name not in shown for name in flat.get("required", ())))
    far += sum(0.5 for name in shown if name not in properties)
    far += sum(10.0 for name, schema in properties.items() if name in shown and _differs(schema, shown[name]))
    return far


def _differs(schema: Any, shown: Any) -> bool:
    """Whether a member has another value than the ones that its schema names."""
    if not isinstance(schema, dict):
        return schema is False
    options = schema.get("enum", [schema["const"]] if "const" in schema else None)
    return isinstance(options, list) and not any(same_json(shown, option) for option in options)


def _looks(flat: Schema, shown: Any) -> bool:
    kinds = {
        str: "string",
        bool: "boolean",
        int: "integer",
        float: "number",
        list: "array",
        type(None): "null",
    }
    kind = kinds.get(type(shown), "")
    types = flat.get("type") or (kind,)
    return kind in types or (kind == "integer" and "number" in types)
