"""What a law is, what breaks one, and what cannot be judged."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from mockserver.contract.mock import Origin
from mockserver.contract.model import Operation

if TYPE_CHECKING:
    from mockserver.fuzzing.laws.server_under_test import ServerUnderTest


class LawBroken(Exception):  # noqa: N818 - a finding, not an error
    """A reply that no server of the document may give after the calls before it.

    Attributes:
        message: What is wrong.
        origin: Where that comes from which the law was judged by.
    """

    def __init__(self, message: str, origin: Origin) -> None:
        super().__init__(message)
        self.message = message
        self.origin = origin


class NotJudged(Exception):  # noqa: N818 - a lack of evidence, not an error
    """A law about which nothing can be said, and why.

    Attributes:
        reason: Why.
        always: Whether no other example of the operation can be judged either.
    """

    def __init__(self, reason: str, *, always: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.always = always


class Choices(Protocol):
    """What an example is made of: each choice is simplest at its beginning, where shrinking leads."""

    def number(self, least: int, most: int) -> int:
        """One of the numbers from `least` to `most`."""

    def one_of(self, options: Sequence[Any]) -> Any:
        """One of several."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One example of a law: an operation, the server at its seeded rows, and the choices to make."""

    server: "ServerUnderTest"
    operation: Operation
    choices: Choices


@dataclass(frozen=True, slots=True)
class Law:
    """Something that holds for every document.

    Attributes:
        behaviours: Which operations it is about, by their behaviour.
        judge: Tries one example; raises `LawBroken`, or `NotJudged`.
    """

    behaviours: tuple[str, ...]
    judge: Callable[[Trial], None]
