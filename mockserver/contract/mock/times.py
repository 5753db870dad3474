"""What comes later of what an operation wrote, and what tells one state of a row from another."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mockserver.contract.mock.block import Block
from mockserver.contract.mock.resources import Condition, Fields


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition(Block):
    """A change that a row undergoes later: after a span of time, or after so many reads."""

    after: str | None = None
    reads: int | None = None
    set: Fields = dataclasses.field(default_factory=dict)
    when: Condition | None = None

    @property
    def wait(self) -> str:
        """How long it is waited for, in words."""
        return f"after {self.after}" if self.reads is None else f"after {self.reads} reads"


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditional(Block):
    """Which validators replies carry, and requests may ask for (RFC 9110, 8.8 and 13)."""

    etag: bool | str = True
    last_modified: str | None = None
    required: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LongPollRule(Block):
    """How long a call waits that has nothing new to be shown (RFC 6202, 2)."""

    time: str = "30s"
    asked: str | None = None
    unit: str = "s"
    until: Condition | None = None

    @classmethod
    def spelled_out(cls, raw: Any) -> Mapping[str, Any] | None:
        """What a short form stands for: a span of time for `time`."""
        return {"time": raw} if isinstance(raw, str) else Block.spelled_out(raw)


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamRule(Block):
    """How a reply is sent event by event."""

    every: str = "0s"
    heartbeat: str = "15s"
    events: tuple[str, ...] = ()
    text: str | None = None
    end: str | None = None
