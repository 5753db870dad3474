"""When a call is refused, and with which answer: limits, guards, errors and their words."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mockserver.contract.mock.block import Block
from mockserver.contract.mock.resources import Condition


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitPolicy(Block):
    """One rate limit."""

    rate: str = ""
    window: str = "fixed"


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitHeaders(Block):
    """Names of the response headers that describe a limit; None for one that is not sent."""

    limit: str | None = None
    remaining: str | None = None
    reset: str | None = None
    retry_after: str | None = None

    def names(self) -> dict[str, str]:
        """What each header that is sent tells, with its name."""
        parts = {
            "limit": self.limit,
            "remaining": self.remaining,
            "reset": self.reset,
            "retry_after": self.retry_after,
        }
        return {part: name for part, name in parts.items() if name is not None}


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitRules(Block):
    """Rate limits of a document, counted for each credential."""

    policies: Mapping[str, LimitPolicy] = dataclasses.field(default_factory=dict)
    default: tuple[str, ...] = ()
    headers: LimitHeaders = dataclasses.field(default_factory=LimitHeaders)
    reset: str = "epoch"


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenRules(Block):
    """For how many seconds issued tokens are good, and the methods of code challenges that are taken (RFC 7636)."""

    lifetime: int = 3600
    refresh_lifetime: int = 1_209_600
    challenges: tuple[str, ...] = ("S256",)


@dataclass(frozen=True, slots=True, kw_only=True)
class IdempotencyRule(Block):
    """Where idempotency keys are sent and for how many seconds they last."""

    key: str | None = None
    ttl: int = 86400


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorRule(Block):
    """Where the answer of one kind of error is."""

    status: int | None = None
    response: str | None = None
    example: str | None = None
    body: Any = None

    @classmethod
    def spelled_out(cls, raw: Any) -> Mapping[str, Any]:
        """A number is short for a status."""
        return {"status": raw} if isinstance(raw, int) else raw


@dataclass(frozen=True, slots=True, kw_only=True)
class Precondition(Block):
    """A reason to refuse a well-formed request."""

    error: str = ""
    when: Condition = dataclasses.field(default_factory=dict)
    phone: str | None = None
    country: str | None = None
    field: str | None = None
