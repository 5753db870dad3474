"""Reading and moving the server's clock."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from starlette.exceptions import HTTPException

from mockserver import bounds
from mockserver.clock import Clock, timestamp


def read_clock(clock: Clock) -> dict[str, Any]:
    """The time, and whether it stands still."""
    return {"now": timestamp(clock.time(), "ms"), "frozen": clock.frozen}


def change_clock(clock: Clock, given: Mapping[str, Any]) -> None:
    """Freeze, advance or resume.

    Args:
        clock: Changed.
        given: `freeze` (a time, or true for this moment), `advance` (seconds), `resume` (true).

    Raises:
        HTTPException, UsageError: For anything else; the clock is as it was then.
    """
    if not given or (given.get("resume") and len(given) > 1):
        raise HTTPException(400, 'send {"freeze": TIME}, {"advance": SECONDS} or {"resume": true}')
    seconds = bounds.seconds("advance", given.get("advance", 0))
    frozen = given.get("freeze", False)
    moment = _moment(frozen) if isinstance(frozen, str) else None
    if not isinstance(frozen, bool | str) or not isinstance(given.get("resume", True), bool):
        raise HTTPException(400, "freeze is a time or true; resume is true")
    bounds.moment((moment.timestamp() if moment else clock.time()) + seconds)
    if given.get("resume"):
        clock.resume()
    if frozen:
        clock.freeze(moment)
    clock.advance(seconds)


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise HTTPException(400, f"freeze is a time such as 2026-01-01T00:00:00Z, not {text!r}") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
