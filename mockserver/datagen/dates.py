"""Moments as milliseconds since 1970 (UTC), and the four ways to write them."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

FORMATS = ("seconds", "ms", "unix", "date")
DAY = 86_400_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_WRITTEN_FROM = datetime(1970, 1, 1)  # noqa: DTZ001 - the same in UTC, which is written as Z
_UNITS = {"s": 1_000, "m": 60_000, "h": 3_600_000, "d": DAY, "w": 7 * DAY}


def written(moment: int, form: str) -> str | int:
    """The moment as RFC 3339 with seconds or milliseconds, as unix seconds, or as a plain date."""
    if form == "unix":
        return moment // 1_000
    if form == "date":
        return (_WRITTEN_FROM + timedelta(milliseconds=moment)).isoformat()[:10]
    text = (_WRITTEN_FROM + timedelta(milliseconds=moment)).isoformat(
        timespec="milliseconds" if form == "ms" else "seconds"
    )
    return f"{text}Z"


def read_moment(value: Any) -> tuple[int, str]:
    """The moment that a value names and its format.

    Raises:
        ValueError: Where it names none.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        return value * 1_000, "unix"
    if isinstance(value, datetime):
        return _milliseconds(value), "seconds"
    if isinstance(value, date):
        return _milliseconds(datetime(value.year, value.month, value.day, tzinfo=UTC)), "date"
    if not isinstance(value, str):
        raise ValueError(f"{value!r} is no date")  # noqa: TRY004 - 2024-02-30 is as wrong as a list
    form = "date" if "T" not in value else "ms" if "." in value else "seconds"
    return _milliseconds(datetime.fromisoformat(value)), form


def _milliseconds(moment: datetime) -> int:
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return (aware - _EPOCH) // timedelta(milliseconds=1)


def read_duration(value: Any) -> int:
    """The milliseconds of `45s`, `30m`, `12h`, `90d` or `2w`.

    Raises:
        ValueError: For anything else.
    """
    match = re.fullmatch(r"(\d+)([smhdw])", str(value))
    if match is None:
        raise ValueError(f"{value!r} is no duration; write it as 45s, 30m, 12h, 90d or 2w")
    return int(match[1]) * _UNITS[match[2]]


def plain(value: Any) -> Any:
    """A YAML value as JSON has it: dates, which YAML reads by itself, become text again."""
    if isinstance(value, datetime):
        return written(_milliseconds(value), "seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: plain(member) for key, member in value.items()}
    if isinstance(value, list):
        return [plain(member) for member in value]
    return value
